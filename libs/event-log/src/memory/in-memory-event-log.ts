/** The event log in plain arrays, for tests and trials: every guarantee of the port but durability. */
import { randomUUID } from 'node:crypto';
import { decide, type RecordedEvent, type StreamView } from '../append-decision.js';
import { AppendQueue, type AppendQueueOptions } from '../append-queue.js';
import { LogClosedError } from '../event-log-errors.js';
import type {
  AppendOutcome,
  EventLog,
  LogHead,
  ReadAllOptions,
  ReadStreamOptions,
  ReadStreamsOptions,
  StoredEvent,
  StreamAppend,
  StreamEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '../event-log.js';
import { follow, News } from '../follow.js';

export interface InMemoryLogOptions extends AppendQueueOptions {
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

class MemoryStream implements StreamView {
  readonly events: StoredEvent[] = [];
  readonly byId = new Map<string, StoredEvent>();

  get revision(): number | 'no-stream' {
    return this.events.length === 0 ? 'no-stream' : this.events.length - 1;
  }

  recorded(eventId: string): RecordedEvent | undefined {
    return this.byId.get(eventId);
  }
}

export class InMemoryEventLog implements EventLog {
  readonly capabilities = { atomicBatches: true };
  readonly ledgerId = randomUUID();
  private readonly events: StoredEvent[] = [];
  private readonly streams = new Map<string, MemoryStream>();
  private readonly news = new News();
  private readonly queue: AppendQueue;
  private readonly clock: () => number;
  private readonly closing = new AbortController();

  constructor(options: InMemoryLogOptions = {}) {
    this.clock = options.clock ?? Date.now;
    this.queue = new AppendQueue((requests) => this.commit(requests), options);
  }

  append(parts: readonly StreamAppend[]): Promise<AppendOutcome[]> {
    return this.queue.append(parts);
  }

  readStream(stream: string, options: ReadStreamOptions = {}): Promise<StoredEvent[]> {
    const { direction = 'forwards', from, limit = Infinity } = options;
    const events = this.streams.get(stream)?.events ?? [];
    return this.read(() =>
      direction === 'forwards'
        ? events.slice(from ?? 0, (from ?? 0) + limit)
        : events
            .slice(0, (from ?? events.length - 1) + 1)
            .reverse()
            .slice(0, limit),
    );
  }

  readAll({ after, limit }: ReadAllOptions): Promise<StoredEvent[]> {
    return this.read(() => this.events.slice(after, after + limit));
  }

  async *readStreams({
    upTo,
    share,
    prefixes,
  }: ReadStreamsOptions): AsyncGenerator<readonly (readonly StreamEvent[])[], void> {
    const streams = await this.read(() => [...this.streams]);
    for (const [index, [name, { events }]] of streams.entries()) {
      if (prefixes?.some((prefix) => name.startsWith(prefix)) === false) continue;
      if (share !== undefined && index % share.of !== share.index) continue;
      const known = events.filter(({ position }) => position <= upTo);
      if (known.length > 0) yield [known];
    }
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<SubscriptionMessage, void> {
    const closed = this.closing.signal;
    yield* follow(
      { news: this.news, readPage: (after, limit) => this.events.slice(after, after + limit) },
      { ...options, signal: AbortSignal.any([options.signal, closed]) },
    );
    if (closed.aborted && !options.signal.aborted) throw new LogClosedError();
  }

  head(): Promise<LogHead> {
    return this.read(() => ({
      position: this.events.length,
      recordedAt: this.events.at(-1)?.recordedAt ?? null,
    }));
  }

  positionAt(recordedAtMs: number): Promise<number> {
    return this.read(() => this.events.findLastIndex((event) => event.recordedAt <= recordedAtMs) + 1);
  }

  async close(): Promise<void> {
    await this.queue.close();
    this.closing.abort();
  }

  private read<T>(answer: () => T): Promise<T> {
    return this.closing.signal.aborted ? Promise.reject(new LogClosedError()) : Promise.resolve(answer());
  }

  private commit(requests: readonly (readonly StreamAppend[])[]): AppendOutcome[][] {
    const recordedAt = Math.max(this.clock(), this.events.at(-1)?.recordedAt ?? 0);
    const before = this.events.length;
    const outcomes = requests.map((parts) => parts.map((part) => this.record(part, recordedAt)));
    if (this.events.length > before) this.news.ring();
    return outcomes;
  }

  private record(part: StreamAppend, recordedAt: number): AppendOutcome {
    const stream = this.streams.get(part.stream) ?? new MemoryStream();
    const decision = decide(part, stream);
    if (decision.kind === 'refuse') return { ok: false, error: decision.error };
    if (decision.kind === 'duplicate') return { ok: true, receipt: decision.receipt };
    this.streams.set(part.stream, stream);
    const recorded = part.events.map(({ id, body }, index) => {
      const event: StoredEvent = {
        position: this.events.length + 1,
        stream: part.stream,
        revision: decision.firstRevision + index,
        recordedAt,
        body,
      };
      this.events.push(event);
      stream.events.push(event);
      stream.byId.set(id, event);
      return event;
    });
    return {
      ok: true,
      receipt: {
        stream: part.stream,
        revision: decision.firstRevision + recorded.length - 1,
        positions: recorded.map((event) => event.position),
        recordedAt: recorded.map((event) => event.recordedAt),
        duplicate: false,
      },
    };
  }
}
