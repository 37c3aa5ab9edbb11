/** Who is moved by a supposition: two boards of the same question, unit by unit. */
import type { ScoredCohort } from '#assay/methodology';

import type { BoardRow, ScoredBoard } from '../reading/boards.js';
import type { Change, FromTo } from './supposition.js';

/** Units that were scored together, in order; a board's, or a cohort's. */
type ScoredUnits = Pick<ScoredCohort | ScoredBoard, 'placed' | 'print'>;

/** Everyone whose figures, score, grade, rank or state are other; in the second board's order, those not on it last. */
export function changesBetween(actual: ScoredUnits, supposed: ScoredUnits): Change[] {
  const before = new Map(actual.placed.map((unit) => [unit.unit, unit]));
  const changes: Change[] = [];
  for (const unit of supposed.placed) {
    const was = before.get(unit.unit);
    before.delete(unit.unit);
    const change = changeOf(was && actual.print(was), supposed.print(unit));
    if (change) changes.push(change);
  }
  for (const unit of before.values()) {
    const change = changeOf(actual.print(unit), undefined);
    if (change) changes.push(change);
  }
  return changes;
}

const FIGURES = ['score', 'grade', 'rank', 'state'] as const;

function changeOf(from: BoardRow | undefined, to: BoardRow | undefined): Change | null {
  const either = to ?? from;
  // A row that was taken over from the other board has the very same measures.
  if (!either || (from && to && from.measures === to.measures && FIGURES.every((name) => from[name] === to[name])))
    return null;
  const figure = <T>(of: (row: BoardRow) => T | null): FromTo<T> => ({
    from: from ? of(from) : null,
    to: to ? of(to) : null,
  });
  const measures = Object.keys(either.measures).flatMap((id): [string, FromTo<string>][] => {
    const [was, is] = [from?.measures[id], to?.measures[id]];
    if (was?.numerator === is?.numerator && was?.denominator === is?.denominator) return [];
    return [[id, { from: was?.value ?? null, to: is?.value ?? null }]];
  });
  const change: Change = {
    unit: either.unit,
    name: either.name,
    score: figure(({ score }) => score),
    grade: figure(({ grade }) => grade),
    rank: figure(({ rank }) => rank),
    state: figure(({ state }) => state),
    measures: Object.fromEntries(measures),
  };
  const isMoved = measures.length > 0 || FIGURES.some((name) => change[name].from !== change[name].to);
  return isMoved ? change : null;
}
