import { dayOf } from '#assay/service-record';
import type { CalendarRule } from './calendar.js';
import type { ReadCase, ReadsOfKind } from './case-reads.js';
import type { Settings } from './settings.js';
import { WorkingDays } from './working-days.js';

/** Does this case count? */
export type Predicate = (state: ReadCase) => boolean;
/** A whole number read of a case: a day since 1970-01-01, an instant in ms, a number of days; undefined when it has none. */
export type NumberOfCase = (state: ReadCase) => number | undefined;

export const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Reads days, hours and business days of cases, on the scheme's calendar. Made once per scheme. */
export class CaseTime {
  private readonly calendars = new Map<string, WorkingDays>();
  private readonly offset: number;

  constructor(
    settings: Settings,
    private readonly rules: Readonly<Record<string, CalendarRule>>,
    private readonly reads: ReadsOfKind,
  ) {
    this.offset = settings.utcOffsetMinutes;
  }

  /** The day of an instant attribute. */
  day(attribute: string): NumberOfCase {
    const { offset } = this;
    const name = this.reads.attribute(attribute);
    return ({ attributes }) => {
      const instant = attributes[name];
      return typeof instant === 'number' ? dayOf(instant, offset) : undefined;
    };
  }

  instant(attribute: string): NumberOfCase {
    const name = this.reads.attribute(attribute);
    return ({ attributes }) => {
      const instant = attributes[name];
      return typeof instant === 'number' ? instant : undefined;
    };
  }

  /** Calendar days, or business days of a calendar, from one instant to another; undefined when the case lacks either. */
  daysBetween([from, to]: readonly [string, string], calendar?: string): NumberOfCase {
    const first = this.day(from);
    const last = this.day(to);
    const working = calendar === undefined ? undefined : this.calendar(calendar);
    return (state) => {
      const begin = first(state);
      const end = last(state);
      if (begin === undefined || end === undefined) return undefined;
      return working ? working.between(begin, end) : end - begin;
    };
  }

  /** Milliseconds from one instant to another; undefined when the case lacks either. */
  elapsed([from, to]: readonly [string, string]): NumberOfCase {
    const [first, last] = [this.reads.attribute(from), this.reads.attribute(to)];
    return ({ attributes }) => {
      const begin = attributes[first];
      const end = attributes[last];
      return typeof begin === 'number' && typeof end === 'number' ? end - begin : undefined;
    };
  }

  dayOf(instant: number): number {
    return dayOf(instant, this.offset);
  }

  /** The last millisecond of a day. */
  endOf(day: number): number {
    return (day + 1) * DAY_MS - this.offset * 60_000 - 1;
  }

  calendar(name: string): WorkingDays {
    let days = this.calendars.get(name);
    if (days) return days;
    const rule = this.rules[name];
    if (!rule) throw new TypeError(`There is no calendar ${name}: compile only what parseScheme accepted.`);
    this.calendars.set(name, (days = new WorkingDays(rule)));
    return days;
  }
}
