import { type AttributeValue, caseKinds, type MeasuredCase, VOIDED } from '#assay/service-record';
import fc from 'fast-check';
import { toldCases } from '../testing/door-data.contract.js';
import { shipped, shippedNames } from '../testing/shipped.js';
import { wordsOf } from '../testing/words-of.js';
import type { CaseReads } from './case-reads.js';
import { compileScheme } from './compile.js';
import { limitClocks } from './limit-clock.js';
import { parseScheme } from './parse.js';

const documents = shippedNames.map((name) => [name, parseScheme(shipped(name))] as const);
const words = wordsOf(documents.map(([, { measures }]) => measures));

/** Everything that hangs on cases of one kind: whole schemes, schemes of some of their measures, and clocks. */
const readers = documents.flatMap(([name, document]) => {
  const some = Map.groupBy(document.measures.keys(), (index) => index % 3).values();
  const parts = [...some].map((indexes) => ({ ...document, measures: indexes.map((at) => document.measures[at]!) }));
  const schemes = [document, ...parts].flatMap((each, part) => {
    const scheme = compileScheme(each, '');
    const of = (state: MeasuredCase): object => scheme.contributions(state);
    return [...scheme.reads].map(([kind, reads]) => ({ name: `${name}/${part}`, kind, reads, of }));
  });
  const clocks = limitClocks(document).map((clock) => {
    const of = (state: MeasuredCase): object => clock.clockOf(state) ?? {};
    return { name: `${name}/${clock.limit}`, kind: clock.caseKind, reads: clock.reads, of };
  });
  return [...schemes, ...clocks];
});

const anything: fc.Arbitrary<AttributeValue | undefined> = fc.oneof(
  fc.integer(),
  fc.constantFrom(...words, '1.25', '2024'),
  fc.boolean(),
  fc.array(fc.constantFrom(...words), { maxLength: 3 }),
  fc.constant(undefined),
);

const isUnread = ({ attributes }: CaseReads, name: string): boolean => !attributes.has(name);

/** The case with other values in the place of whatever is not read; and it cannot be looked at for more. */
function elsewise(
  state: MeasuredCase,
  reads: CaseReads,
  values: readonly (AttributeValue | undefined)[],
): MeasuredCase {
  const { attributes: known, statuses } = caseKinds.get(state.kind)!;
  const unread = Object.keys(known).filter((name) => isUnread(reads, name));
  const others = unread.map((name, index) => [name, values[index % values.length]] as const);
  const attributes = new Proxy(
    { ...state.attributes, ...Object.fromEntries(others) },
    {
      get: (target, name: string) => {
        if (isUnread(reads, name)) throw new Error(`${name} was read`);
        return target[name];
      },
    },
  );
  const status = reads.status || state.status === VOIDED ? state.status : Object.keys(statuses).at(-1)!;
  return { ...state, id: `${state.kind}/another`, latest: '2199-01-01T00:00:00.000Z', status, attributes };
}

test.each(readers)('$name counts a $kind by nothing but what it says that it reads', ({ kind, reads, of }) => {
  fc.assert(
    fc.property(toldCases(kind, words), fc.array(anything, { minLength: 5, maxLength: 5 }), ({ states }, values) => {
      for (const state of states) expect(of(elsewise(state, reads, values))).toEqual(of(state));
    }),
    { numRuns: 25 },
  );
});

test('a scheme reads some attributes of a case and not all', () => {
  const whole = readers.filter(({ name }) => name === 'cn-2015-property/0');
  const reads = new Map(whole.map(({ kind, reads: { attributes, status } }) => [kind, { attributes, status }]));
  expect([...reads.keys()].sort()).toEqual([...compileScheme(documents[2]![1], '').caseKinds].sort());
  for (const [kind, { attributes }] of reads) {
    expect(attributes.size).toBeGreaterThan(0);
    expect(attributes.size).toBeLessThan(Object.keys(caseKinds.get(kind)!.attributes).length);
  }
});
