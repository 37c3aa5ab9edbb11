/** Which cases changed a board after a position, and what by. */
import { eventsAt } from '../reading/events-at.js';
import type { CaseLog } from '../reading/case-log.js';
import { boardUnitOf, type Scope, scopesOf } from '../reading/scope.js';
import { type ToldEvent, toldEvent } from '../reading/told-event.js';
import type { ScoreView } from '../score-store.js';
import { BoardAmounts, type BoardScope, type MeasureDifference } from './board-amounts.js';
import { scopedAmounts } from './scoped-amounts.js';

/** A case whose contributions to the board changed. One that went from one company to another is told at each of them. */
export interface ChangedCase {
  readonly case: string;
  readonly parts: readonly MeasureDifference[];
  /** Its events between the two moments, in order of arrival. */
  readonly events: readonly ToldEvent[];
}

/** Where to go on so that a case comes next. */
export interface CasePlace {
  /** Index of its company, in order of path. */
  readonly company: number;
  /** How many cases of that company come before it. */
  readonly passed: number;
}

/**
 * Company by company; what one company's cases changed is in memory.
 *
 * @param view the later moment
 * @param events the log as known then
 */
export async function* changedCases(
  view: ScoreView,
  events: CaseLog,
  board: BoardScope,
  { from, start = { company: 0, passed: 0 } }: { readonly from: number; readonly start?: CasePlace | undefined },
): AsyncGenerator<{ readonly changed: ChangedCase; readonly at: CasePlace }, void> {
  for (const [company, scope] of (await scopesOf(view, board)).entries()) {
    if (company < start.company) continue;
    const cases = await casesOf(view, events, scope, board, from);
    const passed = company === start.company ? start.passed : 0;
    for (const [index, [id, amounts]] of cases.entries()) {
      if (index < passed) continue;
      const stream = await events.readStream(id);
      const between = stream.filter(({ position }) => position > from).map(toldEvent);
      const changed = { case: id, parts: amounts.differences(board.scheme), events: between };
      yield { changed, at: { company, passed: index } };
    }
  }
}

/** In order of the event that changed each first. */
async function casesOf(
  view: ScoreView,
  events: CaseLog,
  scope: Scope,
  { level, scheme }: BoardScope,
  from: number,
): Promise<[id: string, amounts: BoardAmounts][]> {
  const byPosition = new Map<number, [unit: string, slot: number, amount: number][]>();
  for await (const each of scopedAmounts(view, scope)) {
    if (each.position <= from) continue;
    const unit = boardUnitOf(scope, each, level);
    if (unit === undefined) continue;
    const amounts = byPosition.get(each.position) ?? [];
    byPosition.set(each.position, [...amounts, [unit, each.slot, each.amount]]);
  }
  const byCase = new Map<string, BoardAmounts>();
  for (const { position, stream } of await eventsAt(
    events,
    [...byPosition.keys()].sort((a, b) => a - b),
  )) {
    let amounts = byCase.get(stream);
    if (!amounts) byCase.set(stream, (amounts = new BoardAmounts()));
    for (const part of byPosition.get(position) ?? []) amounts.add(...part);
  }
  return [...byCase].filter(([, amounts]) => amounts.differences(scheme).length > 0);
}
