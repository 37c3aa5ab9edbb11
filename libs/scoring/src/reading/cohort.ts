import type { CohortMember, CompiledScheme, Slot, UnitProfile } from '#assay/methodology';
import {
  dayCode,
  FIRST_STANDING_DAY,
  monthParts,
  type Period,
  type PeriodCode,
  type PeriodParts,
  periodParts,
  UNIT_LEVELS,
  type UnitLevel,
} from '#assay/service-record';

import { amountPairs } from '../amounts.js';
import type { Movement, ScoreView, UnitRow } from '../score-store.js';
import { BoardUnits } from './board-units.js';
import { Organisation } from './organisation.js';

export interface CohortQuery {
  readonly key: number;
  readonly scheme: CompiledScheme;
  readonly period: Period;
  readonly level: UnitLevel;
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

/**
 * All units of a level that have figures in a period, with their totals: whole months from totals rows, single days from
 * movements.
 */
export async function cohort(view: ScoreView, { key, scheme, period, level }: CohortQuery): Promise<CohortMember[]> {
  const organisation = await Organisation.of(view, scheme, period);
  const kinds = scheme.slots.map(kindOf);
  const months = monthParts(period);
  const stood = kinds.includes('standing') ? periodParts({ ...period, firstDay: FIRST_STANDING_DAY }) : NO_PARTS;
  const days = [...months.days, ...stood.days];
  const isByCompany = level === 'company' && days.length === 0;
  const units = new BoardUnits(
    level,
    isByCompany ? await companiesAndMoved(view, organisation) : await view.units(),
    organisation,
  );
  const sums = new Sums(scheme);
  const add = async (periods: readonly PeriodCode[], kind: SlotKind): Promise<void> => {
    for (const below of level === 'company' ? [level] : UNIT_LEVELS.slice(UNIT_LEVELS.indexOf(level)))
      for (const { unit, slots } of await view.totals({ scheme: key, level: below, periods }))
        sums.add(units.told(unit), slots, (slot) => kinds[slot] === kind);
  };
  const addDays = async (stretches: PeriodParts['days'], kind: SlotKind): Promise<void> => {
    const ranges = stretches.map(([first, last]) => [dayCode(first), dayCode(last)] as const);
    for await (const page of movements(view, key, companies(units), ranges))
      for (const { unit, amounts } of page)
        for (const [slot, amount] of amountPairs(amounts))
          if (kinds[slot] === kind) sums.addOne(units.told(unit), slot, amount);
  };
  await add(months.whole, 'dated');
  // Reported figures count only in the very period that they were reported for.
  if (period.code !== null && kinds.includes('span')) await add([period.code], 'span');
  await add(stood.whole, 'standing');
  await addDays(months.days, 'dated');
  await addDays(stood.days, 'standing');
  if (!organisation.isStill) await place(view, { key, scheme, period }, sums, units, organisation);
  return members(sums, units.all, organisation);
}

/** All companies, and everything of those that some unit moved from or to. */
async function companiesAndMoved(view: ScoreView, { companies }: Organisation): Promise<UnitRow[]> {
  const units = await view.units('company');
  for (const company of companies) units.push(...(await view.subtree(company)));
  return units;
}

type SlotKind = 'dated' | 'span' | 'standing';

const kindOf = ({ attribution, isStanding }: Slot): SlotKind =>
  isStanding ? 'standing' : attribution === 'span' ? 'span' : 'dated';

const NO_PARTS: PeriodParts = { whole: [], days: [] };

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
      if (!units.mayBeElsewhere(unit)) continue;
      const told = units.told(unit);
      for (const [slot, amount] of amountPairs(amounts)) {
        if (!countsIn(scheme, period, slot, code)) continue;
        const placed = units.placed(unit, placingPeriod(scheme, period, slot, code));
        if (placed === told) continue;
        sums.addOne(told, slot, -amount);
        sums.addOne(placed, slot, amount);
      }
    }
  }
}

/** The movements of some companies, company by company. */
async function* movements(
  view: ScoreView,
  scheme: number,
  companies: Iterable<number>,
  ranges: readonly (readonly [from: PeriodCode, to: PeriodCode])[],
): AsyncGenerator<readonly Movement[], void> {
  for (const company of companies) {
    for (const [fromPeriod, toPeriod] of ranges) yield await view.movements({ scheme, company, fromPeriod, toPeriod });
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

  /** Adds those of a row's slots that count. */
  add(unit: number | undefined, slots: readonly number[], counts: (slot: number) => boolean): void {
    if (unit === undefined) return;
    const sums = this.of(unit);
    for (let slot = 0; slot < slots.length; slot++)
      if (counts(slot)) sums[slot] = (sums[slot] ?? 0) + (slots[slot] ?? 0);
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
function members(sums: Sums, units: readonly UnitRow[], organisation: Organisation): CohortMember[] {
  const found: CohortMember[] = [];
  const byKey = new Map(units.map((unit) => [unit.key, unit]));
  for (const [key, slots] of sums.byUnit) {
    const unit = byKey.get(key);
    if (unit && slots.some((amount) => amount !== 0))
      found.push({
        unit: unit.path,
        slots,
        profile: profileOf(organisation.nameOf(unit), byKey.get(unit.company) ?? unit),
      });
  }
  return found;
}

/** A branch has a name of its own; its licence and its line are its company's. */
function profileOf(name: string, { licensedAt, insurerType }: UnitRow): UnitProfile {
  return { name, ...(licensedAt !== null && { licensedAt }), ...(insurerType !== null && { insurerType }) };
}
