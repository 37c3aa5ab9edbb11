/** What a question looks for among movements and cases: amounts of which units and measures, over which period. */
import type { CompiledScheme } from '#assay/methodology';
import { companyOf, type Period, unitAndAncestors, unitLevel, type UnitLevel } from '#assay/service-record';

import type { ScoreView, UnitRow } from '../score-store.js';
import { countsIn, placingPeriod } from './cohort.js';
import { Organisation } from './organisation.js';

/** What is looked for among all that was told of one company. */
export interface Scope {
  readonly key: number;
  readonly scheme: CompiledScheme;
  readonly period: Period;
  /** Key of the company of which the cases are told. */
  readonly company: number;
  /** Keys by path of the units of which they are told. */
  readonly units: ReadonlyMap<string, number>;
  /** The unit of the question, with all below it; absent: all of them. */
  readonly within?: string | undefined;
  readonly organisation: Organisation;
  readonly slots: ReadonlySet<number>;
  /** Last position that counts: less than what is known of a company that a poison event parked. */
  readonly counted: number;
}

export interface ScopeQuery extends Pick<Scope, 'key' | 'scheme' | 'period' | 'within'> {
  /** Absent: all of the scheme. */
  readonly slots?: ReadonlySet<number>;
}

/**
 * One for each company of which cases of the unit may have been told — its own, and those that it was part of or took
 * over — or for every company; in order of path.
 */
export async function scopesOf(view: ScoreView, query: ScopeQuery): Promise<Scope[]> {
  const { key, scheme, period, within, slots = new Set(scheme.slots.keys()) } = query;
  const organisation = await Organisation.of(view, scheme, period);
  const parked = new Map((await view.parked()).map(({ company, since }) => [company, since]));
  const scopes: Scope[] = [];
  for (const company of await companiesOf(view, within, organisation)) {
    const units = await toldOf(view, company.path, within, organisation);
    if (units.length === 0) continue;
    scopes.push({
      ...{ key, scheme, period, within, organisation, slots },
      company: company.key,
      units: new Map(units.map((unit) => [unit.path, unit.key])),
      counted: (parked.get(company.key) ?? Infinity) - 1,
    });
  }
  return scopes;
}

/** Without those to which and from which nobody moved: what is told of them is of themselves. */
async function companiesOf(
  view: ScoreView,
  within: string | undefined,
  { isStill, companies }: Organisation,
): Promise<UnitRow[]> {
  const own = within === undefined ? undefined : companyOf(within);
  if (own !== undefined && isStill) {
    const company = await view.unitByPath(own);
    return company ? [company] : [];
  }
  return (await view.units('company'))
    .filter(({ path }) => own === undefined || path === own || companies.has(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The units of a company of which cases of a unit (or of the whole company) may have been told. */
async function toldOf(
  view: ScoreView,
  company: string,
  unit: string | undefined,
  organisation: Organisation,
): Promise<UnitRow[]> {
  if (unit === undefined) return view.subtree(company);
  if (organisation.isStill) return view.subtree(unit);
  const isBelow = (path: string): boolean => path === unit || path.startsWith(`${unit}/`);
  return (await view.subtree(company)).filter(({ path }) => isBelow(path) || organisation.concerns(path));
}

/** Whether amounts told of a unit, for a slot and period, are looked for: those of units that stood elsewhere are not. */
export function counts(scope: Scope, unit: string, slot: number, period: number): boolean {
  if (!scope.units.has(unit) || !scope.slots.has(slot) || !countsIn(scope.scheme, scope.period, slot, period))
    return false;
  if (scope.within === undefined) return true;
  const place = placeOf(scope, unit, slot, period);
  return place === scope.within || place.startsWith(`${scope.within}/`);
}

/** The unit to which an amount told of another belongs. */
export const placeOf = (scope: Scope, unit: string, slot: number, period: number): string =>
  scope.organisation.placeOf(unit, placingPeriod(scope.scheme, scope.period, slot, period));

/** The unit of a board's level to which an amount told of another belongs; undefined for what lies above that level. */
export const boardUnitOf = (
  scope: Scope,
  { unit, slot, period }: { readonly unit: string; readonly slot: number; readonly period: number },
  level: UnitLevel,
): string | undefined => unitAndAncestors(placeOf(scope, unit, slot, period)).find((path) => unitLevel(path) === level);
