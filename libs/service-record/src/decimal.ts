/**
 * How long decimals may be, and their exact addition as texts, for the few attributes that add up over a case's life
 * (payments of a claim, scores of an inspection). Not a number library: measures calculate in `methodology`.
 */

/**
 * Digits that a decimal may have before and after its point together. Schemes add decimals up as integers in units of the
 * last place, and integers are exact below 2^53, about 9.007 × 10^15: with 15 digits and a fixed number of them after the
 * point every decimal is below 10^15 units. So whatever the door accepts can be scored.
 */
const MAX_DIGITS = 15;

/** Decimals of money paid, returned or estimated: no currency of ISO 4217 has more. */
export const MONEY_DECIMALS = 4;
/** Decimals of points, scores and marks. */
export const POINTS_DECIMALS = 4;

/** Digits that a decimal with so many places after the point may have before it. */
export const wholeDigits = (decimals: number): number => MAX_DIGITS - decimals;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The sum, with as many decimals as the finer summand: `1.50 + 2.5 = 4.00`. The order of adding makes no difference. */
export function addDecimals(a: string, b: string): string {
  const scale = Math.max(decimalsOf(a), decimalsOf(b));
  const sum = unitsOf(a, scale) + unitsOf(b, scale);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${sum < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`, exactly. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(decimalsOf(a), decimalsOf(b));
  const difference = unitsOf(a, scale) - unitsOf(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether a sum has more digits before its point than a decimal of so many places may have. */
export function isTooLong(sum: string, decimals: number): boolean {
  const point = sum.indexOf('.');
  const digits = (point < 0 ? sum.length : point) - (sum.startsWith('-') ? 1 : 0);
  return digits > wholeDigits(decimals);
}

/** Whether the decimal is greater than zero. */
export const isPositive = (decimal: string): boolean => !decimal.startsWith('-') && /[1-9]/.test(decimal);

const decimalsOf = (decimal: string): number => decimal.length - (decimal.indexOf('.') + 1 || decimal.length);

function unitsOf(decimal: string, scale: number): bigint {
  const [, sign = '', whole, fraction = ''] = DECIMAL.exec(decimal) ?? [];
  if (whole === undefined) throw new RangeError(`"${decimal}" is no decimal: the door should have refused it.`);
  return BigInt(`${sign}${whole}${fraction.padEnd(scale, '0')}`);
}
