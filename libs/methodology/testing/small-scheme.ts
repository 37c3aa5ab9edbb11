import type { Vocabulary } from '../src/coherence.js';
import { parseScheme } from '../src/parse.js';
import { SchemeError, type SchemeProblem } from '../src/scheme-error.js';

/** Two made-up case kinds with an attribute of every type, so that specs of the language need not follow the product's. */
export const vocabulary: Vocabulary = new Map([
  [
    'visit',
    {
      attributes: {
        beganAt: { type: 'instant' },
        endedAt: { type: 'instant' },
        cost: { type: 'decimal', decimals: 2 },
        guests: { type: 'count' },
        mood: { type: 'text' },
        paid: { type: 'flag' },
        dishes: { type: 'list' },
      },
      statuses: { open: {}, over: {} },
    },
  ],
  ['return', { attributes: { period: { type: 'period' }, seats: { type: 'count' } }, statuses: { reported: {} } }],
]);

/** A scheme over them that uses every part of the language once; specs change one thing and see what is said. */
export function smallScheme() {
  return {
    language: 1,
    id: 'good-tables',
    version: 1,
    title: { en: 'Good tables' },
    summary: 'How guests fare.',
    sources: ['The house.'],
    utcOffset: '+08:00',
    parameters: {
      hours: { doc: 'Days until the bill.', default: 2 },
      gaps: { doc: 'What is missing.', default: 'reweight', choices: ['reweight', 'zero', 'full'], inferred: true },
      cap: { doc: 'Most plus points.', default: '2.5', inferred: true },
    } as Record<string, object>,
    limits: {
      bill: {
        doc: 'When the bill comes.',
        case: 'visit',
        from: 'beganAt',
        days: [{ when: { attribute: 'mood', equals: 'merry' }, within: 9 }, { within: { param: 'hours' } }],
      },
    } as Record<string, object>,
    measures: [
      {
        id: 'merry-share',
        title: { en: 'Merry visits' },
        definition: { version: '1', text: 'Merry visits ÷ visits.' },
        better: 'higher',
        display: { as: 'percent', decimals: 1 },
        numerator: { case: 'visit', on: 'endedAt', where: { attribute: 'mood', equals: 'merry' }, add: 'count' },
        denominator: { case: 'visit', on: 'endedAt', add: 'count' },
        weight: 60,
        points: { linear: { zero: 0, full: 1 } },
      },
      {
        id: 'days',
        title: { en: 'Days at the table' },
        definition: { version: '1', text: 'Days from beginning to end ÷ seats.' },
        better: 'lower',
        display: { as: 'days', decimals: 1 },
        numerator: { case: 'visit', on: { limit: 'bill' }, add: { days: ['beganAt', 'endedAt'] } },
        denominator: { case: 'return', on: { period: 'period' }, add: { sum: 'seats', decimals: 0 } },
        weight: 40,
        points: {
          atMost: [
            { value: 1, points: 100 },
            { value: '2.5', points: 50 },
          ],
          otherwise: 0,
        },
      },
      {
        id: 'tips',
        title: { en: 'Tips' },
        definition: { version: '1', text: 'Money left.' },
        better: 'neither',
        display: { as: 'money', decimals: 2 },
        numerator: { case: 'visit', on: 'endedAt', add: { sum: 'cost', decimals: 2 } },
      },
    ] as Record<string, unknown>[],
    score: {
      weights: 100,
      missing: { param: 'gaps' },
      round: { score: 2 },
      adjustments: [{ measure: 'tips', effect: 'add', cap: { param: 'cap' } }],
      lowest: 0,
      highest: 100,
    } as Record<string, unknown> | undefined,
    result: {
      grades: {
        levels: ['company'],
        bands: [
          { grade: 'A', from: 85 },
          { grade: 'B', from: 70 },
          { grade: 'C', from: 0 },
        ],
      },
      rank: {
        by: [{ score: 'descending' }, { measure: 'merry-share', of: 'denominator', order: 'descending' }],
        ties: 'shared',
      },
      eligibility: { accountingYears: 1, excludedTypes: ['pub'], whenUnknown: 'eligible' },
      minimumVolume: [{ measure: 'merry-share', of: 'denominator', atLeast: 1 }],
    } as Record<string, unknown>,
  };
}

/** A copy of the small scheme in which the member at a JSON Pointer is another; `undefined` takes it away. */
export function changed(path: string, value: unknown): unknown {
  const scheme: unknown = smallScheme();
  const steps = path.split('/').slice(1);
  const last = steps.pop() ?? '';
  let member = scheme as Record<string, unknown>;
  for (const step of steps) member = member[step] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(member, last);
  else member[last] = value;
  return scheme;
}

/** What parsing says against an input; nothing when it takes it. */
export function problemsOf(input: unknown): readonly SchemeProblem[] {
  try {
    parseScheme(input, vocabulary);
  } catch (error) {
    if (error instanceof SchemeError) return error.problems;
    throw error;
  }
  return [];
}
