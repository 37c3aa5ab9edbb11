import type { SimplePointsRule } from './points-language.js';
import { plainPoints } from './points.js';
import { compare, type Rational } from './rational.js';
import { relativePoints } from './relative-points.js';
import type { ScoringCohort } from './scoring-cohort.js';
import type { Measure, SchemeDocument } from './scheme.js';
import type { Settings } from './settings.js';
import type { UnitFigures } from './unit-figures.js';
import { unitPredicate } from './unit-predicate.js';

/** Points of one measure of a unit, not rounded; null where its value gives none. */
export type MeasurePoints = (unit: UnitFigures, cohort: ScoringCohort) => Rational | null;

/** The rule for points of a measure, ready to run; undefined where it has none. */
export function measurePoints(
  document: SchemeDocument,
  measure: number,
  settings: Settings,
): MeasurePoints | undefined {
  const definition = document.measures[measure];
  if (definition?.points === undefined) return undefined;
  const { points, minimum } = definition;
  const simple = (rule: SimplePointsRule): MeasurePoints => simplePoints(rule, measure, definition, settings);
  const rule = 'choose' in points ? chosen(points, document, settings, simple) : simple(points);
  if (minimum === undefined) return rule;
  const least = settings.number(minimum);
  return (unit, cohort) => {
    const exposure = unit.denominator(measure) ?? unit.numerator(measure);
    return compare(exposure, least) < 0 ? null : rule(unit, cohort);
  };
}

function simplePoints(rule: SimplePointsRule, measure: number, { better }: Measure, settings: Settings): MeasurePoints {
  if ('relative' in rule) {
    const lowerIsBetter = better === 'lower';
    const points = relativePoints(rule, settings, lowerIsBetter);
    const among = rule.among ?? 'eligible';
    return (unit, cohort) => {
      const value = unit.value(measure);
      if (value === null || !cohort.has(unit, among)) return null;
      return points(value, cohort.values(measure, among, lowerIsBetter));
    };
  }
  const points = plainPoints(rule, settings);
  return (unit) => {
    const value = unit.value(measure);
    return value && points(value);
  };
}

function chosen(
  { choose }: Extract<Measure['points'], { choose: unknown }>,
  document: SchemeDocument,
  settings: Settings,
  simple: (rule: SimplePointsRule) => MeasurePoints,
): MeasurePoints {
  const options = choose.map(({ when, points }) => ({
    fits: when ? unitPredicate(when, document, settings) : (): boolean => true,
    points: simple(points),
  }));
  return (unit, cohort) => options.find(({ fits }) => fits(unit))?.points(unit, cohort) ?? null;
}
