import { join } from 'node:path';
import { EventRecorder } from '#assay/intake';
import { Boards } from '#assay/scoring';
import { check, percentile, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { MARKET_YEAR, wholeMarket } from '../market.js';

const COMPANIES = 160;
const ROUNDS = 200;
const BOARDS = [
  ['cn-2015-property', MARKET_YEAR],
  ['cn-2015-property', `${MARKET_YEAR}-Q3`],
  ['cn-2015-life', MARKET_YEAR],
] as const;

export const board: Scenario = {
  name: 'board',
  summary: 'Boards over at least 150 companies',
  runsAs: 'serve',
  async run({ folder, seed, scale }) {
    const { context, ledger } = await openLedgerUnderTest(join(folder, 'ledger'));
    await recordMarket(context.get(EventRecorder), Math.max(20_000, Math.round(100_000 * scale)), seed);
    await ledger.waitUntilScored();
    const boards = context.get(Boards);
    const figures = [];
    for (const [scheme, period] of BOARDS) {
      // The first boards of a process are compiled while they are made.
      for (let round = 0; round < ROUNDS / 4; round++) await boards.board({ scheme, period });
      const latencies: number[] = [];
      let rows = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const started = performance.now();
        rows = (await boards.board({ scheme, period })).rows.length;
        latencies.push(performance.now() - started);
      }
      check(rows >= 150, `the board ${scheme} ${period} has ${rows} rows, not 150`);
      const p99 = percentile(latencies, 0.99);
      figures.push({
        what: `board ${scheme} ${period}, ${rows} companies`,
        ours: `p50 ${percentile(latencies, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
        beside: '–',
        share: null,
        goal: 'p99 ≤ 15 ms',
        met: p99 <= 15,
      });
    }
    await context.close();
    return { figures, checked: ['every board has all its companies'] };
  },
};

/** Apart, so that no board is asked for in a process that holds a hundred thousand facts: its collections would be measured. */
async function recordMarket(recorder: EventRecorder, count: number, seed: number): Promise<void> {
  const facts = [...wholeMarket(count, COMPANIES, seed)];
  for (let at = 0; at < facts.length; at += 1_000) await recorder.record(facts.slice(at, at + 1_000));
}
