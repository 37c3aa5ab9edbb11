/** A figure that a company declares, beside the ledger's own. */
import type { MeasureScore } from './contribution.js';
import { PRINTED_DECIMALS } from './measure-print.js';
import { compare, divide, fromDecimal, type Rational, round, signOf, subtract, toText } from './rational.js';

/** What of a measure a declared figure answers to. */
export type MeasureSide = 'value' | 'numerator' | 'denominator';
export const MEASURE_SIDES: readonly MeasureSide[] = ['value', 'numerator', 'denominator'];

export interface DeclaredComparison {
  /** Declared less ours, unrounded; decimal text, half up at 10 places where it does not end before. */
  readonly difference: string;
  /** Whether ours, rounded half up to the decimals that are declared, is what was declared. */
  readonly matches: boolean;
}

/**
 * Compares exactly: what is rounded is the fraction, not its print.
 *
 * @param declared decimal text
 * @param decimals that figures of this sort are declared with
 * @returns null when nothing was recorded that ours could be made of
 */
export function compareDeclared(
  declared: string,
  decimals: number,
  side: MeasureSide,
  ours: Pick<MeasureScore, 'numerator' | 'denominator'>,
): DeclaredComparison | null {
  const figure = exactFigure(side, ours);
  if (figure === null) return null;
  const told = fromDecimal(declared);
  return {
    difference: toText(subtract(told, figure), PRINTED_DECIMALS),
    matches: compare(told, round(figure, decimals)) === 0,
  };
}

/** Whether there is anything of ours to set beside a declaration. */
export const isRecorded = (side: MeasureSide, ours: Pick<MeasureScore, 'numerator' | 'denominator'>): boolean =>
  exactFigure(side, ours) !== null;

function exactFigure(side: MeasureSide, ours: Pick<MeasureScore, 'numerator' | 'denominator'>): Rational | null {
  if (ours.numerator === null) return null;
  const above = fromDecimal(ours.numerator);
  const below = ours.denominator === null ? null : fromDecimal(ours.denominator);
  // Sums of nothing at all: a declared 0 is not confirmed by silence.
  if (signOf(above) === 0 && (below === null || signOf(below) === 0)) return null;
  if (side === 'numerator') return above;
  if (side === 'denominator') return below;
  if (below === null) return above;
  return signOf(below) > 0 ? divide(above, below) : null;
}
