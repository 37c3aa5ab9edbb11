import type { CohortMember, CompiledScheme, UnitProfile } from '#assay/methodology';
import {
  dayCode,
  type Period,
  type PeriodCode,
  periodParts,
  unitAndAncestors,
  type UnitLevel,
  unitLevel,
} from '#assay/service-record';

import type { ScoreView, UnitRow } from '../score-store.js';

export interface CohortQuery {
  readonly key: number;
  readonly scheme: CompiledScheme;
  readonly period: Period;
  readonly level: UnitLevel;
  /** As known at an earlier position; absent: as known now. */
  readonly upTo?: number;
}

/**
 * All units of a level that have figures in a period, with their totals. Whole months and years are added from totals
 * rows; single days, and whatever is asked as known earlier, from movements. Both ways give the same sums.
 */
export async function cohort(view: ScoreView, query: CohortQuery): Promise<CohortMember[]> {
  return query.upTo === undefined ? fromTotals(view, query) : fromMovements(view, query);
}

/** Whether a slot's amounts for some period count in the period asked for. */
export function countsIn(scheme: CompiledScheme, period: Period, slot: number, amountPeriod: PeriodCode): boolean {
  if (scheme.slots[slot]?.attribution === 'span') return amountPeriod === period.code;
  return amountPeriod >= dayCode(period.firstDay) && amountPeriod <= dayCode(period.lastDay);
}

async function fromTotals(view: ScoreView, { key, scheme, period, level }: CohortQuery): Promise<CohortMember[]> {
  const { whole, days } = periodParts(period);
  const sums = new Sums(scheme);
  const isSpan = scheme.slots.map(({ attribution }) => attribution === 'span');
  for (const row of await view.totals({ scheme: key, level, periods: whole }))
    sums.add(
      row.unit,
      row.slots.map((amount, slot) => (isSpan[slot] ? 0 : amount)),
    );
  // Reported figures count only in the very period that they were reported for.
  if (period.code !== null && isSpan.includes(true)) {
    for (const row of await view.totals({ scheme: key, level, periods: [period.code] }))
      sums.add(
        row.unit,
        row.slots.map((amount, slot) => (isSpan[slot] ? amount : 0)),
      );
  }
  if (days.length > 0) {
    const units = await view.units();
    const ranges = days.map(([first, last]) => [dayCode(first), dayCode(last)] as const);
    await addMovements(view, sums, { key, level, units, ranges, counts: (slot) => !isSpan[slot] });
    return members(sums, units, units);
  }
  const units = await view.units(level);
  return members(sums, units, level === 'company' ? units : await view.units('company'));
}

async function fromMovements(
  view: ScoreView,
  { key, scheme, period, level, upTo }: CohortQuery,
): Promise<CohortMember[]> {
  const units = await view.units();
  const sums = new Sums(scheme);
  await addMovements(view, sums, {
    key,
    level,
    units,
    ranges: movementRanges(period),
    counts: (slot, amountPeriod) => countsIn(scheme, period, slot, amountPeriod),
    ...(upTo !== undefined && { upTo }),
  });
  return members(sums, units, units);
}

interface MovementsAsked {
  readonly key: number;
  readonly level: UnitLevel;
  readonly units: readonly UnitRow[];
  readonly ranges: readonly (readonly [from: PeriodCode, to: PeriodCode])[];
  /** Which amounts count. */
  readonly counts: (slot: number, period: PeriodCode) => boolean;
  readonly upTo?: number;
}

async function addMovements(
  view: ScoreView,
  sums: Sums,
  { key, level, units, ranges, counts, upTo }: MovementsAsked,
): Promise<void> {
  const atLevel = ancestorsAt(level, units);
  for (const company of units) {
    if (company.level !== 'company') continue;
    for (const [fromPeriod, toPeriod] of ranges) {
      const query = { scheme: key, company: company.key, fromPeriod, toPeriod, ...(upTo !== undefined && { upTo }) };
      for (const movement of await view.movements(query)) {
        const unit = atLevel.get(movement.unit);
        if (unit === undefined) continue;
        for (const [slot, amount] of movement.amounts)
          if (counts(slot, movement.period)) sums.addOne(unit, slot, amount);
      }
    }
  }
}

/** The codes under which movements that count in a period are kept: its days, and its own. Ascending, without overlap. */
export function movementRanges({ code, firstDay, lastDay }: Period): [from: PeriodCode, to: PeriodCode][] {
  const days: [PeriodCode, PeriodCode] = [dayCode(firstDay), dayCode(lastDay)];
  return code === null || code === days[0] ? [days] : [[code, code], days];
}

/** Key of each unit's ancestor (or itself) at a level. */
function ancestorsAt(level: UnitLevel, units: readonly UnitRow[]): ReadonlyMap<number, number> {
  const keys = new Map(units.map(({ path, key }) => [path, key]));
  const result = new Map<number, number>();
  for (const { path, key } of units) {
    const ancestor = unitAndAncestors(path).find((each) => unitLevel(each) === level);
    const ancestorKey = ancestor === undefined ? undefined : keys.get(ancestor);
    if (ancestorKey !== undefined) result.set(key, ancestorKey);
  }
  return result;
}

class Sums {
  readonly byUnit = new Map<number, number[]>();

  constructor(private readonly scheme: CompiledScheme) {}

  add(unit: number, amounts: readonly number[]): void {
    const sums = this.of(unit);
    amounts.forEach((amount, slot) => (sums[slot] = (sums[slot] ?? 0) + amount));
  }

  addOne(unit: number, slot: number, amount: number): void {
    const sums = this.of(unit);
    sums[slot] = (sums[slot] ?? 0) + amount;
  }

  private of(unit: number): number[] {
    let sums = this.byUnit.get(unit);
    if (!sums) this.byUnit.set(unit, (sums = new Array<number>(this.scheme.slots.length).fill(0)));
    return sums;
  }
}

/** A unit whose amounts were all taken back again has no figures: it is as if it had never had any. */
function members(sums: Sums, units: readonly UnitRow[], companies: readonly UnitRow[]): CohortMember[] {
  const found: CohortMember[] = [];
  const companyOf = new Map(companies.map((unit) => [unit.key, unit]));
  for (const unit of units) {
    const slots = sums.byUnit.get(unit.key);
    if (slots?.some((amount) => amount !== 0))
      found.push({ unit: unit.path, slots, profile: profileOf(unit, companyOf.get(unit.company) ?? unit) });
  }
  return found;
}

/** A branch has a name of its own; its licence and its line are its company's. */
function profileOf({ name }: UnitRow, { licensedAt, insurerType }: UnitRow): UnitProfile {
  return { name, ...(licensedAt !== null && { licensedAt }), ...(insurerType !== null && { insurerType }) };
}
