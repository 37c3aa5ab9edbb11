import { Boards, Explanations } from '#assay/scoring';
import { check, type Figure, grouped, percentile, percentiles, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { drawn, ledgerFolder } from '../market-ledgers.js';
import { MARKET_YEAR } from '../market.js';

const ROUNDS = 300;
const GOAL_MS = 40;
const QUERY = { scheme: 'cn-2015-property', period: MARKET_YEAR };

export const explanation: Scenario = {
  name: 'explanation',
  summary: 'From the grade of a random company to its cases and their events',
  readsLedgers: true,
  async run({ seed, sizes, ...options }) {
    const figures: Figure[] = [];
    for (const events of sizes) {
      const { context } = await openLedgerUnderTest(ledgerFolder(options, events), 'read');
      const { rows } = await context.get(Boards).board(QUERY);
      const explanations = context.get(Explanations);
      const companies = drawn(seed, rows.length);
      const times: number[] = [];
      for (let round = -ROUNDS / 6; round < ROUNDS; round++) {
        const row = rows[companies.next().value - 1];
        if (!row) continue;
        const started = performance.now();
        const explained = await explanations.explanation({ ...QUERY, unit: row.unit });
        if (round >= 0) times.push(performance.now() - started);
        const isSame = explained.rank === row.rank && explained.score === row.score && explained.grade === row.grade;
        check(isSame, `the explanation of ${row.unit} is not of its row on the board`);
      }
      await context.close();
      const p99 = percentile(times, 0.99);
      figures.push({
        what: `explanation of a company's score, ${grouped(events)} events`,
        ours: percentiles(times),
        beside: '–',
        share: null,
        goal: `p99 ≤ ${GOAL_MS} ms`,
        met: p99 <= GOAL_MS,
      });
    }
    return { figures, checked: ["rank, score and grade of every explanation are the board's"] };
  },
};
