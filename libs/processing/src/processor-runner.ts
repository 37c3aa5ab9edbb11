import { setTimeout as sleep } from 'node:timers/promises';

import type { EventLog, StoredEvent } from '#assay/event-log';

import { backOffMs } from './back-off.js';
import {
  CheckpointAheadError,
  HoleInLogError,
  type Processor,
  ProcessorStalledError,
  type ProcessorState,
  type ProcessorStatus,
} from './processor.js';

export interface RunnerOptions {
  /** Most events in one page while catching up. A live page holds what is there. */
  readonly pageSize?: number;
  /**
   * After a page that was not full, a rest of `share` times what the page took, at most `maxMs`: what comes meanwhile makes
   * one page, and a page of a thousand events costs half as much per event as pages of fifty. An event that comes alone is
   * taken in at once.
   */
  readonly rest?: { readonly share: number; readonly maxMs: number };
  /** First and longest pause after an error. */
  readonly backOff?: { readonly firstMs: number; readonly maxMs: number };
  /** No page finished for this long while the head moved: the subscription is dropped and opened again. */
  readonly watchdogMs?: number;
  /** How often the head is asked for when no pages come. */
  readonly headEveryMs?: number;
  readonly random?: () => number;
  readonly now?: () => number;
}

/**
 * Events in the first page of a subscription; each page after it may be twice as long. A process that is killed soon after every
 * start gets on all the same, however far it is behind: a first page of thousands would never be finished.
 */
const FIRST_PAGE = 50;

/**
 * The one way in which processors are fed: a supervised subscription. It resumes from the processor's own checkpoint,
 * backs off with jitter after errors, checks that positions have no hole, notices when nothing moves although the head
 * does, and finishes the page at hand when it is stopped.
 *
 * Every other error is retried for ever; a {@link ProcessorStalledError} is not: the runner stays `stalled` until `stop`
 * and a new `start`.
 */
export class ProcessorRunner {
  private readonly listeners = new Set<(status: ProcessorStatus) => void>();
  private readonly options: Required<RunnerOptions>;
  private stopping = new AbortController();
  private subscription = new AbortController();
  private running: Promise<void> | null = null;
  private watchdog: NodeJS.Timeout | null = null;
  private state: ProcessorState = 'stopped';
  private since: number;
  private position = 0;
  private head = 0;
  private pages = 0;
  private holes = 0;
  private errors = 0;
  private lastError: string | null = null;
  private lastProgress = 0;

  constructor(
    private readonly log: EventLog,
    private readonly processor: Processor,
    options: RunnerOptions = {},
  ) {
    this.options = {
      pageSize: 2_000,
      rest: { share: 3, maxMs: 100 },
      backOff: { firstMs: 100, maxMs: 15_000 },
      watchdogMs: 30_000,
      headEveryMs: 1_000,
      random: Math.random,
      now: Date.now,
      ...options,
    };
    this.since = this.options.now();
  }

  /** Begins to follow the log; returns at once. Does nothing when already running. */
  start(): void {
    if (this.running) return;
    this.stopping = new AbortController();
    this.lastError = null;
    this.running = this.run().finally(() => {
      this.running = null;
    });
    this.watchdog = setInterval(() => void this.watch(), this.options.headEveryMs);
    this.watchdog.unref();
  }

  /** Lets the page at hand finish, then ends. The processor keeps its checkpoint and resumes from there. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.subscription.abort();
    if (this.watchdog) clearInterval(this.watchdog);
    this.watchdog = null;
    await this.running;
    this.enter('stopped');
  }

  status(): ProcessorStatus {
    return {
      name: this.processor.name,
      state: this.state,
      position: this.position,
      head: this.head,
      lag: Math.max(0, this.head - this.position),
      holes: this.holes,
      errors: this.errors,
      lastError: this.lastError,
      since: this.since,
    };
  }

  /** Called after every page and every change of state. @returns a function that ends the calls. */
  onStatus(listener: (status: ProcessorStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async run(): Promise<void> {
    let attempt = 0;
    while (!this.isStopping()) {
      const before = this.pages;
      try {
        await this.follow();
      } catch (error) {
        if (this.isStopping()) return;
        this.errors += 1;
        this.lastError = error instanceof Error ? error.message : String(error);
        if (error instanceof ProcessorStalledError) {
          this.enter('stalled');
          return;
        }
      }
      if (this.isStopping()) return;
      // A subscription may also end without an error; one that ends at once must not be opened in a tight loop.
      attempt = this.pages > before ? 1 : attempt + 1;
      this.enter('connecting');
      await this.pause(backOffMs(attempt, { ...this.options.backOff, random: this.options.random }));
    }
  }

  /** One subscription, from the checkpoint until it drops. Returns when it ended without an error. */
  private async follow(): Promise<void> {
    this.enter('connecting');
    this.subscription = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, this.subscription.signal]);
    this.position = await this.processor.checkpoint(this.stopping.signal);
    this.head = (await this.log.head()).position;
    this.lastProgress = this.options.now();
    if (this.position > this.head) throw new CheckpointAheadError(this.processor.name, this.position, this.head);
    this.enter(this.position < this.head ? 'catching-up' : 'live');
    let most = FIRST_PAGE;
    for await (const message of this.log.subscribe({ after: this.position, pageSize: this.options.pageSize, signal })) {
      if (message.kind === 'caught-up') {
        this.head = Math.max(this.head, message.position);
        this.enter('live');
        continue;
      }
      const began = performance.now();
      for (let start = 0; start < message.events.length && !signal.aborted;) {
        const page = message.events.slice(start, start + most);
        await this.takeIn(page);
        start += page.length;
        most = Math.min(2 * most, this.options.pageSize);
      }
      if (message.events.length < this.options.pageSize) await this.rest(performance.now() - began, signal);
      if (signal.aborted) return;
    }
  }

  private async takeIn(events: readonly StoredEvent[]): Promise<void> {
    let due = this.position;
    for (const { position } of events) {
      due += 1;
      if (position === due) continue;
      this.holes += Math.max(1, position - due);
      throw new HoleInLogError(due, position);
    }
    this.head = Math.max(this.head, due);
    await this.processor.process(events);
    this.position = due;
    this.pages += 1;
    this.lastProgress = this.options.now();
    this.lastError = null;
    this.tell();
  }

  /** Keeps the head (and so the lag) honest while no pages come, and notices a subscription that died in silence. */
  private async watch(): Promise<void> {
    if (this.state === 'stopped' || this.stopping.signal.aborted) return;
    let head: number;
    try {
      head = (await this.log.head()).position;
    } catch {
      // The log is out of reach; the subscription meets the same error and reports it.
      return;
    }
    if (head > this.head) {
      this.head = head;
      this.tell();
    }
    const idle = this.options.now() - this.lastProgress;
    if (head <= this.position) this.lastProgress = this.options.now();
    else if ((this.state === 'live' || this.state === 'catching-up') && idle >= this.options.watchdogMs) {
      this.errors += 1;
      this.lastError =
        `No progress for ${Math.round(idle / 1_000)} s at position ${this.position} although the log is at ${head}; ` +
        'the subscription is opened again.';
      this.enter('stalled');
      this.subscription.abort();
    }
  }

  /** A method, for the answer changes while others are awaited. */
  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private rest(tookMs: number, signal: AbortSignal): Promise<void> {
    const { share, maxMs } = this.options.rest;
    return this.pause(Math.min(maxMs, share * tookMs), signal);
  }

  private async pause(ms: number, signal = this.stopping.signal): Promise<void> {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      // Stopped while waiting.
    }
  }

  private enter(state: ProcessorState): void {
    if (this.state === state) return;
    this.state = state;
    this.since = this.options.now();
    this.tell();
  }

  private tell(): void {
    const status = this.status();
    for (const listener of this.listeners) listener(status);
  }
}
