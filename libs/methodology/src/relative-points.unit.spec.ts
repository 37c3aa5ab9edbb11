import fc from 'fast-check';
import { compiled, member, scored } from '../testing/cohort-of.js';
import type { CohortMember } from './contribution.js';

/** A scheme whose one weighted measure, the share of merry visits, gives points by where it stands among the others. */
function relative(points: object, better: 'higher' | 'lower' = 'higher') {
  return compiled((scheme) => {
    Object.assign(scheme.measures[0]!, { weight: 1, points, better });
    delete scheme.measures[1]!.weight;
    delete scheme.measures[1]!.points;
    scheme.score = { weights: 1, missing: 'reweight', round: { score: 4 }, lowest: -1000, highest: 1000 };
    scheme.result = {};
    scheme.parameters = { hours: scheme.parameters.hours! };
  });
}

/** Companies A, B, C … with so many merry visits of so many. */
const cohort = (...shares: readonly (readonly [merry: number, visits: number])[]): CohortMember[] =>
  shares.map(([merry, visits], index) => member('ABCDEFGH'.charAt(index), [merry, visits, 0, 0, 0, 0]));

function scores(points: object, members: readonly CohortMember[], better?: 'higher' | 'lower') {
  const { units } = scored(relative(points, better), members);
  return Object.fromEntries(units.map(({ name, score }) => [name, score] as const).sort());
}

const four = cohort([1, 10], [4, 20], [9, 30], [16, 40]);

describe('points by where a value stands in its cohort', () => {
  test.each<[string, object | string, object]>([
    // Shares are 0.1, 0.2, 0.3, 0.4; the market's is 30 of 100.
    ['ratio to the market', { ratioTo: 'market' }, { A: '0.3333', B: '0.6667', C: '1.0000', D: '1.3333' }],
    ['ratio to the mean', { ratioTo: 'mean' }, { A: '0.4000', B: '0.8000', C: '1.2000', D: '1.6000' }],
    ['ratio to the best', { ratioTo: 'best' }, { A: '0.2500', B: '0.5000', C: '0.7500', D: '1.0000' }],
    ['ratio to the worst', { ratioTo: 'worst' }, { A: '1.0000', B: '2.0000', C: '3.0000', D: '4.0000' }],
    [
      'distance from the median',
      { differenceFrom: 'median' },
      { A: '-0.1500', B: '-0.0500', C: '0.0500', D: '0.1500' },
    ],
    ['percentile', 'percentile', { A: '0.0000', B: '33.3333', C: '66.6667', D: '100.0000' }],
    // The variance is 0.0125: z of D is 0.15 ÷ 0.1118… = 1.3416.
    ['z', { zScore: { decimals: 4 } }, { A: '-1.3416', B: '-0.4472', C: '0.4472', D: '1.3416' }],
    ['功效係數', { efficacy: { base: 60, span: 40 } }, { A: '60.0000', B: '73.3333', C: '86.6667', D: '100.0000' }],
    [
      '功效係數 between stated values',
      { efficacy: { base: 60, span: 40, worst: '0.2', best: '0.3' } },
      { A: '60.0000', B: '60.0000', C: '100.0000', D: '100.0000' },
    ],
    ['rank', { rank: { first: 100, last: 10 } }, { A: '10.0000', B: '40.0000', C: '70.0000', D: '100.0000' }],
  ])('%s', (_what, figure, expected) => {
    expect(scores({ relative: figure }, four)).toEqual(expected);
  });

  test.each<[string, object | string, object]>([
    ['percentile', 'percentile', { A: '100.0000', B: '66.6667', C: '33.3333', D: '0.0000' }],
    ['z', { zScore: { decimals: 4 } }, { A: '1.3416', B: '0.4472', C: '-0.4472', D: '-1.3416' }],
    ['功效係數', { efficacy: { base: 60, span: 40 } }, { A: '100.0000', B: '86.6667', C: '73.3333', D: '60.0000' }],
    ['rank', { rank: { first: 4, last: 1 } }, { A: '4.0000', B: '3.0000', C: '2.0000', D: '1.0000' }],
    ['ratio to the best', { ratioTo: 'best' }, { A: '1.0000', B: '2.0000', C: '3.0000', D: '4.0000' }],
  ])('%s turns round where less is better', (_what, figure, expected) => {
    expect(scores({ relative: figure }, four, 'lower')).toEqual(expected);
  });

  test('a rule may follow: 100 points for half of the market’s rate, none for twice', () => {
    const rule = { relative: { ratioTo: 'market' }, then: { linear: { zero: 2, full: '0.5' } } };
    expect(scores(rule, four, 'lower')).toEqual({ A: '100.0000', B: '88.8889', C: '66.6667', D: '44.4444' });
  });

  test('equals share the better rank, and stand half above each other', () => {
    const pairs = cohort([1, 10], [2, 20], [3, 10], [3, 10]);
    expect(scores({ relative: { rank: { first: 100, last: 10 } } }, pairs)).toEqual({
      A: '40.0000',
      B: '40.0000',
      C: '100.0000',
      D: '100.0000',
    });
    expect(scores({ relative: 'percentile' }, pairs)).toMatchObject({ A: '16.6667', C: '83.3333' });
  });

  test('a cohort of one stands at the top, one of equals has no distance', () => {
    const alone = cohort([1, 2]);
    expect(scores({ relative: 'percentile' }, alone)).toEqual({ A: '100.0000' });
    expect(scores({ relative: { rank: { first: 9, last: 1 } } }, alone)).toEqual({ A: '9.0000' });
    const same = cohort([1, 2], [2, 4]);
    expect(scores({ relative: { zScore: { decimals: 2 } } }, same)).toEqual({ A: '0.0000', B: '0.0000' });
    expect(scores({ relative: { efficacy: { base: 60, span: 40 } } }, same)).toEqual({ A: '100.0000', B: '100.0000' });
  });

  test('nothing can be said of a ratio to nothing', () => {
    expect(scores({ relative: { ratioTo: 'market' } }, cohort([0, 10], [0, 20]))).toEqual({ A: null, B: null });
  });

  test('only those that take part are compared with, unless the scheme says all', () => {
    const scheme = (among: object) =>
      compiled((document) => {
        Object.assign(document, structuredClone(relative({ relative: 'percentile', ...among }).document));
        document.result = { minimumVolume: [{ measure: 'merry-share', of: 'denominator', atLeast: 20 }] };
      });
    expect(scored(scheme({}), four).units.map(({ name, score }) => [name, score])).toEqual([
      ['D', '100.0000'],
      ['C', '50.0000'],
      ['B', '0.0000'],
      ['A', null],
    ]);
    expect(scored(scheme({ among: 'all' }), four).units.map(({ score }) => score)).toEqual([
      '100.0000',
      '66.6667',
      '33.3333',
      null,
    ]);
  });
});

test('the order in which companies come changes no relative score', () => {
  const figures = fc.constantFrom<object | string>(
    'percentile',
    { ratioTo: 'market' },
    { ratioTo: 'median' },
    { zScore: { decimals: 6 } },
  );
  const share = fc.tuple(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 50 }));
  fc.assert(
    fc.property(figures, fc.array(share, { minLength: 1, maxLength: 8 }), fc.nat(), (figure, shares, turn) => {
      const members = cohort(...shares);
      const turned = members.map((_, index) => members[(index + turn) % members.length]!);
      expect(scores({ relative: figure }, turned)).toEqual(scores({ relative: figure }, members));
    }),
  );
});

test('indices of a market, weighted by their shares of the denominator, come to 1', () => {
  const share = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }));
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 8 }), (shares) => {
      const indices = scores({ relative: { ratioTo: 'market' } }, cohort(...shares));
      const visits = shares.reduce((sum, [, each]) => sum + each, 0);
      const mean = shares.reduce(
        (sum, [, each], index) => sum + (Number(indices['ABCDEFGH'.charAt(index)]) * each) / visits,
        0,
      );
      expect(mean).toBeCloseTo(1, 3);
    }),
  );
});
