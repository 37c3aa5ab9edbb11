import type { ProcessorStatus } from '#assay/processing';

import { NotCaughtUpError } from '../query-errors.js';

export interface ScoringStatus extends ProcessorStatus {
  /** Companies whose scores are incomplete because an event could not be taken in. */
  readonly parked: number;
  /** Number of the build of the scores that is kept. */
  readonly build: number;
  /** False while it cannot be read: no other could be kept, and it has not yet taken in the log. */
  readonly isLive: boolean;
  /** Another build in the making beside it. */
  readonly candidate: CandidateStatus | null;
}

/** How far a build is that is not read yet. */
export interface CandidateStatus {
  readonly build: number;
  readonly position: number;
  readonly lag: number;
  /** Why it does not go on; null when it does. */
  readonly lastError: string | null;
}

/** The processors of a ledger, wherever they run: in this thread, in one of their own, or in another process. */
export interface Processors {
  /** Null when they run elsewhere and nothing is known of them here. */
  status(): ScoringStatus | null;
  /** Resolves when the scores have taken in a position. @throws NotCaughtUpError after `timeoutMs`. */
  waitFor(position: number, timeoutMs: number): Promise<void>;
  /** Finishes the page at hand, then releases everything. */
  stop(): Promise<void>;
}

/** Those who wait for the scores to reach a position. */
export class PositionWaiters {
  private readonly waiting = new Set<{ readonly position: number; readonly arrived: () => void }>();
  private reached = 0;

  /** The scores have taken in `position`. */
  reach(position: number): void {
    this.reached = position;
    for (const waiter of [...this.waiting]) if (waiter.position <= position) waiter.arrived();
  }

  wait(position: number, timeoutMs: number): Promise<void> {
    if (this.reached >= position) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = (settle: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(waiter);
        settle();
      };
      const waiter = { position, arrived: () => leave(resolve) };
      const timer = setTimeout(() => leave(() => reject(new NotCaughtUpError(position, this.reached))), timeoutMs);
      this.waiting.add(waiter);
    });
  }
}
