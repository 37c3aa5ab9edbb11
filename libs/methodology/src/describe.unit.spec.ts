import { smallScheme, vocabulary } from '../testing/small-scheme.js';
import type { Condition } from './condition.js';
import { describeScheme } from './describe.js';
import { parseScheme } from './parse.js';

test('a scheme reads as a rulebook', () => {
  expect(describeScheme(parseScheme(smallScheme(), vocabulary))).toEqual([
    'Good tables (good-tables@1)',
    'How guests fare.',
    'Days are counted on the calendar of UTC+08:00.',
    '',
    'Sources',
    '  - The house.',
    '',
    'Measures',
    '  merry-share: Merry visits — weight 60',
    '    Merry visits ÷ visits. [definition 1]',
    '    = number of visit cases where mood is merry, on the day of endedAt ÷ number of visit cases, on the day of endedAt',
    '    points: 0 at 0, 100 at 1, in a straight line between',
    '  days: Days at the table — weight 40',
    '    Days from beginning to end ÷ seats. [definition 1]',
    '    = calendar days from beganAt to endedAt of visit cases, on the last day of bill ÷ sum of seats of return cases, for the reported period',
    '    points: 100 up to 1, 50 up to 2.5, otherwise 0',
    '  tips: Tips',
    '    Money left. [definition 1]',
    '    = sum of cost of visit cases, on the day of endedAt',
    '',
    'Time limits',
    '  bill: When the bill comes. Ends: 9 days after beganAt if mood is merry; else 2 (hours) days after beganAt.',
    '',
    'Score',
    '  Mean of the points, weighted by 100 in all.',
    '  A measure without a value is left out, and the others weigh more.',
    '  Then tips is added, at most 2.5 (cap) points.',
    '  Between 0 and 100.',
    '  Rounded half up: points not at all, the score to 2 decimals, before its grade.',
    '',
    'Result',
    '  Grades for company; other levels are scored only: A from 85, B from 70, C from 0.',
    '  Ranked by score descending, then denominator of merry-share descending; equals share a rank.',
    '  Takes part: 1 full accounting years; no pub insurer. Where nobody recorded it, a company is eligible.',
    '  Not rated when the denominator of merry-share is below 1.',
    '',
    'Parameters',
    '  hours = 2: Days until the bill.',
    '  gaps = reweight [inferred: the committee decides]: What is missing.',
    '  cap = 2.5 [inferred: the committee decides]: Most plus points.',
  ]);
});

test('the declared figures that a measure is shown beside are named', () => {
  const scheme = smallScheme();
  const numerator = { measure: 'merry visits', decimals: 0 };
  Object.assign(scheme.measures[0]!, {
    declared: { line: 'evening', value: { measure: 'merry', decimals: 4 }, numerator },
  });
  expect(describeScheme(parseScheme(scheme, vocabulary))).toContain(
    '    declared as value merry (4 decimals), numerator merry visits (0 decimals), line evening',
  );
});

test.each<[Condition, string]>([
  [
    {
      all: [{ attribute: 'paid', equals: true }, { any: [{ status: ['over'] }, { attribute: 'cost', exists: false }] }],
    },
    'paid is true and (the case is over or cost is not known)',
  ],
  [{ not: { attribute: 'mood', in: ['sad', 'calm'] } }, 'not mood is sad or calm'],
  [{ attribute: 'dishes', includes: 'eel' }, 'dishes include eel'],
  [{ attribute: 'cost', above: 1, atMost: '2.5' }, 'cost is above 1 and at most 2.5'],
  [{ days: ['beganAt', 'endedAt'], below: { param: 'hours' } }, 'days from beganAt to endedAt are below 2 (hours)'],
  [{ limit: 'bill', met: 'endedAt' }, 'endedAt lies within bill'],
  [{ samePeriod: 'quarter', of: ['beganAt', 'endedAt'] }, 'beganAt and endedAt lie in the same quarter'],
])('%j reads as words', (where, words) => {
  const scheme = smallScheme();
  scheme.measures[2]!.numerator = { case: 'visit', on: 'endedAt', where, add: 'count' };
  expect(describeScheme(parseScheme(scheme, vocabulary))).toContain(
    `    = number of visit cases where ${words}, on the day of endedAt`,
  );
});
