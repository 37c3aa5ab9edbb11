import { type Rational, powerOfTen } from './rational.js';

/**
 * The rounded weighted mean of many fractions without their common denominator, which has hundreds of digits. Each fraction
 * is divided out to eight decimals by long division in integers; what is cut off is bounded, so the mean is known to lie
 * between two numbers. If both round to the same figure, that is the figure; if not, the caller does the whole sum.
 */
const DIGITS = 8;
const UNIT = 10 ** DIGITS;
const LARGEST = Number.MAX_SAFE_INTEGER;

export class QuickMean {
  /** Σ weight · ⌊points · 10^8⌋. */
  private sum = 0;
  private weights = 0;
  private added = 0;
  /** The true sum is less than so much above. */
  private cutOff = 0;
  private possible = true;

  add(weight: number, { n, d }: Rational): void {
    if (typeof n !== 'number' || typeof d !== 'number' || n < 0) {
      this.possible = false;
      return;
    }
    let rest = n % d;
    let units = (n - rest) / d;
    for (let digits = 0; rest !== 0 && digits < DIGITS && this.possible;) {
      const step = stepFor(d, DIGITS - digits);
      if (step === 0) this.possible = false;
      const power = SMALL_POWERS[step] ?? 1;
      rest *= power;
      const next = rest % d;
      units = units * power + (rest - next) / d;
      rest = next;
      digits += step;
      if (rest === 0) units *= SMALL_POWERS[DIGITS - digits] ?? 1;
    }
    if (n % d === 0) units *= UNIT;
    this.sum += weight * units;
    this.weights += weight;
    if (rest !== 0) this.cutOff += weight;
    if (this.sum > LARGEST) this.possible = false;
  }

  /** Points that are added to the mean; none, one or a few. */
  plus({ n, d }: Rational): void {
    if (typeof n !== 'number' || typeof d !== 'number' || UNIT % d !== 0) this.possible = false;
    else this.added += n * (UNIT / d);
  }

  /** The mean and what is added to it, half up at `places`; null where it cannot be told this way. */
  rounded(places: number): Rational | null {
    const power = powerOfTen(places);
    const below = this.weights * UNIT;
    const sum = this.sum + this.added * this.weights;
    if (!this.possible || this.weights === 0 || typeof power !== 'number' || sum < 0) return null;
    if ((sum + this.cutOff) * power * 2 + below > LARGEST || below * 2 > LARGEST) return null;
    const units = halfUp(sum * power, below);
    return units === halfUp((sum + this.cutOff) * power, below) ? { n: units, d: power } : null;
  }
}

const SMALL_POWERS: readonly number[] = Array.from({ length: DIGITS + 1 }, (_, power) => 10 ** power);

/** How many digits of a quotient by `d` can be made at once. */
function stepFor(d: number, most: number): number {
  let step = most;
  while (step > 0 && d * (SMALL_POWERS[step] ?? 1) > LARGEST) step--;
  return step;
}

function halfUp(above: number, below: number): number {
  const doubled = above * 2 + below;
  return (doubled - (doubled % (below * 2))) / (below * 2);
}
