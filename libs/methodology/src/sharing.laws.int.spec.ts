import fc from 'fast-check';
import { toldCases } from '../testing/door-data.contract.js';
import { shipped, shippedNames } from '../testing/shipped.js';
import { wordsOf } from '../testing/words-of.js';
import { compileScheme } from './compile.js';
import type { CompiledScheme } from './contribution.js';
import { parseScheme } from './parse.js';

/** Every measure of a scheme as a scheme of its own. */
function apart({ document }: CompiledScheme): CompiledScheme[] {
  return document.measures.map((measure) => compileScheme({ ...document, measures: [measure] }, ''));
}

const read = shippedNames.flatMap((name) => {
  const whole = compileScheme(parseScheme(shipped(name)), '');
  return [...whole.caseKinds].map((kind) => ({ name, kind, whole, alone: apart(whole) }));
});

test.each(read)('a $kind adds to $name what it adds to each measure alone, in order', ({ kind, whole, alone }) => {
  const order = (a: { period: number; slot: number }, b: { period: number; slot: number }): number =>
    a.period - b.period || a.slot - b.slot;
  fc.assert(
    fc.property(toldCases(kind, wordsOf(whole.document.measures)), ({ states }) => {
      for (const state of states) {
        const expected = alone.flatMap((scheme, measure) =>
          [...scheme.contributions(state)].map((each) => ({ ...each, slot: 2 * measure + each.slot })),
        );
        expect([...whole.contributions(state)]).toEqual(expected.sort(order));
      }
    }),
    { numRuns: 40 },
  );
});
