import type { CohortMember, Slot } from './contribution.js';
import { divide, type Integer, powerOfTen, type Rational } from './rational.js';
import type { MeasureSide } from './unit-condition.js';

/** A unit's totals as exact figures of its measures. Nothing is kept: a figure costs less to make than to hold for a whole market. */
export class UnitFigures {
  constructor(
    readonly member: CohortMember,
    private readonly slots: readonly Slot[],
  ) {}

  get unit(): string {
    return this.member.unit;
  }

  /** Numerator ÷ denominator; null where there is nothing to divide by. */
  value(measure: number): Rational | null {
    const [above, below] = [this.slots[2 * measure], this.slots[2 * measure + 1]];
    if (above && below && above.scale === below.scale && below.attribution !== 'unused') {
      // Both sides of one scale, the usual case: they divide as the integers that they are.
      const d = this.member.slots[2 * measure + 1] ?? 0;
      return d > 0 ? { n: this.member.slots[2 * measure] ?? 0, d } : null;
    }
    return quotient(this.numerator(measure), this.denominator(measure));
  }

  numerator(measure: number): Rational {
    return sideOf(this.slots, 2 * measure, this.member.slots[2 * measure] ?? 0);
  }

  /** Null where the measure has none. */
  denominator(measure: number): Rational | null {
    const slot = 2 * measure + 1;
    return this.slots[slot]?.attribution === 'unused' ? null : sideOf(this.slots, slot, this.member.slots[slot] ?? 0);
  }

  side(measure: number, side: MeasureSide): Rational | null {
    if (side === 'value') return this.value(measure);
    return side === 'numerator' ? this.numerator(measure) : this.denominator(measure);
  }
}

/** A total in units of its slot's scale, as a number. */
export function sideOf(slots: readonly Slot[], slot: number, total: Integer): Rational {
  const side = slots[slot];
  if (side === undefined) throw new RangeError(`The scheme has no slot number ${slot}.`);
  return { n: total, d: powerOfTen(side.scale) };
}

/** A measure's value. Less than nothing to divide by is a mistake of a source, not a ratio. */
export function quotient(numerator: Rational, denominator: Rational | null): Rational | null {
  if (denominator === null) return numerator;
  return denominator.n > 0 ? divide(numerator, denominator) : null;
}
