import { Boards, Explanations } from '#assay/scoring';
import { check, type Figure, grouped, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { drawn, ledgerFolder } from '../market-ledgers.js';
import { MARKET_YEAR } from '../market.js';
import { Timings } from '../timings.js';

const ROUNDS = 300;
const GOAL_MS = 40;
const QUERY = { scheme: 'cn-2015-property', period: MARKET_YEAR };

export const explanation: Scenario = {
  name: 'explanation',
  summary: 'From the grade of a random company to its cases and their events',
  runsAs: 'serve',
  readsLedgers: true,
  async run({ seed, sizes, ...options }) {
    const figures: Figure[] = [];
    for (const events of sizes) {
      const { context } = await openLedgerUnderTest(ledgerFolder(options, events), 'read');
      const { rows } = await context.get(Boards).board(QUERY);
      const explanations = context.get(Explanations);
      const measure = async (what: string, knownAt: () => string | undefined): Promise<void> => {
        const companies = drawn(seed, rows.length);
        const warming = new Timings();
        const timings = new Timings();
        for (let round = -ROUNDS / 6; round < ROUNDS; round++) {
          const row = rows[companies.next().value - 1];
          check(row !== undefined, `the board ${QUERY.scheme} ${QUERY.period} is empty`);
          const query = { ...QUERY, unit: row?.unit ?? '', knownAt: knownAt() };
          const { rank, score, grade } = await (round < 0 ? warming : timings).of(() =>
            explanations.explanation(query),
          );
          const isOfItsRow = rank === row?.rank && score === row.score && grade === row.grade;
          check(isOfItsRow || query.knownAt !== undefined, `the explanation of ${query.unit} is not of its row`);
        }
        const { p99 } = timings;
        figures.push({
          what: `explanation of a company's score ${what}, ${grouped(events)} events`,
          ours: String(timings),
          beside: '–',
          share: null,
          goal: `p99 ≤ ${GOAL_MS} ms`,
          met: p99 <= GOAL_MS,
        });
      };
      await measure('as it is', () => undefined);
      // All companies have been told of by then.
      const positions = drawn(seed, Math.floor(events / 2));
      await measure('as known at a position of the second half', () => String(events - positions.next().value));
      await context.close();
    }
    return { figures, checked: ["rank, score and grade of every explanation are the board's"] };
  },
};
