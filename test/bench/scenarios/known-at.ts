import { join } from 'node:path';
import { type Board, Boards } from '#assay/scoring';
import { check, type Figure, grouped, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { drawn, feedFirst, ledgerFolder } from '../market-ledgers.js';
import { FIRST_YEAR, MARKET_YEAR } from '../market.js';
import { Timings } from '../timings.js';

const ROUNDS = 300;
const BOARDS = [
  ['cn-2015-property', MARKET_YEAR],
  ['cn-2015-property', `${MARKET_YEAR}-Q3`],
  ['complaint-outcomes', MARKET_YEAR],
] as const;
/** Fed to a ledger of their own, to see that the board is the same. */
const FED_ANEW = 20_000;
const GOAL = { p99: 25, growth: 1.6 };

type Under = Awaited<ReturnType<typeof openLedgerUnderTest>>;

/** All of a board but when its position was recorded, which is the clock's. */
const bytesOf = ({ knownAt: { position }, ...board }: Board): string => JSON.stringify({ ...board, knownAt: position });

export const knownAt: Scenario = {
  name: 'known-at',
  summary: 'Boards as they were known at random positions',
  runsAs: 'serve',
  readsLedgers: true,
  async run({ folder, seed, sizes, ...options }) {
    const figures: Figure[] = [];
    const checked: string[] = [];
    const p99s = new Map<string, number>();
    for (const events of sizes) {
      const under = await openLedgerUnderTest(ledgerFolder(options, events), 'read');
      const boards = under.context.get(Boards);
      for (const [scheme, period] of BOARDS) {
        const positions = drawn(seed, events);
        // A small ledger has complaints about few companies: what a board of more of them costs is not the ledger's growth.
        const { rows } = await boards.board({ scheme, period });
        const warming = new Timings();
        const timings = new Timings();
        for (let round = -ROUNDS / 6; round < ROUNDS; round++) {
          const position = positions.next().value;
          // The first boards of a process are compiled while they are made.
          const board = await (round < 0 ? warming : timings).of(() =>
            boards.board({ scheme, period, knownAt: String(position) }),
          );
          check(board.knownAt.position === position, `the board is as known at ${board.knownAt.position}`);
        }
        const what = `board ${scheme} ${period} at any position`;
        const { p99 } = timings;
        const before = p99s.get(what);
        p99s.set(what, p99);
        figures.push({
          what: `${what} of ${grouped(events)}, ${rows.length} companies`,
          ours: String(timings),
          beside: before === undefined ? '–' : `p99 of the ledger before: ${before.toFixed(1)} ms`,
          share: before === undefined ? null : p99 / before,
          goal: `p99 ≤ ${GOAL.p99} ms${before === undefined ? '' : `, ≤ ${GOAL.growth * 100} %`}`,
          met: p99 <= GOAL.p99 && (before === undefined || p99 / before <= GOAL.growth),
        });
      }
      const fed = Math.min(FED_ANEW, events);
      checked.push(await equalsFedAnew(under, join(folder, String(events)), fed, `${grouped(events)} events`));
      await under.context.close();
    }
    return { figures, checked };
  },
};

/** The boards as known at a position are those of a ledger that was fed so many events and no more. */
async function equalsFedAnew(under: Under, folder: string, position: number, of: string): Promise<string> {
  const fresh = await openLedgerUnderTest(folder);
  await feedFirst(fresh.ledger.log, under.ledger.log, position);
  await fresh.ledger.waitUntilScored();
  for (const [scheme] of BOARDS) {
    const period = FIRST_YEAR;
    const past = await under.context.get(Boards).board({ scheme, period, knownAt: String(position) });
    const then = await fresh.context.get(Boards).board({ scheme, period });
    check(past.rows.length > 0, `the board ${scheme} ${period} as known at ${position} is empty`);
    check(bytesOf(past) === bytesOf(then), `the board ${scheme} ${period} as known at ${position} differs`);
  }
  await fresh.context.close();
  return `${of}: the boards as known at ${grouped(position)} are those of a ledger fed so many events`;
}
