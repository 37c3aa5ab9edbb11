/** What each case adds to one unit's sums over a period, by the movements of its events. */
import type { CompiledScheme } from '#assay/methodology';
import { companyOf, type Period, type UnitLevel } from '#assay/service-record';

import { amountPairs } from '../../amounts.js';
import { BoardUnits } from '../../reading/board-units.js';
import type { CaseLog } from '../../reading/case-log.js';
import { countsIn, movementRanges, placingPeriod } from '../../reading/cohort.js';
import { eventsAt } from '../../reading/events-at.js';
import { Organisation } from '../../reading/organisation.js';
import type { MovementPlace, ScoreView } from '../../score-store.js';
import { Breath } from '../../breath.js';
import type { SuppositionWork } from '../supposition.js';

export interface WeighedUnit {
  readonly key: number;
  readonly scheme: CompiledScheme;
  readonly period: Period;
  readonly level: UnitLevel;
  /** Path of the unit. */
  readonly unit: string;
}

const MOVEMENTS_AT_ONCE = 1_000;

/** By case, what it adds to each slot; cases that add nothing in the end are left out. */
export async function weighCases(
  view: ScoreView,
  log: CaseLog,
  { key, scheme, period, level, unit }: WeighedUnit,
  work: SuppositionWork,
): Promise<Map<string, number[]>> {
  const organisation = await Organisation.of(view, scheme, period);
  const units = new BoardUnits(level, await view.units(), organisation);
  const row = units.all.find(({ path }) => path === unit);
  const own = await view.unitByPath(companyOf(unit));
  const companies = organisation.isStill ? (own ? [own] : []) : await view.units('company');
  const sums = new Map<string, number[]>();
  const breath = new Breath();
  const { position: of } = await view.checkpoint();
  for (const company of companies) {
    for (const [fromPeriod, toPeriod] of movementRanges(scheme, period)) {
      for (let after: MovementPlace | undefined; ;) {
        const asked = { scheme: key, company: company.key, fromPeriod, toPeriod, limit: MOVEMENTS_AT_ONCE };
        const page = await view.movements({ ...asked, ...(after && { after }) });
        const counted = page.flatMap(({ unit: told, period: code, position, amounts }) => {
          const own = amountPairs(amounts).filter(
            ([slot]) =>
              countsIn(scheme, period, slot, code) &&
              units.placed(told, placingPeriod(scheme, period, slot, code)) === row?.key,
          );
          return own.length === 0 ? [] : [{ position, amounts: own }];
        });
        const positions = counted.map(({ position }) => position);
        for (const [index, { stream }] of (await eventsAt(log, positions)).entries()) {
          let sum = sums.get(stream);
          if (!sum) sums.set(stream, (sum = new Array<number>(scheme.slots.length).fill(0)));
          for (const [slot, amount] of counted[index]?.amounts ?? []) sum[slot] = (sum[slot] ?? 0) + amount;
        }
        after = page.at(-1);
        if (page.length < MOVEMENTS_AT_ONCE) break;
        work.onProgress?.({ step: 'looking', done: after?.position ?? 0, of });
        work.signal?.throwIfAborted();
        await breath.take();
      }
    }
  }
  return new Map([...sums].filter(([, sum]) => sum.some((amount) => amount !== 0)));
}
