import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, grouped, perSecond, type Scenario } from '../figure.js';
import { checkByReplay, openLedgerUnderTest } from '../ledger-under-test.js';
import { feedMarket, ledgerFolder, scoresFile, settle } from '../market-ledgers.js';

/** Above this a replay would take longer than the building. */
const MOST_REPLAYED = 200_000;

export const ledgers: Scenario = {
  name: 'ledgers',
  summary: 'Ledgers of a simulated market that the scenarios after this one read',
  isOnDemand: true,
  async run({ sizes, seed, ...options }) {
    const figures: Figure[] = [];
    const checked: string[] = [];
    for (const events of sizes) {
      const folder = ledgerFolder(options, events);
      const { context, ledger } = await openLedgerUnderTest(folder);
      const started = performance.now();
      await feedMarket(ledger.log, events, seed);
      const appended = performance.now() - started;
      let told = 0;
      await ledger.waitUntilScored(({ position }) => {
        const tenth = Math.floor((10 * position) / events);
        if (tenth > told) process.stderr.write(`  ${grouped(events)} events: ${tenth * 10} %\n`);
        told = Math.max(told, tenth);
      });
      const scored = performance.now() - started;
      if (events <= MOST_REPLAYED) checked.push(await checkByReplay(ledger));
      const { live } = await ledger.rebuilds.status();
      await context.close();
      for (const file of ['log.db', scoresFile(live?.build)]) settle(join(folder, file));
      figures.push({
        what: `${grouped(events)} events appended and scored`,
        ours: `${grouped(perSecond(events, scored))}/s (appended ${grouped(perSecond(events, appended))}/s; log ${grouped(statSync(join(folder, 'log.db')).size / 2 ** 20)} MiB)`,
        beside: '–',
        share: null,
        goal: '–',
        met: true,
      });
    }
    return { figures, checked };
  },
};
