/**
 * Group commit: appends that arrive in neighbouring turns of the event loop share one transaction and so one fsync, which
 * is what makes a hundred callers fast. The queue is bounded, so that a sender faster than the disk hears of it at once.
 */
import { assertAppendable } from './append-decision.js';
import { LogClosedError, LogOverloadedError } from './event-log-errors.js';
import type { AppendOutcome, StreamAppend } from './event-log.js';

export interface AppendQueueOptions {
  /** Most events waiting; an append that would exceed it is refused, unless nothing waits. Default 10,000. */
  readonly maxQueuedEvents?: number;
  /** About how many events share one transaction; a single larger append is never split. Default 2,000. */
  readonly eventsPerCommit?: number;
}

/** Longest time that a first append waits for others to share its fsync, in ms: about ten times what an fsync takes. */
const GATHER_MS = 3;

/** Records all parts of all requests durably, or throws and records nothing. Outcomes in the order of requests and parts. */
export type Commit = (requests: readonly (readonly StreamAppend[])[]) => AppendOutcome[][];

interface Waiting {
  readonly parts: readonly StreamAppend[];
  readonly events: number;
  readonly resolve: (outcomes: AppendOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

export class AppendQueue {
  private readonly maxQueuedEvents: number;
  private readonly eventsPerCommit: number;
  private waiting: Waiting[] = [];
  private queuedEvents = 0;
  private scheduled = false;
  private closed: Promise<void> | null = null;
  private drained: () => void = () => undefined;

  constructor(
    private readonly commit: Commit,
    options: AppendQueueOptions,
  ) {
    this.maxQueuedEvents = options.maxQueuedEvents ?? 10_000;
    this.eventsPerCommit = options.eventsPerCommit ?? 2_000;
  }

  append(parts: readonly StreamAppend[]): Promise<AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      if (this.closed !== null) throw new LogClosedError();
      assertAppendable(parts);
      const events = parts.reduce((sum, part) => sum + part.events.length, 0);
      if (this.queuedEvents > 0 && this.queuedEvents + events > this.maxQueuedEvents) {
        throw new LogOverloadedError(this.queuedEvents);
      }
      if (events === 0) {
        resolve([]);
        return;
      }
      this.waiting.push({ parts, events, resolve, reject });
      this.queuedEvents += events;
      this.schedule();
    });
  }

  /** Takes no more appends and resolves when those taken are recorded or refused. */
  close(): Promise<void> {
    return (this.closed ??= new Promise((resolve) => {
      if (this.waiting.length === 0) resolve();
      else this.drained = resolve;
    }));
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.gather(this.waiting.length, performance.now() + GATHER_MS);
  }

  /**
   * Commits when a turn of the event loop brought nothing more: callers that were answered together tend to send together,
   * over the next turns. One caller alone waits for nobody.
   */
  private gather(seen: number, deadline: number): void {
    setImmediate(() => {
      const isGrowing = this.waiting.length > seen && this.queuedEvents < this.eventsPerCommit;
      if (isGrowing && this.closed === null && performance.now() < deadline) {
        this.gather(this.waiting.length, deadline);
        return;
      }
      this.scheduled = false;
      this.flush();
      if (this.waiting.length > 0) this.schedule();
      else this.drained();
    });
  }

  private flush(): void {
    const batch = this.take();
    try {
      const outcomes = this.commit(batch.map((request) => request.parts));
      batch.forEach((request, index) => request.resolve(outcomes[index] ?? []));
    } catch (error) {
      for (const request of batch) request.reject(error);
    }
  }

  private take(): Waiting[] {
    let count = 0;
    let events = 0;
    for (const request of this.waiting) {
      if (count > 0 && events + request.events > this.eventsPerCommit) break;
      count++;
      events += request.events;
    }
    this.queuedEvents -= events;
    return this.waiting.splice(0, count);
  }
}
