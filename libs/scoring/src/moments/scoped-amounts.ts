import { setImmediate as breathe } from 'node:timers/promises';

import type { PeriodCode } from '#assay/service-record';

import { amountPairs } from '../amounts.js';
import { movementRanges } from '../reading/cohort.js';
import { counts, type Scope } from '../reading/scope.js';
import type { ScoreView } from '../score-store.js';

/** One amount of a movement that a scope looks for. */
export interface ScopedAmount {
  readonly position: number;
  /** The unit that it was told of. */
  readonly unit: string;
  readonly period: PeriodCode;
  readonly slot: number;
  readonly amount: number;
}

const AT_ONCE = 5_000;

/** What moved in a scope: the amounts that count in it, by period and position. */
export async function* scopedAmounts(view: ScoreView, scope: Scope): AsyncGenerator<ScopedAmount, void> {
  const paths = new Map([...scope.units].map(([path, key]) => [key, path]));
  const { key, company } = scope;
  for (const [fromPeriod, toPeriod] of movementRanges(scope.scheme, scope.period)) {
    let after: { period: number; position: number; unit: number } | undefined;
    for (;;) {
      const range = { scheme: key, company, fromPeriod, toPeriod, limit: AT_ONCE };
      const page = await view.movements({ ...range, ...(after && { after }) });
      for (const { position, unit, period, amounts } of page) {
        const path = paths.get(unit);
        after = { period, position, unit };
        if (path === undefined) continue;
        for (const [slot, amount] of amountPairs(amounts))
          if (counts(scope, path, slot, period)) yield { position, unit: path, period, slot, amount };
      }
      if (page.length < AT_ONCE) break;
      // SQLite answers at once: without a breath nothing else in this thread would have its turn until the end.
      await breathe();
    }
  }
}
