import type { CalendarRule } from './calendar.js';
import type { Bounds, Condition } from './condition.js';
import type { Numeric } from './numeric.js';
import type { SchemeDocument } from './scheme.js';
import type { Settings } from './settings.js';
import type { Addition, Attribution, LimitRule, Term } from './term.js';

/** What a scheme adds up, in words: terms, conditions, time limits and calendars. */
export class TermWords {
  constructor(private readonly settings: Settings) {}

  term({ case: kind, on, where, add }: Term): string {
    return `${addition(add, kind)}${where ? ` where ${this.condition(where)}` : ''}, ${attribution(on)}`;
  }

  limits(rules: SchemeDocument['limits'] = {}): string[] {
    return Object.entries(rules).map(([name, limit]) => `${name}: ${limit.doc} ${this.limit(limit)}`);
  }

  calendars(rules: SchemeDocument['calendars'] = {}): string[] {
    return Object.entries(rules).map(([name, rule]) => `${name}: ${rule.doc} ${calendarWords(rule)}`);
  }

  /** A number with the parameter that it comes from. */
  number(numeric: Numeric): string {
    const text = this.settings.text(numeric);
    return typeof numeric === 'object' ? `${text} (${numeric.param})` : text;
  }

  private limit({ from, met, stated, hours = [], days = [], atRisk }: LimitRule): string {
    const fits = (when: Condition | undefined): string => (when ? ` if ${this.condition(when)}` : '');
    const steps = [
      ...hours.map(({ when, within }) => `${this.number(within)} hours after ${from}${fits(when)}`),
      ...days.map(
        ({ when, within, calendar }) =>
          `${this.number(within)} ${calendar === undefined ? 'days' : `business days of ${calendar}`} after ${from}${fits(when)}`,
      ),
    ];
    const known = stated === undefined ? '' : `${stated} where it is known, else `;
    return [
      `Ends: ${known}${steps.join('; else ')}.`,
      ...(met === undefined ? [] : [`Met by ${met}.`]),
      ...(atRisk === undefined ? [] : [`About to break from ${this.number(atRisk)} of the time on.`]),
    ].join(' ');
  }

  private condition(condition: Condition): string {
    if ('all' in condition) return condition.all.map((part) => this.nested(part)).join(' and ');
    if ('any' in condition) return condition.any.map((part) => this.nested(part)).join(' or ');
    if ('not' in condition) return `not ${this.nested(condition.not)}`;
    if ('status' in condition) return `the case is ${condition.status.join(' or ')}`;
    if ('is' in condition) return `${condition.limit} is ${condition.is}`;
    if ('limit' in condition) return `${condition.met} lies within ${condition.limit}`;
    if ('samePeriod' in condition) return `${condition.of.join(' and ')} lie in the same ${condition.samePeriod}`;
    if ('days' in condition)
      return `${daysOf(condition.calendar)} from ${span(condition.days)} are ${this.bounds(condition)}`;
    if ('hours' in condition) return `hours from ${span(condition.hours)} are ${this.bounds(condition)}`;
    if ('equals' in condition) return `${condition.attribute} is ${condition.equals}`;
    if ('in' in condition) return `${condition.attribute} is ${condition.in.join(' or ')}`;
    if ('includes' in condition) return `${condition.attribute} include ${condition.includes}`;
    if ('exists' in condition) return `${condition.attribute} is ${condition.exists ? '' : 'not '}known`;
    return `${condition.attribute} is ${this.bounds(condition)}`;
  }

  private nested(condition: Condition): string {
    return 'all' in condition || 'any' in condition ? `(${this.condition(condition)})` : this.condition(condition);
  }

  private bounds({ atLeast, atMost, above, below }: Bounds): string {
    const said = (words: string, bound: Numeric | undefined): string[] =>
      bound === undefined ? [] : [`${words} ${this.number(bound)}`];
    return [
      ...said('at least', atLeast),
      ...said('above', above),
      ...said('at most', atMost),
      ...said('below', below),
    ].join(' and ');
  }
}

function addition(add: Addition, kind: string): string {
  if (add === 'count') return `number of ${kind} cases`;
  if ('days' in add)
    return `${add.calendar === undefined ? 'calendar days' : daysOf(add.calendar)} from ${span(add.days)} of ${kind} cases`;
  if ('hours' in add) return `hours from ${span(add.hours)} of ${kind} cases`;
  if ('minutes' in add) return `minutes from ${span(add.minutes)} of ${kind} cases`;
  if ('seconds' in add) return `seconds from ${span(add.seconds)} of ${kind} cases`;
  return `sum of ${add.sum}${add.in === undefined || add.in === '1' ? '' : ` in units of ${grouped(add.in)}`} of ${kind} cases`;
}

function attribution(on: Attribution): string {
  if (typeof on === 'string') return `on the day of ${on}`;
  if ('period' in on) return `for the reported ${on.period}`;
  if ('limit' in on) return `on the last day of ${on.limit}`;
  const end = typeof on.until === 'object' ? `${on.until.months} months after ${on.until.after}` : on.until;
  return `standing at the end of the period: from ${on.from} on${end === undefined ? '' : `, before ${end}`}`;
}

function calendarWords({ weekend, holidays = [], workdays = [], source }: CalendarRule): string {
  const off = weekend.length === 0 ? 'Every weekday is worked' : `Never worked: ${weekend.join(', ')}`;
  const listed = (words: string, days: readonly string[]): string =>
    days.length === 0 ? '' : ` ${words}: ${days.join(', ')}.`;
  return `${off}.${listed('Days off', holidays)}${listed('Worked instead', workdays)}${source === undefined ? '' : ` (${source})`}`;
}

const daysOf = (calendar: string | undefined): string =>
  calendar === undefined ? 'days' : `business days of ${calendar}`;

const span = ([from, to]: readonly [string, string]): string => `${from} to ${to}`;

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');
