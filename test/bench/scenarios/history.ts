import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { check, grouped, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { ledgerFolder, scoresFile } from '../market-ledgers.js';

const MIB = 2 ** 20;
const GOAL = 0.4;
/** What answers how a score came to be what it is: what moved, where to find it by position, and totals that were. */
const HISTORY = ['movement', 'journal', 'past_totals', 'former_unit'];

export const history: Scenario = {
  name: 'history',
  summary: 'What the history of the scores takes on disk, beside the log',
  readsLedgers: true,
  async run({ sizes, ...options }) {
    const figures = [];
    for (const events of sizes) {
      const folder = ledgerFolder(options, events);
      const { context, ledger } = await openLedgerUnderTest(folder, 'read');
      const { live } = await ledger.rebuilds.status();
      await context.close();
      const file = join(folder, scoresFile(live?.build));
      const db = new DatabaseSync(file, { readOnly: true });
      const tables = db.prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name').all();
      db.close();
      const bytesOf = new Map(tables.map(({ name, bytes }) => [name as string, bytes as number]));
      check(
        HISTORY.every((table) => bytesOf.has(table)),
        `the scores lack a table of ${HISTORY.join(', ')}`,
      );
      const log = statSync(join(folder, 'log.db')).size;
      const bytes = HISTORY.reduce((sum, table) => sum + (bytesOf.get(table) ?? 0), 0);
      const parts = HISTORY.map((table) => `${table} ${grouped((bytesOf.get(table) ?? 0) / MIB)}`);
      figures.push({
        what: `history of ${grouped(events)} events under every scheme`,
        ours: `${grouped(bytes / MIB)} MiB (${parts.join(', ')}); all scores ${grouped(statSync(file).size / MIB)} MiB`,
        beside: `the log's file: ${grouped(log / MIB)} MiB`,
        share: bytes / log,
        goal: `≤ ${GOAL * 100} %`,
        met: bytes / log <= GOAL,
      });
    }
    return { figures, checked: [] };
  },
};
