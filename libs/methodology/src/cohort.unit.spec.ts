import { at } from '../testing/case-of.js';
import { compiled, member, scored, scoredAlone } from '../testing/cohort-of.js';

const scheme = compiled();

describe('a score', () => {
  test('is the weighted mean of the points, plus what adjusts it', () => {
    // 3 of 4 merry: 75 points of weight 60. 6 days at 4 seats: 1.5, 50 points of weight 40. 1.25 tips.
    expect(scoredAlone(scheme, [3, 4, 6, 4, 125, 0])).toEqual({
      unit: 'company/A',
      name: 'A',
      rank: 1,
      score: '66.25',
      grade: 'C',
      state: 'rated',
      reason: null,
      measures: {
        'merry-share': { numerator: '3', denominator: '4', value: '0.75', points: '75' },
        days: { numerator: '6', denominator: '4', value: '1.5', points: '50' },
        tips: { numerator: '1.25', denominator: null, value: '1.25', points: '1.25' },
      },
      steps: { mean: '65', variance: null, reward: '0', leftOut: [], unrounded: '66.25' },
      results: {},
      breakdown: {},
    });
  });

  test('is exact until it is rounded, once, half up', () => {
    // 1/3 merry: 33.333… points; (60 × 33.333… + 40 × 0) ÷ 100 = 20 exactly.
    expect(scoredAlone(scheme, [1, 3, 10, 1, 0, 0])).toMatchObject({ score: '20.00' });
    // 1/8,000 merry: 0.0075 in all. 1/12,000 is 0.005, the half that goes up; 1/12,001 is less.
    expect(scoredAlone(scheme, [1, 8_000, 10, 1, 0, 0])).toMatchObject({ score: '0.01' });
    expect(scoredAlone(scheme, [1, 12_000, 10, 1, 0, 0])).toMatchObject({ score: '0.01' });
    expect(scoredAlone(scheme, [1, 12_001, 10, 1, 0, 0])).toMatchObject({ score: '0.00' });
  });

  test('is made of rounded points where the scheme says so', () => {
    const rounding = compiled(({ score }) => Object.assign(score!, { round: { points: 0, score: 1 } }));
    expect(scoredAlone(rounding, [1, 3, 10, 1, 0, 0])).toMatchObject({
      score: '19.8',
      measures: { 'merry-share': { value: '0.3333333333', points: '33' } },
    });
  });

  test('gets at most the cap of plus points, and stays on the scale', () => {
    expect(scoredAlone(scheme, [3, 4, 6, 4, 99_900, 0])).toMatchObject({
      score: '67.50',
      measures: { tips: { value: '999', points: '2.5' } },
    });
    expect(scoredAlone(scheme, [4, 4, 1, 4, 250, 0])).toMatchObject({ score: '100.00' });
  });

  test('loses what is subtracted, but nothing below the lowest', () => {
    const strict = compiled(({ score }) =>
      Object.assign(score!, { adjustments: [{ measure: 'tips', effect: 'subtract', cap: { param: 'cap' } }] }),
    );
    expect(scoredAlone(strict, [3, 4, 6, 4, 125, 0])).toMatchObject({
      score: '63.75',
      measures: { tips: { points: '-1.25' } },
    });
    expect(scoredAlone(strict, [0, 4, 99, 1, 125, 0])).toMatchObject({ score: '0.00' });
  });

  test.each([
    ['reweight', '75.00', null],
    ['zero', '45.00', '0'],
    ['full', '85.00', '100'],
  ])('a measure without a value: %s', (missing, score, points) => {
    const rule = compiled(({ parameters }) => Object.assign(parameters.gaps!, { default: missing }));
    expect(scoredAlone(rule, [3, 4, 6, 0, 0, 0])).toMatchObject({
      score,
      measures: { days: { numerator: '6', denominator: '0', value: null, points } },
    });
  });

  test('is none when no weighted measure has a value, whatever the rule for gaps', () => {
    const lenient = compiled((changing) => {
      Object.assign(changing.parameters.gaps!, { default: 'full' });
      delete changing.result.minimumVolume;
    });
    expect(scoredAlone(lenient, [0, 0, 0, 0, 500, 0])).toMatchObject({
      score: null,
      grade: null,
      rank: null,
      state: 'no-data',
      reason: 'Nothing was recorded in this period that gives its score.',
    });
  });
});

describe('points', () => {
  test.each([
    [0, 100],
    [100, 100],
    [101, 50],
    [250, 50],
    [251, 0],
  ])('by steps: %i days at 100 seats get %i', (days, points) => {
    expect(scoredAlone(scheme, [1, 1, days, 100, 0, 0]).measures.days!.points).toBe(String(points));
  });

  test.each([
    ['0.95', '100'],
    ['0.949', '60'],
    ['0.5', '60'],
    ['0.499', '0'],
  ])('by steps upwards: %s gets %s', (share, points) => {
    const steps = [
      { value: '0.95', points: 100 },
      { value: '0.5', points: 60 },
    ];
    const upwards = compiled(({ measures }) => (measures[0]!.points = { atLeast: steps, otherwise: 0 }));
    const thousandths = Math.round(Number(share) * 1000);
    expect(scoredAlone(upwards, [thousandths, 1000, 1, 1, 0, 0]).measures['merry-share']!.points).toBe(points);
  });

  test.each([
    [20, '0'],
    [40, '0'],
    [50, '25'],
    [80, '100'],
    [99, '100'],
  ])('along a line that ends at its anchors: %i of 100 get %s', (merry, points) => {
    const line = compiled(({ measures }) => (measures[0]!.points = { linear: { zero: '0.4', full: '0.8' } }));
    expect(scoredAlone(line, [merry, 100, 1, 1, 0, 0]).measures['merry-share']!.points).toBe(points);
  });

  test('along a line that falls', () => {
    const falling = compiled(({ measures }) => (measures[1]!.points = { linear: { zero: 10, full: 2 } }));
    expect(scoredAlone(falling, [1, 1, 4, 1, 0, 0]).measures.days!.points).toBe('75');
  });
});

describe('grades', () => {
  // Lower edges are inclusive: ../shared/golden/grade_bands.csv.
  const ladder = compiled((changing) => {
    const edges = [95, 90, 85, 80, 75, 70, 65, 60, 55, 0];
    const names = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D'];
    const bands = edges.map((from, index) => ({ grade: names[index], from }));
    Object.assign(changing.result, { grades: { levels: ['company'], bands } });
    changing.measures[0]!.weight = 100;
    delete changing.measures[1]!.weight;
    delete changing.measures[1]!.points;
  });
  const gradeOf = (score: string): string | null =>
    scoredAlone(ladder, [Math.round(Number(score) * 1000), 100_000, 0, 0, 0, 0]).grade;

  test.each([
    ['100', 'AAA'],
    ['95', 'AAA'],
    ['94.99', 'AA'],
    ['90', 'AA'],
    ['89.99', 'A'],
    ['85', 'A'],
    ['84.99', 'BBB'],
    ['80', 'BBB'],
    ['79.99', 'BB'],
    ['75', 'BB'],
    ['74.99', 'B'],
    ['70', 'B'],
    ['69.99', 'CCC'],
    ['65', 'CCC'],
    ['64.99', 'CC'],
    ['60', 'CC'],
    ['59.99', 'C'],
    ['55', 'C'],
    ['54.99', 'D'],
    ['0', 'D'],
  ])('%s is %s', (score, grade) => {
    expect(gradeOf(score)).toBe(grade);
  });

  test('are read from the score as it is published, rounded', () => {
    expect(gradeOf('94.995')).toBe('AAA');
    expect(gradeOf('94.994')).toBe('AA');
  });

  test('are for the levels that the scheme names; others are scored', () => {
    const [branch] = scored(scheme, [member('A', [3, 4, 6, 4, 0, 0])], 'province').units;
    expect(branch).toMatchObject({ state: 'scored', score: '65.00', grade: null, rank: 1 });
  });
});

describe('who takes part', () => {
  const slots = [3, 4, 6, 4, 0, 0];

  test.each([
    ['2023-01-01', 'rated'],
    ['2024-01-01', 'rated'],
    ['2023-06-30', 'rated'],
    // On the calendar of the scheme, eight hours east.
    ['2023-12-31T16:00:00.000Z', 'rated'],
    ['2024-01-02', 'ineligible'],
    ['2030-01-01', 'ineligible'],
  ])('licensed on %s is %s for one full year by the end of 2024', (licensed, state) => {
    expect(scoredAlone(scheme, slots, { licensedAt: at(licensed) }).state).toBe(state);
  });

  test('a young company is told why, and gets no score, grade or rank', () => {
    expect(scoredAlone(scheme, slots, { licensedAt: at('2024-05-01') })).toMatchObject({
      state: 'ineligible',
      reason: 'It has 0 full accounting years by 2024-12-31; the scheme asks for 1.',
      score: null,
      grade: null,
      rank: null,
      measures: { 'merry-share': { value: '0.75' } },
    });
  });

  test('a type that is left out is told so', () => {
    expect(scoredAlone(scheme, slots, { insurerType: 'pub' })).toMatchObject({
      state: 'ineligible',
      reason: 'The scheme leaves out pub insurers.',
    });
  });

  test('what nobody recorded counts as the scheme says, and is noted', () => {
    const stranger = { unit: 'company/A', slots, profile: { name: 'A' } };
    const board = scored(scheme, [stranger]);
    expect(board.units[0]).toMatchObject({ state: 'rated' });
    expect(board.notes).toEqual([
      {
        kind: 'eligibility-unknown',
        text: '1 unit was taken as eligible although nobody recorded its licence or insurer type.',
        units: ['company/A'],
      },
    ]);
    const strict = compiled(({ result }) => Object.assign(result.eligibility!, { whenUnknown: 'ineligible' }));
    const refused = scored(strict, [stranger]);
    expect(refused.units[0]).toMatchObject({
      state: 'ineligible',
      reason: 'Nobody recorded its insurer type or its date of licence, which the scheme asks for.',
    });
    expect(refused.notes).toEqual([]);
  });

  test('too small a volume is shown but not rated', () => {
    const demanding = compiled(({ result }) =>
      Object.assign(result, { minimumVolume: [{ measure: 'merry-share', of: 'denominator', atLeast: 5 }] }),
    );
    expect(scoredAlone(demanding, slots)).toMatchObject({
      state: 'too-few',
      reason: 'The denominator of merry-share is 4; the scheme asks for at least 5.',
      score: null,
      rank: null,
    });
    expect(scoredAlone(demanding, [3, 5, 6, 4, 0, 0]).state).toBe('rated');
  });
});

describe('ranks', () => {
  const byTips = (ties: 'unique' | 'shared') =>
    compiled(({ result }) => Object.assign(result, { rank: { by: [{ measure: 'tips', order: 'descending' }], ties } }));
  const market = [
    member('C', [1, 1, 1, 1, 300, 0]),
    member('A', [1, 1, 1, 1, 500, 0]),
    member('B', [1, 1, 1, 1, 300, 0]),
    member('D', [1, 1, 1, 1, 100, 0]),
  ];
  const told = (ties: 'unique' | 'shared'): string[] =>
    scored(byTips(ties), market).units.map(({ unit, rank }) => `${unit} ${rank}`);

  test('put equals in order of their unit', () => {
    expect(told('unique')).toEqual(['company/A 1', 'company/B 2', 'company/C 3', 'company/D 4']);
  });

  test('or let them share, and leave out the ranks behind', () => {
    expect(told('shared')).toEqual(['company/A 1', 'company/B 2', 'company/C 2', 'company/D 4']);
  });

  test('come from unrounded values', () => {
    const byShare = compiled(({ result }) =>
      Object.assign(result, { rank: { by: [{ measure: 'merry-share', order: 'descending' }], ties: 'shared' } }),
    );
    const closest = [
      member('A', [4_503_599_627_370_494, 9_007_199_254_740_989, 1, 1, 0, 0]),
      member('B', [4_503_599_627_370_495, 9_007_199_254_740_991, 1, 1, 0, 0]),
    ];
    const { units } = scored(byShare, closest);
    expect(units.map(({ unit, rank }) => [unit, rank])).toEqual([
      ['company/B', 1],
      ['company/A', 2],
    ]);
    expect(units[0]!.measures['merry-share']!.value).toBe(units[1]!.measures['merry-share']!.value);
  });

  test('go on to the next key where the first is equal', () => {
    const { units } = scored(scheme, [member('A', [1, 1, 1, 1, 0, 0]), member('B', [2, 2, 1, 1, 0, 0])]);
    expect(units.map(({ unit, rank }) => [unit, rank])).toEqual([
      ['company/B', 1],
      ['company/A', 2],
    ]);
  });

  test('pass over whoever is not rated, and list them after the ranked by path', () => {
    const small = member('0', [0, 0, 0, 0, 900, 0]);
    const { units } = scored(byTips('unique'), [member('E', [0, 0, 0, 0, 0, 0]), small, ...market]);
    expect(units.map(({ unit, rank }) => `${unit} ${rank}`).slice(3)).toEqual([
      'company/D 4',
      'company/0 null',
      'company/E null',
    ]);
  });

  test('are null in a scheme that does not rank, and order is by score', () => {
    const unranked = compiled(({ result }) => delete result.rank);
    const { units } = scored(unranked, [
      member('A', [1, 4, 1, 1, 0, 0]),
      member('B', [3, 4, 1, 1, 0, 0]),
      member('C', [0, 0, 0, 0, 0, 0]),
    ]);
    expect(units.map(({ unit, rank }) => `${unit} ${rank}`)).toEqual([
      'company/B null',
      'company/A null',
      'company/C null',
    ]);
  });
});

describe('a cohort', () => {
  test('has totals over all units, rated or not', () => {
    const { totals } = scored(scheme, [
      member('A', [1, 2, 3, 4, 500, 0]),
      member('B', [0, 0, 0, 0, 25, 0]),
      member('C', [1, 1, 9, 4, 0, 0], { insurerType: 'pub' }),
    ]);
    expect(totals).toEqual({
      'merry-share': { numerator: '2', denominator: '3', value: '0.6666666667' },
      days: { numerator: '12', denominator: '8', value: '1.5' },
      tips: { numerator: '5.25', denominator: null, value: '5.25' },
    });
  });

  test('has totals beyond what one company may hold', () => {
    const most = member('A', [0, 0, 0, 0, Number.MAX_SAFE_INTEGER, 0]);
    expect(scored(scheme, [most, { ...most, unit: 'company/B' }]).totals.tips!.numerator).toBe('180143985094819.82');
  });

  test('tells which companies share a name, and which of them look like one row that was told twice', () => {
    const twins = [
      member('B', [1, 2, 0, 0, 0, 0], { name: 'Twin' }),
      member('A', [1, 2, 0, 0, 0, 0], { name: 'Twin' }),
      member('D', [3, 4, 0, 0, 0, 0], { name: 'Twin' }),
      member('C', [1, 2, 0, 0, 0, 0]),
    ];
    expect(scored(scheme, twins).notes).toEqual([
      {
        kind: 'shared-name',
        text:
          '3 units have the name Twin: company/A, company/B, company/D. company/A and company/B have the same figures and are ' +
          'ranked one by one here; a source that ranks them as one has every later rank lower by 1.',
        units: ['company/A', 'company/B', 'company/D'],
      },
    ]);
    expect(scored(scheme, twins.slice(1)).notes[0]!.text).toBe('2 units have the name Twin: company/A, company/D.');
    // Branches share names as a matter of course: every company has one called Jiangxi.
    expect(scored(scheme, twins, 'province').notes).toEqual([]);
  });

  test('may be empty', () => {
    expect(scored(scheme, [])).toMatchObject({
      units: [],
      notes: [],
      totals: { tips: { numerator: '0', value: '0' } },
    });
  });
});
