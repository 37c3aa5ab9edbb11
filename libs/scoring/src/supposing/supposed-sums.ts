import { type CompiledScheme, Contributions } from '#assay/methodology';
import type { CaseState, PeriodCode, UnitLevel } from '#assay/service-record';

import { amountPairs } from '../amounts.js';
import { difference } from '../difference.js';
import type { AmountChange } from '../reading/cohort.js';
import { comparePlaces, type Movement, totalsPeriods } from '../score-store.js';
import type { CaseStep } from './case-steps.js';
import type { Cutoffs, SupposedCases } from './supposed-cases.js';

/** What one totals row gains or loses. */
export interface CellChange {
  readonly level: UnitLevel;
  readonly period: PeriodCode;
  readonly unit: number;
  readonly slots: number[];
}

/** What supposed cases change under one rulebook: the movements of their events, and the sums of them. */
export interface SupposedSums {
  readonly changes: readonly AmountChange[];
  /** Movements of the supposed cases, by company, in the order of a store's. */
  readonly movements: ReadonlyMap<number, readonly Movement[]>;
  readonly cells: readonly CellChange[];
}

/** @param key of the scheme in the store */
export function supposedSums(
  { cases, units, parked }: SupposedCases,
  key: number,
  scheme: CompiledScheme,
): SupposedSums {
  const movements = new Map<number, Movement[]>();
  const cells = new Map<string, CellChange>();
  const changes: AmountChange[] = [];
  const add = ({ company, unit, period, amounts }: Movement, path: string, sign: 1 | -1): void => {
    const keyed = units.of(path);
    const rows = unit === company ? [keyed.row] : [keyed.company, keyed.row];
    for (const [slot, amount] of amountPairs(amounts)) {
      changes.push({ unit: path, period, slot, amount: sign * amount });
      const place = scheme.slots[slot];
      for (const cellPeriod of place ? totalsPeriods(place, period) : [])
        for (const row of rows) {
          const name = `${row.key} ${cellPeriod}`;
          let cell = cells.get(name);
          if (!cell) {
            const slots = new Array<number>(scheme.slots.length).fill(0);
            cells.set(name, (cell = { level: row.level, period: cellPeriod, unit: row.key, slots }));
          }
          cell.slots[slot] = (cell.slots[slot] ?? 0) + sign * amount;
        }
    }
  };
  for (const { recorded, supposed } of cases) {
    for (const [movement, path] of movementsOf(recorded, parked.recorded)) add(movement, path, -1);
    for (const [movement, path] of movementsOf(supposed, parked.supposed)) {
      add(movement, path, 1);
      const own = movements.get(movement.company) ?? [];
      movements.set(movement.company, own);
      own.push(movement);
    }
  }
  for (const own of movements.values()) own.sort(comparePlaces);
  return { changes, movements, cells: [...cells.values()].filter(({ slots }) => slots.some((amount) => amount !== 0)) };

  function* movementsOf(steps: readonly CaseStep[], cutoffs: Cutoffs): Generator<readonly [Movement, path: string]> {
    let before = Contributions.NONE;
    for (const { event, after } of steps) {
      if (after.broken) return;
      const now = contributionsOf(scheme, after.state);
      for (const { unit: path, period, amounts } of difference(before, now)) {
        const { row, company } = units.of(path);
        if (event.position >= (cutoffs.get(company.key)?.since ?? Infinity)) continue;
        const place = { scheme: key, company: company.key, period, position: event.position, unit: row.key };
        yield [{ ...place, amounts }, path];
      }
      before = now;
    }
  }
}

function contributionsOf(scheme: CompiledScheme, state: CaseState | null): Contributions {
  return state && scheme.caseKinds.has(state.kind) ? scheme.contributions(state) : Contributions.NONE;
}
