import { member, scored } from '../testing/cohort-of.js';
import { smallScheme, vocabulary } from '../testing/small-scheme.js';
import { compileScheme } from './compile.js';
import { parseScheme } from './parse.js';
import { withParameters } from './with-parameters.js';

const scheme = parseScheme(smallScheme(), vocabulary);
const set = (values: Record<string, string | number>) => withParameters(scheme, values, vocabulary);

test('a parameter may have another value for one question; the scheme itself stays as it is', () => {
  const generous = set({ cap: '1' });
  const score = (document: typeof scheme) =>
    scored(compileScheme(document, 'hash'), [member('A', [3, 4, 6, 4, 250, 0])]).units[0]!.score;
  expect([score(scheme), score(generous), score(set({ cap: 0 }))]).toEqual(['67.50', '66.00', '65.00']);
  expect(scheme.parameters!['cap']!.default).toBe('2.5');
});

test('so may a word, and any single value of the document by its pointer', () => {
  expect(set({ gaps: 'zero' }).parameters!['gaps']!.default).toBe('zero');
  expect(set({ '/result/grades/bands/1/from': '72.5' }).result.grades!.bands[1]!.from).toBe('72.5');
  expect(set({ '/score/round/score': '1' }).score!.round.score).toBe(1);
  expect(set({ '/measures/0/weight': '30', '/measures/1/weight': '70' }).measures[1]!.weight).toBe(70);
});

test.each<[string, Record<string, string | number>, string]>([
  [
    'a parameter that is not there',
    { kap: 1 },
    'good-tables has no parameter kap: use hours, gaps, cap, or a path such as /measures/0/weight.',
  ],
  ['a word for a number', { cap: 'much' }, 'cap cannot be much: it must be a number such as 30 or 0.95.'],
  ['a word that is no choice', { gaps: 'half' }, 'gaps cannot be half: it must be one of reweight, zero, full.'],
  [
    'a path that leads nowhere',
    { '/measures/9/weight': 1 },
    'good-tables has no /measures/9/weight: /measures has 0, 1, 2.',
  ],
  [
    'a path through a prototype',
    { '/constructor/name': 'x' },
    'good-tables has no /constructor/name: the document has language, id, version, title, summary, sources, utcOffset, parameters, limits, measures, score, result.',
  ],
  [
    'one place by two names',
    { cap: 1, '/parameters/cap/default': 2 },
    'cap and /parameters/cap/default set the same: set it once.',
  ],
  [
    'a place and what lies in it',
    { '/measures/0/weight/param': 'cap', '/measures/0/weight': 30 },
    '/measures/0/weight/param and /measures/0/weight set the same: set it once.',
  ],
  [
    'a name that every object has',
    { ['__proto__']: 1 },
    'good-tables has no parameter __proto__: use hours, gaps, cap,',
  ],
  ['a whole part', { '/score/round': 1 }, '/score/round of good-tables is no single value: set a member of it.'],
  [
    'what would not be sound',
    { '/measures/0/weight': 50 },
    'The scheme has a problem:\n  /score/weights (100) is not what the weights of the measures add up to: 90.',
  ],
])('%s is refused', (_what, values, message) => {
  expect(() => set(values)).toThrow(message);
});
