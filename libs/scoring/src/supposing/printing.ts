/** Prints the rows of two boards that are mostly alike, each figure once: printing costs more than scoring. */
import { type CohortMember, dependsOnCohort, type PlacedUnit, type SchemeDocument } from '#assay/methodology';

import type { BoardRow, ScoredBoard } from '../reading/boards.js';

/** The board, of which no row is printed twice. */
export function printedOnce(board: ScoredBoard): ScoredBoard {
  const rows = new Map<PlacedUnit, BoardRow>();
  return {
    ...board,
    print(unit) {
      let row = rows.get(unit);
      if (!row) rows.set(unit, (row = board.print(unit)));
      return row;
    },
  };
}

/**
 * The board, of which rows are taken over from another of the same rulebook where they must be the same but for the rank: of
 * units with the same sums, where nothing hangs on the sums of others.
 */
export function printedBeside(board: ScoredBoard, other: ScoredBoard, document: SchemeDocument): ScoredBoard {
  if (dependsOnCohort(document)) return printedOnce(board);
  const members = new Map(board.members.map((member) => [member.unit, member]));
  const others = new Map(other.members.map((member) => [member.unit, member]));
  const places = new Map(other.placed.map((unit) => [unit.unit, unit]));
  return printedOnce({
    ...board,
    print(unit) {
      const place = places.get(unit.unit);
      const isSame = place?.state === unit.state && areSame(members.get(unit.unit), others.get(unit.unit));
      return isSame ? { ...other.print(place), ...unit, state: board.stateOf(unit) } : board.print(unit);
    },
  });
}

function areSame(a: CohortMember | undefined, b: CohortMember | undefined): boolean {
  if (a === b) return a !== undefined;
  if (!a || !b || a.slots.some((amount, slot) => amount !== b.slots[slot])) return false;
  const { name, licensedAt, insurerType } = a.profile;
  return name === b.profile.name && licensedAt === b.profile.licensedAt && insurerType === b.profile.insurerType;
}
