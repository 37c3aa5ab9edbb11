import { periodContaining } from '#assay/service-record';
import { CaseTime, HOUR_MS, type NumberOfCase, type Predicate } from './case-time.js';
import { LimitCompiler } from './compile-limit.js';
import { ReadsOfKind } from './case-reads.js';
import type { Bounds, Condition } from './condition.js';
import { compare, fromDecimal, multiply, type Rational, toText } from './rational.js';
import type { SchemeDocument } from './scheme.js';
import type { Settings } from './settings.js';

/** Turns conditions into closures, once per scheme, so that nothing is interpreted per event. */
export class ConditionCompiler {
  readonly time: CaseTime;
  readonly limits: LimitCompiler;

  constructor(
    private readonly settings: Settings,
    { limits = {}, calendars = {} }: Pick<SchemeDocument, 'limits' | 'calendars'>,
    /** Of the one kind whose cases are asked. */
    readonly reads = new ReadsOfKind(),
  ) {
    this.time = new CaseTime(settings, calendars, reads);
    this.limits = new LimitCompiler({ settings, time: this.time, rules: limits, reads }, (condition) =>
      this.predicate(condition),
    );
  }

  predicate(condition: Condition): Predicate {
    if ('all' in condition) {
      const parts = condition.all.map((part) => this.predicate(part));
      return (state) => {
        for (const part of parts) if (!part(state)) return false;
        return true;
      };
    }
    if ('any' in condition) {
      const parts = condition.any.map((part) => this.predicate(part));
      return (state) => {
        for (const part of parts) if (part(state)) return true;
        return false;
      };
    }
    if ('not' in condition) {
      const part = this.predicate(condition.not);
      return (state) => !part(state);
    }
    if ('status' in condition) {
      const statuses = new Set(condition.status);
      const statusOf = this.reads.statusOf();
      return (state) => statuses.has(statusOf(state));
    }
    if ('limit' in condition) return this.limit(condition);
    if ('samePeriod' in condition) {
      const [first, second] = condition.of.map((attribute) => this.time.day(attribute)) as [NumberOfCase, NumberOfCase];
      const containing = (day: number): number => periodContaining(condition.samePeriod, day);
      return (state) => {
        const a = first(state);
        const b = second(state);
        if (a === undefined || b === undefined) return false;
        return a === b || (Math.abs(a - b) <= 366 && containing(a) === containing(b));
      };
    }
    if ('days' in condition)
      return inside(this.time.daysBetween(condition.days, condition.calendar), this.bounds(condition));
    if ('hours' in condition) return inside(this.time.elapsed(condition.hours), this.bounds(condition, HOUR_MS));
    return this.comparison(condition);
  }

  private limit(condition: Extract<Condition, { limit: string }>): Predicate {
    if ('is' in condition) {
      const kept = this.limits.kept(condition.limit);
      const wanted = condition.is === 'kept';
      return (state) => kept(state) === wanted;
    }
    const end = this.limits.endsAt(condition.limit);
    const met = this.reads.attribute(condition.met);
    return (state) => {
      const metAt = state.attributes[met];
      if (typeof metAt !== 'number') return false;
      const last = end(state);
      return last !== undefined && metAt <= last;
    };
  }

  private comparison(condition: Extract<Condition, { attribute: string }>): Predicate {
    const attribute = this.reads.attribute(condition.attribute);
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
    const holds = this.bounds(condition);
    return ({ attributes }) => {
      const value = attributes[attribute];
      return (typeof value === 'number' || typeof value === 'string') && holds(value);
    };
  }

  /** @param unit what the bounds are counted in, where the values are in something finer. */
  private bounds({ atLeast, atMost, above, below }: Bounds, unit = 1): (value: number | string) => boolean {
    const tests: ((value: number | string) => boolean)[] = [];
    const test = (numeric: Bounds['atLeast'], holds: (order: number) => boolean): void => {
      if (numeric === undefined) return;
      const bound = multiply(this.settings.number(numeric), fromDecimal(unit));
      const order = comparison(bound, Number(toText(bound, 9)));
      tests.push((value) => holds(order(value)));
    };
    test(atLeast, (order) => order >= 0);
    test(atMost, (order) => order <= 0);
    test(above, (order) => order > 0);
    test(below, (order) => order < 0);
    const [first, ...others] = tests;
    if (first && others.length === 0) return first;
    return (value) => tests.every((holds) => holds(value));
  }
}

function inside(number: NumberOfCase, holds: (value: number) => boolean): Predicate {
  return (state) => {
    const value = number(state);
    return value !== undefined && holds(value);
  };
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
