import type { CohortValues } from './cohort-values.js';
import { plainPoints, type PointsFunction, straightLine } from './points.js';
import type { RelativeFigure, RelativePointsRule } from './points-language.js';
import {
  add,
  divide,
  fromDecimal,
  HUNDRED,
  multiply,
  negate,
  type Rational,
  signOf,
  squareRoot,
  subtract,
  ZERO,
} from './rational.js';
import type { Settings } from './settings.js';

/** Points of a value by where it stands in its cohort; null where the cohort gives nothing to compare with. */
export type RelativePoints = (value: Rational, cohort: CohortValues) => Rational | null;

/** @param lowerIsBetter of the measure: the best, the first and the higher percentile are those of the lower value. */
export function relativePoints(rule: RelativePointsRule, settings: Settings, lowerIsBetter: boolean): RelativePoints {
  const figure = relativeFigure(rule.relative, settings, lowerIsBetter);
  if (rule.then === undefined) return figure;
  const then: PointsFunction = plainPoints(rule.then, settings);
  return (value, cohort) => {
    const stands = figure(value, cohort);
    return stands && then(stands);
  };
}

function relativeFigure(figure: RelativeFigure, settings: Settings, lowerIsBetter: boolean): RelativePoints {
  if (figure === 'percentile') return percentOfWorse;
  if ('ratioTo' in figure)
    return (value, cohort) => {
      const reference = cohort.reference(figure.ratioTo);
      return reference === null || signOf(reference) === 0 ? null : divide(value, reference);
    };
  if ('differenceFrom' in figure)
    return (value, cohort) => {
      const reference = cohort.reference(figure.differenceFrom);
      return reference && subtract(value, reference);
    };
  if ('zScore' in figure)
    return (value, cohort) => {
      const z = zScore(value, cohort, figure.zScore.decimals);
      return z && lowerIsBetter ? negate(z) : z;
    };
  if ('rank' in figure) {
    const [first, last] = [settings.number(figure.rank.first), settings.number(figure.rank.last)];
    return (value, cohort) => {
      if (cohort.count <= 1) return first;
      const step = divide(subtract(last, first), fromDecimal(cohort.count - 1));
      return add(first, multiply(step, fromDecimal(cohort.standing(value).better)));
    };
  }
  const { base, span, worst, best } = figure.efficacy;
  const low = settings.number(base);
  const high = add(low, settings.number(span));
  const stated = {
    worst: worst === undefined ? undefined : settings.number(worst),
    best: best === undefined ? undefined : settings.number(best),
  };
  return (value, cohort) => {
    const from = stated.worst ?? cohort.reference('worst');
    const to = stated.best ?? cohort.reference('best');
    if (from === null || to === null) return null;
    return signOf(subtract(to, from)) === 0 ? high : straightLine(from, to, low, high)(value);
  };
}

function percentOfWorse(value: Rational, cohort: CohortValues): Rational {
  const { worse, same } = cohort.standing(value);
  const others = cohort.count - 1;
  if (others <= 0) return HUNDRED;
  // The unit itself is one of those that do as well.
  return { n: 50 * (2 * worse + same - 1), d: others };
}

function zScore(value: Rational, cohort: CohortValues, decimals: number): Rational | null {
  const [mean, variance] = [cohort.reference('mean'), cohort.variance()];
  if (mean === null || variance === null) return null;
  if (signOf(variance) === 0) return ZERO;
  const distance = subtract(value, mean);
  const size = squareRoot(divide(multiply(distance, distance), variance), decimals);
  return signOf(distance) < 0 ? negate(size) : size;
}
