import { setTimeout as sleep } from 'node:timers/promises';

import type { Processors } from '#assay/scoring';

const LOOK_EVERY_MS = 200;

/**
 * Watches processors until they are told to stop, or stand still for good.
 *
 * @param say told how they stand, whenever their state changes
 * @param patienceMs how long they may be stalled: what the watchdog notices mends itself, one that lasts does not
 * @returns the exit code: 0 when stopped, 1 when they stand still and cannot go on without a person
 */
export async function keepScores(
  processors: Processors,
  stopping: AbortSignal,
  say: (line: object) => void,
  patienceMs = 5_000,
): Promise<0 | 1> {
  let state: string | undefined;
  let stalledFor = 0;
  while (!stopping.aborted) {
    const status = processors.status();
    if (status?.state !== state) say({ ...status });
    state = status?.state;
    stalledFor = state === 'stalled' ? stalledFor + LOOK_EVERY_MS : 0;
    if (stalledFor > patienceMs) break;
    await sleep(LOOK_EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  await processors.stop();
  say({ ...processors.status() });
  return stopping.aborted ? 0 : 1;
}
