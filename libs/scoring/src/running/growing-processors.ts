import { setTimeout as sleep } from 'node:timers/promises';

import { type Processors, type ScoringStatus } from './processors.js';

/** Starts processors that know every rulebook published so far; they say when another one is. */
export type StartProcessors = (onRulebook: () => void) => Promise<Processors> | Processors;

export interface GrowthHooks {
  /** Called after each new start, one call at a time; the signal aborts when the processors are to stop. */
  onGrown(stopping: AbortSignal): Promise<void>;
  /** A new start failed, and with it the taking up of the rulebook. */
  onFailure(error: unknown): void;
}

/**
 * Processors that take up a rulebook when it is published: they are stopped and started again, upon which what is known of
 * the new scheme is filled in, while the scores under the others can be read as before.
 */
export class GrowingProcessors implements Processors {
  private growing: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  private constructor(
    private current: Processors,
    private readonly startThem: StartProcessors,
    private readonly hooks: GrowthHooks,
  ) {}

  static async start(startThem: StartProcessors, hooks: GrowthHooks): Promise<GrowingProcessors> {
    const started = Promise.withResolvers<GrowingProcessors>();
    const first = await startThem(() => void started.promise.then((processors) => processors.grow()));
    const processors = new GrowingProcessors(first, startThem, hooks);
    started.resolve(processors);
    return processors;
  }

  status(): ScoringStatus | null {
    return this.current.status();
  }

  /** Across a new start, too: whoever waits is not told of it. */
  async waitFor(position: number, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const asked = this.current;
      try {
        await asked.waitFor(position, Math.max(0, deadline - Date.now()));
        return;
      } catch (error) {
        if (asked === this.current || Date.now() >= deadline) throw error;
        await sleep(1);
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.growing;
    await this.current.stop();
  }

  private grow(): void {
    this.growing = this.growing
      .then(() => this.startAnew())
      .catch((error: unknown) => {
        // What was begun when they are to stop is taken up at the next start.
        if (!this.stopping.signal.aborted) this.hooks.onFailure(error);
      });
  }

  private async startAnew(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    await this.current.stop();
    this.current = await this.startThem(() => this.grow());
    await this.hooks.onGrown(this.stopping.signal);
  }
}
