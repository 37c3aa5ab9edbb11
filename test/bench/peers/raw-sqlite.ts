import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Fact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import { RAW_TABLES, RawLog } from '../raw-limits.js';
import { CountTable } from './count-table.js';
import type { Counts, ProjectOptions, StoreKind, StoreUnderTest } from './store-under-test.js';

const PAGE = 2_000;

/** What is possible on this machine: one table, in which SQLite itself keeps ids and revisions unique, and nothing else. */
export const rawSqlite: StoreKind = {
  name: 'a plain table in node:sqlite',
  operations: ['one at a time', '100 callers', 'batches of 100', 'batches of 1,000', 'read', 'project'],
  open: (folder) => Promise.resolve(new RawSqlite(folder)),
};

class RawSqlite implements StoreUnderTest {
  private readonly log: RawLog;

  constructor(private readonly folder: string) {
    this.log = new RawLog(join(folder, 'raw.db'), RAW_TABLES.checked);
  }

  append(stream: string, revision: number, facts: readonly Fact[]): Promise<void> {
    return this.log.append(
      facts.map((fact, index) => ({ stream, revision: revision + index, body: canonicalise(fact) })),
    );
  }

  readStream(stream: string): Promise<object[]> {
    const rows = this.log.db.prepare('SELECT body FROM event WHERE stream = ? ORDER BY revision').all(stream);
    return Promise.resolve(rows.map(({ body }) => JSON.parse(body as string) as object));
  }

  async project({ count, signal }: ProjectOptions): Promise<Counts> {
    const table = new CountTable(join(this.folder, 'counts.db'));
    const read = this.log.db.prepare('SELECT position, body FROM event WHERE position > ? ORDER BY position LIMIT ?');
    for (let position = 0; position < count && !signal.aborted;) {
      const page = read.all(position, PAGE);
      position = page.at(-1)?.position as number;
      table.take(
        page.map(({ body }) => JSON.parse(body as string) as Fact),
        position,
      );
      await breathe();
    }
    const counts = table.counts();
    table.close();
    return counts;
  }

  close(): Promise<void> {
    this.log.close();
    return Promise.resolve();
  }
}
