import type { MeasureScore, Slot } from './contribution.js';
import { type Rational, toText, unitsText } from './rational.js';

/** Values are exact inside and printed with so many decimals, half up. */
export const PRINTED_DECIMALS = 10;

/** The figures of a measure as text: of one unit, or of a whole cohort. */
export function printMeasure(
  measure: number,
  slots: readonly Slot[],
  figures: { readonly numerator: Rational; readonly denominator: Rational | null; readonly value: Rational | null },
): Omit<MeasureScore, 'points'> {
  const { numerator, denominator, value } = figures;
  return {
    numerator: unitsText(numerator.n, slots[2 * measure]?.scale ?? 0),
    denominator: denominator && unitsText(denominator.n, slots[2 * measure + 1]?.scale ?? 0),
    value: value && toText(value, PRINTED_DECIMALS),
  };
}
