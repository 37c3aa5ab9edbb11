import { unitLevel } from '#assay/service-record';
import { compare, type Rational } from './rational.js';
import type { SchemeDocument } from './scheme.js';
import type { Settings } from './settings.js';
import type { UnitBounds, UnitCondition } from './unit-condition.js';
import type { UnitFigures } from './unit-figures.js';

/** Does the condition hold for this unit? */
export type UnitPredicate = (unit: UnitFigures) => boolean;

/** A condition on units, ready to run. */
export function unitPredicate(condition: UnitCondition, document: SchemeDocument, settings: Settings): UnitPredicate {
  const inner = (nested: UnitCondition): UnitPredicate => unitPredicate(nested, document, settings);
  if ('all' in condition) {
    const parts = condition.all.map(inner);
    return (unit) => parts.every((part) => part(unit));
  }
  if ('any' in condition) {
    const parts = condition.any.map(inner);
    return (unit) => parts.some((part) => part(unit));
  }
  if ('not' in condition) {
    const part = inner(condition.not);
    return (unit) => !part(unit);
  }
  if ('known' in condition) {
    const measures = measuresOf(document, condition.known);
    const needed = settings.integer(condition.atLeast);
    return (unit) => knownOf(unit, measures) >= needed;
  }
  if ('level' in condition) {
    const levels = new Set(condition.level);
    return ({ unit }) => levels.has(unitLevel(unit));
  }
  if ('insurerType' in condition) {
    const types = new Set(condition.insurerType);
    return ({ member }) => member.profile.insurerType !== undefined && types.has(member.profile.insurerType);
  }
  const measure = measureIndex(document, condition.measure);
  const side = condition.of ?? 'value';
  const holds = withinBounds(condition, settings);
  return (unit) => {
    const figure = unit.side(measure, side);
    return figure !== null && holds(figure);
  };
}

/** How many of these measures have a value. */
export function knownOf(unit: UnitFigures, measures: readonly number[]): number {
  let known = 0;
  for (const measure of measures) if (unit.value(measure) !== null) known++;
  return known;
}

export function measureIndex({ measures }: SchemeDocument, id: string): number {
  return measures.findIndex((measure) => measure.id === id);
}

/** Indices of measures named by themselves or by their groups, in order of the scheme. */
export function measuresOf({ measures }: SchemeDocument, names: readonly string[]): number[] {
  const wanted = new Set(names);
  return measures.flatMap(({ id, group }, index) =>
    wanted.has(id) || (group !== undefined && wanted.has(group)) ? [index] : [],
  );
}

function withinBounds(bounds: UnitBounds, settings: Settings): (figure: Rational) => boolean {
  const tests: ((figure: Rational) => boolean)[] = [];
  const { equals, in: among, atLeast, above, atMost, below } = bounds;
  if (equals !== undefined) {
    const wanted = settings.number(equals);
    tests.push((figure) => compare(figure, wanted) === 0);
  }
  if (among !== undefined) {
    const wanted = among.map((each) => settings.number(each));
    tests.push((figure) => wanted.some((each) => compare(figure, each) === 0));
  }
  for (const [bound, fits] of [
    [atLeast, (order: number) => order >= 0],
    [above, (order: number) => order > 0],
    [atMost, (order: number) => order <= 0],
    [below, (order: number) => order < 0],
  ] as const) {
    if (bound === undefined) continue;
    const edge = settings.number(bound);
    tests.push((figure) => fits(compare(figure, edge)));
  }
  return (figure) => tests.every((test) => test(figure));
}
