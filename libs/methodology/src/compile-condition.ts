import { type CaseState, dayOf, periodContaining } from '#assay/service-record';
import type { Bounds, Condition } from './condition.js';
import { compare, fromDecimal, type Rational } from './rational.js';
import type { LimitRule } from './term.js';
import type { Settings } from './settings.js';

/** Does this case count? */
export type Predicate = (state: CaseState) => boolean;
/** A day since 1970-01-01 on the scheme's calendar; undefined when the case has none. */
export type DayOfCase = (state: CaseState) => number | undefined;

/** Turns conditions and limits into closures, once per scheme, so that nothing is interpreted per event. */
export class ConditionCompiler {
  private readonly limits = new Map<string, DayOfCase>();

  constructor(
    private readonly settings: Settings,
    private readonly rules: Readonly<Record<string, LimitRule>>,
  ) {}

  /** The day of an instant attribute. */
  day(attribute: string): DayOfCase {
    const offset = this.settings.utcOffsetMinutes;
    return ({ attributes }) => {
      const instant = attributes[attribute];
      return typeof instant === 'number' ? dayOf(instant, offset) : undefined;
    };
  }

  /** Calendar days from one instant to another; undefined when the case lacks either. */
  daysBetween([from, to]: readonly [string, string]): DayOfCase {
    const first = this.day(from);
    const last = this.day(to);
    return (state) => {
      const begin = first(state);
      const end = last(state);
      return begin === undefined || end === undefined ? undefined : end - begin;
    };
  }

  /** The last day of a limit: the one that the source stated, else as many days after the start as its first fitting step gives. */
  limitEnd(name: string): DayOfCase {
    const known = this.limits.get(name);
    if (known) return known;
    const rule = this.rules[name];
    if (!rule) throw new TypeError(`There is no limit ${name}: compile only what parseScheme accepted.`);
    const from = this.day(rule.from);
    const stated = rule.stated === undefined ? (): undefined => undefined : this.day(rule.stated);
    const steps = rule.days.map(({ when, within }) => ({
      fits: when ? this.predicate(when) : (): boolean => true,
      within: this.settings.integer(within),
    }));
    const end: DayOfCase = (state) => {
      const start = from(state);
      if (start === undefined) return undefined;
      const days = steps.find(({ fits }) => fits(state))?.within;
      return stated(state) ?? (days === undefined ? undefined : start + days);
    };
    this.limits.set(name, end);
    return end;
  }

  predicate(condition: Condition): Predicate {
    if ('all' in condition) {
      const parts = condition.all.map((part) => this.predicate(part));
      return (state) => parts.every((part) => part(state));
    }
    if ('any' in condition) {
      const parts = condition.any.map((part) => this.predicate(part));
      return (state) => parts.some((part) => part(state));
    }
    if ('not' in condition) {
      const part = this.predicate(condition.not);
      return (state) => !part(state);
    }
    if ('status' in condition) {
      const statuses = new Set(condition.status);
      return ({ status }) => statuses.has(status);
    }
    if ('limit' in condition) {
      const end = this.limitEnd(condition.limit);
      const met = this.day(condition.met);
      return (state) => {
        const last = end(state);
        const day = met(state);
        return last !== undefined && day !== undefined && day <= last;
      };
    }
    if ('samePeriod' in condition) {
      const [first, second] = condition.of.map((attribute) => this.day(attribute)) as [DayOfCase, DayOfCase];
      return (state) => {
        const a = first(state);
        const b = second(state);
        if (a === undefined || b === undefined) return false;
        return periodContaining(condition.samePeriod, a) === periodContaining(condition.samePeriod, b);
      };
    }
    if ('days' in condition) {
      const days = this.daysBetween(condition.days);
      const inside = this.bounds(condition);
      return (state) => {
        const value = days(state);
        return value !== undefined && inside(value);
      };
    }
    return this.comparison(condition);
  }

  private comparison(condition: Extract<Condition, { attribute: string }>): Predicate {
    const { attribute } = condition;
    if ('equals' in condition) return ({ attributes }) => attributes[attribute] === condition.equals;
    if ('in' in condition) {
      const values: ReadonlySet<unknown> = new Set(condition.in);
      return ({ attributes }) => values.has(attributes[attribute]);
    }
    if ('includes' in condition)
      return ({ attributes }) => {
        const values = attributes[attribute];
        return Array.isArray(values) && values.includes(condition.includes);
      };
    if ('exists' in condition) return ({ attributes }) => (attributes[attribute] !== undefined) === condition.exists;
    const inside = this.bounds(condition);
    return ({ attributes }) => {
      const value = attributes[attribute];
      return (typeof value === 'number' || typeof value === 'string') && inside(value);
    };
  }

  private bounds({ atLeast, atMost, above, below }: Bounds): (value: number | string) => boolean {
    const tests: ((value: number | string) => boolean)[] = [];
    const test = (numeric: Bounds['atLeast'], holds: (order: number) => boolean): void => {
      if (numeric === undefined) return;
      const order = comparison(this.settings.number(numeric), Number(this.settings.text(numeric)));
      tests.push((value) => holds(order(value)));
    };
    test(atLeast, (order) => order >= 0);
    test(atMost, (order) => order <= 0);
    test(above, (order) => order > 0);
    test(below, (order) => order < 0);
    return (value) => tests.every((holds) => holds(value));
  }
}

/**
 * How a count or decimal stands to a bound. Texts of up to 15 characters are compared as doubles: so few digits have
 * doubles of their own, in the same order, so the answer is the exact one and costs no big integers.
 */
function comparison(bound: Rational, double: number): (value: number | string) => number {
  const short = String(double).length <= 15;
  return (value) =>
    short && (typeof value === 'number' || value.length <= 15)
      ? Number(value) - double
      : compare(fromDecimal(value), bound);
}
