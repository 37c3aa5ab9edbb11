import fc from 'fast-check';
import { member, scored } from '../testing/cohort-of.js';
import { richScheme } from '../testing/rich-scheme.js';
import { smallScheme, vocabulary } from '../testing/small-scheme.js';
import { compileScheme } from './compile.js';
import type { CohortMember, CompiledScheme, UnitScore } from './contribution.js';
import { parseScheme } from './parse.js';

type Rich = ReturnType<typeof richScheme>;

const compile = (document: unknown): CompiledScheme =>
  compileScheme(parseScheme(JSON.parse(JSON.stringify(document)), vocabulary), 'hash');

function rich(change: (scheme: Rich) => void = () => undefined): CompiledScheme {
  const scheme = richScheme();
  change(scheme);
  return compile(scheme);
}

/** The plain result alone, without reward and table, after a change of its score. */
function plain(change: (score: Record<string, unknown>, scheme: Rich) => void): CompiledScheme {
  return rich((scheme) => {
    const [first] = scheme.results;
    const { weights, missing, round, lowest, highest } = first!.score;
    first!.score = { weights, missing, round, lowest, highest };
    change(first!.score, scheme);
  });
}

/** Merry visits of visits, days, seats, tips in cents. */
type Slots = readonly [merry: number, visits: number, days: number, seats: number, tips: number];
const one = (scheme: CompiledScheme, slots: Slots): UnitScore => scored(scheme, [member('A', [...slots, 0])]).units[0]!;

// 60 % merry gives 60 points of weight 60; a day a seat gives 100 of weight 40, two give 50, more none.
const STEADY: Slots = [6, 10, 10, 10, 0];
const SLOW: Slots = [8, 10, 100, 10, 0];

describe('several results', () => {
  test('stand beside the main one, each with its own score and grade', () => {
    const unit = one(rich(), STEADY);
    // Plain: 76 and, for a mean of 50 or more and a variance of 10 or more, 1; grouped: (3 × 60 + 100) ÷ 4.
    expect(unit.results).toMatchObject({
      plain: { score: '77.00', grade: 'good' },
      grouped: { score: '70.0', grade: '70' },
    });
    expect(unit).toMatchObject({ score: '70.00', grade: '70', rank: 1, state: 'rated' });
  });

  test('a result that is not for a unit is none; what takes the first result takes the next', () => {
    const scheme = rich(({ results }) => Object.assign(results[1]!, { for: { measure: 'tips', above: 100 } }));
    expect(one(scheme, STEADY)).toMatchObject({
      score: '77.00',
      results: { grouped: { score: null, grade: null, reason: null, steps: null } },
    });
    expect(one(scheme, [6, 10, 10, 10, 10_001])).toMatchObject({ score: '70.00' });
  });

  test('a result that needs another is not there without it, and says so', () => {
    const scheme = rich(({ results }) => (results[0]!.score['enough'] = [{ of: ['mood', 'pace'], atLeast: 2 }]));
    const unit = one(scheme, [6, 10, 0, 0, 0]);
    expect(unit.results).toMatchObject({
      plain: { score: null, reason: '1 of 2 measures have a value; the scheme asks for at least 2.' },
      grouped: { score: null, reason: 'It has no plain, which this result needs.' },
    });
    expect(unit).toMatchObject({ state: 'too-few', score: null, reason: 'It has no plain, which this result needs.' });
  });

  test('a rule of how many measures must have a value may be for some units only', () => {
    const scheme = rich(({ results }) => {
      results[0]!.score['enough'] = [{ of: ['mood', 'pace'], atLeast: 2, when: { level: ['branch'] } }];
    });
    expect(one(scheme, [6, 10, 0, 0, 0]).results['plain']).toMatchObject({ reason: null });
  });

  test('companies may be ranked by a result', () => {
    const scheme = rich(
      ({ result }) => (result['rank'] = { by: [{ result: 'plain', order: 'ascending' }], ties: 'unique' }),
    );
    const units = scored(scheme, [member('A', [...STEADY, 0]), member('B', [1, 10, 100, 10, 0, 0])]).units;
    expect(units.map(({ name, rank }) => [name, rank])).toEqual([
      ['B', 1],
      ['A', 2],
    ]);
  });
});

describe('a mean', () => {
  test('of groups counts each by the weight of the group, rounded at every step that the scheme says', () => {
    // A third merry: 33.33 points, the group 33.3; (3 × 33.3 + 50) ÷ 4 = 37.475, the mean to three decimals.
    const scheme = rich();
    expect(one(scheme, [1, 3, 20, 10, 0]).results['grouped']).toMatchObject({
      score: '37.5',
      grade: '35',
      steps: { mean: '37.475', unrounded: '37.475' },
    });
  });

  test('leaves out of its groups those of which nothing has a value', () => {
    const scheme = rich(({ measures }) => delete measures[1]!['missing']);
    expect(one(scheme, [6, 10, 0, 0, 0]).results['grouped']).toMatchObject({ score: '60.0' });
  });

  test('may be of some measures or groups, without others', () => {
    const scheme = plain((score) => Object.assign(score, { of: ['mood', 'pace'], except: ['days'], weights: 60 }));
    expect(one(scheme, STEADY).results['plain']).toMatchObject({ score: '60.00' });
  });

  test('takes another weight where a condition holds, even none', () => {
    const reweigh = (weight: number) =>
      plain((score) => (score['reweigh'] = [{ members: ['pace'], weight, when: { measure: 'tips', atLeast: 1 } }]));
    expect(one(reweigh(60), [6, 10, 10, 10, 100]).results['plain']).toMatchObject({ score: '80.00' });
    expect(one(reweigh(0), [6, 10, 10, 10, 100]).results['plain']).toMatchObject({ score: '60.00' });
    expect(one(reweigh(0), STEADY).results['plain']).toMatchObject({ score: '76.00' });
  });

  test('a measure may say itself what it counts without a value', () => {
    // Days without a value count nothing, whatever the score says of the others.
    expect(one(rich(), [6, 10, 0, 0, 0]).results['plain']).toMatchObject({ steps: { mean: '60' } });
    expect(
      one(
        plain(() => undefined),
        [6, 10, 0, 0, 0],
      ).results['plain'],
    ).toMatchObject({ score: '36.00' });
  });

  test('below its minimum exposure a value gives no points', () => {
    const scheme = plain((_score, { measures }) => Object.assign(measures[0]!, { minimum: 11 }));
    expect(one(scheme, STEADY)).toMatchObject({
      measures: { 'merry-share': { value: '0.6', points: null } },
      results: { plain: { score: '100.00' } },
    });
  });
});

describe('what is left out', () => {
  const rule = (more: object) => plain((score) => (score['leaveOut'] = [{ id: 'slow', members: ['days'], ...more }]));

  test('is left out if the score is better without it (hold harmless)', () => {
    expect(one(rule({ rule: 'if-better' }), SLOW).results['plain']).toMatchObject({
      score: '80.00',
      steps: { leftOut: ['slow'] },
    });
    expect(one(rule({ rule: 'if-better' }), STEADY).results['plain']).toMatchObject({
      score: '76.00',
      steps: { leftOut: [] },
    });
  });

  test('only from a published result on, where the rule says so', () => {
    expect(one(rule({ rule: 'if-better', from: 80 }), SLOW).results['plain']).toMatchObject({ score: '80.00' });
    expect(one(rule({ rule: 'if-better', from: '80.01' }), SLOW).results['plain']).toMatchObject({ score: '48.00' });
  });

  test('only of units that meet its condition; or always', () => {
    const tipped = { when: { measure: 'tips', above: 0 } };
    expect(one(rule({ rule: 'if-better', ...tipped }), SLOW).results['plain']).toMatchObject({ score: '48.00' });
    expect(one(rule({ rule: 'always' }), STEADY).results['plain']).toMatchObject({ score: '60.00' });
  });

  test('never makes a score worse by holding harmless', () => {
    const [held, not] = [rule({ rule: 'if-better' }), plain(() => undefined)];
    const count = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(count, count, count, count, (merry, others, days, seats) => {
        const slots: Slots = [merry, merry + others, days, seats, 0];
        const score = (scheme: CompiledScheme): number => Number(one(scheme, slots).results['plain']?.score);
        expect(score(held)).toBeGreaterThanOrEqual(score(not));
      }),
    );
  });
});

/** Four measures with so many stars and weights; their values are the stars. */
function stars(weights: readonly number[], score: object): CompiledScheme {
  const { parameters: _p, limits: _l, ...scheme } = smallScheme();
  const [merry] = scheme.measures;
  return compile({
    ...scheme,
    measures: weights.map((weight, index) => ({
      ...merry,
      id: `stars-${index}`,
      numerator: { case: 'visit', on: 'endedAt', where: { attribute: 'guests', equals: index }, add: 'count' },
      denominator: undefined,
      weight,
      points: { asIs: { lowest: 0, highest: 5 } },
    })),
    score: {
      weights: weights.reduce((sum, weight) => sum + weight, 0),
      missing: 'reweight',
      round: { score: 6 },
      lowest: 0,
      highest: 5,
      ...score,
    },
    result: { stars: { levels: ['company'], step: '0.5' } },
  });
}

const starred = (name: string, ...given: number[]): CohortMember =>
  member(
    name,
    given.flatMap((each) => [each, 0]),
  );

describe('a reward', () => {
  const points = [
    [0, 0, 0],
    ['0.2', '0.1', 0],
    ['0.4', '0.3', 0],
  ];
  const edges = { mean: [3, 4], variance: ['0.5', 1] };

  test('goes by weighted mean and variance: 5, 4, 4, 3 stars of weights 3, 1, 2, 1', () => {
    const [unit] = scored(stars([3, 1, 2, 1], { reward: { decimals: 6, edges: [edges], points } }), [
      starred('A', 5, 4, 4, 3),
    ]).units;
    expect(unit!.steps).toMatchObject({ mean: '4.2857142857', variance: '0.6530612245', reward: '0.3' });
    expect(unit).toMatchObject({ score: '4.585714', grade: '4.5' });
  });

  test.each([
    ['a low mean', [1, 2, 1, 2], '0'],
    ['a mean at the lower edge, steady', [3, 3, 3, 3], '0.2'],
    ['a mean at the upper edge, steady', [4, 4, 4, 4], '0.4'],
    ['a high mean, unsteady', [5, 5, 5, 1], '0'],
  ])('%s', (_what, given, reward) => {
    const scheme = stars([1, 1, 1, 1], { reward: { decimals: 6, edges: [edges], points } });
    expect(scored(scheme, [starred('A', ...given)]).units[0]!.steps).toMatchObject({ reward });
  });

  test('takes the edges of what is left out, and of the unit', () => {
    const scheme = stars([1, 1], {
      leaveOut: [{ id: 'last', members: ['stars-1'], rule: 'always', when: { measure: 'stars-1', equals: 2 } }],
      reward: {
        decimals: 6,
        edges: [
          { leftOut: [], when: { level: ['branch'] }, mean: [0], variance: [9] },
          { leftOut: [], mean: [5], variance: [9] },
        ],
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    });
    const given = starred('A', 4, 4);
    expect(scored(scheme, [given]).units[0]!.steps).toMatchObject({ reward: '0' });
    const branch = { ...given, unit: 'company/A/branch/B' };
    expect(scored(scheme, [branch], 'branch').units[0]!.steps).toMatchObject({ reward: '1' });
    // One measure is left: it has no variance, and so no reward.
    expect(scored(scheme, [starred('A', 4, 2)]).units[0]!.steps).toMatchObject({ variance: null, reward: '0' });
  });

  test('may have its edges at percentiles of the cohort', () => {
    const scheme = stars([1, 1], {
      reward: {
        decimals: 6,
        percentiles: { mean: [50], variance: [50] },
        points: [
          [0, 0],
          [1, 0],
        ],
      },
    });
    // Means 1, 2, 3, 4, of which the median is 2.5; variances 0, 2, 0, 2 (of two stars that are two apart), median 1.
    const cohort = [starred('A', 1, 1), starred('B', 1, 3), starred('C', 3, 3), starred('D', 3, 5)];
    const rewards = scored(scheme, cohort).units.map(({ name, steps }) => [name, steps?.reward]);
    expect(Object.fromEntries(rewards)).toEqual({ A: '0', B: '0', C: '1', D: '0' });
  });
});

test('percentiles are those of the units that a result is for', () => {
  const { document } = stars([1, 1], {});
  const reward = {
    decimals: 2,
    percentiles: { mean: [50], variance: [50] },
    points: [
      [0, 0],
      [1, 1],
    ],
  };
  const { weights, missing, round, lowest, highest } = document.score as Record<string, unknown>;
  const scheme = compile({
    ...document,
    results: [
      {
        id: 'middling',
        title: { en: 'Middling' },
        for: { measure: 'stars-0', atMost: 3 },
        score: { weights, missing, round, lowest, highest, reward },
      },
    ],
  });
  // Of means 1, 2 and 3 the median is 2: the ones with 4 and 5 stars have no part in it.
  const cohort = [1, 2, 3, 4, 5].map((given, index) => starred('ABCDE'.charAt(index), given, given));
  const rewards = scored(scheme, cohort).units.map(({ name, results }) => [name, results['middling']?.steps?.reward]);
  expect(Object.fromEntries(rewards)).toEqual({ A: '0', B: '1', C: '1', D: undefined, E: undefined });
});

describe('what is added', () => {
  const table = [
    { value: 1, add: '0.25' },
    { value: 2, add: '-0.5' },
  ];

  test.each([
    ['a category', 100, '76.25'],
    ['a category that takes away', 200, '75.50'],
    ['another value', 300, '77.00'],
  ])('goes by a table: %s', (_what, tips, score) => {
    const scheme = plain((rule) => (rule['adjustments'] = [{ measure: 'tips', table, otherwise: 1 }]));
    expect(one(scheme, [6, 10, 10, 10, tips]).results['plain']).toMatchObject({ score });
  });
});

test('points may differ by group of units', () => {
  const scheme = plain((_score, { measures }) => {
    measures[0]!['points'] = {
      choose: [
        { when: { measure: 'tips', in: [1, 2] }, points: { atLeast: [{ value: '0.5', points: 100 }], otherwise: 0 } },
        { points: { linear: { zero: 0, full: 1 } } },
      ],
    };
  });
  expect(one(scheme, [6, 10, 10, 10, 200]).measures['merry-share']).toMatchObject({ points: '100' });
  expect(one(scheme, STEADY).measures['merry-share']).toMatchObject({ points: '60' });
});

test('a score breaks down by office, source, kind and group of its measures', () => {
  const scheme = plain((_score, { measures, score }) => {
    Object.assign(measures[0]!, { office: 'front', source: 'external', kind: 'qualitative' });
    Object.assign(measures[1]!, { office: 'back', source: 'external', kind: 'quantitative' });
    Object.assign(score!, { take: ['plain'] });
  });
  expect(one(scheme, STEADY).breakdown).toEqual({
    office: { front: { weight: '60', score: '60.00' }, back: { weight: '40', score: '100.00' } },
    source: { external: { weight: '100', score: '76.00' } },
    kind: { qualitative: { weight: '60', score: '60.00' }, quantitative: { weight: '40', score: '100.00' } },
    group: { mood: { weight: '60', score: '60.00' }, pace: { weight: '40', score: '100.00' } },
  });
});

test('stars come from the score before its rounding, once', () => {
  // 4.2499996 rounds to 4.25 at two decimals, and would be four and a half stars if it were rounded again.
  const scheme = stars([1], { round: { score: 2 }, adjustments: undefined });
  const [unit] = scored(
    compile({
      ...scheme.document,
      measures: scheme.document.measures.map((each) => ({
        ...each,
        points: { asIs: { times: '0.000000001', lowest: 0, highest: 5 } },
      })),
    }),
    [starred('A', 4_249_999_600)],
  ).units;
  expect(unit).toMatchObject({ score: '4.25', grade: '4' });
});
