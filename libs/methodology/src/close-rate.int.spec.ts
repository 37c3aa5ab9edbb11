import { readFileSync } from 'node:fs';
import { daysOf, type Fact, fold, parsePeriod } from '#assay/service-record';
import { parse } from 'yaml';
import type { Story } from '../testing/scenario.js';
import { compileScheme } from './compile.js';
import { parseScheme } from './parse.js';

/** One indicator under two definitions: the same claims, two results, and the claims that make the difference. */
const file = new URL('../examples/close-rate.yaml', import.meta.url);
const scheme = compileScheme(parseScheme(parse(readFileSync(file, 'utf8'))), 'hash');
const [association, insurer] = scheme.document.measures;

const CLAIMS: Readonly<Record<string, Story>> = {
  'closed and paid in the spring': claim(
    '2017-03-01',
    {},
    ['claim.paid', '2017-03-20'],
    ['claim.closed', '2017-03-21'],
  ),
  'paid in the spring, closed in the year after': claim(
    '2017-03-01',
    {},
    ['claim.paid', '2017-03-20'],
    ['claim.closed', '2018-01-05'],
  ),
  'closed in its year, but reopened and paid in the next': claim(
    '2017-06-01',
    {},
    ['claim.closed', '2017-12-20'],
    ['claim.reopened', '2018-01-10'],
    ['claim.paid', '2018-02-01'],
  ),
  'paid within 90 days, but across the turn of the year': claim(
    '2017-12-01',
    {},
    ['claim.paid', '2018-01-20'],
    ['claim.closed', '2018-01-21'],
  ),
  'a theft, closed in its year': claim(
    '2017-04-01',
    { theft: true },
    ['claim.paid', '2017-06-30'],
    ['claim.closed', '2017-07-01'],
  ),
  'cancelled by the claimant': claim('2017-05-01', {}, ['claim.withdrawn', '2017-05-09']),
  'closed without payment': claim('2017-05-01', {}, ['claim.closed', '2017-05-30']),
  'rejected and closed': claim('2017-05-01', {}, ['claim.rejected', '2017-05-30'], ['claim.closed', '2017-06-01']),
  'still open': claim('2017-08-01', {}),
};

function claim(registered: string, report: object, ...rest: (readonly [type: string, time: string])[]): Story {
  return [
    ['claim.reported', registered, { unit: 'company/P', ...report }],
    ['claim.registered', registered, {}],
    ...rest.map(([type, time]) => [type, time, type === 'claim.paid' ? { amount: '100' } : {}] as const),
  ];
}

function folded(story: Story): ReturnType<typeof fold> {
  return fold(
    story.map(([type, time, data], index): Fact => ({
      specversion: '1.0',
      id: String(index),
      source: 'urn:spec',
      type: `${type}.v1`,
      subject: 'claim/x',
      time: new Date(time).toISOString(),
      data,
    })),
  );
}

/** `1/1`: what a claim adds to numerator and denominator of a measure over a period. */
function added(name: string, measure: number, text = '2017'): string {
  const { firstDay, lastDay } = parsePeriod(text);
  const sum = (slot: number): number =>
    [...scheme.contributions(folded(CLAIMS[name]!))]
      .filter(({ period }) => daysOf(period)[0] <= lastDay)
      .filter(({ period }) => scheme.slots[slot]!.isStanding === true || daysOf(period)[0] >= firstDay)
      .reduce((total, each) => total + (each.slot === slot ? each.amount : 0), 0);
  return `${sum(2 * measure)}/${sum(2 * measure + 1)}`;
}

const rate = (measure: number, period: string): string => {
  const sums = Object.keys(CLAIMS).map((name) => added(name, measure, period).split('/').map(Number));
  const sum = (side: number): number => sums.reduce((total, amounts) => total + amounts[side]!, 0);
  return `${sum(0)}/${sum(1)}`;
};

test('the definitions name themselves', () => {
  expect([association, insurer].map((measure) => measure!.definition.version)).toEqual([
    'jiangxi-association',
    'insurer-own',
  ]);
});

test('the same claims give two close rates', () => {
  expect(rate(0, '2017')).toBe('3/7');
  expect(rate(1, '2017')).toBe('4/8');
});

test('and these claims make the difference, each for its reason', () => {
  const differ = Object.keys(CLAIMS).filter((name) => added(name, 0) !== added(name, 1));
  expect(differ.map((name) => [name, added(name, 0), added(name, 1)])).toEqual([
    // What ends a claim: its closing, or its payment.
    ['paid in the spring, closed in the year after', '0/1', '1/1'],
    // The window: the twelve months to the last day of the period, or 90 days.
    ['paid within 90 days, but across the turn of the year', '0/1', '1/1'],
    // What is left out: thefts by the insurer, cancelled and zero-paid claims by the association.
    ['a theft, closed in its year', '1/1', '0/0'],
    ['cancelled by the claimant', '0/0', '0/1'],
    ['closed without payment', '0/0', '0/1'],
  ]);
});

test('the association’s twelve months roll on with the end of the period', () => {
  // To 31 March 2018: the claims of March 2017 are out, the one closed in January 2018 is in.
  expect(rate(0, '2018-Q1')).toBe('3/5');
  expect(rate(0, '2018-03')).toBe('3/5');
  // To 30 June 2018, only what was registered from July 2017 on.
  expect(rate(0, '2018-Q2')).toBe('1/2');
});
