import { changed, problemsOf, smallScheme, vocabulary } from '../testing/small-scheme.js';
import { parseScheme } from './parse.js';

const lines = (input: unknown): string[] => problemsOf(input).map(({ path, message }) => `${path} ${message}`);

test('a sound scheme is taken as it is', () => {
  expect(parseScheme(smallScheme(), vocabulary)).toEqual(smallScheme());
});

describe('a scheme of the wrong shape is refused, for', () => {
  test.each<[what: string, path: string, value: unknown, line: string]>([
    ['a missing member', '/title', undefined, '/title is missing: it must be an object.'],
    ['a missing text', '/summary', undefined, '/summary is missing: it must be text.'],
    [
      'a missing choice',
      '/measures/0/better',
      undefined,
      '/measures/0/better is missing: it must be one of: higher, lower, neither.',
    ],
    [
      'a missing version of the language',
      '/language',
      undefined,
      '/language is missing: it must be 1, the version of the scheme language.',
    ],
    [
      'a missing decimal',
      '/score/lowest',
      undefined,
      '/score/lowest is missing: it must be an integer, a decimal as text such as "0.95", or {param: name}.',
    ],
    ['an empty text', '/summary', ' ', '/summary must say something.'],
    ['a text that is too long', '/title/en', 'x'.repeat(201), '/title/en must have at most 200 characters.'],
    [
      'a member that the language does not know',
      '/colour',
      'red',
      '/colour is not part of the scheme language here: remove it, or correct its name.',
    ],
    [
      'a misspelt member deep inside',
      '/score/missign',
      'zero',
      '/score/missign is not part of the scheme language here: remove it, or correct its name.',
    ],
    ['another version of the language', '/language', 2, '/language must be 1, the version of the scheme language.'],
    ['an id in capitals', '/id', 'Good', '/id must be a name in lower case, such as complaint-rate.'],
    ['version 0', '/version', 0, '/version must be at least 1.'],
    ['a version that is no integer', '/version', 1.5, '/version must be an integer.'],
    ['no source', '/sources', [], '/sources must have at least one item.'],
    ['a time zone by name', '/utcOffset', 'Asia/Shanghai', '/utcOffset must be an offset from UTC such as "+08:00".'],
    ['an offset that no place has', '/utcOffset', '+15:00', '/utcOffset must be an offset from UTC such as "+08:00".'],
    ['a list that is none', '/measures', {}, '/measures must be a list.'],
    ['no measure', '/measures', [], '/measures must have at least one item.'],
    [
      'a word that is none of the choices',
      '/measures/0/better',
      'bigger',
      '/measures/0/better must be one of: higher, lower, neither.',
    ],
    [
      'a binary fraction',
      '/measures/0/weight',
      0.5,
      '/measures/0/weight must be an integer, a decimal as text such as "0.95", or {param: name}.',
    ],
    [
      'a malformed decimal',
      '/measures/0/weight',
      '1,5',
      '/measures/0/weight must be a decimal such as "0.95": at most 18 digits before and 9 after the point.',
    ],
    [
      'something else to add',
      '/measures/0/numerator/add',
      'median',
      '/measures/0/numerator/add must be count, {sum: attribute, decimals}, {days: [from, to], calendar} or {hours | minutes | seconds: [from, to], decimals}.',
    ],
    [
      'a sum without decimals',
      '/measures/2/numerator/add',
      { sum: 'cost' },
      '/measures/2/numerator/add must be count, {sum: attribute, decimals}, {days: [from, to], calendar} or {hours | minutes | seconds: [from, to], decimals}.',
    ],
    [
      'too many decimals',
      '/measures/2/numerator/add/decimals',
      13,
      '/measures/2/numerator/add/decimals must be at most 12.',
    ],
    [
      'a unit that is no power of ten',
      '/measures/2/numerator/add/in',
      '12',
      '/measures/2/numerator/add/in must be one of: 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000.',
    ],
    [
      'days between three instants',
      '/measures/1/numerator/add',
      { days: ['a', 'b', 'c'] },
      '/measures/1/numerator/add/days must be two attributes, such as [filedAt, closedAt].',
    ],
    [
      'a malformed attribute',
      '/measures/0/numerator/on',
      'ended-at',
      '/measures/0/numerator/on must be the name of a case attribute, such as closedAt.',
    ],
    [
      'an attribution of no kind',
      '/measures/0/numerator/on',
      { day: 'endedAt' },
      '/measures/0/numerator/on must be an attribute that is an instant, {period: attribute}, {limit: name} or {from, until}.',
    ],
    [
      'an expression as condition',
      '/measures/0/numerator/where',
      'mood == "merry"',
      '/measures/0/numerator/where must be one condition: {all}, {any}, {not}, {attribute, equals | in | includes | exists | atLeast | atMost | above | below}, {days | hours, atLeast | atMost | above | below}, {status}, {limit, met | is} or {samePeriod, of}.',
    ],
    [
      'a condition without alternatives',
      '/measures/0/numerator/where',
      { any: [] },
      '/measures/0/numerator/where/any must name at least one condition.',
    ],
    [
      'a rule for points of no kind',
      '/measures/0/points',
      { curve: 1 },
      '/measures/0/points must be {linear: {zero, full}}, {atLeast: [{value, points}…], otherwise}, {atMost: […], otherwise}, {asIs: {lowest, highest}}, {relative: …} or {choose: [{when, points}…]}.',
    ],
    [
      'an anchor that is missing',
      '/measures/0/points/linear',
      { zero: 0 },
      '/measures/0/points/linear/full is missing: it must be an integer, a decimal as text such as "0.95", or {param: name}.',
    ],
    [
      'a rule for gaps of no kind',
      '/score/missing',
      'ignore',
      '/score/missing must be reweight, zero, full or {param: name}.',
    ],
    [
      'a rank key of no kind',
      '/result/rank/by/0',
      { grade: 'descending' },
      '/result/rank/by/0 must be {score: order}, {result, order} or {measure, of, order}; order is ascending or descending.',
    ],
    [
      'one band only',
      '/result/grades/bands',
      [{ grade: 'A', from: 0 }],
      '/result/grades/bands must have at least 2 items.',
    ],
    [
      'a level that no unit has',
      '/result/grades/levels',
      ['planet'],
      '/result/grades/levels/0 must be one of: company, province, city, branch, department, employee.',
    ],
    [
      'a parameter with a bad name',
      '/parameters',
      { 'Bad Name': { doc: 'x', default: 1 } },
      '/parameters/Bad Name must be a name in lower case, such as complaint-rate.',
    ],
    [
      'a parameter whose default is a list',
      '/parameters/cap/default',
      [1],
      '/parameters/cap/default must be an integer, a decimal as text, or one of the choices.',
    ],
  ])('%s', (_what, path, value, line) => {
    expect(lines(changed(path, value))).toContain(line);
  });

  test.each([[null], [[]], ['language: 1'], [42]])('%p in place of a document', (input) => {
    expect(lines(input)).toEqual([' must be an object.']);
  });

  test('a nested bomb, before it is looked at more closely', () => {
    let bomb: object = {};
    for (let level = 0; level < 100_000; level++) bomb = { not: bomb };
    expect(lines(changed('/measures/0/numerator/where', bomb))).toEqual([
      ' is nested deeper than 32 levels; a scheme never is.',
    ]);
  });

  test('a lone surrogate, which has no canonical bytes', () => {
    expect(lines(changed('/summary', 'bad \ud800'))).toEqual([
      '/summary holds a lone surrogate, which is not valid Unicode.',
    ]);
  });

  test('__proto__, like every member that is not known', () => {
    const input: unknown = JSON.parse(JSON.stringify(smallScheme()).replace('{', '{"__proto__": {"polluted": true},'));
    expect(lines(input)).toContain(
      '/__proto__ is not part of the scheme language here: remove it, or correct its name.',
    );
  });
});

describe('everything that is wrong is told at once', () => {
  test('in one error, whose message has a line for each with the value that stands there', () => {
    const scheme = smallScheme();
    scheme.measures[0]!.weight = -5;
    scheme.measures[1]!.id = 'merry-share';
    expect(() => parseScheme(scheme, vocabulary)).toThrow(
      [
        'The scheme has 3 problems:',
        '  /measures/0/weight (-5) must be positive; a measure without weight has none.',
        '  /measures/1/id ("merry-share") names a measure twice: ids are unique.',
        '  /score/weights (100) is not what the weights of the measures add up to: 35.',
      ].join('\n'),
    );
  });

  test('with the value of a parameter where the scheme names one', () => {
    expect(problemsOf(changed('/parameters/cap/default', -2))).toEqual([
      { path: '/score/adjustments/0/cap', value: -2, message: 'must not be negative.' },
    ]);
  });
});
