import fc from 'fast-check';
import { ConditionCompiler } from './compile-condition.js';
import { caseOf } from '../testing/case-of.js';
import type { Condition } from './condition.js';
import { Settings } from './settings.js';
import { decisiveAttribute, TermIndex } from './term-index.js';

const asks = (...texts: string[]): Condition =>
  texts.length === 1 ? { attribute: 'measure', equals: texts[0]! } : { attribute: 'measure', in: texts };

const members = [
  { name: 'a', condition: asks('a') },
  { name: 'all', condition: undefined },
  { name: 'a or b', condition: asks('a', 'b') },
  { name: 'b of a line', condition: { all: [{ attribute: 'line', equals: 'motor' }, asks('b')] } satisfies Condition },
  { name: 'not a', condition: { not: asks('a') } satisfies Condition },
];
const namesOf = (measure: string | undefined): string[] =>
  new TermIndex(members, decisiveAttribute(members)).of({ measure }).map(({ name }) => name);

test('of many conditions those are left that can hold', () => {
  expect(decisiveAttribute(members)).toBe('measure');
  expect(namesOf('a')).toEqual(['a', 'all', 'a or b', 'not a']);
  expect(namesOf('b')).toEqual(['all', 'a or b', 'b of a line', 'not a']);
  expect(namesOf('c')).toEqual(['all', 'not a']);
  expect(namesOf(undefined)).toEqual(['all', 'not a']);
});

test('none is left out that holds', () => {
  const text = fc.constantFrom('a', 'b', 'c');
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      fc.record({ attribute: fc.constantFrom('measure', 'line'), equals: text }),
      fc.record({ attribute: fc.constantFrom('measure', 'line'), in: fc.array(text, { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: tie('condition') }),
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    ),
  }));
  const compiler = new ConditionCompiler(new Settings({ utcOffset: '+00:00' } as never), {});
  fc.assert(
    fc.property(
      fc.array(condition, { minLength: 1, maxLength: 8 }),
      fc.option(text),
      text,
      (conditions, measure, line) => {
        const all = conditions.map((each) => ({ condition: each, holds: compiler.predicate(each) }));
        const state = caseOf('report', { measure: measure ?? undefined, line });
        const left = new TermIndex(all, decisiveAttribute(all)).of(state.attributes);
        expect(left.filter(({ holds }) => holds(state))).toEqual(all.filter(({ holds }) => holds(state)));
      },
    ),
  );
});
