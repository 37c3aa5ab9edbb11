/** What a unit's result was and is, and how two changes become one. Pure. */
import type { BoardRow } from '#assay/scoring';
import { CHANGES, type Change } from './webhook.js';

/** Where a unit stands on a board. */
export type Standing = Pick<BoardRow, 'score' | 'grade' | 'rank' | 'state'>;

export interface UnitChange {
  readonly unit: string;
  /** Its path where the board has it no longer. */
  readonly name: string;
  /** Null: it was not on the board. */
  readonly from: Standing | null;
  /** Null: it is no longer on the board. */
  readonly to: Standing | null;
}

/** What is different, the weightiest first. */
export function changed(from: Standing | null, to: Standing | null): Change[] {
  return CHANGES.filter((what) => (from?.[what] ?? null) !== (to?.[what] ?? null));
}

export function standingOf({ score, grade, rank, state }: BoardRow): Standing {
  return { score, grade, rank, state };
}

/** Every unit whose standing is another than was told; units that left the board among them. In order of the board. */
export function changesSince(told: ReadonlyMap<string, Standing>, rows: readonly BoardRow[]): UnitChange[] {
  const present = new Set<string>();
  const changes: UnitChange[] = [];
  for (const row of rows) {
    present.add(row.unit);
    const from = told.get(row.unit) ?? null;
    const to = standingOf(row);
    if (changed(from, to).length > 0) changes.push({ unit: row.unit, name: row.name, from, to });
  }
  for (const [unit, from] of told) if (!present.has(unit)) changes.push({ unit, name: unit, from, to: null });
  return changes;
}
