import * as fc from 'fast-check';

import { type CompiledScheme, periodUnder } from '#assay/methodology';
import { type CaseState, companyOf, evolve, type Fact } from '#assay/service-record';
import { type SimulatedFact, simulateMarket } from '#assay/simulation';

import { amountPairs } from '../amounts.js';
import { counts, scopesOf } from '../reading/scope.js';
import { eventful } from '../testing/eventful.js';
import { TestLedger } from '../testing/test-ledger.js';

const HOUR_MS = 3_600_000;

/** A market in which about one fact in twenty comes late and one in a hundred is corrected, in order of arrival. */
const market = (seed: number, cases: number): SimulatedFact[] => [
  ...simulateMarket({ seed, companies: 5, cases, from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 11, 31) }),
];

/** The same, with a move, a merger and something under every shipped rulebook after it. */
function eventfulMarket(seed: number, cases: number): SimulatedFact[] {
  const arrivals = market(seed, cases);
  const last = arrivals.at(-1)!.arrivesAt;
  const after = eventful(arrivals.map(({ fact }) => fact)).slice(arrivals.length);
  return [...arrivals, ...after.map((fact, index) => ({ fact, arrivesAt: last + index * HOUR_MS }))];
}

/** A ledger whose clock goes by the arrivals, and that can be fed bit by bit. */
class Fed {
  private fed = 0;

  private constructor(
    readonly ledger: TestLedger,
    private readonly arrivals: readonly SimulatedFact[],
    private readonly time: { now: number },
  ) {}

  static async with(arrivals: readonly SimulatedFact[], position = arrivals.length): Promise<Fed> {
    const time = { now: 0 };
    const fed = new Fed(await TestLedger.open({ clock: () => time.now, frameSize: 64 }), arrivals, time);
    await fed.upTo(position);
    return fed;
  }

  async upTo(position: number): Promise<void> {
    for (const { fact, arrivesAt } of this.arrivals.slice(this.fed, position)) {
      this.time.now = arrivesAt;
      await this.ledger.record(fact);
    }
    this.fed = position;
    await this.ledger.keepScores(500);
  }
}

const QUESTIONS = [
  { period: '2024', unitLevel: 'company' },
  { period: '2026', unitLevel: 'company' },
  { period: '2024-Q3', unitLevel: 'province' },
  { period: '2024-02-10..2024-07-16', unitLevel: 'company' },
] as const;

function questionsOf({ id: scheme, document }: CompiledScheme) {
  return QUESTIONS.flatMap((question) => {
    try {
      periodUnder(document, question.period);
      return [{ scheme, ...question }];
    } catch {
      return [];
    }
  });
}

test('what was known at a position is what a ledger tells that was fed so far and no further, byte for byte', async () => {
  const seeds = fc.record({ seed: fc.nat(1_000), picks: fc.array(fc.nat(10_000), { minLength: 2, maxLength: 2 }) });
  await fc.assert(
    fc.asyncProperty(seeds, async ({ seed, picks }) => {
      const arrivals = eventfulMarket(seed, 60);
      const [whole, early] = [await Fed.with(arrivals), await Fed.with(arrivals, 0)];
      for (const position of picks.map((pick) => pick % (arrivals.length + 1)).sort((a, b) => a - b)) {
        await early.upTo(position);
        const knownAt = String(position);
        for (const question of whole.ledger.library.schemes.flatMap(questionsOf)) {
          const then = await early.ledger.boards.board(question);
          expect(JSON.stringify(await whole.ledger.boards.board({ ...question, knownAt }))).toBe(JSON.stringify(then));
          const unit = then.rows[position % Math.max(1, then.rows.length)]?.unit;
          if (unit === undefined) continue;
          const why = { ...question, unit, limit: 7 };
          const explained = await whole.ledger.explanations.explanation({ ...why, knownAt });
          // A cursor belongs to its question, in which the moment is named or not.
          expect(JSON.stringify({ ...explained, nextCursor: null })).toBe(
            JSON.stringify({ ...(await early.ledger.explanations.explanation(why)), nextCursor: null }),
          );
        }
        const search = { order: 'newest-first', limit: 20 } as const;
        const [found, then] = [
          await whole.ledger.search.events({ ...search, knownAt }),
          await early.ledger.search.events(search),
        ];
        expect(found.events).toEqual(then.events);
        const promised = { scheme: 'service-promise', limit: 30 };
        const clocks = await whole.ledger.promises().promises({ ...promised, knownAt });
        const stood = await early.ledger.promises().promises({ ...promised, at: clocks.at });
        expect({ ...clocks, nextCursor: null }).toEqual({ ...stood, nextCursor: null });
        const declared = { scheme: 'cn-2015-property', period: '2024' };
        expect(await whole.ledger.declarations.page({ ...declared, knownAt })).toEqual(
          await early.ledger.declarations.page(declared),
        );
        const id = arrivals[position - 1]?.fact.subject;
        if (id !== undefined)
          expect(await whole.ledger.cases.case({ id, knownAt })).toEqual(await early.ledger.cases.case({ id }));
      }
      await Promise.all([whole.ledger.close(), early.ledger.close()]);
    }),
    { numRuns: 3 },
  );
}, 240_000);

/** Exact sums of decimal text. */
class Sums {
  private readonly sums = new Map<string, bigint>();

  add(name: string, decimal: string | null, sign = 1n): void {
    const [, minus, whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal ?? '0') ?? [];
    const units = BigInt(whole + fraction.padEnd(12, '0'));
    this.sums.set(name, (this.sums.get(name) ?? 0n) + sign * (minus ? -units : units));
  }

  get notZero(): ReadonlyMap<string, bigint> {
    return new Map([...this.sums].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

const SIDES = ['numerator', 'denominator'] as const;

test('a difference between two moments is the sum of what its cases changed, and of what moved without any', async () => {
  const moments = fc.record({ seed: fc.nat(1_000), from: fc.nat(10_000), to: fc.nat(10_000) });
  await fc.assert(
    fc.asyncProperty(moments, async ({ seed, ...picks }) => {
      const arrivals = eventfulMarket(seed, 60);
      const { ledger } = await Fed.with(arrivals);
      const [from, to] = [picks.from, picks.to].map((pick) => pick % (arrivals.length + 1)).sort((a, b) => a - b);
      for (const question of ledger.library.schemes.flatMap(questionsOf)) {
        const difference = new Sums();
        for (const [position, sign] of [
          [to, 1n],
          [from, -1n],
        ] as const)
          for (const { unit, measures } of (await ledger.boards.board({ ...question, knownAt: String(position) })).rows)
            for (const [measure, figures] of Object.entries(measures))
              for (const side of SIDES) difference.add(`${unit} ${measure} ${side}`, figures[side], sign);
        const told = new Sums();
        let cursor: string | undefined;
        let isFirst = true;
        do {
          const query = { ...question, from: String(from), to: String(to), limit: 40, cursor };
          const page = await ledger.comparisons.comparison(query);
          for (const { unit, measure, ...sides } of [
            ...(isFirst ? page.moved : []),
            ...page.cases.flatMap(({ parts }) => parts),
          ])
            for (const side of SIDES) told.add(`${unit} ${measure} ${side}`, sides[side]);
          for (const { events } of page.cases)
            for (const { position } of events) expect(position > from! && position <= to!).toBe(true);
          cursor = page.nextCursor ?? undefined;
          isFirst = false;
        } while (cursor !== undefined);
        expect(told.notZero).toEqual(difference.notZero);
      }
      await ledger.close();
    }),
    { numRuns: 3 },
  );
}, 240_000);

test('a history has a point wherever the figures of the unit changed, and each is what the board said', async () => {
  const arrivals = eventfulMarket(21, 40);
  const { ledger } = await Fed.with(arrivals);
  const question = { scheme: 'complaint-outcomes', period: '2024' };
  const subjects = new Set(arrivals.map(({ fact }) => fact.subject));
  // The first takes over the second in the end.
  for (const unit of [...subjects].filter((subject) => subject.startsWith('company/')).slice(0, 2)) {
    const { points, sampled, changes } = await ledger.histories.history({ ...question, unit, limit: 500 });
    expect([sampled, points.length >= changes, changes > 8]).toEqual([false, true, true]);
    const at = new Map(points.map((point) => [point.position, point]));
    let before: string | undefined;
    for (let position = 0; position <= arrivals.length; position += 1) {
      const { rows } = await ledger.boards.board({ ...question, knownAt: String(position) });
      const row = rows.find((each) => each.unit === unit);
      const figures = JSON.stringify(row?.measures ?? null);
      const point = at.get(position);
      if (before !== undefined && figures !== before) expect([position, point !== undefined]).toEqual([position, true]);
      if (point && row) expect(point).toMatchObject({ rank: row.rank, state: row.state, measures: row.measures });
      before = figures;
    }
    const { points: few } = await ledger.histories.history({ ...question, unit, points: 5 });
    expect(few.every((point) => at.has(point.position))).toBe(true);
  }
  await ledger.close();
}, 120_000);

describe('of a register in which some facts came late and some were corrected', () => {
  const arrivals = market(7, 300);
  let ledger: TestLedger;
  beforeAll(async () => ({ ledger } = await Fed.with(arrivals)), 60_000);
  afterAll(() => ledger.close());

  /** What the plainest of counts makes of the facts: every case folded from the first fact on. */
  function recount(upTo: number, over: number) {
    const states = new Map<string, CaseState>();
    const earlier = new Map<string, Fact[]>();
    const backdated = new Map<string, { events: number; late: number; corrections: number; voidings: number }>();
    const positions = new Set<number>();
    for (const [index, { fact, arrivesAt }] of arrivals.slice(0, upTo).entries()) {
      const state = evolve(states.get(fact.subject), fact);
      const own = earlier.get(fact.subject) ?? [];
      states.set(fact.subject, state);
      earlier.set(fact.subject, [...own, fact]);
      const group = `${companyOf(state.unit)} ${fact.source}`;
      const count = backdated.get(group) ?? { events: 0, late: 0, corrections: 0, voidings: 0 };
      backdated.set(group, count);
      count.events += 1;
      const { event } = fact.data as { readonly event?: string };
      const kind =
        fact.type === 'record.corrected.v1' ? 'corrections' : fact.type === 'record.voided.v1' ? 'voidings' : 'late';
      const about = kind === 'late' ? fact : (own.find(({ id }) => id === event) ?? own[0]!);
      if (arrivesAt - Date.parse(about.time) <= over) continue;
      count[kind] += 1;
      positions.add(index + 1);
    }
    return { states, backdated, positions };
  }

  test('the figures at any position are a plain recount of what had come by then', async () => {
    const { key, scheme } = ledger.library.get('complaint-outcomes');
    const period = periodUnder(scheme.document, '2024');
    const scopes = await ledger.reader.snapshot((view) => scopesOf(view, { key, scheme, period, within: undefined }));
    for (const part of [0.2, 0.5, 0.8, 1]) {
      const position = Math.floor(arrivals.length * part);
      const recounted = new Sums();
      for (const state of recount(position, 0).states.values()) {
        if (!scheme.caseKinds.has(state.kind)) continue;
        for (const { unit, slot, period: day, amount } of scheme.contributions(state))
          if (scopes.some((scope) => counts(scope, unit, slot, day)))
            recounted.add(`${companyOf(unit)} ${slot}`, String(amount));
      }
      const { rows } = await ledger.boards.board({ scheme: scheme.id, period: '2024', knownAt: String(position) });
      const told = new Sums();
      for (const { unit, measures } of rows)
        for (const [measure, id] of scheme.measureIds.entries())
          for (const [side, name] of SIDES.entries()) {
            const slot = 2 * measure + side;
            const figure = measures[id]![name];
            if (figure === null) continue;
            // Amounts are integers of the slot's scale.
            told.add(`${unit} ${slot}`, shifted(figure, scheme.slots[slot]!.scale));
          }
      expect(told.notZero).toEqual(recounted.notZero);
    }
  });

  test('the back-dated view is a plain recount, and its effect is what those facts moved', async () => {
    for (const [over, ms] of [
      ['48h', 48 * HOUR_MS],
      ['10d', 240 * HOUR_MS],
    ] as const) {
      const { backdated, positions } = recount(arrivals.length, ms);
      const page = await ledger.backdatings.backdated({ over, scheme: 'complaint-outcomes', period: '2024' });
      const rows = page.rows.map(({ unit, source, events, late, corrections, voidings }) => [
        `${unit} ${source}`,
        { events, late, corrections, voidings },
      ]);
      const expected = [...backdated].filter(
        ([, { late, corrections, voidings }]) => late + corrections + voidings > 0,
      );
      expect(new Map(rows as typeof expected)).toEqual(new Map(expected));
      expect(page.totals).toMatchObject({ events: arrivals.length, backdated: positions.size });
      expect(page.totals.corrections).toBeGreaterThan(0);
      // The board less what was back-dated, and what was back-dated, are the board.
      const sums = new Sums();
      for (const { unit, measure, numerator } of page.effect!.moved) sums.add(`${unit} ${measure}`, numerator);
      const { key, scheme } = ledger.library.get('complaint-outcomes');
      const moved = new Sums();
      await ledger.reader.snapshot(async (view) => {
        for (const { key: company, path } of await view.units('company')) {
          const range = { fromPeriod: 0, toPeriod: Number.MAX_SAFE_INTEGER };
          for (const { position, amounts, period } of await view.movements({ scheme: key, company, ...range })) {
            if (!positions.has(position)) continue;
            const [scope] = await scopesOf(view, {
              key,
              scheme,
              period: periodUnder(scheme.document, '2024'),
              within: path,
            });
            for (const [slot, amount] of amountPairs(amounts))
              if (slot % 2 === 0 && counts(scope!, path, slot, period))
                moved.add(
                  `${path} ${scheme.measureIds[slot / 2]!}`,
                  shifted(String(amount), -scheme.slots[slot]!.scale),
                );
          }
        }
      });
      expect(sums.notZero).toEqual(moved.notZero);
    }
  });
});

/** A decimal with its point moved to the right by so many places. */
function shifted(decimal: string, places: number): string {
  const [, minus = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  if (places < 0) {
    const digits = whole.padStart(1 - places, '0');
    return `${minus}${digits.slice(0, places)}.${digits.slice(places)}`;
  }
  return `${minus}${whole}${fraction.padEnd(places, '0')}`;
}
