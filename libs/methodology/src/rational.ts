/**
 * Exact fractions between the totals and the grade. The usual library (fraction.js) reduces by the greatest common divisor
 * after every step, which made scoring a market seven times slower; here a fraction is kept as it comes, because a score is
 * only a handful of steps deep. The library is the oracle in this file's tests.
 */
export interface Rational {
  readonly n: bigint;
  /** Always positive; numerator and denominator need not be coprime. */
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const HUNDRED: Rational = { n: 100n, d: 1n };

const POWERS: readonly bigint[] = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));

export const powerOfTen = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent);

/** A decimal as schemes and facts write it: `15`, `"-0.25"`. The text must match {@link DECIMAL}. */
export function fromDecimal(decimal: number | string): Rational {
  if (typeof decimal === 'number') return { n: BigInt(decimal), d: 1n };
  const point = decimal.indexOf('.');
  if (point < 0) return { n: BigInt(decimal), d: 1n };
  return { n: BigInt(decimal.slice(0, point) + decimal.slice(point + 1)), d: powerOfTen(decimal.length - point - 1) };
}

/** Decimal text: at most 18 digits before and 9 after the point, no exponent, no plus sign. */
export const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,9})?$/;

export const add = (a: Rational, b: Rational): Rational =>
  a.d === b.d ? { n: a.n + b.n, d: a.d } : { n: a.n * b.d + b.n * a.d, d: a.d * b.d };

export const subtract = (a: Rational, b: Rational): Rational => add(a, { n: -b.n, d: b.d });

export const multiply = (a: Rational, b: Rational): Rational => ({ n: a.n * b.n, d: a.d * b.d });

/** @throws RangeError when the divisor is zero: callers say beforehand what an undefined value means. */
export function divide(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new RangeError('Division by zero.');
  return b.n > 0n ? { n: a.n * b.d, d: a.d * b.n } : { n: -a.n * b.d, d: -a.d * b.n };
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export const clamp = (value: Rational, low: Rational, high: Rational): Rational =>
  compare(value, low) < 0 ? low : compare(value, high) > 0 ? high : value;

/** Rounded to decimal places, half up (a half of a negative number goes away from zero, as 四捨五入 does). */
export function round(value: Rational, places: number): Rational {
  return { n: roundedUnits(value, places), d: powerOfTen(places) };
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
export function unitsText(units: number | bigint, scale: number): string {
  return withoutTrailingZeros(unitsToText(BigInt(units), scale));
}

function roundedUnits(value: Rational, places: number): bigint {
  const negative = value.n < 0n;
  const scaled = (negative ? -value.n : value.n) * powerOfTen(places);
  const units = (scaled * 2n + value.d) / (value.d * 2n);
  return negative ? -units : units;
}

function unitsToText(units: bigint, scale: number): string {
  if (scale === 0) return units.toString();
  const negative = units < 0n;
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
