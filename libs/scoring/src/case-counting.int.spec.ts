import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import { type CompiledScheme, Contributions } from '#assay/methodology';
import { evolve, type Fact, measured, type MeasuredCase, readFact, VOIDED } from '#assay/service-record';

import { CaseCounting } from './case-counting.js';
import { difference } from './difference.js';
import { ReadChanges } from './read-changes.js';
import { SchemeLibrary } from './scheme-library.js';
import { history } from './testing/history.contract.js';

let schemes: readonly CompiledScheme[];
beforeAll(async () => ({ schemes } = await SchemeLibrary.load()));

/** What each fact made of its case. */
function* stepsOf(facts: readonly Fact[]): Generator<readonly [before: MeasuredCase | null, after: MeasuredCase]> {
  for (const own of Map.groupBy(facts, ({ subject }) => subject).values()) {
    let state = evolve(undefined, own[0] as Fact);
    yield [null, measured(state)];
    for (const fact of own.slice(1)) {
      const before = measured(state);
      state = evolve(state, fact);
      yield [before, measured(state)];
    }
  }
}

/** As if no scheme said what it reads. */
const inFull = (before: MeasuredCase | null, after: MeasuredCase): object[] =>
  schemes.flatMap((scheme, key) => {
    const differences = difference(before ? scheme.contributions(before) : undefined, scheme.contributions(after));
    return differences.length > 0 ? [{ scheme: key, differences }] : [];
  });

function expectCountedInFull(facts: readonly Fact[]): void {
  const counting = new CaseCounting(schemes);
  for (const [before, after] of stepsOf(facts)) {
    expect(counting.changes(before, after)).toEqual(inFull(before, after));
    const whole = (state: MeasuredCase): object[] => schemes.map((scheme) => scheme.contributions(state));
    const counted = before
      ? schemes.map((scheme) => scheme.contributions(before))
      : schemes.map(() => Contributions.NONE);
    expect(counting.contributions(before, counted, after)).toEqual(whole(after));
  }
}

test('what an event changes is the same as if every scheme counted its case anew', () => {
  fc.assert(fc.property(history, expectCountedInFull), { numRuns: 50 });
});

test('so it is for every type of event', () => {
  const lines = readFileSync(new URL('../../service-record/fixtures/events.v1.ndjson', import.meta.url), 'utf8');
  expectCountedInFull(lines.trim().split('\n').map(readFact));
});

test('a scheme that does not read what an event changed is not asked', () => {
  let asked = 0;
  const counting = new CaseCounting([
    {
      ...(schemes[0] as CompiledScheme),
      caseKinds: new Set(['complaint']),
      reads: new Map([['complaint', { attributes: new Set(['outcome']), status: false }]]),
      contributions: () => {
        asked += 1;
        return Contributions.NONE;
      },
    },
  ]);
  const filed: MeasuredCase = {
    ...{ id: 'complaint/1', kind: 'complaint', unit: 'company/A', status: 'filed', latest: '' },
    attributes: { filedAt: 1 },
  };
  counting.changes(null, filed);
  expect(asked).toBe(1);
  counting.changes(filed, { ...filed, status: 'resolved', attributes: { filedAt: 2, resolvedAt: 2 } });
  expect(asked).toBe(1);
  counting.changes(filed, { ...filed, attributes: { filedAt: 1, outcome: 'for' } });
  expect(asked).toBe(3);
  counting.changes(filed, { ...filed, unit: 'company/B' });
  counting.changes(filed, { ...filed, status: 'voided' });
  expect(asked).toBe(7);
});

test('of more attributes than there are bits none is overlooked', () => {
  const names = Array.from({ length: 40 }, (_, index) => `a${index}`);
  const changes = new ReadChanges();
  const bits = names.map((name) => changes.bitsOf({ attributes: new Set([name]), status: false }));
  const state: MeasuredCase = { id: 'x/1', kind: 'x', unit: '', status: '', latest: '', attributes: {} };
  for (const [index, name] of names.entries())
    expect(changes.between(state, { ...state, attributes: { [name]: 1 } }) & (bits[index] ?? 0)).not.toBe(0);
});

test('one that reads no attribute is told of another unit, and of a case that is voided', () => {
  const changes = new ReadChanges();
  const bits = changes.bitsOf({ attributes: new Set(), status: false });
  const state: MeasuredCase = { id: 'x/1', kind: 'x', unit: 'company/A', status: 'open', latest: '', attributes: {} };
  expect(changes.between(state, { ...state, status: 'closed', attributes: { a: 1 } }) & bits).toBe(0);
  expect(changes.between(state, { ...state, unit: 'company/B' }) & bits).not.toBe(0);
  expect(changes.between(state, { ...state, status: VOIDED }) & bits).not.toBe(0);
});
