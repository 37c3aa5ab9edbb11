import type { CohortMember, CompiledScheme, UnitProfile } from '#assay/methodology';
import {
  dayCode,
  FIRST_STANDING_DAY,
  type Period,
  type PeriodCode,
  periodParts,
  type UnitLevel,
} from '#assay/service-record';

import type { Movement, ScoreView, UnitRow } from '../score-store.js';
import { BoardUnits } from './board-units.js';
import { Organisation } from './organisation.js';

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
  const organisation = await Organisation.of(view, query.scheme, query.period, query.upTo);
  return query.upTo === undefined ? fromTotals(view, query, organisation) : fromMovements(view, query, organisation);
}

/** Whether a slot's amounts for some period count in the period asked for. */
export function countsIn(scheme: CompiledScheme, period: Period, slot: number, amountPeriod: PeriodCode): boolean {
  const { attribution, isStanding } = scheme.slots[slot] ?? {};
  if (attribution === 'span') return amountPeriod === period.code;
  return (
    amountPeriod >= dayCode(isStanding ? FIRST_STANDING_DAY : period.firstDay) &&
    amountPeriod <= dayCode(period.lastDay)
  );
}

async function fromTotals(
  view: ScoreView,
  { key, scheme, period, level }: CohortQuery,
  organisation: Organisation,
): Promise<CohortMember[]> {
  const { whole, days } = periodParts(period);
  const sums = new Sums(scheme);
  const isSpan = scheme.slots.map(({ attribution }) => attribution === 'span');
  const isDated = scheme.slots.map(({ isStanding }, slot) => !isStanding && !isSpan[slot]);
  for (const row of await view.totals({ scheme: key, level, periods: whole }))
    sums.add(
      row.unit,
      row.slots.map((amount, slot) => (isDated[slot] ? amount : 0)),
    );
  // Reported figures count only in the very period that they were reported for.
  if (period.code !== null && isSpan.includes(true)) {
    for (const row of await view.totals({ scheme: key, level, periods: [period.code] }))
      sums.add(
        row.unit,
        row.slots.map((amount, slot) => (isSpan[slot] ? amount : 0)),
      );
  }
  const stood = hasStanding(scheme)
    ? periodParts({ ...period, firstDay: FIRST_STANDING_DAY })
    : { whole: [], days: [] };
  for (const row of await view.totals({ scheme: key, level, periods: stood.whole }))
    sums.add(
      row.unit,
      row.slots.map((amount, slot) => (scheme.slots[slot]?.isStanding ? amount : 0)),
    );
  const isByDays = days.length + stood.days.length > 0;
  if (!isByDays && organisation.isStill) {
    const units = await view.units(level);
    return members(sums, units, level === 'company' ? units : await view.units('company'), organisation);
  }
  const units = new BoardUnits(
    level,
    isByDays ? await view.units() : await unitsConcerned(view, level, organisation),
    organisation,
  );
  const add = async (stretches: typeof days, counts: (slot: number) => boolean): Promise<void> => {
    const ranges = stretches.map(([first, last]) => [dayCode(first), dayCode(last)] as const);
    for await (const page of movements(view, key, companies(units), ranges))
      for (const { unit, amounts } of page)
        for (const [slot, amount] of amounts) if (counts(slot)) sums.addOne(units.told(unit), slot, amount);
  };
  await add(days, (slot) => isDated[slot] ?? false);
  await add(stood.days, (slot) => scheme.slots[slot]?.isStanding ?? false);
  if (!organisation.isStill) await place(view, { key, scheme, period }, sums, units, organisation);
  return members(sums, units.all, units.all, organisation);
}

/** The units of a board's level, all companies, and everything of those companies that some unit moved from or to. */
async function unitsConcerned(view: ScoreView, level: UnitLevel, { companies }: Organisation): Promise<UnitRow[]> {
  const units = [...(await view.units(level)), ...(level === 'company' ? [] : await view.units('company'))];
  for (const company of companies) units.push(...(await view.subtree(company)));
  return units;
}

/** Takes what counts elsewhere from the units that it was told of to those where they stood. */
async function place(
  view: ScoreView,
  { key, scheme, period }: Pick<CohortQuery, 'key' | 'scheme' | 'period'>,
  sums: Sums,
  units: BoardUnits,
  { firstDay }: Organisation,
): Promise<void> {
  const ranges = movementRanges(scheme, { ...period, firstDay });
  for await (const page of movements(view, key, units.concernedCompanies, ranges)) {
    for (const { unit, period: code, amounts } of page) {
      const told = units.told(unit);
      for (const [slot, amount] of amounts) {
        if (!countsIn(scheme, period, slot, code)) continue;
        const placed = units.placed(unit, placingPeriod(scheme, period, slot, code));
        if (placed === told) continue;
        sums.addOne(told, slot, -amount);
        sums.addOne(placed, slot, amount);
      }
    }
  }
}

async function fromMovements(
  view: ScoreView,
  { key, scheme, period, level, upTo }: CohortQuery,
  organisation: Organisation,
): Promise<CohortMember[]> {
  const units = new BoardUnits(level, await view.units(), organisation);
  const sums = new Sums(scheme);
  for await (const page of movements(view, key, companies(units), movementRanges(scheme, period), upTo))
    for (const { unit, period: code, amounts } of page)
      for (const [slot, amount] of amounts)
        if (countsIn(scheme, period, slot, code))
          sums.addOne(units.placed(unit, placingPeriod(scheme, period, slot, code)), slot, amount);
  return members(sums, units.all, units.all, organisation);
}

/** The movements of some companies, company by company. */
async function* movements(
  view: ScoreView,
  scheme: number,
  companies: Iterable<number>,
  ranges: readonly (readonly [from: PeriodCode, to: PeriodCode])[],
  upTo?: number,
): AsyncGenerator<readonly Movement[], void> {
  for (const company of companies) {
    for (const [fromPeriod, toPeriod] of ranges)
      yield await view.movements({ scheme, company, fromPeriod, toPeriod, ...(upTo !== undefined && { upTo }) });
  }
}

const companies = (units: BoardUnits): number[] =>
  units.all.filter(({ level }) => level === 'company').map(({ key }) => key);

/** On which day (or reported period) it is decided where the unit of an amount stood: what stands, stands on the last day. */
export const placingPeriod = (
  { slots }: CompiledScheme,
  { lastDay }: Period,
  slot: number,
  amountPeriod: PeriodCode,
): PeriodCode => (slots[slot]?.isStanding ? dayCode(lastDay) : amountPeriod);

/** The codes under which movements that count in a period are kept: its days, and its own. Ascending, without overlap. */
export function movementRanges(
  scheme: CompiledScheme,
  { code, firstDay, lastDay }: Period,
): [from: PeriodCode, to: PeriodCode][] {
  const days: [PeriodCode, PeriodCode] = [
    dayCode(hasStanding(scheme) ? FIRST_STANDING_DAY : firstDay),
    dayCode(lastDay),
  ];
  return code === null || (code >= days[0] && code <= days[1]) ? [days] : [[code, code], days];
}

const hasStanding = ({ slots }: CompiledScheme): boolean => slots.some(({ isStanding }) => isStanding);

class Sums {
  readonly byUnit = new Map<number, number[]>();

  constructor(private readonly scheme: CompiledScheme) {}

  add(unit: number, amounts: readonly number[]): void {
    const sums = this.of(unit);
    amounts.forEach((amount, slot) => (sums[slot] = (sums[slot] ?? 0) + amount));
  }

  /** Amounts of what lies above the board's level are on no line of it: `unit` is undefined then. */
  addOne(unit: number | undefined, slot: number, amount: number): void {
    if (unit === undefined) return;
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
function members(
  sums: Sums,
  units: readonly UnitRow[],
  companies: readonly UnitRow[],
  organisation: Organisation,
): CohortMember[] {
  const found: CohortMember[] = [];
  const companyOf = new Map(companies.map((unit) => [unit.key, unit]));
  for (const unit of units) {
    const slots = sums.byUnit.get(unit.key);
    if (slots?.some((amount) => amount !== 0))
      found.push({
        unit: unit.path,
        slots,
        profile: profileOf(organisation.nameOf(unit), companyOf.get(unit.company) ?? unit),
      });
  }
  return found;
}

/** A branch has a name of its own; its licence and its line are its company's. */
function profileOf(name: string, { licensedAt, insurerType }: UnitRow): UnitProfile {
  return { name, ...(licensedAt !== null && { licensedAt }), ...(insurerType !== null && { insurerType }) };
}
