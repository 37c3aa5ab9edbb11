import { setTimeout as sleep } from 'node:timers/promises';

import { formatTimestamp } from '#assay/transparency';

import { NotCaughtUpError, ScoresBeingBuiltError } from '../query-errors.js';
import type { ScoreCheckpoint, ScoreReader } from '../score-store.js';

/** The moment of knowledge that an answer is of. */
export interface KnownAt {
  /** Last position taken in. */
  readonly position: number;
  /** When that event was recorded, a canonical timestamp; null at position 0. */
  readonly recordedAt: string | null;
}

export function knownAt({ position, recordedAt }: ScoreCheckpoint): KnownAt {
  return { position, recordedAt: recordedAt === null ? null : formatTimestamp(recordedAt) };
}

const LOOK_EVERY_MS = 5;

/**
 * Resolves when the scores have taken in a position, so that a writer reads its own events.
 * @throws NotCaughtUpError, ScoresBeingBuiltError after `timeoutMs`.
 */
export async function caughtUp(reader: ScoreReader, position: number, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      const { position: reached } = await reader.snapshot((view) => view.checkpoint());
      if (reached >= position) return;
      if (Date.now() >= deadline) throw new NotCaughtUpError(position, reached);
    } catch (error) {
      if (!(error instanceof ScoresBeingBuiltError) || Date.now() >= deadline) throw error;
    }
    await sleep(LOOK_EVERY_MS);
  }
}
