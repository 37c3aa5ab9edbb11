import { listedWords, PERIOD_PLURALS, rollingWords } from '../periods.js';
import type { RulebookWording } from './rulebook-wording.js';
import { SCORING_ENGLISH } from './scoring-english.js';
import type { TermWording } from './term-wording.js';

const days = (calendar: string | null): string => (calendar === null ? 'days' : `business days of ${calendar}`);

const TERMS: TermWording = {
  term: (addition, condition, attribution) =>
    `${addition}${condition === null ? '' : ` where ${condition}`}, ${attribution}`,
  count: (kind) => `number of ${kind} cases`,
  days: (calendar, from, to, kind) =>
    `${calendar === null ? 'calendar days' : days(calendar)} from ${from} to ${to} of ${kind} cases`,
  time: (unit, from, to, kind) => `${unit} from ${from} to ${to} of ${kind} cases`,
  sum: (attribute, unit, kind) => `sum of ${attribute}${unit === null ? '' : ` in units of ${unit}`} of ${kind} cases`,
  onDay: (instant) => `on the day of ${instant}`,
  forPeriod: (attribute) => `for the reported ${attribute}`,
  onLimit: (limit) => `on the last day of ${limit}`,
  monthsAfter: (months, instant) => `${months} months after ${instant}`,
  standing: (from, until) =>
    `standing at the end of the period: from ${from} on${until === null ? '' : `, before ${until}`}`,
  and: ' and ',
  or: ' or ',
  not: (condition) => `not ${condition}`,
  status: (statuses) => `the case is ${statuses}`,
  limitIs: (limit, is) => `${limit} is ${is}`,
  withinLimit: (instant, limit) => `${instant} lies within ${limit}`,
  samePeriod: (instants, period) => `${instants} lie in the same ${period}`,
  daysBetween: (calendar, from, to, bounds) => `${days(calendar)} from ${from} to ${to} are ${bounds}`,
  hoursBetween: (from, to, bounds) => `hours from ${from} to ${to} are ${bounds}`,
  equals: (attribute, value) => `${attribute} is ${value}`,
  includes: (attribute, value) => `${attribute} include ${value}`,
  exists: (attribute, known) => `${attribute} is ${known ? '' : 'not '}known`,
  is: (attribute, bounds) => `${attribute} is ${bounds}`,
  bound: {
    atLeast: (value) => `at least ${value}`,
    above: (value) => `above ${value}`,
    atMost: (value) => `at most ${value}`,
    below: (value) => `below ${value}`,
  },
  limitHours: (hours, from) => `${hours} hours after ${from}`,
  limitDays: (number, calendar, from) => `${number} ${days(calendar)} after ${from}`,
  limitIf: (step, condition) => `${step} if ${condition}`,
  limitEnds: (stated, steps) =>
    `Ends: ${stated === null ? '' : `${stated} where it is known, else `}${steps.join('; else ')}.`,
  limitMet: (instant) => `Met by ${instant}.`,
  limitAtRisk: (share) => `About to break from ${share} of the time on.`,
  allWorked: 'Every weekday is worked.',
  neverWorked: (weekend) => `Never worked: ${weekend}.`,
  daysOff: (off) => `Days off: ${off}.`,
  workedInstead: (worked) => `Worked instead: ${worked}.`,
};

export const ENGLISH: RulebookWording = {
  terms: TERMS,
  scoring: SCORING_ENGLISH,
  headings: {
    sources: 'Sources',
    measures: 'Measures',
    limits: 'Time limits',
    calendars: 'Calendars',
    groups: 'Groups',
    results: 'Results',
    score: 'Score',
    result: 'Result',
    parameters: 'Parameters',
  },
  calendar: (utcOffset) => `Days are counted on the calendar of UTC${utcOffset}.`,
  meantFor: (periods) => `Meant for ${periods}.`,
  periodKinds: PERIOD_PLURALS,
  rolling: rollingWords,
  listed: listedWords,
  asItIs: 'Cases count for what their units are now, whatever they were then.',
  facets: {
    kind: { quantitative: 'quantitative', qualitative: 'qualitative' },
    office: { front: 'front office', back: 'back office' },
    source: { internal: 'internal', external: 'external' },
  },
  inBrackets: (text) => ` (${text})`,
  definition: (text, version) => `${text} [definition ${version}]`,
  declared: (figures, line) => `declared as ${figures}${line === null ? '' : `, line ${line}`}`,
  declaredFigure: (side, measure, decimals) => `${side} ${measure} (${decimals} decimals)`,
  parameter: (name, value, inferred, doc, source) =>
    `${name} = ${value}${inferred ? ' [inferred: the committee decides]' : ''}: ${doc}${source === null ? '' : ` (${source})`}`,
};
