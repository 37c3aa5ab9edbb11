import { setImmediate as breathe } from 'node:timers/promises';

const LONGEST_MS = 10;

/**
 * Lets others in this thread have their turn now and then: SQLite answers at once and scoring is one long calculation, so that
 * long work would hold the thread until its end.
 */
export class Breath {
  private since = performance.now();

  /** Ends at once but for every few milliseconds. */
  async take(): Promise<void> {
    if (performance.now() - this.since < LONGEST_MS) return;
    await breathe();
    this.since = performance.now();
  }
}
