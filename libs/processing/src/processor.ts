import type { StoredEvent } from '#assay/event-log';

/**
 * A processor turns the log into something else: a read model, a webhook, a seal. It knows nothing of subscriptions; the
 * {@link ProcessorRunner} feeds it pages in order and it remembers, in the same transaction as its work, how far it came.
 */
export interface Processor {
  /** Shown on health pages and metrics, e.g. `scores`. */
  readonly name: string;

  /**
   * Position of the last event whose effects are stored; 0 for none. Asked anew after every error. What has to be made first may
   * take long: it ends with a rejection when `stopping` aborts, and nothing of it is stored then.
   */
  checkpoint(stopping?: AbortSignal): Promise<number>;

  /**
   * Takes in one page: the events at `checkpoint + 1` … in order. It stores all effects of the page together with the new
   * checkpoint, or rejects and has stored nothing of it. After a rejection the runner backs off, asks for the checkpoint
   * and sends the page again, unless the error is a {@link ProcessorStalledError}.
   */
  process(events: readonly StoredEvent[]): Promise<void>;
}

/** The processor cannot go on without a person: the runner stops feeding it and says why; no restart loop. */
export class ProcessorStalledError extends Error {
  override readonly name: string = 'ProcessorStalledError';
}

/** The log gave an event out of its place. Positions are dense by promise, so either the log or its reader is broken. */
export class HoleInLogError extends ProcessorStalledError {
  override readonly name = 'HoleInLogError';
  constructor(
    readonly expected: number,
    readonly found: number,
  ) {
    super(
      `The log gave position ${found} where ${expected} was due${found > expected ? `: ${found - expected} events are missing` : ''}. ` +
        'Nothing was taken in after that place. Run `assay fsck`, mend the log, then start the processors again.',
    );
  }
}

/** The read model knows more events than the log has: it was fed from another ledger, or the log was restored from an older backup. */
export class CheckpointAheadError extends ProcessorStalledError {
  override readonly name = 'CheckpointAheadError';
  constructor(
    readonly processor: string,
    readonly checkpoint: number,
    readonly head: number,
  ) {
    super(
      `The processor ${processor} has taken in ${checkpoint} events, but the log ends at position ${head}. ` +
        'It belongs to another ledger or to a later state of this one: delete its read model, and it is built anew.',
    );
  }
}

/**
 * `connecting`: asking for head and checkpoint, or waiting to try again · `catching-up`: reading old events ·
 * `live`: everything known is taken in · `stalled`: no progress, see `lastError` · `stopped`: not running.
 */
export type ProcessorState = 'connecting' | 'catching-up' | 'live' | 'stalled' | 'stopped';

export interface ProcessorStatus {
  readonly name: string;
  readonly state: ProcessorState;
  /** Last position taken in and stored. */
  readonly position: number;
  /** Last position seen in the log. */
  readonly head: number;
  /** `head − position`. */
  readonly lag: number;
  /** Missing positions met; lag cannot show them. Anything but 0 means a broken log. */
  readonly holes: number;
  /** Errors since the start; each was followed by a pause and a new try, unless `state` is `stalled`. */
  readonly errors: number;
  /** The last error's sentence; null once pages flow again. */
  readonly lastError: string | null;
  /** When the state was entered, ms since the epoch. */
  readonly since: number;
}
