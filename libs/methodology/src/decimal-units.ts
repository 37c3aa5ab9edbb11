import { ExactRangeError } from './contribution.js';

/**
 * A count or decimal attribute as an integer in units of `10^-scale`, for sums that are exact: `("12.5", 2)` → `1250`.
 *
 * @param what the attribute's name, for the sentence of a refusal.
 * @throws ExactRangeError when it has more decimals than its slot keeps, or is too large to be added exactly.
 */
export function decimalUnits(decimal: string | number, scale: number, what: string): number {
  const units = typeof decimal === 'number' ? decimal * 10 ** scale : unitsOfText(decimal, scale, what);
  if (!Number.isSafeInteger(units))
    throw new ExactRangeError(
      `${what} ${decimal} cannot be added exactly with ${scale} decimal places: it is too large.`,
    );
  return units;
}

function unitsOfText(decimal: string, scale: number, what: string): number {
  const point = decimal.indexOf('.');
  if (point < 0) return Number(decimal) * 10 ** scale;
  let end = decimal.length;
  while (decimal.charCodeAt(end - 1) === 48) end--;
  const places = end - point - 1;
  if (places > scale)
    throw new ExactRangeError(
      `${what} ${decimal} has ${places} decimal places, but is added with ${Math.max(scale, 0)}: such a value never passes the door.`,
    );
  return Number(decimal.slice(0, point) + decimal.slice(point + 1, end)) * 10 ** (scale - places);
}
