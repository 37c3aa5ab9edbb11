/**
 * The ledger's one grammar for instants: RFC 3339 in UTC with exactly three fractional digits,
 * `2024-07-15T09:30:00.000Z`. One instant has one spelling, so that equal facts have equal bytes.
 */
const CANONICAL = /^\d{4}-(?:0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const MINUTE = 60_000;
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

export class TimestampError extends Error {
  override readonly name = 'TimestampError';
}

/** Milliseconds since 1970-01-01T00:00:00Z → the canonical spelling. */
export function formatTimestamp(epochMs: number): string {
  if (!(epochMs >= EARLIEST && epochMs <= LATEST))
    throw new TimestampError(`The instant ${epochMs} ms lies outside the years 0000 to 9999.`);
  return new Date(epochMs).toISOString();
}

/**
 * Any RFC 3339 instant → milliseconds since 1970-01-01T00:00:00Z.
 *
 * @throws TimestampError when the text is no RFC 3339 instant, names a day that does not exist, carries no offset, or
 * is finer than a millisecond (the ledger keeps milliseconds and cuts nothing off in silence).
 */
export function parseTimestamp(text: string): number {
  const match = RFC3339.exec(text);
  if (!match) {
    throw new TimestampError(
      `"${text.slice(0, 60)}" is not an RFC 3339 instant with an offset, such as 2024-07-15T09:30:00.000Z.`,
    );
  }
  const [, date, time, fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match;
  if (/[1-9]/.test(fraction.slice(3))) {
    throw new TimestampError(`"${text}" is finer than a millisecond; the ledger keeps milliseconds.`);
  }
  const wallText = `${date}T${time}.000Z`;
  const wall = Date.parse(wallText);
  // Date.parse lets some days roll over (30 February): what is written back must be what was read.
  const exists = !Number.isNaN(wall) && new Date(wall).toISOString() === wallText;
  if (!exists || Number(offsetHours) > 23 || Number(offsetMinutes) > 59) {
    throw new TimestampError(`"${text}" names a day or time that does not exist.`);
  }
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * MINUTE * (sign === '-' ? -1 : 1);
  return wall + Number(fraction.slice(0, 3).padEnd(3, '0')) - offset;
}

/** Whether the text is already in the canonical spelling and names an instant that exists. */
export function isCanonicalTimestamp(text: string): boolean {
  const match = CANONICAL.exec(text);
  if (!match) return false;
  // Every month has 28 days: only later ones need the calendar.
  if (Number(match[1]) <= 28) return true;
  const epochMs = Date.parse(text);
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString() === text;
}
