import type { CalendarRule } from './calendar.js';
import type { Bounds, Condition } from './condition.js';
import type { Numeric } from './numeric.js';
import type { SchemeDocument } from './scheme.js';
import type { Settings } from './settings.js';
import type { Addition, Attribution, LimitRule, Term } from './term.js';
import type { TermWording } from './wording/term-wording.js';

/** What a scheme adds up, in words: terms, conditions, time limits and calendars. */
export class TermWords {
  constructor(
    private readonly settings: Settings,
    private readonly say: TermWording,
  ) {}

  term({ case: kind, on, where, add }: Term): string {
    return this.say.term(this.addition(add, kind), where ? this.condition(where) : null, this.attribution(on));
  }

  limits(rules: SchemeDocument['limits'] = {}): string[] {
    return Object.entries(rules).map(([name, limit]) => `${name}: ${limit.doc} ${this.limit(limit)}`);
  }

  calendars(rules: SchemeDocument['calendars'] = {}): string[] {
    return Object.entries(rules).map(([name, rule]) => `${name}: ${rule.doc} ${this.calendar(rule)}`);
  }

  /** A number with the parameter that it comes from. */
  number(numeric: Numeric): string {
    const text = this.settings.text(numeric);
    return typeof numeric === 'object' ? `${text} (${numeric.param})` : text;
  }

  private limit({ from, met, stated, hours = [], days = [], atRisk }: LimitRule): string {
    const { say } = this;
    const step = (words: string, when: Condition | undefined): string =>
      when ? say.limitIf(words, this.condition(when)) : words;
    const steps = [
      ...hours.map(({ when, within }) => step(say.limitHours(this.number(within), from), when)),
      ...days.map(({ when, within, calendar }) =>
        step(say.limitDays(this.number(within), calendar ?? null, from), when),
      ),
    ];
    return [
      say.limitEnds(stated ?? null, steps),
      ...(met === undefined ? [] : [say.limitMet(met)]),
      ...(atRisk === undefined ? [] : [say.limitAtRisk(this.number(atRisk))]),
    ].join(' ');
  }

  private condition(condition: Condition): string {
    const { say } = this;
    if ('all' in condition) return condition.all.map((part) => this.nested(part)).join(say.and);
    if ('any' in condition) return condition.any.map((part) => this.nested(part)).join(say.or);
    if ('not' in condition) return say.not(this.nested(condition.not));
    if ('status' in condition) return say.status(condition.status.join(say.or));
    if ('is' in condition) return say.limitIs(condition.limit, condition.is);
    if ('limit' in condition) return say.withinLimit(condition.met, condition.limit);
    if ('samePeriod' in condition) return say.samePeriod(condition.of.join(say.and), condition.samePeriod);
    if ('days' in condition)
      return say.daysBetween(condition.calendar ?? null, ...condition.days, this.bounds(condition));
    if ('hours' in condition) return say.hoursBetween(...condition.hours, this.bounds(condition));
    if ('equals' in condition) return say.equals(condition.attribute, String(condition.equals));
    if ('in' in condition) return say.equals(condition.attribute, condition.in.join(say.or));
    if ('includes' in condition) return say.includes(condition.attribute, condition.includes);
    if ('exists' in condition) return say.exists(condition.attribute, condition.exists);
    return say.is(condition.attribute, this.bounds(condition));
  }

  private nested(condition: Condition): string {
    return 'all' in condition || 'any' in condition ? `(${this.condition(condition)})` : this.condition(condition);
  }

  private bounds(bounds: Bounds): string {
    return (['atLeast', 'above', 'atMost', 'below'] as const)
      .flatMap((name) => {
        const bound = bounds[name];
        return bound === undefined ? [] : [this.say.bound[name](this.number(bound))];
      })
      .join(this.say.and);
  }

  private addition(add: Addition, kind: string): string {
    const { say } = this;
    if (add === 'count') return say.count(kind);
    if ('days' in add) return say.days(add.calendar ?? null, ...add.days, kind);
    if ('hours' in add) return say.time('hours', ...add.hours, kind);
    if ('minutes' in add) return say.time('minutes', ...add.minutes, kind);
    if ('seconds' in add) return say.time('seconds', ...add.seconds, kind);
    return say.sum(add.sum, add.in === undefined || add.in === '1' ? null : grouped(add.in), kind);
  }

  private attribution(on: Attribution): string {
    if (typeof on === 'string') return this.say.onDay(on);
    const { say } = this;
    if ('period' in on) return say.forPeriod(on.period);
    if ('limit' in on) return say.onLimit(on.limit);
    const end = typeof on.until === 'object' ? say.monthsAfter(on.until.months, on.until.after) : on.until;
    return say.standing(on.from, end ?? null);
  }

  private calendar({ weekend, holidays = [], workdays = [], source }: CalendarRule): string {
    const { say } = this;
    return [
      weekend.length === 0 ? say.allWorked : say.neverWorked(weekend.join(', ')),
      ...(holidays.length === 0 ? [] : [say.daysOff(holidays.join(', '))]),
      ...(workdays.length === 0 ? [] : [say.workedInstead(workdays.join(', '))]),
      ...(source === undefined ? [] : [`(${source})`]),
    ].join(' ');
  }
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');
