/**
 * Decimals as people read them. Figures come as exact decimal text and are never turned into floating point: rounding for
 * display (half up) moves digits about and nothing else.
 */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Multiplies by `10^places` by moving the point: `('0.296', 2)` → `29.6`. */
export function shiftPoint(text: string, places: number): string {
  const [, sign, whole, fraction] = partsOf(text);
  const digits = whole + fraction.padEnd(places, '0');
  const point = whole.length + places;
  const shifted = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const rest = digits.slice(point);
  return `${sign}${shifted}${rest === '' ? '' : `.${rest}`}`;
}

/** Half up at `decimals` places, always showing that many: `('39.48637', 2)` → `39.49`. */
export function toPlaces(text: string, decimals: number): string {
  const [, sign, whole, fraction] = partsOf(text);
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  const roundsUp = (fraction[decimals] ?? '0') >= '5';
  const units = (BigInt(whole + kept) + (roundsUp ? 1n : 0n)).toString().padStart(decimals + 1, '0');
  const point = units.length - decimals;
  const rounded = decimals === 0 ? units : `${units.slice(0, point)}.${units.slice(point)}`;
  return /[1-9]/.test(rounded) ? `${sign}${rounded}` : rounded;
}

/** Groups of three before the point: `1234567.5` → `1,234,567.5`. */
export function grouped(text: string | number): string {
  const [, sign, whole, fraction] = partsOf(String(text));
  const groups = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${sign}${groups}${fraction === '' ? '' : `.${fraction}`}`;
}

function partsOf(text: string): [text: string, sign: string, whole: string, fraction: string] {
  const match = DECIMAL.exec(text);
  if (!match) throw new TypeError(`${JSON.stringify(text)} is no decimal text.`);
  return [text, match[1] ?? '', match[2] ?? '0', match[3] ?? ''];
}
