import type { CohortMember, CompiledScheme, Slot, UnitProfile } from '#assay/methodology';
import {
  dayCode,
  daysOf,
  FIRST_STANDING_DAY,
  monthParts,
  type Period,
  type PeriodCode,
  type PeriodParts,
  periodParts,
  UNIT_LEVELS,
  unitAndAncestors,
  type UnitLevel,
  unitLevel,
} from '#assay/service-record';

import { amountPairs } from '../amounts.js';
import type { ScoreView, UnitRow } from '../score-store.js';
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
 * movements, and so what did not stay in one place for the whole of a month.
 */
export async function cohort(view: ScoreView, { key, scheme, period, level }: CohortQuery): Promise<CohortMember[]> {
  const organisation = await Organisation.of(view, scheme, period);
  const parts = partsOf(scheme, period);
  const isByCompany = level === 'company' && parts.every(({ days }) => days.length === 0);
  const rows = isByCompany ? await view.units('company') : await view.units();
  const companies = rows.filter((unit) => unit.level === 'company');
  const unsettled = parts.map((part) => unsettledRows(part, companies, level, organisation));
  if (isByCompany)
    for (const { key: company, path } of companies)
      if (unsettled.some((each) => each.has(company))) rows.push(...(await view.subtree(path)));
  const units = new BoardUnits(level, rows, organisation);
  const sums = new Sums(scheme);
  for (const [index, part] of parts.entries()) {
    for (const below of level === 'company' ? [level] : UNIT_LEVELS.slice(UNIT_LEVELS.indexOf(level)))
      for (const { unit, period: code, slots } of await view.totals({ scheme: key, level: below, periods: part.whole }))
        if (!unsettled[index]?.get(units.companyOf(unit))?.has(code))
          sums.add(units.placed(unit, part.placed(code)), slots, part.counts);
    for (const { key: company } of companies) {
      const moved = unsettled[index]?.get(company) ?? [];
      for (const [fromPeriod, toPeriod] of [...part.days, ...joined([...moved].map(part.range))])
        for (const movement of await view.movements({ scheme: key, company, fromPeriod, toPeriod })) {
          const unit = units.placed(movement.unit, part.placed(movement.period));
          for (const [slot, amount] of amountPairs(movement.amounts))
            if (part.counts[slot]) sums.addOne(unit, slot, amount);
        }
    }
  }
  return members(sums, units.all, organisation);
}

/** What counts more for a unit as it is told in a period, or, where it is negative, less. */
export interface AmountChange {
  /** Path of the unit. */
  readonly unit: string;
  readonly period: PeriodCode;
  readonly slot: number;
  readonly amount: number;
}

/** A cohort, and by which amounts another one of the same organisation differs from it. */
export interface NearCohort {
  readonly members: readonly CohortMember[];
  readonly changes: Iterable<AmountChange>;
}

/**
 * The other cohort, without reading sums: its members are the same objects where nothing changes.
 *
 * @returns undefined when a unit has figures in it that had none
 */
export async function cohortNear(
  view: ScoreView,
  { scheme, period, level }: Omit<CohortQuery, 'key'>,
  { members: near, changes }: NearCohort,
): Promise<CohortMember[] | undefined> {
  const organisation = await Organisation.of(view, scheme, period);
  const places = new Map(near.map(({ unit }, index) => [unit, index]));
  const changed: CohortMember[] = [...near];
  for (const { unit, period: code, slot, amount } of changes) {
    if (!countsIn(scheme, period, slot, code)) continue;
    const stood = organisation.placeOf(unit, placingPeriod(scheme, period, slot, code));
    const path = unitAndAncestors(stood).find((each) => unitLevel(each) === level);
    if (path === undefined) continue;
    const index = places.get(path);
    const member = index === undefined ? undefined : changed[index];
    if (index === undefined || !member) return undefined;
    changed[index] = { ...member, slots: member.slots.with(slot, (member.slots[slot] ?? 0) + amount) };
  }
  return changed.filter(hasFigures);
}

/** Slots that count alike, and the parts of the period that they count in. */
interface CountedPart {
  /** By slot. */
  readonly counts: readonly boolean[];
  /** The periods of totals rows. */
  readonly whole: readonly PeriodCode[];
  /** The codes of the days that fill no such period. */
  readonly days: readonly PeriodRange[];
  /** By whose last day it is decided where an amount counts that is kept under a period. */
  readonly placed: (period: PeriodCode) => PeriodCode;
  /** The codes of the movements that a totals row of a period is the sum of. */
  readonly range: (period: PeriodCode) => PeriodRange;
}

/** Inclusive. */
type PeriodRange = readonly [from: PeriodCode, to: PeriodCode];

function partsOf({ slots }: CompiledScheme, period: Period): CountedPart[] {
  const days = ([first, last]: readonly [first: number, last: number]): PeriodRange => [dayCode(first), dayCode(last)];
  const daysIn = (code: PeriodCode): PeriodRange => days(daysOf(code));
  const months = monthParts(period);
  const stood = periodParts({ ...period, firstDay: FIRST_STANDING_DAY });
  const end = dayCode(period.lastDay);
  const kinds = slots.map(kindOf);
  const part = (
    kind: SlotKind,
    { whole, days: rest }: PeriodParts,
    by: Pick<CountedPart, 'placed' | 'range'>,
  ): CountedPart => ({
    ...{ counts: kinds.map((each) => each === kind), whole, days: rest.map(days) },
    ...by,
  });
  // Reported figures count only in the very period that they were reported for.
  const reported = { whole: period.code === null ? [] : [period.code], days: [] };
  return [
    part('dated', months, { placed: (code) => code, range: daysIn }),
    part('span', reported, { placed: () => end, range: (code) => [code, code] }),
    part('standing', stood, { placed: () => end, range: daysIn }),
  ].filter(({ counts }) => counts.includes(true));
}

/** By company, the periods of which its totals rows hold what lay in several places: movements tell what lay where. */
function unsettledRows(
  { whole, placed }: CountedPart,
  companies: readonly UnitRow[],
  level: UnitLevel,
  organisation: Organisation,
): ReadonlyMap<number | undefined, ReadonlySet<PeriodCode>> {
  const unsettled = new Map<number, ReadonlySet<PeriodCode>>();
  for (const { key, path } of companies) {
    if (!organisation.companies.has(path)) continue;
    const periods = whole.filter((code) => !organisation.isSettled(path, level, daysOf(placed(code))));
    if (periods.length > 0) unsettled.set(key, new Set(periods));
  }
  return unsettled;
}

/** Ascending ranges, those that follow upon each other as one. */
function joined(ranges: readonly PeriodRange[]): PeriodRange[] {
  const found: [from: PeriodCode, to: PeriodCode][] = [];
  for (const [from, to] of ranges) {
    const last = found.at(-1);
    if (last && last[1] + 1 === from) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

type SlotKind = 'dated' | 'span' | 'standing';

const kindOf = ({ attribution, isStanding }: Slot): SlotKind =>
  isStanding ? 'standing' : attribution === 'span' ? 'span' : 'dated';

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
  add(unit: number | undefined, slots: readonly number[], counts: readonly boolean[]): void {
    if (unit === undefined) return;
    const sums = this.of(unit);
    for (let slot = 0; slot < slots.length; slot++)
      if (counts[slot]) sums[slot] = (sums[slot] ?? 0) + (slots[slot] ?? 0);
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
const hasFigures = ({ slots }: Pick<CohortMember, 'slots'>): boolean => slots.some((amount) => amount !== 0);

function members(sums: Sums, units: readonly UnitRow[], organisation: Organisation): CohortMember[] {
  const found: CohortMember[] = [];
  const byKey = new Map(units.map((unit) => [unit.key, unit]));
  for (const [key, slots] of sums.byUnit) {
    const unit = byKey.get(key);
    if (unit && hasFigures({ slots }))
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
