import type { StoredEvent } from '#assay/event-log';

import type { CaseLog } from './case-log.js';

/** What lies between positions that are so near is read with them: that costs less than to begin anew. */
const NEAR = 4;

/** The events at some positions, in the order in which these are given. */
export async function eventsAt(log: CaseLog, positions: readonly number[]): Promise<StoredEvent[]> {
  const found = new Map<number, StoredEvent>();
  const wanted = new Set(positions);
  for (const [first, last] of runs([...wanted].sort((a, b) => a - b)))
    for (const event of await log.readAll({ after: first - 1, limit: last - first + 1 }))
      if (wanted.has(event.position)) found.set(event.position, event);
  return positions.flatMap((position) => found.get(position) ?? []);
}

/** Ascending positions as runs: `[1, 2, 3, 70]` → `[1, 3], [70, 70]`. */
function runs(positions: readonly number[]): [first: number, last: number][] {
  const result: [number, number][] = [];
  for (const position of positions) {
    const run = result.at(-1);
    if (run && position <= run[1] + NEAR) run[1] = position;
    else result.push([position, position]);
  }
  return result;
}
