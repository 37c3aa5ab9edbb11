import type { PlainPointsRule } from './points-language.js';
import {
  alongLine,
  clamp,
  compare,
  divide,
  HUNDRED,
  lineOf,
  multiply,
  type Rational,
  subtract,
  ZERO,
} from './rational.js';
import type { Settings } from './settings.js';

/** Points (exact) for a value. */
export type PointsFunction = (value: Rational) => Rational;

/** A rule that looks at nothing but the value, ready to run. */
export function plainPoints(rule: PlainPointsRule, settings: Settings): PointsFunction {
  if ('linear' in rule) {
    const zero = settings.number(rule.linear.zero);
    return straightLine(zero, settings.number(rule.linear.full), ZERO, HUNDRED);
  }
  if ('asIs' in rule) {
    const { times = 1, lowest, highest } = rule.asIs;
    const [factor, low, high] = [settings.number(times), settings.number(lowest), settings.number(highest)];
    return (value) => clamp(multiply(value, factor), low, high);
  }
  const [steps, reached] =
    'atLeast' in rule
      ? [rule.atLeast, (order: number): boolean => order >= 0]
      : [rule.atMost, (order: number): boolean => order <= 0];
  const table = steps.map((step) => ({ edge: settings.number(step.value), points: settings.number(step.points) }));
  const otherwise = settings.number(rule.otherwise);
  return (value) => table.find(({ edge }) => reached(compare(value, edge)))?.points ?? otherwise;
}

/** From `low` points at one value to `high` at another, no more and no less outside; the values must differ. */
export function straightLine(from: Rational, to: Rational, low: Rational, high: Rational): PointsFunction {
  const slope = divide(subtract(high, low), subtract(to, from));
  const line = lineOf(slope, subtract(low, multiply(from, slope)));
  const [least, most] = compare(low, high) < 0 ? [low, high] : [high, low];
  return (value) => clamp(alongLine(value, line), least, most);
}
