import type { Reference } from './points-language.js';
import {
  add,
  compare,
  divide,
  fromDecimal,
  multiply,
  ONE,
  type Rational,
  reduce,
  subtract,
  sumOfColumns,
  ZERO,
} from './rational.js';
import { sideOf, type UnitFigures } from './unit-figures.js';
import type { Slot } from './contribution.js';

/** The values of one measure over a cohort, and what relative rules ask of them; each is made when it is first asked for. */
export class CohortValues {
  /** From the least to the greatest. */
  private readonly sorted: readonly Rational[];
  private readonly units: readonly UnitFigures[];
  private readonly made = new Map<Reference | 'variance', Rational | null>();

  /** @param units those of the cohort; units without a value have no part in it. */
  constructor(
    units: readonly UnitFigures[],
    private readonly measure: number,
    private readonly slots: readonly Slot[],
    private readonly lowerIsBetter: boolean,
  ) {
    this.units = units.filter((unit) => unit.value(measure) !== null);
    this.sorted = this.units.flatMap((unit) => unit.value(measure) ?? []).sort(compare);
  }

  get count(): number {
    return this.sorted.length;
  }

  /** Null where there is none: no unit has a value, or the market has nothing to divide by. */
  reference(name: Reference): Rational | null {
    return this.once(name, () => {
      if (this.sorted.length === 0) return null;
      if (name === 'market') return this.market();
      if (name === 'mean') return reduce(divide(sum(this.sorted), fromDecimal(this.count)));
      if (name === 'median') return median(this.sorted);
      return this.sorted.at((name === 'best') === this.lowerIsBetter ? 0 : -1) ?? null;
    });
  }

  /** Mean square distance from the mean, over the whole cohort. */
  variance(): Rational | null {
    return this.once('variance', () => {
      const mean = this.reference('mean');
      if (mean === null) return null;
      const squares = this.sorted.map((value) => {
        const distance = subtract(value, mean);
        return multiply(distance, distance);
      });
      return reduce(divide(sum(squares), fromDecimal(this.count)));
    });
  }

  /** How many values are worse than this one, and how many the same. */
  standing(value: Rational): { readonly worse: number; readonly same: number; readonly better: number } {
    const from = firstWhere(this.sorted, (other) => compare(other, value) >= 0);
    const to = firstWhere(this.sorted, (other) => compare(other, value) > 0);
    const [less, greater] = [from, this.count - to];
    return { worse: this.lowerIsBetter ? greater : less, same: to - from, better: this.lowerIsBetter ? less : greater };
  }

  /** All numerators together ÷ all denominators together. */
  private market(): Rational | null {
    const sums = sumOfColumns(
      this.units.map(({ member }) => member.slots),
      this.slots.length,
    );
    const total = (slot: number): Rational => sideOf(this.slots, slot, sums[slot] ?? 0);
    const denominator = total(2 * this.measure + 1);
    return denominator.n > 0 ? reduce(divide(total(2 * this.measure), denominator)) : null;
  }

  private once(name: Reference | 'variance', make: () => Rational | null): Rational | null {
    let made = this.made.get(name);
    if (made === undefined) this.made.set(name, (made = make()));
    return made;
  }
}

export const sum = (values: readonly Rational[]): Rational =>
  values.reduce((total, value, index) => (index % 8 === 7 ? reduce(add(total, value)) : add(total, value)), ZERO);

/** The middle value, or the mean of the two in the middle. */
function median(sorted: readonly Rational[]): Rational | null {
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low && high ? divide(add(low, high), fromDecimal(2)) : null;
}

/**
 * The percentile that statistics packages give by default (SAS definition 5): the value after the first p % of the sorted
 * values, or, where those are a whole number, the mean of the values on both sides.
 */
export function percentile(sorted: readonly Rational[], percent: Rational): Rational | null {
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return null;
  const place = divide(multiply(percent, fromDecimal(sorted.length)), fromDecimal(100));
  const [n, d] = [BigInt(place.n), BigInt(place.d)];
  const below = Number(n / d);
  const next = sorted[below] ?? last;
  if (n % d !== 0n) return next;
  return divide(add(sorted[below - 1] ?? first, next), add(ONE, ONE));
}

/** Index of the first element from which on a condition holds; the length where it never does. */
function firstWhere(sorted: readonly Rational[], holds: (value: Rational) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle];
    if (value === undefined || holds(value)) high = middle;
    else low = middle + 1;
  }
  return low;
}
