import type { EventIdConflictError, WrongExpectedRevisionError } from './event-log-errors.js';

/** The injection token of the process's one event log. */
export const EVENT_LOG = Symbol('EVENT_LOG');

/**
 * The event log: the one thing in Assay that is the truth. Everything else can be deleted and rebuilt from it.
 *
 * The port promises what both one SQLite file and an EventStoreDB cluster can keep, and no more:
 *
 * - **Expected revision is mandatory.** Every append names the revision that its stream must have (`'no-stream'` for a
 *   new one). There is no "any" and no overwrite. Where another writer was faster the answer is
 *   {@link WrongExpectedRevisionError}; reload, decide again, append again.
 * - **A stream's part of an append is all or nothing.** `append` takes parts for many streams and answers one outcome for
 *   each, in order: a receipt, or the error that kept that part (and only it) out. The embedded log writes all accepted
 *   parts in one transaction (capability `atomicBatches`); a cluster may not.
 * - **Idempotent by event id within a stream.** Sending the same events again (same ids, same bytes) gives the first
 *   receipt, marked `duplicate`, whatever the expected revision, and writes nothing. The same id with other bytes is an
 *   {@link EventIdConflictError}. A part that mixes events already recorded with new ones, or names one id twice, is a
 *   conflict too.
 * - **Parts behave as if one after the other.** A part sees what the parts before it wrote, of its own append and of all
 *   appends called earlier.
 * - **Positions are dense.** The n-th event of the ledger has position n: 1, 2, 3 … without holes. What is visible at
 *   position p never changes, and nothing below a visible position appears later.
 * - **Acknowledged is durable.** When the promise of `append` resolves, the events survive power loss.
 * - **Recorded time never runs backwards.** `recordedAt` is the ledger's clock, in milliseconds, non-decreasing in position.
 * - **Bytes are written once.** `body` is the canonical text (RFC 8785) handed to `append`; reads give exactly that back.
 * - **Back-pressure is typed.** When the write queue is full, `append` rejects with {@link LogOverloadedError}; nothing was
 *   written, try again later.
 * - **Subscriptions may drop.** A subscription is a pull: it gives pages in order, says when it has caught up, and may end
 *   with an error at any time; a reader resumes from its own checkpoint. A slow reader holds back nothing but itself.
 */
export interface EventLog {
  readonly capabilities: LogCapabilities;

  /** A UUID made when the ledger was; read models remember it so as never to be fed from another ledger. */
  readonly ledgerId: string;

  /**
   * One outcome per part, in order. Rejects (whole) only when overloaded ({@link LogOverloadedError}), closed
   * ({@link LogClosedError}), opened for reading ({@link ReadOnlyLogError}), when the storage failed
   * ({@link StorageFailedError}: the same append may be sent again), or when the caller broke the rules of
   * {@link StreamAppend} and {@link NewEvent} ({@link InvalidAppendError}).
   */
  append(parts: readonly StreamAppend[]): Promise<AppendOutcome[]>;

  /** Events of one stream in order of revision (or backwards), from a revision on, at most `limit`; empty when unknown. */
  readStream(stream: string, options?: ReadStreamOptions): Promise<StoredEvent[]>;

  /** The events at positions `after + 1` … in order, at most `limit`; fewer only at the end of the log. */
  readAll(options: ReadAllOptions): Promise<StoredEvent[]>;

  /**
   * Every stream once, with its events in order of revision; one whose first event came earlier comes earlier. What an independent
   * replay folds, case by case, in constant memory: so many streams at a time as cost nothing to hold. A log without an index by
   * stream reads itself through and groups.
   */
  readStreams(options: ReadStreamsOptions): AsyncIterable<readonly (readonly StreamEvent[])[]>;

  /**
   * Follows the log from `after` on, for ever, until `signal` aborts (a clean end) or the log is closed
   * ({@link LogClosedError}). Waiting for news does not keep the process alive: a process that does nothing else holds on
   * by other means, and one that forgot to abort still ends.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage>;

  /** The last position that is durable; `{ position: 0 }` for an empty ledger. */
  head(): Promise<LogHead>;

  /** The last position recorded at or before an instant (ms since the epoch); 0 when there is none. */
  positionAt(recordedAtMs: number): Promise<number>;

  /** Waits for queued appends, ends the subscriptions, then releases the storage. May be called twice. */
  close(): Promise<void>;
}

export interface LogCapabilities {
  /** All accepted parts of one `append` become visible and durable together. */
  readonly atomicBatches: boolean;
}

/** `'no-stream'`: the stream must not exist. A number: the zero-based revision of its last event. */
export type ExpectedRevision = 'no-stream' | number;

export interface NewEvent {
  /** The event's id, unique within its stream: any non-empty text. */
  readonly id: string;
  /** The event's type, e.g. `complaint.filed.v1`. */
  readonly type: string;
  /** Canonical text (RFC 8785) of the whole event, with `id` as its member `id`: an adapter may find the id there. */
  readonly body: string;
}

/** One stream's part of an append. */
export interface StreamAppend {
  /** Non-empty well-formed text. */
  readonly stream: string;
  readonly expectedRevision: ExpectedRevision;
  /** At least one. */
  readonly events: readonly NewEvent[];
}

/** Positions of one part's events: contiguous in the embedded log, ascending everywhere. */
export interface AppendReceipt {
  readonly stream: string;
  /** Revision of the part's last event. */
  readonly revision: number;
  /** One per event of the part, in order. */
  readonly positions: readonly number[];
  /** Milliseconds since the epoch, one per event. */
  readonly recordedAt: readonly number[];
  /** True when every event had been recorded before: nothing was written. */
  readonly duplicate: boolean;
}

export type AppendOutcome =
  | { readonly ok: true; readonly receipt: AppendReceipt }
  | { readonly ok: false; readonly error: WrongExpectedRevisionError | EventIdConflictError };

/** An event among those of its stream. */
export interface StreamEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  /** The canonical text as it was appended. */
  readonly body: string;
}

export interface StoredEvent extends StreamEvent {
  /** Milliseconds since the epoch. */
  readonly recordedAt: number;
}

export interface ReadStreamOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** First revision to give; the end of the stream when reading backwards and absent. */
  readonly from?: number;
  readonly limit?: number;
}

export interface ReadAllOptions {
  readonly after: number;
  readonly limit: number;
}

export interface ReadStreamsOptions {
  /** Only events at positions up to this one. */
  readonly upTo: number;
  /** Only one share of the streams out of `of`, which keeps their order: what lets several workers read a ledger side by side. Default: all. */
  readonly share?: { readonly index: number; readonly of: number };
  /** Only streams whose name begins with one of these: what is passed over costs next to nothing. Default: all. */
  readonly prefixes?: readonly string[];
}

export interface SubscribeOptions {
  readonly after: number;
  /** Most events in one message. */
  readonly pageSize?: number;
  readonly signal: AbortSignal;
}

export type SubscriptionMessage =
  | { readonly kind: 'events'; readonly events: readonly StoredEvent[] }
  /**
   * Everything up to `position` was given, which was the head when it was last looked at: what follows is live. Sent again after
   * each later catch-up, and under a steady stream, too, where something new is there at every look.
   */
  | { readonly kind: 'caught-up'; readonly position: number };

export interface LogHead {
  readonly position: number;
  /** Milliseconds since the epoch; null for an empty ledger. */
  readonly recordedAt: number | null;
}
