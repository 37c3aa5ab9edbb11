/**
 * Exact addition of decimal texts, for the few attributes that add up over a case's life (payments of a claim, scores of an
 * inspection). Not a number library: measures calculate in `methodology`.
 */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The sum, with as many decimals as the finer summand: `1.50 + 2.5 = 4.00`. The order of adding makes no difference. */
export function addDecimals(a: string, b: string): string {
  const scale = Math.max(decimalsOf(a), decimalsOf(b));
  const sum = unitsOf(a, scale) + unitsOf(b, scale);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${sum < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

/** Whether the decimal is greater than zero. */
export const isPositive = (decimal: string): boolean => !decimal.startsWith('-') && /[1-9]/.test(decimal);

const decimalsOf = (decimal: string): number => decimal.length - (decimal.indexOf('.') + 1 || decimal.length);

function unitsOf(decimal: string, scale: number): bigint {
  const [, sign = '', whole, fraction = ''] = DECIMAL.exec(decimal) ?? [];
  if (whole === undefined) throw new RangeError(`"${decimal}" is no decimal: the door should have refused it.`);
  return BigInt(`${sign}${whole}${fraction.padEnd(scale, '0')}`);
}
