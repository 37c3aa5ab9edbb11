/**
 * Exact fractions between the totals and the grade. Numerator and denominator are JS integers while they are safe
 * (|x| < 2^53) and big integers from the step on at which they are not: nothing is ever rounded on the way, and what is
 * small, which is nearly everything, costs no allocation of big integers. The usual library (fraction.js) reduces by the
 * greatest common divisor after every step, which made scoring a market many times slower; a score is only a handful of
 * steps deep, so a fraction is kept as it comes. The library is the oracle in this file's tests.
 */
export interface Rational {
  readonly n: Integer;
  /** Always positive; numerator and denominator need not be coprime. */
  readonly d: Integer;
}

/** A safe integer, or a big one. */
export type Integer = number | bigint;

export const ZERO: Rational = { n: 0, d: 1 };
export const ONE: Rational = { n: 1, d: 1 };
export const HUNDRED: Rational = { n: 100, d: 1 };

const LARGEST = Number.MAX_SAFE_INTEGER;
/** Whether a sum or product of safe integers is exact: if it were beyond, its nearest double would be, too. */
const isSafe = (value: number): boolean => value <= LARGEST && value >= -LARGEST;

const SMALL_POWERS: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** 10^exponent; `exponent` is not negative. */
export const powerOfTen = (exponent: number): Integer => SMALL_POWERS[exponent] ?? 10n ** BigInt(exponent);

/** A decimal as schemes and facts write it: `15`, `"-0.25"`. The text must match {@link DECIMAL}. */
export function fromDecimal(decimal: number | string): Rational {
  if (typeof decimal === 'number') return { n: decimal, d: 1 };
  const point = decimal.indexOf('.');
  const digits = point < 0 ? decimal : decimal.slice(0, point) + decimal.slice(point + 1);
  return { n: integerOf(digits), d: point < 0 ? 1 : powerOfTen(decimal.length - point - 1) };
}

/** Digits to an integer, the small kind where it fits. */
function integerOf(digits: string): Integer {
  // `-0` is no integer of its own.
  return digits.length <= 15 ? Number(digits) + 0 : BigInt(digits);
}

/** Decimal text: at most 18 digits before and 9 after the point, no exponent, no plus sign. */
export const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,9})?$/;

export function add(a: Rational, b: Rational): Rational {
  if (isSmall(a) && isSmall(b)) {
    if (a.d === b.d) {
      const n = a.n + b.n;
      if (isSafe(n)) return { n, d: a.d };
    } else {
      const left = a.n * b.d;
      const right = b.n * a.d;
      const n = left + right;
      const d = a.d * b.d;
      if (isSafe(left) && isSafe(right) && isSafe(n) && isSafe(d)) return { n, d };
    }
  }
  const [p, q] = [big(a), big(b)];
  return p.d === q.d ? { n: p.n + q.n, d: p.d } : { n: p.n * q.d + q.n * p.d, d: p.d * q.d };
}

export const negate = (a: Rational): Rational => ({ n: typeof a.n === 'number' ? 0 - a.n : -a.n, d: a.d });

export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));

export function multiply(a: Rational, b: Rational): Rational {
  if (isSmall(a) && isSmall(b)) {
    const n = a.n * b.n;
    const d = a.d * b.d;
    if (isSafe(n) && isSafe(d)) return { n: n + 0, d };
  }
  const [p, q] = [big(a), big(b)];
  return { n: p.n * q.n, d: p.d * q.d };
}

/** @throws RangeError when the divisor is zero: callers say beforehand what an undefined value means. */
export function divide(a: Rational, b: Rational): Rational {
  const sign = signOf(b);
  if (sign === 0) throw new RangeError('Division by zero.');
  // Totals of one scale, the usual case, divide as the integers that they are.
  if (a.d === b.d && sign > 0) return { n: a.n, d: b.n };
  return multiply(a, sign > 0 ? { n: b.d, d: b.n } : { n: negate({ n: b.d, d: 1 }).n, d: negate(b).n });
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  if (isSmall(a) && isSmall(b)) {
    const left = a.n * b.d;
    const right = b.n * a.d;
    if (isSafe(left) && isSafe(right)) return left - right;
  }
  const left = BigInt(a.n) * BigInt(b.d);
  const right = BigInt(b.n) * BigInt(a.d);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** -1, 0 or 1. */
export const signOf = ({ n }: Rational): number => (n > 0 ? 1 : n < 0 ? -1 : 0);

/** Whether it is an integer. */
export const isWhole = ({ n, d }: Rational): boolean => BigInt(n) % BigInt(d) === 0n;

export const clamp = (value: Rational, low: Rational, high: Rational): Rational =>
  compare(value, low) < 0 ? low : compare(value, high) > 0 ? high : value;

/** The same fraction in lowest terms, with small integers where they fit: for what is kept and used many times. */
export function reduce({ n, d }: Rational): Rational {
  let [a, b] = [BigInt(n), BigInt(d)];
  if (a < 0n) a = -a;
  while (b !== 0n) [a, b] = [b, a % b];
  return { n: narrow(BigInt(n) / a), d: narrow(BigInt(d) / a) };
}

/** A straight line in integers: value → (rise · value + shift) ÷ below. */
export interface Line {
  readonly rise: Integer;
  readonly shift: Integer;
  readonly below: Integer;
}

/** slope · value + shift over their least common denominator. */
export function lineOf(slope: Rational, shift: Rational): Line {
  const [a, b] = [reduce(slope), reduce(shift)];
  const { n: p, d: q } = reduce({ n: a.d, d: b.d });
  const product = (x: Integer, y: Integer): Integer => narrow(BigInt(x) * BigInt(y));
  return { rise: product(a.n, q), shift: product(b.n, p), below: product(a.d, q) };
}

/** What many values go through: one step in place of a product and a sum of fractions. */
export function alongLine({ n, d }: Rational, { rise, shift, below }: Line): Rational {
  if (typeof n === 'number' && typeof d === 'number' && typeof rise === 'number') {
    if (typeof shift === 'number' && typeof below === 'number') {
      const [left, right, under] = [rise * n, shift * d, below * d];
      if (isSafe(left) && isSafe(right) && isSafe(left + right) && isSafe(under))
        return { n: left + right + 0, d: under };
    }
  }
  return { n: BigInt(rise) * BigInt(n) + BigInt(shift) * BigInt(d), d: BigInt(below) * BigInt(d) };
}

/** Rounded to decimal places, half up (a half of a negative number goes away from zero, as 四捨五入 does). */
export function round(value: Rational, places: number): Rational {
  return { n: roundedUnits(value, places), d: powerOfTen(places) };
}

/** Rounded to the nearest multiple of a positive step, half up as in {@link round}: to half stars by `1/2`. */
export function roundTo(value: Rational, step: Rational): Rational {
  return multiply({ n: roundedUnits(divide(value, step), 0), d: 1 }, step);
}

/** The square root of what is not negative, to decimal places, half up: exact, for whether the next digit is reached is asked of integers. */
export function squareRoot({ n, d }: Rational, places: number): Rational {
  if (n < 0) throw new RangeError('A negative number has no square root.');
  // floor(2·√x·10^p) rounds √x·10^p half up once it is halved upwards.
  const scale = 10n ** BigInt(places);
  const twice = integerSquareRoot((4n * BigInt(n) * scale * scale) / BigInt(d));
  return { n: narrow((twice + 1n) / 2n), d: powerOfTen(places) };
}

/** Newton's method from above. */
function integerSquareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Decimal text with exactly `places` decimals, half up. */
export function toFixed(value: Rational, places: number): string {
  return unitsToText(roundedUnits(value, places), places);
}

/** Decimal text, half up at `places` decimals, without trailing zeros. */
export function toText(value: Rational, places: number): string {
  return withoutTrailingZeros(toFixed(value, places));
}

/** An integer in units of `10^-scale` as decimal text without trailing zeros: `(140474, 3)` → `140.474`. */
export function unitsText(units: Integer, scale: number): string {
  return withoutTrailingZeros(unitsToText(units, scale));
}

function roundedUnits({ n, d }: Rational, places: number): Integer {
  const power = powerOfTen(places);
  if (typeof n === 'number' && typeof d === 'number' && typeof power === 'number') {
    const scaled = Math.abs(n) * power * 2 + d;
    if (isSafe(scaled) && isSafe(d * 2)) {
      const units = (scaled - (scaled % (d * 2))) / (d * 2);
      return n < 0 ? 0 - units : units;
    }
  }
  const [above, below] = [BigInt(n), BigInt(d)];
  const scaled = (above < 0n ? -above : above) * BigInt(power);
  const units = (scaled * 2n + below) / (below * 2n);
  return narrow(above < 0n ? -units : units);
}

function unitsToText(units: Integer, scale: number): string {
  if (scale === 0) return units.toString();
  const negative = units < 0;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function withoutTrailingZeros(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  if (text.charCodeAt(end - 1) === 46) end--;
  return text.slice(0, end);
}

/** The sums of columns of safe integers: each may leave what is safe, and become a big one. */
export function sumOfColumns(rows: Iterable<readonly number[]>, width: number): Integer[] {
  const small = new Array<number>(width).fill(0);
  const beyond = new Map<number, bigint>();
  for (const row of rows)
    for (let column = 0; column < width; column++) {
      const sum = small[column] ?? 0;
      const value = row[column] ?? 0;
      if (isSafe(sum + value)) small[column] = sum + value;
      else {
        beyond.set(column, (beyond.get(column) ?? 0n) + BigInt(sum));
        small[column] = value;
      }
    }
  return small.map((sum, column) => {
    const rest = beyond.get(column);
    return rest === undefined ? sum : narrow(rest + BigInt(sum));
  });
}

interface Small {
  readonly n: number;
  readonly d: number;
}

const isSmall = (value: Rational): value is Small => typeof value.n === 'number' && typeof value.d === 'number';

function big({ n, d }: Rational): { n: bigint; d: bigint } {
  return { n: BigInt(n), d: BigInt(d) };
}

function narrow(value: bigint): Integer {
  return value <= LARGEST && value >= -LARGEST ? Number(value) : value;
}
