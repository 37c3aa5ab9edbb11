/**
 * Periods as people write them — `2024`, `2024-H1`, `2024-Q3`, `2024-07`, `2024-W05` (ISO week), `2024-07-15`, or a rolling
 * window of whole months, `2023-07..2024-06`, or from day to day, `2023-07-16..2024-07-15` — and as one integer code that sorts within its granularity and fits a database key.
 *
 * A code is `granularity × 10^7 + index`; the index counts years, half-years, quarters, months since year 0, or ISO weeks
 * and days since the last days of the year before year 0, so that every index is positive.
 */
export const GRANULARITIES = ['year', 'half', 'quarter', 'month', 'week', 'day'] as const;
export type Granularity = (typeof GRANULARITIES)[number];
export type PeriodCode = number;

const BASE = 10_000_000;
const DAY_MS = 86_400_000;
/** Added to days since 1970 so that no index is negative; a multiple of 7, so that weeks keep their Mondays. */
const ORIGIN = 719_530;

export class PeriodError extends Error {
  override readonly name = 'PeriodError';
}

/** A span of whole days. `code` is null for a rolling window, which has no code of its own. */
export interface Period {
  /** As written. */
  readonly text: string;
  readonly code: PeriodCode | null;
  /** Days since 1970-01-01, both inclusive. */
  readonly firstDay: number;
  readonly lastDay: number;
}

function encode(granularity: Granularity, index: number): PeriodCode {
  return (GRANULARITIES.indexOf(granularity) + 1) * BASE + index;
}

export function granularityOf(code: PeriodCode): Granularity {
  const granularity = GRANULARITIES[Math.floor(code / BASE) - 1];
  if (!granularity) throw new PeriodError(`${code} is no period code.`);
  return granularity;
}

/** Days since 1970-01-01 of an instant, on the calendar of a place `utcOffsetMinutes` east of Greenwich. */
export function dayOf(epochMs: number, utcOffsetMinutes = 0): number {
  return Math.floor((epochMs + utcOffsetMinutes * 60_000) / DAY_MS);
}

/** Every case is asked for days: where their codes begin is not looked for anew. */
const FIRST_DAY_CODE = encode('day', ORIGIN);

export const dayCode = (day: number): PeriodCode => FIRST_DAY_CODE + day;

/** Weeks begin on Monday (ISO 8601); 1970-01-01 was a Thursday. */
const weekOf = (day: number): number => Math.floor((day + 3 + ORIGIN) / 7);

function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

/** The code of the period of a granularity that a day (since 1970-01-01) lies in. */
export function periodContaining(granularity: Granularity, day: number): PeriodCode {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (granularity) {
    case 'year':
      return encode('year', year);
    case 'half':
      return encode('half', year * 2 + (month < 6 ? 0 : 1));
    case 'quarter':
      return encode('quarter', year * 4 + Math.floor(month / 3));
    case 'month':
      return encode('month', year * 12 + month);
    case 'week':
      return encode('week', weekOf(day));
    case 'day':
      return dayCode(day);
  }
}

/** @throws PeriodError when the text is none of the forms above or names a day, week or month that does not exist. */
export function parsePeriod(text: string): Period {
  const [, first, last] = /^(\d{4}-\d\d)\.\.(\d{4}-\d\d)$/.exec(text) ?? DAY_WINDOW.exec(text) ?? [];
  if (first !== undefined && last !== undefined) {
    const { firstDay } = parsePeriod(first);
    const { lastDay } = parsePeriod(last);
    if (lastDay < firstDay) throw new PeriodError(`The window ${text} ends before it begins.`);
    return { text, code: null, firstDay, lastDay };
  }
  const code = codeOf(text);
  const [firstDay, lastDay] = daysOf(code);
  return { text, code, firstDay, lastDay };
}

const DAY_WINDOW = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;

/**
 * The window of so many months that ends with a day: `(12, 2024-07-15)` is `2023-07-16..2024-07-15`. It begins one
 * day after the same day so many months before, or after the last day of that month where it is shorter.
 */
export function windowTo(lastDay: number, months: number): Period {
  const after = new Date((lastDay + 1) * DAY_MS);
  const month = after.getUTCFullYear() * 12 + after.getUTCMonth() - months;
  const [monthStart, monthEnd] = monthSpan(month, 1);
  const firstDay = Math.min(monthStart + after.getUTCDate() - 1, monthEnd + 1);
  const [first, last] = [firstDay, lastDay].map((day) => formatPeriod(dayCode(day))) as [string, string];
  const isWhole = after.getUTCDate() === 1;
  return {
    text: isWhole ? `${first.slice(0, 7)}..${last.slice(0, 7)}` : `${first}..${last}`,
    code: null,
    firstDay,
    lastDay,
  };
}

function codeOf(text: string): PeriodCode {
  const fail = (why = ''): never => {
    throw new PeriodError(
      `"${text.slice(0, 40)}" is no period${why}: write 2024, 2024-H1, 2024-Q3, 2024-07, 2024-W05, 2024-07-15, 2023-07..2024-06 or 2023-07-16..2024-07-15.`,
    );
  };
  const match = /^(\d{4})(?:-(?:H([12])|Q([1-4])|W(\d\d)|(\d\d)(?:-(\d\d))?))?$/.exec(text);
  if (!match) return fail();
  const [, yearText, half, quarter, week, month, day] = match;
  const year = Number(yearText);
  if (year < 1000) return fail();
  if (half) return encode('half', year * 2 + Number(half) - 1);
  if (quarter) return encode('quarter', year * 4 + Number(quarter) - 1);
  if (week) {
    // ISO 8601: week 1 is the week of 4 January, weeks begin on Monday.
    const first = weekOf(dayNumber(year, 1, 4));
    const next = weekOf(dayNumber(year + 1, 1, 4));
    const index = first + Number(week) - 1;
    return week === '00' || index >= next ? fail(`, ${year} has ${next - first} weeks`) : encode('week', index);
  }
  if (!month) return encode('year', year);
  if (Number(month) < 1 || Number(month) > 12) return fail();
  if (!day) return encode('month', year * 12 + Number(month) - 1);
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day))
    return fail(', that day does not exist');
  return dayCode(date.getTime() / DAY_MS);
}

/** First and last day (since 1970-01-01, inclusive) of a period. */
export function daysOf(code: PeriodCode): [first: number, last: number] {
  const index = code % BASE;
  switch (granularityOf(code)) {
    case 'year':
      return [dayNumber(index, 1, 1), dayNumber(index, 12, 31)];
    case 'half':
      return monthSpan(index * 6, 6);
    case 'quarter':
      return monthSpan(index * 3, 3);
    case 'month':
      return monthSpan(index, 1);
    case 'week':
      return [index * 7 - 3 - ORIGIN, index * 7 + 3 - ORIGIN];
    case 'day':
      return [index - ORIGIN, index - ORIGIN];
  }
}

function monthSpan(firstMonth: number, months: number): [first: number, last: number] {
  const start = dayNumber(Math.floor(firstMonth / 12), (firstMonth % 12) + 1, 1);
  const after = firstMonth + months;
  return [start, dayNumber(Math.floor(after / 12), (after % 12) + 1, 1) - 1];
}

/** How a code is written: the inverse of `parsePeriod`. */
export function formatPeriod(code: PeriodCode): string {
  const index = code % BASE;
  const pad = (value: number): string => String(value).padStart(2, '0');
  switch (granularityOf(code)) {
    case 'year':
      return String(index);
    case 'half':
      return `${Math.floor(index / 2)}-H${(index % 2) + 1}`;
    case 'quarter':
      return `${Math.floor(index / 4)}-Q${(index % 4) + 1}`;
    case 'month':
      return `${Math.floor(index / 12)}-${pad((index % 12) + 1)}`;
    case 'week': {
      const thursday = new Date((index * 7 - ORIGIN) * DAY_MS);
      const year = thursday.getUTCFullYear();
      return `${year}-W${pad(index - weekOf(dayNumber(year, 1, 4)) + 1)}`;
    }
    case 'day':
      return new Date((index - ORIGIN) * DAY_MS).toISOString().slice(0, 10);
  }
}

/** The same day so many months later, or the last day of that month where it is shorter (days since 1970-01-01). */
export function monthsAfter(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const [first, last] = monthSpan(date.getUTCFullYear() * 12 + date.getUTCMonth() + months, 1);
  return Math.min(first + date.getUTCDate() - 1, last);
}

/** 1900-01-01: balances of what stands are added up from here on. */
export const FIRST_STANDING_DAY = dayNumber(1900, 1, 1);

/** What a period is made of: whole years and months, as codes, and the days at its ends that fill no month. */
export interface PeriodParts {
  readonly whole: readonly PeriodCode[];
  /** First and last day (since 1970-01-01, inclusive) of each stretch of days. */
  readonly days: readonly (readonly [first: number, last: number])[];
}

/** The fewest parts that make up a period. A year, or a window of exactly one calendar year, is one year code. */
export function periodParts(period: Period): PeriodParts {
  return partsOf(period, (month, end) => month % 12 === 0 && month + 12 <= end);
}

/** As {@link periodParts}, with no part longer than a month. */
export function monthParts(period: Period): PeriodParts {
  return partsOf(period, () => false);
}

function partsOf(
  { firstDay, lastDay }: Pick<Period, 'firstDay' | 'lastDay'>,
  isYear: (month: number, end: number) => boolean,
): PeriodParts {
  const first = new Date(firstDay * DAY_MS);
  const after = new Date((lastDay + 1) * DAY_MS);
  const monthOf = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth();
  const begin = monthOf(first) + (first.getUTCDate() === 1 ? 0 : 1);
  const end = monthOf(after);
  if (begin >= end) return { whole: [], days: [[firstDay, lastDay]] };
  const whole: PeriodCode[] = [];
  for (let month = begin; month < end;) {
    const isWholeYear = isYear(month, end);
    whole.push(isWholeYear ? encode('year', month / 12) : encode('month', month));
    month += isWholeYear ? 12 : 1;
  }
  const [wholeFirst] = monthSpan(begin, 1);
  const [afterWhole] = monthSpan(end, 1);
  const days: [number, number][] = [];
  if (firstDay < wholeFirst) days.push([firstDay, wholeFirst - 1]);
  if (afterWhole <= lastDay) days.push([afterWhole, lastDay]);
  return { whole, days };
}
