import { richScheme } from '../testing/rich-scheme.js';
import { shipped, shippedNames } from '../testing/shipped.js';
import { smallScheme, vocabulary } from '../testing/small-scheme.js';
import { describeScheme } from './describe.js';
import { parseScheme } from './parse.js';
import type { SchemeDocument } from './scheme.js';
import { RULEBOOK_LANGUAGES } from './wording/rulebook-wording.js';

const rulebook = (document: unknown, language?: (typeof RULEBOOK_LANGUAGES)[number]): readonly string[] =>
  describeScheme(parseScheme(JSON.parse(JSON.stringify(document)), vocabulary), language);

test('groups, results and everything that a score may say read as words', () => {
  const lines = rulebook(richScheme());
  const from = lines.indexOf('Groups');
  expect(lines.slice(from, lines.indexOf('Parameters'))).toEqual([
    'Groups',
    '  mood: Mood — weight 3: merry-share (weights 60 in all)',
    '  pace: Pace — weight 1: days (weights 40 in all)',
    '',
    'Results',
    '  plain: Plain',
    '    Mean of the points, weighted by 100 in all.',
    '    A measure without a value is left out, and the others weigh more.',
    '    days weigh 20 if tips is above 100.',
    '    Needs values of 1 of mood, pace if it is a company.',
    '    slow: days are left out if the score is better without them and then at least 50.',
    '    A reward is added by mean and variance of the points, each to 2 decimals:',
    '      mean in range 1 of 2: 0 / 0',
    '      mean in range 2 of 2: 2 / 1',
    '      edges: mean 60; variance 10; left out slow',
    '      edges: mean 50; variance 10',
    '    Then by tips: 1 → 0.5, otherwise 0.',
    '    Between 0 and 100.',
    '    Rounded half up: points not at all, the score to 2 decimals, before its grade.',
    '    Grades: good from 60, poor from 0.',
    '  grouped: By groups',
    '    For units of which the denominator of merry-share is at least 1.',
    '    Only with plain.',
    '    Mean of the groups’ means, weighted by 4 in all.',
    '    Made of mood, pace.',
    '    A measure without a value is left out, and the others weigh more.',
    '    Between 0 and 100.',
    '    Rounded half up: points to 2 decimals, the means of groups to 1 decimals, the mean to 3 decimals, the score to 1 decimals, before its grade.',
    '    Stars: the score before its rounding, half up to a multiple of 5.',
    '',
    'Score',
    '  The first of these results that is for the unit: grouped, plain.',
    '  Rounded half up: the score to 2 decimals, before its grade.',
    '',
    'Result',
    '  Stars for company; other levels are scored only: the score before its rounding, half up to a multiple of 5.',
    '  Ranked by score descending, then plain descending; equals share a rank.',
    '',
  ]);
});

test.each([
  [{ asIs: { times: 100, lowest: 0, highest: 5 } }, 'the value itself times 100, between 0 and 5'],
  [
    { relative: { ratioTo: 'market' }, among: 'all' },
    'value ÷ the value of all together, among all, whether or not they take part',
  ],
  [{ relative: { differenceFrom: 'median' } }, 'value − the median of all'],
  [
    { relative: 'percentile', then: { linear: { zero: 0, full: 90 } } },
    'percent of the others that do worse, then 0 at 0, 100 at 90, in a straight line between',
  ],
  [{ relative: { zScore: { decimals: 3 } } }, '(value − mean) ÷ standard deviation, more is better, to 3 decimals'],
  [{ relative: { efficacy: { base: 60, span: 40, best: 1 } } }, '60 + 40 × (value − the worst) ÷ (1 − the worst)'],
  [{ relative: { rank: { first: 100, last: 0 } } }, 'by rank: 100 for the first, 0 for the last, in equal steps'],
  [
    {
      choose: [
        { when: { insurerType: ['life'] }, points: { asIs: { lowest: 0, highest: 5 } } },
        { points: { linear: { zero: 0, full: 1 } } },
      ],
    },
    'if it is a life insurer: the value itself, between 0 and 5; else: 0 at 0, 100 at 1, in a straight line between',
  ],
])('%j reads as words', (points, words) => {
  const scheme = smallScheme();
  Object.assign(scheme.measures[0]!, { points, minimum: 10 });
  expect(rulebook(scheme)).toEqual(
    expect.arrayContaining([`    points: ${words}`, '    no points below an exposure of 10']),
  );
});

describe.each(shippedNames)('%s', (name) => {
  const document = parseScheme(shipped(name));

  test('says the same in every language, line by line', () => {
    const [english, ...others] = RULEBOOK_LANGUAGES.map((language) => describeScheme(document, language));
    for (const lines of others) expect(lines).toHaveLength(english!.length);
  });

  test('is Chinese in Chinese: nothing of the language itself is said in English', () => {
    for (const language of ['zh-Hans', 'zh-Hant'] as const) {
      const text = describeScheme(withoutTexts(document), language).join('\n');
      expect(text).not.toMatch(/[A-Za-z]+ [A-Za-z]+ [A-Za-z]+/);
      expect(text).toMatch(language === 'zh-Hant' ? /指標/ : /指标/);
    }
  });
});

/** The scheme without what its author wrote in a language of their own. */
function withoutTexts(document: SchemeDocument): SchemeDocument {
  const authors = new Set(['summary', 'text', 'doc', 'source', 'en', 'approver', 'sources']);
  return JSON.parse(JSON.stringify(document), (key, value: unknown) => {
    if (!authors.has(key) || (key === 'source' && ['internal', 'external'].includes(String(value)))) return value;
    return key === 'sources' ? ['–'] : '–';
  }) as SchemeDocument;
}

test('simplified Chinese has no traditional characters of its own, and the other way round', () => {
  const lines = (language: 'zh-Hans' | 'zh-Hant'): string => rulebook(richScheme(), language).join('\n');
  expect(lines('zh-Hans')).not.toMatch(/[標權數評級為無與單總]/);
  expect(lines('zh-Hant')).not.toMatch(/[标权数评级为无与单总]/);
  expect(lines('zh-Hant')).toContain('各組平均分的加權平均，權重合計 4。');
  expect(lines('zh-Hans')).toContain('各组平均分的加权平均，权重合计 4。');
});
