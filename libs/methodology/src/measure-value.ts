import type { MeasureScore, Slot } from './contribution.js';
import { powerOfTen, type Rational, toText, unitsText } from './rational.js';

/** A measure of one unit, or of a whole cohort, before any points. All exact. */
export interface MeasureValue {
  readonly numerator: Rational;
  readonly denominator: Rational | null;
  /** Null where there is nothing to divide by. */
  readonly value: Rational | null;
}

/** Values are exact inside and printed with so many decimals, half up. */
export const PRINTED_DECIMALS = 10;

/** @param sum total of a slot, in units of its scale. */
export function measureValue(
  measure: number,
  slots: readonly Slot[],
  sum: (slot: number) => number | bigint,
): MeasureValue {
  const above = slots[2 * measure];
  const below = slots[2 * measure + 1];
  if (!above || !below) throw new RangeError(`The scheme has no measure number ${measure}.`);
  const numerator: Rational = { n: BigInt(sum(2 * measure)), d: powerOfTen(above.scale) };
  if (below.attribution === 'unused') return { numerator, denominator: null, value: numerator };
  const denominator: Rational = { n: BigInt(sum(2 * measure + 1)), d: powerOfTen(below.scale) };
  // Less than nothing to divide by is a mistake of a source, not a ratio.
  const value = denominator.n > 0n ? { n: numerator.n * denominator.d, d: numerator.d * denominator.n } : null;
  return { numerator, denominator, value };
}

export function printMeasure(
  measure: number,
  slots: readonly Slot[],
  { numerator, denominator, value }: MeasureValue,
): Omit<MeasureScore, 'points'> {
  return {
    numerator: unitsText(numerator.n, slots[2 * measure]?.scale ?? 0),
    denominator: denominator && unitsText(denominator.n, slots[2 * measure + 1]?.scale ?? 0),
    value: value && toText(value, PRINTED_DECIMALS),
  };
}
