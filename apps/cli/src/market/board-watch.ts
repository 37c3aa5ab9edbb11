import type { Board, BoardRow } from '#assay/scoring';
import { showExact } from '../output/figure.js';

/**
 * What moved most on a board between two looks at it, as one line: a rank or a grade before a score, a score before a
 * measure. Undefined when nothing did.
 */
export function mostMoved(before: Board, after: Board): string | undefined {
  const known = new Map(before.rows.map((row) => [row.unit, row]));
  const moves = after.rows.flatMap((row) => {
    const earlier = known.get(row.unit);
    return earlier ? [{ row, earlier, weight: weightOf(earlier, row) }] : [];
  });
  const [largest] = moves.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
  return largest && lineOf(largest.earlier, largest.row);
}

/** For choosing a line to show, not for scoring: floating point will do. */
function weightOf(before: BoardRow, after: BoardRow): number {
  const byGrade = before.grade !== after.grade ? 1_000 : 0;
  const byRank = before.rank !== after.rank ? 100 : 0;
  return byGrade + byRank + Math.abs(Number(after.score ?? 0) - Number(before.score ?? 0));
}

function lineOf(before: BoardRow, after: BoardRow): string {
  const parts = [
    change('rank', showExact(before.rank), showExact(after.rank)),
    change('score', before.score ?? '–', after.score ?? '–'),
    change('grade', before.grade ?? '–', after.grade ?? '–'),
  ];
  return `${after.name}  ${parts.join('  ')}`;
}

function change(what: string, before: string, after: string): string {
  return before === after ? `${what} ${after}` : `${what} ${before} → ${after}`;
}
