import { changedRich, richScheme } from '../testing/rich-scheme.js';
import { problemsOf } from '../testing/small-scheme.js';

const lines = (input: unknown): string[] => problemsOf(input).map(({ path, message }) => `${path} ${message}`);
const PLAIN = '/results/0/score';
const GROUPED = '/results/1/score';
const efficacy = (more: object): object => ({ relative: { efficacy: { base: 60, span: 40, ...more } } });

test('the scheme that has everything is sound', () => {
  expect(lines(richScheme())).toEqual([]);
});

describe('a scheme that scores wrongly is refused, for', () => {
  test.each<[what: string, path: string, value: unknown, line: string]>([
    // Points
    [
      'a rule that takes every unit before the last',
      '/measures/0/points',
      { choose: [{ points: { linear: { zero: 0, full: 1 } } }, { points: { linear: { zero: 0, full: 1 } } }] },
      '/measures/0/points/choose/0 takes every unit, so that no rule after it is reached: put it last.',
    ],
    [
      'a wrong rule for some units',
      '/measures/0/points',
      { choose: [{ when: { level: ['branch'] }, points: { linear: { zero: 1, full: 0 } } }] },
      '/measures/0/points/choose/0/points/linear runs the wrong way: higher is better, so full must be above zero.',
    ],
    [
      'a market of a measure without a denominator',
      '/measures/2',
      { ...richScheme().measures[2], better: 'higher', points: { relative: { ratioTo: 'market' } } },
      '/measures/2/points/relative/ratioTo needs a denominator, which the measure does not have.',
    ],
    [
      'ranks that give the last as much as the first',
      '/measures/0/points',
      { relative: { rank: { first: 10, last: 10 } } },
      '/measures/0/points/relative/rank/first must be above last.',
    ],
    [
      'an efficacy without a span',
      '/measures/0/points',
      efficacy({ span: 0 }),
      '/measures/0/points/relative/efficacy/span must be positive.',
    ],
    [
      'an efficacy the wrong way round',
      '/measures/0/points',
      efficacy({ worst: 1, best: '0.5' }),
      '/measures/0/points/relative/efficacy/best must be above worst, for higher is better.',
    ],
    [
      'a line after a percentile that falls',
      '/measures/0/points',
      { relative: 'percentile', then: { linear: { zero: 100, full: 0 } } },
      '/measures/0/points/then/linear runs the wrong way: higher is better, so full must be above zero.',
    ],
    [
      'values as points that leave no room',
      '/measures/0/points',
      { asIs: { lowest: 5, highest: 5 } },
      '/measures/0/points/asIs/highest must be above lowest.',
    ],
    [
      'values as points times nothing',
      '/measures/0/points',
      { asIs: { times: 0, lowest: 0, highest: 100 } },
      '/measures/0/points/asIs/times must be positive.',
    ],
    [
      'values as points where less is better',
      '/measures/1/points',
      { asIs: { lowest: 0, highest: 100 } },
      '/measures/1/points/asIs gives more points for more: it fits a measure of which higher is better.',
    ],
    ['a negative minimum', '/measures/1/minimum', -1, '/measures/1/minimum must not be negative.'],
    ['a minimum for no points', '/measures/2/minimum', 1, '/measures/2/minimum has no use without points.'],
    [
      'a rule for missing values of what has no weight',
      '/measures/2/missing',
      'zero',
      '/measures/2/missing has no use without a weight: add one, or remove it.',
    ],
    // Units
    [
      'a question about no measure',
      `${PLAIN}/reweigh/0/when/measure`,
      'tip',
      `${PLAIN}/reweigh/0/when/measure is no measure of this scheme: use merry-share, days, tips.`,
    ],
    [
      'a question about a side that is not there',
      `${PLAIN}/reweigh/0/when/of`,
      'denominator',
      `${PLAIN}/reweigh/0/when/of is what tips does not have: it has a numerator only.`,
    ],
    [
      'a question that asks nothing',
      `${PLAIN}/reweigh/0/when`,
      { measure: 'tips' },
      `${PLAIN}/reweigh/0/when compares with nothing: add one of equals, in, atLeast, above, atMost, below.`,
    ],
    [
      'more known measures than are named',
      `${PLAIN}/reweigh/0/when`,
      { all: [{ not: { known: ['mood'], atLeast: 2 } }] },
      `${PLAIN}/reweigh/0/when/all/0/not/atLeast must be a whole number from 1 to 1.`,
    ],
    [
      'a known measure that is none',
      `${PLAIN}/reweigh/0/when`,
      { any: [{ known: ['moody'], atLeast: 1 }] },
      `${PLAIN}/reweigh/0/when/any/0/known/0 is no measure or group of this scheme: use mood, pace, merry-share, days, tips.`,
    ],
    // Groups
    [
      'a group that is not declared',
      '/measures/0/group',
      'moods',
      '/measures/0/group is no group of this scheme: declare it under groups, or use mood, pace.',
    ],
    [
      'a group without measures',
      '/groups/spare',
      { title: { en: 'Spare' } },
      '/groups/spare has no measures: give one this group, or remove it.',
    ],
    [
      'a group called like a measure',
      '/groups/tips',
      { title: { en: 'Tips' } },
      '/groups/tips is also the name of a measure: names in a score must tell them apart.',
    ],
    [
      'weights of a group that do not add up',
      '/groups/mood/weights',
      59,
      '/groups/mood/weights is not what the weights of the measures add up to: 60.',
    ],
    [
      'a group without weight in a mean of groups',
      '/groups/mood/weight',
      undefined,
      '/groups/mood/weight is missing: a score is a mean of groups with it.',
    ],
    ['a group that weighs nothing', '/groups/mood/weight', 0, '/groups/mood/weight must be positive.'],
    [
      'weights of groups that do not add up',
      `${GROUPED}/weights`,
      100,
      `${GROUPED}/weights is not what the weights of the groups add up to: 4.`,
    ],
    [
      'a weighted measure outside all groups',
      `${GROUPED}/of`,
      ['mood', 'days'],
      `${GROUPED}/mean leaves out days, which has a weight and belongs to none of the groups.`,
    ],
    [
      'a weight of a group that no score asks for',
      `${GROUPED}/mean`,
      'measures',
      '/groups/mood/weight has no use: no score is a mean of groups with this one.',
    ],
    [
      'rounded means of no groups',
      `${PLAIN}/round/group`,
      1,
      `${PLAIN}/round/group has no use: only a mean of groups rounds the means of its groups.`,
    ],
    // Scores
    ['a measure named twice', `${GROUPED}/of`, ['mood', 'pace', 'mood'], `${GROUPED}/of/2 is named twice.`],
    [
      'an exception from what is not meant',
      `${PLAIN}/except`,
      ['tip'],
      `${PLAIN}/except/0 is no measure or group of this scheme: use mood, pace, merry-share, days, tips.`,
    ],
    [
      'an exception of what is not in the mean',
      GROUPED,
      { ...richScheme().results[1]!.score, of: ['mood'], except: ['days'], weights: 3 },
      `${GROUPED}/except is not among what the score is the mean of.`,
    ],
    [
      'a score of nothing',
      `${PLAIN}/except`,
      ['mood', 'pace'],
      `${PLAIN} has nothing to add up: give at least one measure a weight.`,
    ],
    [
      'another weight below nothing',
      `${PLAIN}/reweigh/0/weight`,
      -1,
      `${PLAIN}/reweigh/0/weight must not be negative.`,
    ],
    [
      'another weight for what has none',
      `${PLAIN}/reweigh/0/members`,
      ['tips'],
      `${PLAIN}/reweigh/0/members is not among what the score is the mean of.`,
    ],
    [
      'more values than there are measures',
      `${PLAIN}/enough/0/atLeast`,
      3,
      `${PLAIN}/enough/0/atLeast must be a whole number from 1 to 2.`,
    ],
    [
      'two leave-out rules of one name',
      `${PLAIN}/leaveOut`,
      [1, 2].map(() => ({ id: 'slow', members: ['days'], rule: 'if-better' })),
      `${PLAIN}/leaveOut/1/id names a leave-out rule twice.`,
    ],
    [
      'leaving out everything',
      `${PLAIN}/leaveOut/0/members`,
      ['mood', 'pace'],
      `${PLAIN}/leaveOut/0/members leaves out everything that the score is made of.`,
    ],
    [
      'a threshold for what is always left out',
      `${PLAIN}/leaveOut/0/rule`,
      'always',
      `${PLAIN}/leaveOut/0/from has no use with the rule always: it asks what the result would be.`,
    ],
    [
      'a reward with edges of two kinds',
      `${PLAIN}/reward/percentiles`,
      { mean: [50], variance: [50] },
      `${PLAIN}/reward needs its edges in one way: either edges or percentiles.`,
    ],
    [
      'a reward with too few rows',
      `${PLAIN}/reward/edges/1/mean`,
      [50, 60],
      `${PLAIN}/reward/points must have 3 rows, one more than there are edges of the mean; it has 2.`,
    ],
    [
      'a reward with too few figures in a row',
      `${PLAIN}/reward/edges/1/variance`,
      [10, 20],
      `${PLAIN}/reward/points/0 must have 3 figures, one more than there are edges of the variance; it has 2.`,
    ],
    [
      'edges that fall',
      `${PLAIN}/reward/edges/1/mean`,
      [50, 40],
      `${PLAIN}/reward/edges/1/mean/1 must be above the edge before it.`,
    ],
    [
      'a reward for leaving out what is never left out',
      `${PLAIN}/reward/edges/0/leftOut`,
      ['quick'],
      `${PLAIN}/reward/edges/0/leftOut/0 is no leave-out rule of this score: use slow.`,
    ],
    [
      'a percentile above a hundred',
      `${PLAIN}/reward`,
      {
        decimals: 2,
        percentiles: { mean: [101], variance: [50] },
        points: [
          [0, 0],
          [2, 1],
        ],
      },
      `${PLAIN}/reward/percentiles/mean/0 must lie between 0 and 100.`,
    ],
    [
      'a value that stands in a table twice',
      `${PLAIN}/adjustments/0/table`,
      [
        { value: 1, add: 1 },
        { value: '1.0', add: 2 },
      ],
      `${PLAIN}/adjustments/0/table/1/value stands in the table twice.`,
    ],
    // Results
    ['two results of one name', '/results/1/id', 'plain', '/results/1/id names a result twice: ids are unique.'],
    [
      'a result that needs itself',
      '/results/1/requires',
      ['grouped'],
      '/results/1/requires/0 is no result above this one: use plain.',
    ],
    [
      'bands and stars at once',
      '/results/1/bands',
      richScheme().results[0]!['bands'],
      '/results/1/stars stands beside grades: a result has bands or stars, not both.',
    ],
    [
      'stars that do not divide the scale',
      '/results/1/stars/step',
      30,
      '/results/1/stars/step does not divide the scale: 100 is no multiple of it.',
    ],
    ['stars without a step', '/result/stars/step', 0, '/result/stars/step must be positive.'],
    [
      'a gap in the bands of a result',
      '/results/0/bands/1/from',
      10,
      '/results/0/bands/1/from leaves a gap: scores below it have no grade; the last band must begin at 0.',
    ],
    [
      'taking a result that is not there',
      '/score/take/0',
      'best',
      '/score/take/0 is no result of this scheme: declare it under results, or use plain, grouped.',
    ],
    [
      'a rank by a result that is not there',
      '/result/rank/by/1/result',
      'best',
      '/result/rank/by/1/result is no result of this scheme: declare it under results, or use plain, grouped.',
    ],
    ['stars of no score', '/score', undefined, '/result/stars grades a score, but the scheme has no score section.'],
    [
      'a weight that counts in no score',
      '/results',
      richScheme()
        .results.slice(1)
        .map((result) => ({ ...result, requires: undefined, score: { ...result.score, of: ['mood'], weights: 3 } })),
      '/measures/1/weight counts in no score: name the measure in one, or remove the weight.',
    ],
  ])('%s', (_what, path, value, line) => {
    expect(lines(JSON.parse(JSON.stringify(changedRich(path, value))))).toContain(line);
  });
});
