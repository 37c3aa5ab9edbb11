import { join } from 'node:path';
import type { StoredEvent } from '#assay/event-log';
import { Boards, Suppositions } from '#assay/scoring';
import { check, type Figure, grouped, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { drawn, feedFirst, ledgerFolder } from '../market-ledgers.js';
import { FIRST_YEAR } from '../market.js';
import { Timings } from '../timings.js';

const ROUNDS = 300;
const GOAL_MS = 40;
const QUERY = { scheme: 'cn-2015-property', period: FIRST_YEAR };
/** Fed to a ledger of their own without the case, to see that the board is the same. */
const FED_ANEW = 20_000;
/** What is told of the organisation itself; a board without a company's licence is another question. */
const UNITS = 'unit/';

type Under = Awaited<ReturnType<typeof openLedgerUnderTest>>;

export const counterfactual: Scenario = {
  name: 'counterfactual',
  summary: 'Boards as they would be without one case, beside the boards as they are',
  runsAs: 'serve',
  readsLedgers: true,
  async run({ folder, seed, sizes, ...options }) {
    const figures: Figure[] = [];
    const checked: string[] = [];
    for (const events of sizes) {
      const under = await openLedgerUnderTest(ledgerFolder(options, events), 'read');
      const suppositions = under.context.get(Suppositions);
      const measure = async (what: string, isPast: boolean): Promise<void> => {
        const positions = drawn(seed, events);
        const warming = new Timings();
        const timings = new Timings();
        let moved = 0;
        for (let round = -ROUNDS / 6; round < ROUNDS; round++) {
          const { stream, position } = await randomEvent(under, positions);
          const later = position + Math.floor((events - position) * (positions.next().value / events));
          const query = { ...QUERY, withoutCase: [stream], ...(isPast && { knownAt: String(later) }) };
          const { changes } = await (round < 0 ? warming : timings).of(() => suppositions.board(query));
          if (round >= 0 && changes.length > 0) moved++;
        }
        check(moved > 0, 'no case moved anybody');
        const { p99 } = timings;
        figures.push({
          what: `board ${QUERY.scheme} ${QUERY.period} without a random case ${what}, ${grouped(events)} events`,
          ours: `${String(timings)}; ${moved} of ${ROUNDS} moved somebody`,
          beside: '–',
          share: null,
          goal: `p99 ≤ ${GOAL_MS} ms`,
          met: p99 <= GOAL_MS,
        });
      };
      await measure('as it is', false);
      await measure('as known at any later position', true);
      if (events === Math.min(...sizes)) {
        checked.push(await equalsNeverHad(under, folder, Math.min(FED_ANEW, events), seed));
      }
      await under.context.close();
    }
    return { figures, checked };
  },
};

async function randomEvent({ ledger }: Under, positions: Generator<number, never>): Promise<StoredEvent> {
  for (;;) {
    const [event] = await ledger.log.readAll({ after: positions.next().value - 1, limit: 1 });
    if (event && !event.stream.startsWith(UNITS)) return event;
  }
}

/** The board without a case is that of a ledger that never had it. */
async function equalsNeverHad(under: Under, folder: string, events: number, seed: number): Promise<string> {
  const whole = await openLedgerUnderTest(join(folder, 'whole'));
  await feedFirst(whole.ledger.log, under.ledger.log, events);
  await whole.ledger.waitUntilScored();
  const positions = drawn(seed, events);
  let supposed;
  let without: string;
  do {
    without = (await randomEvent(whole, positions)).stream;
    supposed = await whole.context.get(Suppositions).board({ ...QUERY, withoutCase: [without] });
  } while (supposed.changes.length === 0);
  const never = await openLedgerUnderTest(join(folder, 'never'));
  await feedFirst(never.ledger.log, whole.ledger.log, events, without);
  await never.ledger.waitUntilScored();
  const { rows, totals } = await never.context.get(Boards).board(QUERY);
  check(
    JSON.stringify([supposed.rows, supposed.totals]) === JSON.stringify([rows, totals]),
    `the board without ${without} is not that of a ledger that never had it`,
  );
  for (const { context } of [whole, never]) await context.close();
  return `the board of ${grouped(events)} events without ${without} is that of a ledger that never had it`;
}
