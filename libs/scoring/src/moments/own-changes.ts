/** Where in the log the figures of a unit changed. */
import { factDefinitions } from '#assay/service-record';

import { eventsAt } from '../reading/events-at.js';
import type { CaseLog } from '../reading/case-log.js';
import type { Scope } from '../reading/scope.js';
import type { ScoreView } from '../score-store.js';
import { scopedAmounts } from './scoped-amounts.js';

/** What one event changed for a unit: by slot; empty where only what is known of the unit itself may have changed. */
export interface OwnChange {
  readonly position: number;
  readonly amounts: ReadonlyMap<number, number>;
}

/** What a unit's changes are found from, all of one moment. */
export interface ChangeSources {
  readonly view: ScoreView;
  readonly log: CaseLog;
  /** The last position that is known. */
  readonly end: number;
  /** Where the unit's cases were told of, as the organisation was known at a position. */
  readonly scopesAt: (position: number) => Promise<readonly Scope[]>;
}

/** Types of what is said of companies and units themselves. @param names only these */
const ofUnits = (...names: string[]): string[] =>
  [...factDefinitions.values()]
    .filter(({ caseKind }) => caseKind === 'company' || caseKind === 'unit')
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(({ type }) => type);
const ABOUT_UNITS = ofUnits();
const ELSEWHERE = ofUnits('company.merged', 'unit.moved');
const FACTS_AT_ONCE = 1_000;

/**
 * The positions at which the unit's own totals changed, as the organisation was known then, and those at which something was
 * told of its company itself or of a unit below it; in ascending order. Where only others' figures changed, which may move its rank, is not
 * among them.
 */
export async function ownChanges({ view, log, end, scopesAt }: ChangeSources): Promise<OwnChange[]> {
  const changes = new Map<number, Map<number, number>>();
  const at = (position: number): Map<number, number> => {
    let amounts = changes.get(position);
    if (!amounts) changes.set(position, (amounts = new Map<number, number>()));
    return amounts;
  };
  const companies = new Set<number>();
  // Between two of these the organisation was known to be one and the same.
  const turns = [...(await positionsAbout(view, log, ELSEWHERE)), end + 1];
  let from = 0;
  for (const next of turns) {
    for (const scope of await scopesAt(next - 1)) {
      companies.add(scope.company);
      for await (const { position, slot, amount } of scopedAmounts(view, scope)) {
        if (position < from || position >= next) continue;
        const amounts = at(position);
        amounts.set(slot, (amounts.get(slot) ?? 0) + amount);
      }
    }
    from = next;
  }
  // What one event takes from one branch and gives to another of the same company changes nothing of the company's.
  for (const [position, amounts] of changes) {
    for (const [slot, amount] of amounts) if (amount === 0) amounts.delete(slot);
    if (amounts.size === 0) changes.delete(position);
  }
  for (const { key, path } of await view.units('company'))
    if (companies.has(key)) for (const position of await positionsAbout(view, log, ABOUT_UNITS, path)) at(position);
  return [...changes].sort(([a], [b]) => a - b).map(([position, amounts]) => ({ position, amounts }));
}

/** Where something was told of the cases that have facts of some types, corrections and voidings among it. */
async function positionsAbout(
  view: ScoreView,
  log: CaseLog,
  types: readonly string[],
  unit?: string,
): Promise<number[]> {
  const streams = new Set((await eventsAt(log, await factsOf(view, types, unit))).map(({ stream }) => stream));
  const positions: number[] = [];
  for (const stream of streams) positions.push(...(await log.readStream(stream)).map(({ position }) => position));
  return positions.sort((a, b) => a - b);
}

async function factsOf(view: ScoreView, types: readonly string[], unit?: string): Promise<number[]> {
  const found: number[] = [];
  for (let after = 0; ;) {
    const page = await view.facts({
      types,
      order: 'oldest-first',
      after,
      limit: FACTS_AT_ONCE,
      ...(unit !== undefined && { unit }),
    });
    found.push(...page);
    after = page.at(-1) ?? after;
    if (page.length < FACTS_AT_ONCE) return found;
  }
}
