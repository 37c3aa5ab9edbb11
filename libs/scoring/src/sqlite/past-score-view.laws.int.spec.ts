import * as fc from 'fast-check';

import { type Fact, UNIT_LEVELS } from '#assay/service-record';

import type { ScoreView } from '../score-store.js';
import { fact, licensed } from '../testing/facts.js';
import { history } from '../testing/history.contract.js';
import { TestLedger } from '../testing/test-ledger.js';

const EVER = { fromPeriod: 0, toPeriod: Number.MAX_SAFE_INTEGER };

/** Everything that a view tells, question by question. Rows in which all is zero say nothing, and may be there or not. */
async function told(view: ScoreView, ledger: TestLedger): Promise<unknown> {
  const units = await view.units();
  const companies = units.filter(({ level }) => level === 'company');
  const totals = (await Array.fromAsync(view.allTotals())).flat();
  const schemes = [...ledger.library.schemes.keys()];
  const periods = [...new Set(totals.map(({ period }) => period))];
  const byLevel = await Promise.all(
    schemes.flatMap((scheme) =>
      UNIT_LEVELS.map(async (level) =>
        (await view.totals({ scheme, level, periods }))
          .filter(({ slots }) => slots.some((amount) => amount !== 0))
          .map(({ period, unit, slots }) => `${period} ${unit} ${trimmed(slots).join()}`)
          .sort(),
      ),
    ),
  );
  const ofCompanies = await Promise.all(
    companies.flatMap(({ key: company, path }) => [
      view.subtree(path),
      view.unitByPath(path),
      ...schemes.flatMap((scheme) => [view.movements({ scheme, company, ...EVER }), view.clocks({ scheme, company })]),
    ]),
  );
  return {
    checkpoint: await view.checkpoint(),
    units,
    companies: await view.units('company'),
    withPast: await view.unitsWithPast(),
    totals: totals.map((row) => ({ ...row, slots: trimmed(row.slots) })),
    byLevel,
    ofCompanies,
    facts: await view.facts({ order: 'newest-first', limit: 1_000 }),
    origins: await view.origins(),
    parked: await view.parked(),
  };
}

function trimmed(slots: readonly number[]): readonly number[] {
  return slots.slice(0, slots.findLastIndex((amount) => amount !== 0) + 1);
}

/** What happens to units meanwhile: they are licensed late, renamed and move; and one event poisons its company. */
const organisational: readonly Fact[] = [
  licensed('company/A', 'Alpha', '2024-02-01'),
  fact('company/A', 'company.renamed', '2024-03-01', { name: 'Alpha & Sons' }),
  fact('unit/company/A/province/X', 'unit.placed', '2024-01-01', { name: 'The X branch' }),
  fact('complaint/poison', 'complaint.resolved', '2024-03-01', { unit: 'company/B', outcome: 'for' }),
];

async function ledgerOf(facts: readonly Fact[], frameSize: number, pageSize: number): Promise<TestLedger> {
  const ledger = await TestLedger.open({ maxCases: 2, maxTotals: 3, frameSize });
  await ledger.record(...facts);
  for (;;) {
    const page = await ledger.nextPage(pageSize);
    if (page.length === 0) return ledger;
    await ledger.scorekeeper.process(page);
    if (pageSize % 2 === 0) await ledger.restart();
  }
}

describe('a snapshot at a position', () => {
  test('tells, question by question, what a store tells that was fed so many events and no more', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.nat(1_000), { minLength: organisational.length, maxLength: organisational.length }),
        fc.record({
          known: fc.nat(1_000),
          frame: fc.integer({ min: 1, max: 9 }),
          page: fc.integer({ min: 1, max: 12 }),
        }),
        async (market, places, { known, frame, page }) => {
          const facts = [...market];
          for (const [index, place] of places.entries())
            facts.splice(place % (facts.length + 1), 0, organisational[index]!);
          const legal = facts.filter(({ subject }, at) => subject !== 'company/A' || isInOrder(facts, at));
          const position = known % (legal.length + 1);
          const whole = await ledgerOf(legal, frame, page);
          const early = await ledgerOf(legal.slice(0, position), frame, 5);
          const then = await whole.reader.snapshot((view) => told(view, whole), position);
          expect(then).toEqual(await early.reader.snapshot((view) => told(view, early)));
          await Promise.all([whole.close(), early.close()]);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  test('is refused where the scores have not come yet', async () => {
    const ledger = await ledgerOf([licensed('company/A', 'Alpha', '2024-02-01')], 2, 5);
    await expect(ledger.reader.snapshot((view) => view.checkpoint(), 2)).rejects.toThrow(
      'The scores end at position 1; nothing is known yet as of position 2. Ask for an earlier one.',
    );
    await ledger.close();
  });
});

/** A company is renamed after it was licensed; otherwise it is poisoned, which another history tells. */
function isInOrder(facts: readonly Fact[], at: number): boolean {
  const licence = facts.findIndex(({ type }) => type === 'company.licensed.v1');
  return facts[at]!.type === 'company.licensed.v1' || (at > licence && licence >= 0);
}
