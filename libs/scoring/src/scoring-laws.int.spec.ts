import * as fc from 'fast-check';

import { type Fact, fold, formatPeriod } from '#assay/service-record';

import { replay } from './replay/replay.js';
import type { TotalsKey, TotalsRow } from './score-store.js';
import { interleaved, withLateFacts } from './testing/histories.js';
import { history } from './testing/history.contract.js';
import { TestLedger } from './testing/test-ledger.js';

/** Totals by scheme, unit and period in words, without rows that are zero again: two ledgers number their units differently. */
async function totalsOf(ledger: TestLedger): Promise<Record<string, readonly number[]>> {
  const paths = new Map((await ledger.store.units()).map(({ key, path }) => [key, path]));
  const name = ({ scheme, period, unit }: TotalsRow & TotalsKey): string =>
    `${ledger.library.schemes[scheme]!.id} ${paths.get(unit)} ${formatPeriod(period)}`;
  const rows = (await ledger.allTotals()).filter(({ slots }) => slots.some((amount) => amount !== 0));
  return Object.fromEntries(rows.map((row) => [name(row), row.slots] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function ledgerOf(facts: readonly Fact[], pageSize = 7): Promise<TestLedger> {
  // Caches of a size that forces cold paths: cases folded from their streams, totals read back.
  const ledger = await TestLedger.open({ maxCases: 2, maxTotals: 3 });
  await ledger.record(...facts);
  await ledger.keepScores(pageSize);
  return ledger;
}

async function totalsAfter(facts: readonly Fact[], pageSize?: number): Promise<Record<string, readonly number[]>> {
  const ledger = await ledgerOf(facts, pageSize);
  try {
    return await totalsOf(ledger);
  } finally {
    await ledger.close();
  }
}

const runs = { numRuns: 20 };

describe('laws of scoring', () => {
  test('totals are the sum of the contributions of all cases', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (facts) => {
        const ledger = await ledgerOf(facts);
        const report = await replay(ledger);
        await ledger.close();
        expect(report).toMatchObject({ isEqual: true, differences: [], events: facts.length });
        expect(report.cases).toBe(new Set(facts.map(({ subject }) => subject)).size);
      }),
      runs,
    );
  });

  test('movements add up to the totals, at the end and at every position before', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(1_000), async (facts, pick) => {
        const known = 1 + (pick % facts.length);
        const whole = await ledgerOf(facts);
        const early = await ledgerOf(facts.slice(0, known));
        for (const period of ['2023', '2024-Q1', '2023-07..2024-06', '2023-05-11..2024-07-15', '2024-W05']) {
          for (const scheme of ['complaint-outcomes', 'ny-dfs-auto', 'cn-2015-property']) {
            for (const unitLevel of ['company', 'province'] as const) {
              const query = { scheme, period, unitLevel };
              const then = await early.reader.snapshot((view) => early.boards.whole(view, query));
              const asKnown = await whole.reader.snapshot(
                (view) => whole.boards.whole(view, query),
                then.knownAt.position,
              );
              expect(asKnown).toEqual(then);
            }
          }
        }
        await Promise.all([whole.close(), early.close()]);
      }),
      { numRuns: 8 },
    );
  });

  test('cases may be interleaved in any way', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.nat(5), { minLength: 1 }), async (facts, picks) => {
        expect(await totalsAfter(interleaved(facts, picks))).toEqual(await totalsAfter(facts));
      }),
      runs,
    );
  });

  test('facts sent late end in the same totals', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(20), async (facts, pick) => {
        const late = withLateFacts(facts, pick);
        // Two facts of one instant are in force in the order in which they came: then the order does matter.
        fc.pre(new Set(facts.map(({ subject, time }) => subject + time)).size === facts.length);
        // The last word on a fact is the one that came last: two amendments of one fact do not commute.
        const amended = facts.flatMap(({ subject, data }) =>
          'event' in data ? [`${subject} ${String(data.event)}`] : [],
        );
        fc.pre(new Set(amended).size === amended.length);
        for (const own of Map.groupBy(late, ({ subject }) => subject).values()) expect(fold(own).timeline).toEqual(own);
        expect(await totalsAfter(late)).toEqual(await totalsAfter(facts));
      }),
      runs,
    );
  });

  test('a fact sent again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (facts) => {
        const ledger = await ledgerOf(facts);
        const before = [await ledger.log.head(), await ledger.allTotals()];
        await ledger.record(...facts);
        await ledger.keepScores();
        expect([await ledger.log.head(), await ledger.allTotals()]).toEqual(before);
        await ledger.close();
      }),
      runs,
    );
  });

  test('neither the size of pages nor restarts change a byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
        async (facts, sizes) => {
          const whole = await ledgerOf(facts, 1_000);
          const pieces = await TestLedger.open({ maxCases: 1, maxTotals: 1 });
          await pieces.record(...facts);
          for (let turn = 0; ; turn++) {
            const page = await pieces.nextPage(sizes[turn % sizes.length]!);
            if (page.length === 0) break;
            await pieces.scorekeeper.process(page);
            if (turn % 2 === 0) await pieces.restart();
          }
          expect(await everything(pieces)).toEqual(await everything(whole));
          await Promise.all([whole.close(), pieces.close()]);
        },
      ),
      runs,
    );
  });
});

/** All that the store holds of the scores. */
async function everything(ledger: TestLedger): Promise<unknown> {
  const units = await ledger.store.units();
  const companies = units.filter(({ level }) => level === 'company');
  const movements = await Promise.all(
    ledger.library.schemes.flatMap((_, scheme) =>
      companies.map(({ key }) =>
        ledger.store.movements({ scheme, company: key, fromPeriod: 0, toPeriod: Number.MAX_SAFE_INTEGER }),
      ),
    ),
  );
  const facts = await ledger.store.facts({ order: 'oldest-first', limit: 1_000 });
  const checkpoint = await ledger.store.checkpoint();
  return { units, movements, facts, checkpoint, totals: await ledger.allTotals(), parked: await ledger.store.parked() };
}
