import { parsePeriod } from '#assay/service-record';
import type { CalendarRule } from './calendar.js';
import { WEEKDAYS } from './weekdays.js';

/** A day that a calendar has otherwise than its weekdays would. */
interface Exception {
  readonly day: number;
  /** −1 for a day off that would be worked, 1 for a day of a weekend that is worked. */
  readonly change: -1 | 1;
}

/**
 * Counts the business days of a calendar. Days are numbers since 1970-01-01. Weeks are counted by division and exceptions
 * by a binary search, so that no question walks over days.
 */
export class WorkingDays {
  private readonly perWeek: number;
  /** Working weekdays from Monday to each weekday. */
  private readonly upToWeekday: readonly number[];
  private readonly exceptions: readonly number[];
  /** Sums of the exceptions' changes: one more than there are exceptions. */
  private readonly changes: readonly number[];

  constructor(rule: CalendarRule) {
    const worked = WEEKDAYS.map((weekday) => !rule.weekend.includes(weekday));
    let count = 0;
    this.upToWeekday = worked.map((works) => (count += works ? 1 : 0));
    this.perWeek = count;
    const exceptions = exceptionsOf(rule, worked);
    this.exceptions = exceptions.map(({ day }) => day);
    let sum = 0;
    this.changes = [0, ...exceptions.map(({ change }) => (sum += change))];
  }

  /** Business days after the day `from`, up to and with the day `to`; negative when `to` is earlier. */
  between(from: number, to: number): number {
    return this.upTo(to) - this.upTo(from);
  }

  /** The day that is so many business days after a day; the day itself for none. */
  after(day: number, count: number): number {
    if (count === 0) return day;
    const wanted = this.upTo(day) + count;
    let low = day;
    let high = day + 7 * (Math.ceil((count + this.exceptions.length) / this.perWeek) + 1);
    // The first day by which so many are over is itself a business day.
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.upTo(middle) < wanted) low = middle;
      else high = middle;
    }
    return high;
  }

  /** Business days up to and with a day, counted from some day long ago: only differences mean something. */
  private upTo(day: number): number {
    // 1970-01-01 was a Thursday: three days after a Monday.
    const weeks = Math.floor((day + 3) / 7);
    return weeks * this.perWeek + (this.upToWeekday[day + 3 - weeks * 7] ?? 0) + (this.changes[this.before(day)] ?? 0);
  }

  /** How many exceptions lie on or before a day. */
  private before(day: number): number {
    let low = 0;
    let high = this.exceptions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.exceptions[middle] ?? 0) <= day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Monday is 0. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** First and last day of an entry of a calendar. @throws PeriodError when a day does not exist or the last is before the first. */
export function spanOf(entry: string): { readonly first: number; readonly last: number } {
  const { firstDay, lastDay } = parsePeriod(entry);
  return { first: firstDay, last: lastDay };
}

function exceptionsOf({ holidays = [], workdays = [] }: CalendarRule, worked: readonly boolean[]): Exception[] {
  const days = (entries: readonly string[], change: -1 | 1): Exception[] =>
    entries.flatMap((entry) => {
      const { first, last } = spanOf(entry);
      return Array.from({ length: last - first + 1 }, (_, index) => ({ day: first + index, change }));
    });
  return [...days(holidays, -1), ...days(workdays, 1)]
    .filter(({ day, change }) => worked[weekdayOf(day)] === (change === -1))
    .sort((a, b) => a.day - b.day);
}
