/**
 * A subscription is a pull over pages: read until no more is there, say so, wait for news, read again. The position is the
 * only state, so a news that comes twice or late does no harm, and a slow reader holds back nothing but itself.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvent, SubscribeOptions, SubscriptionMessage } from './event-log.js';

/** Rings when events were committed. Editions count the rings, so that one between a read and its wait is not missed. */
export class News {
  private rings = 0;
  private readonly waiting = new Set<() => void>();

  get edition(): number {
    return this.rings;
  }

  ring(): void {
    this.rings++;
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves when the edition is no longer `seen`, when the signal aborts, or after `pollMs` (if given). */
  async after(seen: number, signal: AbortSignal, pollMs?: number): Promise<void> {
    if (this.rings !== seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = pollMs === undefined ? undefined : setTimeout(wake, pollMs).unref();
      signal.addEventListener('abort', wake);
      this.waiting.add(wake);
    });
  }
}

export interface Followed {
  readonly news: News;
  /** How often to look without news, in ms, where others may write unheard. */
  readonly pollMs?: number;
  readPage(after: number, limit: number): readonly StoredEvent[];
}

const DEFAULT_PAGE_SIZE = 1_000;

export async function* follow(log: Followed, options: SubscribeOptions): AsyncGenerator<SubscriptionMessage, void> {
  const { signal, pageSize = DEFAULT_PAGE_SIZE } = options;
  let position = options.after;
  let caughtUp = false;
  while (!signal.aborted) {
    const seen = log.news.edition;
    const events = log.readPage(position, pageSize);
    const last = events.at(-1);
    if (last !== undefined) {
      position = last.position;
      yield { kind: 'events', events };
      // A long catch-up must not keep the event loop from everything else, appends among it.
      await nextTurn();
      // Less than was asked for: that was all there was. Under a steady stream no read is ever empty.
      caughtUp = events.length < pageSize;
      if (caughtUp) yield { kind: 'caught-up', position };
    } else if (caughtUp) {
      await log.news.after(seen, signal, log.pollMs);
    } else {
      caughtUp = true;
      yield { kind: 'caught-up', position };
    }
  }
}
