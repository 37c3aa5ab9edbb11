import { periodUnder } from '#assay/methodology';
import { simulateMarket } from '#assay/simulation';
import * as fc from 'fast-check';

import { cohort, cohortNear } from '../reading/cohort.js';
import { complaint } from '../testing/facts.js';
import { eventful } from '../testing/eventful.js';
import { TestLedger } from '../testing/test-ledger.js';
import { SupposedCases } from './supposed-cases.js';
import { supposedRegisters } from './supposed-registers.js';
import { SupposedView } from './supposed-view.js';
import type { LeftOut } from './retelling.js';

const QUESTIONS = [
  { period: '2024', level: 'company' },
  { period: '2023', level: 'company' },
  { period: '2024-Q3', level: 'city' },
  { period: '2024', level: 'province' },
  { period: '2023-12-15..2024-07-16', level: 'company' },
  { period: '2024-W30', level: 'branch' },
] as const;

/** How many cohorts of a supposition were found near those that are; each is compared with the one that is read. */
async function foundNear(
  ledger: TestLedger,
  leftOut: LeftOut,
  questions: readonly (typeof QUESTIONS)[number][] = QUESTIONS,
): Promise<number> {
  return ledger.reader.snapshot(async (view) => {
    const cases = await SupposedCases.of(view, ledger.log, leftOut);
    const registers = await supposedRegisters(view, ledger.log, cases, new Set());
    const supposed = new SupposedView(view, cases, registers, ledger.library.schemes);
    let found = 0;
    for (const [key, scheme] of ledger.library.schemes.entries()) {
      const changes = supposed.changes(key);
      for (const { period: text, level } of changes ? questions : []) {
        let period;
        try {
          period = periodUnder(scheme.document, text);
        } catch {
          continue;
        }
        const asked = { key, scheme, period, level };
        const members = await cohort(view, asked);
        const near = await cohortNear(supposed, asked, { members, changes: changes ?? [] });
        if (!near) continue;
        found += 1;
        const inOrder = (list: typeof members): unknown =>
          list.map(({ unit, slots, profile }) => [unit, slots.join(), profile]).sort();
        expect(inOrder(near)).toEqual(inOrder(await cohort(supposed, asked)));
      }
    }
    return found;
  });
}

test('sums that are found near those that are, are those that a supposition reads', async () => {
  const simulated = { seed: 11, companies: 5, cases: 150, from: Date.UTC(2023, 9, 1), to: Date.UTC(2025, 0, 1) };
  const market = eventful([...simulateMarket(simulated)].map(({ fact }) => fact));
  const ledger = await TestLedger.open();
  await ledger.record(...market);
  await ledger.keepScores(1_000);
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(market.length - 1), fc.boolean(), async (index, isWhole) => {
      const { subject } = market[index]!;
      found += await foundNear(ledger, new Map([[subject, isWhole ? null : new Set([index + 1])]]));
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(1_000);
  await ledger.close();
});

test('a unit that has figures only under the supposition is not overlooked', async () => {
  const ledger = await TestLedger.open();
  const { filed, transferred, resolved } = complaint('1');
  await ledger.record(filed('2024-01-05', 'company/A'), transferred('2024-01-06', 'company/B'));
  await ledger.record(resolved('2024-02-01', 'for'));
  await ledger.keepScores();
  const question = { scheme: 'complaint-outcomes', period: '2024' };
  const { rows, actual } = await ledger.suppositions.board({ ...question, withoutEvent: ['2'] });
  expect([rows, actual.rows].map((board) => board.map(({ unit }) => unit))).toEqual([['company/A'], ['company/B']]);
  await ledger.close();
});
