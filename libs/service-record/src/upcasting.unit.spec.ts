import { assertVocabulary, type Fact, readFact, UnknownFactError, upcast } from './index.js';
import { facts } from './testing/scenario.js';
import { upcastAlong, type Upcaster, upcasterChain } from './upcasting.js';

const step = (from: string, to: string): Upcaster => ({
  from,
  to,
  upcast: (data) => ({ ...data, way: `${(data as { way?: string }).way ?? from} → ${to}` }),
});
const TYPES = ['tea.brewed.v1', 'tea.brewed.v2', 'tea.brewed.v3', 'tea.drunk.v1'];
const STEPS = [step('tea.brewed.v1', 'tea.brewed.v2'), step('tea.brewed.v2', 'tea.brewed.v3')];

describe('a chain of upcasters', () => {
  test('lifts every version ever written to the newest', () => {
    const chain = upcasterChain(TYPES, STEPS);
    const [first] = facts('tea/1', [['tea.brewed', '2024-01-01', { leaf: 'oolong' }]]);
    const lifted = upcastAlong(chain, first!);
    expect(lifted).toMatchObject({
      type: 'tea.brewed.v3',
      data: { leaf: 'oolong', way: 'tea.brewed.v1 → tea.brewed.v2 → tea.brewed.v3' },
    });
    expect(first!.data).toEqual({ leaf: 'oolong' });
    const newest: Fact = { ...first!, type: 'tea.brewed.v3' };
    expect(upcastAlong(chain, newest)).toBe(newest);
  });

  test.each<[string, string[], Upcaster[], string]>([
    ['a gap', TYPES, [STEPS[0]!], 'Nothing lifts tea.brewed.v2 to tea.brewed.v3.'],
    [
      'a version left out by an upcaster',
      TYPES,
      [step('tea.brewed.v1', 'tea.brewed.v3')],
      'The upcaster from tea.brewed.v1 to tea.brewed.v3 leaves out a version.',
    ],
    [
      'a version that is gone',
      ['tea.brewed.v2'],
      [],
      'tea.brewed.v1 is not defined, but tea.brewed.v2 is: nothing ever written may go.',
    ],
    [
      'a cycle',
      TYPES,
      [...STEPS, step('tea.brewed.v3', 'tea.brewed.v1')],
      'The upcaster from tea.brewed.v3 to tea.brewed.v1 leads back: a chain of upcasters may not go round.',
    ],
    [
      'a duplicate',
      TYPES,
      [...STEPS, step('tea.brewed.v1', 'tea.brewed.v2')],
      'The upcaster from tea.brewed.v1 to tea.brewed.v2 is the second one from tea.brewed.v1.',
    ],
    [
      'another type',
      TYPES,
      [...STEPS, step('tea.drunk.v1', 'tea.brewed.v2')],
      'The upcaster from tea.drunk.v1 to tea.brewed.v2 leads to another type of event.',
    ],
    [
      'a type that is not defined',
      TYPES,
      [...STEPS, step('tea.drunk.v1', 'tea.drunk.v2')],
      'The upcaster from tea.drunk.v1 to tea.drunk.v2 speaks of a type that is not defined.',
    ],
    ['a badly written type', ['Tea'], [], '"Tea" is no versioned type: write area.happened.v1.'],
  ])('is refused for %s', (_name, types, upcasters, sentence) => {
    expect(() => upcasterChain(types, upcasters)).toThrow(sentence);
  });
});

test('the vocabulary of the product holds together', () => expect(assertVocabulary).not.toThrow());

test('a fact of an unknown type or version is refused by name', () => {
  const [fact] = facts('tea/1', [['tea.brewed', '2024-01-01']]);
  expect(() => upcast(fact!)).toThrow(UnknownFactError);
  expect(() => readFact(JSON.stringify({ ...fact, type: 'complaint.filed.v2' }))).toThrow('"complaint.filed.v2"');
});
