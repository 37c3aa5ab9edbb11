/** What each case adds to one unit's sums over a period, by the movements of its events. */
import { setImmediate as breathe } from 'node:timers/promises';

import type { CompiledScheme } from '#assay/methodology';
import { companyOf, type Period, type UnitLevel } from '#assay/service-record';

import { BoardUnits } from '../../reading/board-units.js';
import type { CaseLog } from '../../reading/case-log.js';
import { countsIn, movementRanges, placingPeriod } from '../../reading/cohort.js';
import { Organisation } from '../../reading/organisation.js';
import type { MovementPlace, ScoreView } from '../../score-store.js';
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
  const { position: of } = await view.checkpoint();
  for (const company of companies) {
    for (const [fromPeriod, toPeriod] of movementRanges(scheme, period)) {
      for (let after: MovementPlace | undefined; ;) {
        const asked = { scheme: key, company: company.key, fromPeriod, toPeriod, limit: MOVEMENTS_AT_ONCE };
        const page = await view.movements({ ...asked, ...(after && { after }) });
        for (const { unit: told, period: code, position, amounts } of page) {
          const counted = amounts.filter(
            ([slot]) =>
              countsIn(scheme, period, slot, code) &&
              units.placed(told, placingPeriod(scheme, period, slot, code)) === row?.key,
          );
          if (counted.length === 0) continue;
          const [event] = await log.readAll({ after: position - 1, limit: 1 });
          if (!event) continue;
          let sum = sums.get(event.stream);
          if (!sum) sums.set(event.stream, (sum = new Array<number>(scheme.slots.length).fill(0)));
          for (const [slot, amount] of counted) sum[slot] = (sum[slot] ?? 0) + amount;
        }
        after = page.at(-1);
        if (page.length < MOVEMENTS_AT_ONCE) break;
        work.onProgress?.({ step: 'looking', done: after?.position ?? 0, of });
        work.signal?.throwIfAborted();
        await breathe();
      }
    }
  }
  return new Map([...sums].filter(([, sum]) => sum.some((amount) => amount !== 0)));
}
