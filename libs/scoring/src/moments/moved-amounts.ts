/** What an organisation told otherwise moved between units, with no case changing. */
import { boardUnitOf, type Scope, scopesOf } from '../reading/scope.js';
import type { ScoreView } from '../score-store.js';
import { BoardAmounts, type BoardScope, type MeasureDifference } from './board-amounts.js';
import { scopedAmounts } from './scoped-amounts.js';

/**
 * Of all that was known at the earlier moment: what counts for another unit at the later one, because a move or a merger
 * became known in between. What one unit gains another loses, where both are within the board.
 */
export async function amountsMoved(
  { earlier, later }: { readonly earlier: ScoreView; readonly later: ScoreView },
  { level, within, ...question }: BoardScope,
): Promise<MeasureDifference[]> {
  const before = new Map((await scopesOf(earlier, { ...question, within: undefined })).map(byCompany));
  const after = new Map((await scopesOf(later, { ...question, within: undefined })).map(byCompany));
  const amounts = new BoardAmounts();
  for (const [company, then] of before) {
    const now = after.get(company);
    if (!now || !(isConcerned(then) || isConcerned(now))) continue;
    for await (const each of scopedAmounts(earlier, then)) {
      const [from, to] = [boardUnitOf(then, each, level), boardUnitOf(now, each, level)];
      if (from === to) continue;
      if (from !== undefined && isWithin(from, within)) amounts.add(from, each.slot, -each.amount);
      if (to !== undefined && isWithin(to, within)) amounts.add(to, each.slot, each.amount);
    }
  }
  return amounts.differences(question.scheme);
}

const byCompany = (scope: Scope): [number, Scope] => [scope.company, scope];

const isConcerned = ({ organisation, units }: Scope): boolean =>
  !organisation.isStill && [...units.keys()].some((path) => organisation.concerns(path));

const isWithin = (unit: string, within: string | undefined): boolean =>
  within === undefined || unit === within || unit.startsWith(`${within}/`);
