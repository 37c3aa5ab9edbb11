import { checkRecord } from '#assay/intake';
import { caseKinds, SERVICE_ITEMS } from '#assay/service-record';
import fc from 'fast-check';
import { toldCases } from '../testing/door-data.contract.js';
import { shipped, shippedNames } from '../testing/shipped.js';
import { wordsOf } from '../testing/words-of.js';
import { compileScheme } from './compile.js';
import { parseScheme } from './parse.js';
import type { SchemeDocument } from './scheme.js';
import type { Term } from './term.js';

/** The terms that count cases of a kind, by slot. */
function termsOf({ measures }: SchemeDocument, kind: string): Map<number, Term> {
  const terms = measures.flatMap(({ numerator, denominator }, measure) => [
    [2 * measure, numerator] as const,
    ...(denominator ? [[2 * measure + 1, denominator] as const] : []),
  ]);
  return new Map(terms.filter(([, term]) => term.case === kind));
}

const addsDecimals = ({ case: kind, add }: Term): boolean =>
  typeof add === 'object' && 'sum' in add && caseKinds.get(kind)?.attributes[add.sum]?.type === 'decimal';

const read = shippedNames.flatMap((name) => {
  const scheme = compileScheme(parseScheme(shipped(name)), 'hash');
  return [...scheme.caseKinds].map((kind) => ({ name, kind, scheme }));
});

test.each(read)('whatever the door takes of a $kind, $name adds up exactly', ({ kind, scheme }) => {
  const terms = termsOf(scheme.document, kind);
  const words = [...new Set([...wordsOf([...terms.values()].map(({ where }) => where)), ...SERVICE_ITEMS.keys()])];
  const largest = new Map<number, number>();
  fc.assert(
    fc.property(toldCases(kind, words), ({ facts, states }) => {
      for (const fact of facts) expect(checkRecord(fact, Date.now())).toMatchObject({ fact });
      for (const state of states)
        for (const { slot, amount } of scheme.contributions(state)) {
          expect(Number.isSafeInteger(amount)).toBe(true);
          largest.set(slot, Math.max(largest.get(slot) ?? 0, Math.abs(amount)));
        }
    }),
    // So many that every word, or pair of them, is met with the longest decimal.
    { numRuns: Math.max(300, Math.min(2_800, 60 * words.length ** 2)) },
  );
  // Not in vain: the longest decimal of 15 digits has been added in every slot that adds decimals.
  for (const [slot, term] of terms)
    if (addsDecimals(term)) expect([slot, largest.get(slot)]).toEqual([slot, 999_999_999_999_999]);
});
