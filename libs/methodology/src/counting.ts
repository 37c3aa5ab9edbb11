/** Whether two rulebooks count alike: then the same totals can be scored by either, and no case has to be read again. */
import type { SchemeDocument } from './scheme.js';

/** True when every case contributes the same under both, so that they differ at most in how totals are scored and told. */
export function countsAlike(a: SchemeDocument, b: SchemeDocument): boolean {
  return JSON.stringify(countingPart(a)) === JSON.stringify(countingPart(b));
}

/** What contributions are made from. When a limit is at risk is for clocks alone. */
function countingPart({ utcOffset, calendars, limits = {}, measures, parameters }: SchemeDocument): unknown {
  const parts = {
    utcOffset,
    calendars,
    limits: Object.entries(limits).map(([name, { atRisk: _, doc: __, ...limit }]) => [name, limit]),
    terms: measures.map(({ numerator, denominator }) => [numerator, denominator ?? null]),
  };
  return withValues(parts, parameters);
}

/** The same with every `{param: name}` replaced by its value, as text, for 15 and "15" count alike. */
function withValues(part: unknown, parameters: SchemeDocument['parameters']): unknown {
  if (typeof part === 'number') return String(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((each) => withValues(each, parameters));
  const members = Object.entries(part);
  const [first] = members;
  if (members.length === 1 && first?.[0] === 'param') return String(parameters?.[String(first[1])]?.default);
  return Object.fromEntries(members.map(([name, value]) => [name, withValues(value, parameters)]));
}
