import { clamp, compare, divide, HUNDRED, multiply, type Rational, subtract, ZERO } from './rational.js';
import type { PointsRule } from './scheme.js';
import type { Settings } from './settings.js';

/** Points (0 to 100, exact) for a value. */
export type PointsFunction = (value: Rational) => Rational;

/** A rule for points, ready to run. */
export function pointsFunction(rule: PointsRule, settings: Settings): PointsFunction {
  if ('linear' in rule) {
    const zero = settings.number(rule.linear.zero);
    const slope = divide(HUNDRED, subtract(settings.number(rule.linear.full), zero));
    return (value) => clamp(multiply(subtract(value, zero), slope), ZERO, HUNDRED);
  }
  const [steps, reached] =
    'atLeast' in rule
      ? [rule.atLeast, (order: number): boolean => order >= 0]
      : [rule.atMost, (order: number): boolean => order <= 0];
  const table = steps.map((step) => ({ edge: settings.number(step.value), points: settings.number(step.points) }));
  const otherwise = settings.number(rule.otherwise);
  return (value) => table.find(({ edge }) => reached(compare(value, edge)))?.points ?? otherwise;
}
