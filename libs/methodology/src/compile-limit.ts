import type { ReadsOfKind } from './case-reads.js';
import type { CaseTime, NumberOfCase, Predicate } from './case-time.js';
import { HOUR_MS } from './case-time.js';
import type { Condition } from './condition.js';
import type { Settings } from './settings.js';
import type { LimitRule } from './term.js';

/** A step of a limit: the end that it gives to cases that fit, from the instant on which they begin. */
interface Step {
  readonly fits: Predicate | undefined;
  readonly end: (startedAt: number) => number;
}

/**
 * Turns limits into closures that give the last instant that still lies within them. A limit in days ends with its last day
 * on the scheme's calendar, a limit in hours to the millisecond.
 */
export class LimitCompiler {
  private readonly ends = new Map<string, NumberOfCase>();

  constructor(
    private readonly from: {
      readonly settings: Settings;
      readonly time: CaseTime;
      readonly rules: Readonly<Record<string, LimitRule>>;
      readonly reads: ReadsOfKind;
    },
    private readonly predicate: (condition: Condition) => Predicate,
  ) {}

  rule(name: string): LimitRule {
    const rule = this.from.rules[name];
    if (!rule) throw new TypeError(`There is no limit ${name}: compile only what parseScheme accepted.`);
    return rule;
  }

  /** ms since the epoch; undefined for a case that has not begun, or that no step fits. */
  endsAt(name: string): NumberOfCase {
    const known = this.ends.get(name);
    if (known) return known;
    const end = forCaseAtHand(this.compile(this.rule(name)));
    this.ends.set(name, end);
    return end;
  }

  /** Whether what meets the limit lies within it; undefined while nothing meets it, or there is no limit. */
  kept(name: string): (state: Parameters<Predicate>[0]) => boolean | undefined {
    const { met } = this.rule(name);
    if (met === undefined)
      throw new TypeError(`Nothing meets the limit ${name}: compile only what parseScheme accepted.`);
    const end = this.endsAt(name);
    const meeting = this.from.reads.attribute(met);
    return (state) => {
      const metAt = state.attributes[meeting];
      if (typeof metAt !== 'number') return undefined;
      const last = end(state);
      return last === undefined ? undefined : metAt <= last;
    };
  }

  private compile(rule: LimitRule): NumberOfCase {
    const { time, reads } = this.from;
    const from = reads.attribute(rule.from);
    const stated = rule.stated === undefined ? undefined : reads.attribute(rule.stated);
    const steps = this.steps(rule);
    const statedEnd = rule.days ? (instant: number): number => time.endOf(time.dayOf(instant)) : undefined;
    return (state) => {
      const startedAt = state.attributes[from];
      if (typeof startedAt !== 'number') return undefined;
      const due = stated === undefined ? undefined : state.attributes[stated];
      if (typeof due === 'number') return statedEnd ? statedEnd(due) : due;
      for (const { fits, end } of steps) if (fits === undefined || fits(state)) return end(startedAt);
      return undefined;
    };
  }

  private steps({ hours = [], days = [] }: LimitRule): Step[] {
    const { settings, time } = this.from;
    const fits = (when: Condition | undefined): Predicate | undefined => when && this.predicate(when);
    return [
      ...hours.map(({ when, within }): Step => {
        const { n, d } = settings.number(within);
        const length = Number((BigInt(n) * BigInt(HOUR_MS)) / BigInt(d));
        return { fits: fits(when), end: (startedAt) => startedAt + length };
      }),
      ...days.map(({ when, within, calendar }): Step => {
        const count = settings.integer(within);
        const working = calendar === undefined ? undefined : time.calendar(calendar);
        return {
          fits: fits(when),
          end: (startedAt) => {
            const day = time.dayOf(startedAt);
            return time.endOf(working ? working.after(day, count) : day + count);
          },
        };
      }),
    ];
  }
}

/** Terms ask for the end of one limit again and again before they come to the next case: it is found once. */
function forCaseAtHand(number: NumberOfCase): NumberOfCase {
  let last: Parameters<NumberOfCase>[0] | undefined;
  let found: number | undefined;
  return (state) => {
    if (state !== last) {
      found = number(state);
      last = state;
    }
    return found;
  };
}
