import * as fc from 'fast-check';

import { type CompiledScheme, periodUnder } from '#assay/methodology';
import { withParameters } from '#assay/methodology/language';
import { type CaseState, evolve, type Fact } from '#assay/service-record';
import { simulateMarket } from '#assay/simulation';

import type { Board } from '../reading/boards.js';
import type { Explanation } from '../reading/explanations.js';
import { history } from '../testing/history.contract.js';
import { schemeOf } from '../read-scheme.js';
import { SchemeLibrary } from '../scheme-library.js';
import { eventful } from '../testing/eventful.js';
import { TestLedger } from '../testing/test-ledger.js';
import type { SuppositionQuery } from './supposition.js';
import { Suppositions } from './suppositions.js';

/** What the door would take of facts that come in this order. */
function taken(facts: readonly Fact[]): Fact[] {
  const states = new Map<string, CaseState>();
  return facts.filter((fact) => {
    try {
      states.set(fact.subject, evolve(states.get(fact.subject), fact));
      return true;
    } catch {
      return false;
    }
  });
}

async function ledgerOf(facts: readonly Fact[], library?: SchemeLibrary): Promise<TestLedger> {
  const ledger = await TestLedger.open(library && { library });
  await ledger.record(...facts);
  await ledger.keepScores(1_000);
  return ledger;
}

/** A board but for when it was known: positions and instants of recording are the other ledger's own. */
function figures({
  scheme,
  version,
  period,
  unitLevel,
  rows,
  totals,
  notes,
  sources,
  simulated,
}: Board): Omit<Board, 'knownAt' | 'parked' | 'nextCursor'> {
  return { scheme, version, period, unitLevel, rows, totals, notes, sources, simulated };
}

function told({ rank, score, grade, steps, results, breakdown, name, state, sources, measures }: Explanation): unknown {
  return {
    ...{ rank, score, grade, steps, results, breakdown, name, state, sources },
    measures: Object.entries(measures).map(([id, { cases, ...measure }]) => [
      id,
      measure,
      cases
        .map(({ case: key, numerator, denominator, events }) => ({
          ...{ key, numerator, denominator },
          events: events.map(({ id: event, type, occurredAt }) => ({ event, type, occurredAt })),
        }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    ]),
  };
}

const QUESTIONS = [
  { period: '2026', unitLevel: 'company' },
  { period: '2024', unitLevel: 'company' },
  { period: '2024-Q3', unitLevel: 'city' },
  { period: '2024', unitLevel: 'province' },
  { period: '2023-12-15..2024-07-16', unitLevel: 'company' },
  { period: '2024-W30', unitLevel: 'branch' },
] as const;
/** The first three, of which one is meant for each rulebook, and another in turn. */
const someOf = (turn: number) => [...QUESTIONS.slice(0, 3), QUESTIONS[3 + (turn % 3)]!];

function isMeantFor(document: Parameters<typeof periodUnder>[0], period: string): boolean {
  try {
    periodUnder(document, period);
    return true;
  } catch {
    return false;
  }
}

type Question = (typeof QUESTIONS)[number];

/** Every shipped rulebook, each over periods that it allows. */
async function expectSame(
  whole: TestLedger,
  { knownAt, ...supposition }: SuppositionQuery & { knownAt?: string },
  never: TestLedger,
  questions: readonly Question[],
  suppositions = whole.suppositions,
  schemes: readonly CompiledScheme[] = whole.library.schemes,
): Promise<void> {
  for (const { id: scheme, document } of schemes) {
    const asked = questions.filter(({ period }) => isMeantFor(document, period));
    expect(asked).not.toEqual([]);
    for (const question of asked) {
      const {
        consequences: _,
        consequenceCount: __,
        suppositions: ___,
        ...supposed
      } = await suppositions.board({
        ...{ scheme, ...question, knownAt },
        ...supposition,
      });
      const board = await never.boards.board({ scheme, ...question });
      expect(figures(supposed)).toEqual(figures(board));
      expect(supposed.actual).toEqual(await whole.boards.board({ scheme, ...question, knownAt }));
      const [row] = board.rows;
      if (!row || question.unitLevel !== 'company') continue;
      const explained = { scheme, period: question.period, unit: row.unit, limit: 1_000 };
      expect(told(await suppositions.explanation({ ...explained, ...supposition, knownAt }))).toEqual(
        told(await never.explanations.explanation(explained)),
      );
    }
  }
}

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

describe('a supposition is what a ledger would say that had never been told', () => {
  let market: Fact[];
  let whole: TestLedger;
  beforeAll(async () => {
    const simulated = { seed: 5, companies: 6, cases: 250, from: Date.UTC(2023, 9, 1), to: Date.UTC(2025, 0, 1) };
    market = eventful([...simulateMarket(simulated)].map(({ fact }) => fact));
    whole = await ledgerOf(market);
  });
  afterAll(() => whole.close());

  let turn = 0;
  async function expectAsNeverTold(supposition: SuppositionQuery, isLeft: (fact: Fact) => boolean): Promise<void> {
    const never = await ledgerOf(taken(market.filter(isLeft)));
    try {
      await expectSame(whole, supposition, never, someOf(turn++));
    } finally {
      await never.close();
    }
  }

  test('the market is taken whole', () => {
    expect(taken(market)).toEqual(market);
  });

  test('a case', async () => {
    const cases = [...new Set(market.map(({ subject }) => subject))];
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), async (index) => {
        const subject = pick(cases, index);
        await expectAsNeverTold({ withoutCase: [subject] }, (fact) => fact.subject !== subject);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('an event', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), async (index) => {
        const { subject, id } = pick(market, index);
        await expectAsNeverTold(
          { withoutEvent: [`${subject}#${id}`] },
          (fact) => fact.subject !== subject || fact.id !== id,
        );
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('a case, of what was known at an earlier position', async () => {
    const positions = [220, 500, market.length - 8];
    for (const knownAt of positions) {
      const known = market.slice(0, knownAt);
      const { subject } = known[(knownAt * 7) % known.length]!;
      const never = await ledgerOf(taken(known.filter((fact) => fact.subject !== subject)));
      await expectSame(whole, { withoutCase: [subject], knownAt: String(knownAt) }, never, someOf(turn++));
      await never.close();
    }
  });

  test.each(['merged', 'moved'])('that a unit was %s', async (id) => {
    await expectAsNeverTold({ withoutEvent: [id] }, (fact) => fact.id !== id);
  });

  test('a source', async () => {
    await expectAsNeverTold({ withoutSource: ['urn:test'] }, ({ source }) => source !== 'urn:test');
  });

  test('a source, and a case, of which so much comes that all cases are counted again', async () => {
    const [source] = new Set(market.map((fact) => fact.source));
    const other = market.findLast((fact) => fact.source !== source)!;
    const many = new Suppositions(whole.reader, whole.log, whole.library, undefined, { mostFound: 10 });
    const never = await ledgerOf(
      taken(market.filter((fact) => fact.source !== source && fact.subject !== other.subject)),
    );
    const few = { withoutSource: [source!], withoutCase: [other.subject] };
    await expectSame(whole, few, never, QUESTIONS, many);
    const { rows, consequenceCount } = await whole.suppositions.board({ ...few, scheme: 'naic-index', period: '2024' });
    const counted = await many.board({ ...few, scheme: 'naic-index', period: '2024' });
    expect(counted).toMatchObject({ rows, consequenceCount });
    await never.close();
  });

  test.each([
    ['cn-2015-property', { 'simple-days': '5', 'complex-days': '12' }],
    ['cn-2015-property', { '/utcOffset': '-05:00' }],
    ['cn-2015-property', { 'plus-cap': '1', '/score/round/score': '3' }],
    ['complaint-outcomes', { '/measures/0/numerator/on': 'filedAt' }],
    ['service-promise', { 'claim-registration-hours': '5' }],
  ])('another value in %s: %j', async (scheme, values) => {
    const { key, scheme: is } = whole.library.get(scheme);
    const would = schemeOf(withParameters(is.document, values));
    const never = await ledgerOf(market, new SchemeLibrary(whole.library.schemes.with(key, would)));
    const set = Object.entries(values).map((each) => each.join('='));
    await expectSame(whole, { set }, never, QUESTIONS, whole.suppositions, [is]);
    await never.close();
  });

  test('several of these at once, in any order', async () => {
    const cases = [...new Set(market.map(({ subject }) => subject))];
    const left = [cases[40]!, cases[90]!, cases[150]!];
    const supposition = { withoutCase: left, withoutEvent: ['merged', 'told-twice/resolved'] };
    await expectAsNeverTold(
      supposition,
      ({ subject, id }) => !left.includes(subject) && id !== 'merged' && id !== 'told-twice/resolved',
    );
    const question = { scheme: 'complaint-outcomes', period: '2024' };
    const board = await whole.suppositions.board({ ...question, ...supposition });
    const reversed = await whole.suppositions.board({
      ...question,
      withoutCase: left.toReversed(),
      withoutEvent: supposition.withoutEvent.toReversed(),
    });
    expect(reversed).toEqual(board);
  });
});

test('nor does it matter how a case went, what was put right in it, and when it was told', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(1_000), fc.boolean(), async (facts, index, isWhole) => {
      const { subject, id } = pick(facts, index);
      const whole = await ledgerOf(facts);
      const never = await ledgerOf(
        taken(facts.filter((fact) => fact.subject !== subject || !(isWhole || fact.id === id))),
      );
      try {
        await expectSame(whole, isWhole ? { withoutCase: [subject] } : { withoutEvent: [id] }, never, someOf(index));
      } finally {
        await Promise.all([whole.close(), never.close()]);
      }
    }),
    { numRuns: 8 },
  );
});
