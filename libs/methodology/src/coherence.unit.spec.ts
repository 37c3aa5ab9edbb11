import { changed, problemsOf, smallScheme } from '../testing/small-scheme.js';

const lines = (input: unknown): string[] => problemsOf(input).map(({ path, message }) => `${path} ${message}`);

describe('a scheme of the wrong meaning is refused, for', () => {
  test.each<[what: string, path: string, value: unknown, line: string]>([
    [
      'declared figures that are none',
      '/measures/2/declared',
      { line: 'evening' },
      '/measures/2/declared names no figure: give value, numerator or denominator, or remove it.',
    ],
    [
      'a declared denominator of a measure without one',
      '/measures/2/declared',
      { denominator: { measure: 'seats', decimals: 0 } },
      '/measures/2/declared/denominator has no use: the measure has no denominator.',
    ],
    [
      'one declared figure for two sides',
      '/measures/0/declared',
      { numerator: { measure: 'visits', decimals: 0 }, denominator: { measure: 'visits', decimals: 0 } },
      '/measures/0/declared/denominator/measure is declared as the numerator already.',
    ],
    [
      'two measures of one name',
      '/measures/1/id',
      'merry-share',
      '/measures/1/id names a measure twice: ids are unique.',
    ],
    [
      'a case kind that does not exist',
      '/measures/0/numerator/case',
      'vist',
      '/measures/0/numerator/case is no case kind: use one of visit, return.',
    ],
    [
      'an attribute that does not exist',
      '/measures/0/numerator/on',
      'closedAt',
      '/measures/0/numerator/on is no attribute of such a case: use beganAt, endedAt.',
    ],
    [
      'an attribute of Object',
      '/measures/0/numerator/on',
      'constructor',
      '/measures/0/numerator/on is no attribute of such a case: use beganAt, endedAt.',
    ],
    [
      'a day that is no instant',
      '/measures/0/numerator/on',
      'cost',
      '/measures/0/numerator/on is of type decimal, not instant: use beganAt, endedAt.',
    ],
    [
      'a period that is none',
      '/measures/1/denominator/on/period',
      'seats',
      '/measures/1/denominator/on/period is of type count, not period: use period.',
    ],
    [
      'a limit that is not declared',
      '/measures/1/numerator/on/limit',
      'bil',
      '/measures/1/numerator/on/limit is no limit of this scheme: declare it under limits, or use bill.',
    ],
    [
      'a limit of another kind of case',
      '/limits/bill/case',
      'return',
      '/measures/1/numerator/on/limit is a limit for a return, but this term counts a visit.',
    ],
    [
      'a sum of words',
      '/measures/2/numerator/add/sum',
      'mood',
      '/measures/2/numerator/add/sum is of type text, not decimal or count: use cost, guests.',
    ],
    [
      'millions with too few decimals',
      '/measures/2/numerator/add/in',
      '1000',
      '/measures/2/numerator/add/decimals must be 5: cost has 2 decimals, and counted in 1000 it has 3 more.',
    ],
    [
      'a sum that keeps fewer decimals than the attribute may have',
      '/measures/2/numerator/add/decimals',
      1,
      '/measures/2/numerator/add/decimals must be 2: cost has 2 decimals.',
    ],
    [
      'a sum that keeps so many decimals that the longest would not be exact',
      '/measures/2/numerator/add/decimals',
      3,
      '/measures/2/numerator/add/decimals must be 2: cost has 2 decimals.',
    ],
    [
      'a sum of counts with decimals',
      '/measures/1/denominator/add/decimals',
      4,
      '/measures/1/denominator/add/decimals must be 0: seats has 0 decimals.',
    ],
    [
      'counts in ten thousands that keep no decimals',
      '/measures/1/denominator/add/in',
      '10000',
      '/measures/1/denominator/add/decimals must be 4: seats has 0 decimals, and counted in 10000 it has 4 more.',
    ],
    [
      'days from an instant to itself',
      '/measures/1/numerator/add/days',
      ['beganAt', 'beganAt'],
      '/measures/1/numerator/add/days must name two different instants.',
    ],
    [
      'text that equals a number',
      '/measures/0/numerator/where/equals',
      3,
      '/measures/0/numerator/where/equals must be text, for mood is a text.',
    ],
    [
      'a flag that equals text',
      '/measures/0/numerator/where',
      { attribute: 'paid', equals: 'yes' },
      '/measures/0/numerator/where/equals must be true or false, for paid is a flag.',
    ],
    [
      'a count that equals text',
      '/measures/0/numerator/where',
      { attribute: 'guests', equals: '2' },
      '/measures/0/numerator/where/equals must be an integer, for guests is a count.',
    ],
    [
      'a decimal that equals',
      '/measures/0/numerator/where',
      { attribute: 'cost', equals: '2.0' },
      '/measures/0/numerator/where/attribute is of type decimal, not text or count or flag or period: use guests, mood, paid.',
    ],
    [
      'one of several numbers',
      '/measures/0/numerator/where',
      { attribute: 'guests', in: ['2'] },
      '/measures/0/numerator/where/attribute is of type count, not text or period: use mood.',
    ],
    [
      'a text that includes',
      '/measures/0/numerator/where',
      { attribute: 'mood', includes: 'm' },
      '/measures/0/numerator/where/attribute is of type text, not list: use dishes.',
    ],
    [
      'a text above a number',
      '/measures/0/numerator/where',
      { attribute: 'mood', above: 3 },
      '/measures/0/numerator/where/attribute is of type text, not count or decimal: use cost, guests.',
    ],
    [
      'a comparison with nothing',
      '/measures/0/numerator/where',
      { attribute: 'cost' },
      '/measures/0/numerator/where compares with nothing: add atLeast, atMost, above or below.',
    ],
    [
      'the existence of what cannot be',
      '/measures/0/numerator/where',
      { attribute: 'bill', exists: true },
      '/measures/0/numerator/where/attribute is no attribute of such a case: use beganAt, endedAt, cost, guests, mood, paid, dishes.',
    ],
    [
      'a status that does not exist',
      '/measures/0/numerator/where',
      { status: ['open', 'shut'] },
      '/measures/0/numerator/where/status/1 is no status of such a case: use open, over.',
    ],
    [
      'a mistake deep in a condition',
      '/measures/0/numerator/where',
      { all: [{ not: { any: [{ status: ['shut'] }] } }] },
      '/measures/0/numerator/where/all/0/not/any/0/status/0 is no status of such a case: use open, over.',
    ],
    [
      'a same period of a text',
      '/measures/0/numerator/where',
      { samePeriod: 'year', of: ['mood', 'endedAt'] },
      '/measures/0/numerator/where/of/0 is of type text, not instant: use beganAt, endedAt.',
    ],
    [
      'a limit met by a text',
      '/measures/0/numerator/where',
      { limit: 'bill', met: 'mood' },
      '/measures/0/numerator/where/met is of type text, not instant: use beganAt, endedAt.',
    ],
    [
      'days of a text',
      '/measures/0/numerator/where',
      { days: ['beganAt', 'mood'], atMost: 3 },
      '/measures/0/numerator/where/days/1 is of type text, not instant: use beganAt, endedAt.',
    ],
    [
      'a limit of half a day',
      '/limits/bill/days/0/within',
      '0.5',
      '/limits/bill/days/0/within must be a whole number from 0 to 3660.',
    ],
    [
      'a step that is never reached',
      '/limits/bill/days',
      [{ within: 1 }, { within: { param: 'hours' } }],
      '/limits/bill/days/0 takes every case, so that no step after it is reached: put it last.',
    ],
    [
      'a stated end that is no instant',
      '/limits/bill/stated',
      'mood',
      '/limits/bill/stated is of type text, not instant: use beganAt, endedAt.',
    ],
    [
      'a limit that depends on a limit',
      '/limits/bill/days/0/when',
      { all: [{ not: { any: [{ limit: 'bill', met: 'endedAt' }] } }] },
      '/limits/bill/days/0/when refers to a limit, so that limits could go round in circles: say it by attributes.',
    ],
    [
      'a limit that nobody uses',
      '/limits/tea',
      { doc: 'x', case: 'visit', from: 'beganAt', days: [{ within: 1 }] },
      '/limits/tea is used nowhere: use it or remove it.',
    ],
    [
      'a parameter that is not declared',
      '/measures/0/weight',
      { param: 'wieght' },
      '/measures/0/weight/param is no parameter of this scheme: declare it under parameters, or use hours, gaps, cap.',
    ],
    [
      'a parameter that nobody uses',
      '/parameters/spare',
      { doc: 'x', default: 1 },
      '/parameters/spare is used nowhere: use it or remove it.',
    ],
    [
      'a word where a number is needed',
      '/measures/0/weight',
      { param: 'gaps' },
      '/measures/0/weight/param must name a parameter that is a number.',
    ],
    [
      'a number where a word is needed',
      '/score/missing',
      { param: 'hours' },
      '/score/missing/param must name a parameter with choices.',
    ],
    [
      'a word without choices',
      '/parameters/hours/default',
      'two',
      '/parameters/hours/default must be a number, or the parameter needs choices.',
    ],
    [
      'a default that is no choice',
      '/parameters/gaps/default',
      'none',
      '/parameters/gaps/default must be one of its choices: reweight, zero, full.',
    ],
    [
      'choices that the rule does not have',
      '/parameters/gaps/choices',
      ['reweight', 'half'],
      '/parameters/gaps/choices must be among reweight, zero, full; not half.',
    ],
    [
      'a weight of nothing',
      '/measures/0/weight',
      0,
      '/measures/0/weight must be positive; a measure without weight has none.',
    ],
    [
      'a weight without points',
      '/measures/0/points',
      undefined,
      '/measures/0/points is missing: a measure with a weight needs a rule for its points.',
    ],
    [
      'a weight without a score',
      '/score',
      undefined,
      '/measures/0/weight has no use without a score section: add one, or remove the weight.',
    ],
    [
      'points without a direction',
      '/measures/0/better',
      'neither',
      '/measures/0/points needs a direction: set better to higher or lower.',
    ],
    [
      'weights that do not add up',
      '/measures/0/weight',
      '59.5',
      '/score/weights is not what the weights of the measures add up to: 99.5.',
    ],
    [
      'equal anchors',
      '/measures/0/points/linear/full',
      0,
      '/measures/0/points/linear has equal anchors: zero and full must differ.',
    ],
    [
      'anchors against the measure',
      '/measures/0/better',
      'lower',
      '/measures/0/points/linear runs the wrong way: lower is better, so full must be below zero.',
    ],
    [
      'steps against the measure',
      '/measures/1/better',
      'higher',
      '/measures/1/points/atMost fits a measure of which lower is better; this one says higher.',
    ],
    [
      'steps out of order',
      '/measures/1/points/atMost/1/value',
      '0.5',
      '/measures/1/points/atMost/1/value must be above the value of the step before it.',
    ],
    [
      'steps of one value',
      '/measures/1/points/atMost/1/value',
      1,
      '/measures/1/points/atMost/1/value must be above the value of the step before it.',
    ],
    [
      'steps that give more for less',
      '/measures/1/points/atMost/1/points',
      100,
      '/measures/1/points/atMost/1/points must give fewer points than the step before it.',
    ],
    [
      'more points for the rest',
      '/measures/1/points/otherwise',
      60,
      '/measures/1/points/otherwise must give fewer points than the step before it.',
    ],
    [
      'more than 100 points',
      '/measures/1/points/atMost/0/points',
      101,
      '/measures/1/points/atMost/0/points must lie between 0 and 100.',
    ],
    [
      'fewer than no points',
      '/measures/1/points/otherwise',
      -1,
      '/measures/1/points/otherwise must lie between 0 and 100.',
    ],
    ['a scale upside down', '/score/highest', 0, '/score/highest must be above the lowest score.'],
    ['a negative cap', '/score/adjustments/0/cap', -1, '/score/adjustments/0/cap must not be negative.'],
    [
      'an adjustment by what is not measured',
      '/score/adjustments/0/measure',
      'tip',
      '/score/adjustments/0/measure is no measure of this scheme: use merry-share, days, tips.',
    ],
    [
      'an adjustment by what has a weight',
      '/score/adjustments/0/measure',
      'days',
      '/score/adjustments/0/measure has a weight: a measure is weighted or adjusts, not both.',
    ],
    [
      'two adjustments by one measure',
      '/score/adjustments/1',
      { measure: 'tips', effect: 'subtract', cap: 1 },
      '/score/adjustments/1/measure adjusts the score twice: name each measure once.',
    ],
    [
      'grades without a score',
      '/score',
      undefined,
      '/result/grades grades a score, but the scheme has no score section.',
    ],
    ['one grade twice', '/result/grades/bands/1/grade', 'A', '/result/grades/bands/1/grade names a grade twice.'],
    [
      'bands that overlap',
      '/result/grades/bands/1/from',
      85,
      '/result/grades/bands/1/from overlaps the band before it: bands begin at the best, and each edge is lower.',
    ],
    [
      'bands that leave a gap',
      '/result/grades/bands/2/from',
      55,
      '/result/grades/bands/2/from leaves a gap: scores below it have no grade; the last band must begin at 0.',
    ],
    [
      'a band below the scale',
      '/result/grades/bands/2/from',
      -5,
      '/result/grades/bands/2/from lies below the lowest score, 0.',
    ],
    [
      'a band above the scale',
      '/result/grades/bands/0/from',
      101,
      '/result/grades/bands/0/from lies above the highest score: no score reaches this band.',
    ],
    [
      'a rank by a score that is not made',
      '/score',
      undefined,
      '/result/rank/by/0/score cannot be ranked by: the scheme has no score section.',
    ],
    [
      'a rank by what is not measured',
      '/result/rank/by/1/measure',
      'merry',
      '/result/rank/by/1/measure is no measure of this scheme: use merry-share, days, tips.',
    ],
    [
      'a rank by a side that is not there',
      '/result/rank/by/1/measure',
      'tips',
      '/result/rank/by/1/of is what tips does not have: it has a numerator only.',
    ],
    [
      'a volume of what is not measured',
      '/result/minimumVolume/0/measure',
      'merry',
      '/result/minimumVolume/0/measure is no measure of this scheme: use merry-share, days, tips.',
    ],
    [
      'half an accounting year',
      '/result/eligibility/accountingYears',
      '0.5',
      '/result/eligibility/accountingYears must be a whole number from 0 to 100.',
    ],
  ])('%s', (_what, path, value, line) => {
    expect(lines(changed(path, value))).toContain(line);
  });

  test('a score over measures without weights', () => {
    const scheme = smallScheme();
    for (const measure of scheme.measures) {
      delete measure.weight;
      delete measure.points;
    }
    expect(lines(scheme)).toContain('/score has nothing to add up: give at least one measure a weight.');
  });
});
