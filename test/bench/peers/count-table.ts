import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type CountRow, type Counts, countKey, countsOf, monthOf } from './store-under-test.js';

interface Told {
  readonly type: string;
  readonly time: string;
}

/** The read model of the projecting benchmark in SQLite: counts and checkpoint are written together, page by page. */
export class CountTable {
  private readonly db: DatabaseSync;
  private readonly add: StatementSync;
  private readonly move: StatementSync;

  constructor(file: string) {
    this.db = new DatabaseSync(file);
    this.db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
       CREATE TABLE told (type TEXT, month TEXT, events INTEGER, PRIMARY KEY (type, month)) WITHOUT ROWID;
       CREATE TABLE checkpoint (position INTEGER); INSERT INTO checkpoint VALUES (0)`,
    );
    this.add = this.db.prepare(
      'INSERT INTO told VALUES (?, ?, ?) ON CONFLICT (type, month) DO UPDATE SET events = events + excluded.events',
    );
    this.move = this.db.prepare('UPDATE checkpoint SET position = ?');
  }

  get position(): number {
    return this.db.prepare('SELECT position FROM checkpoint').get()?.position as number;
  }

  take(page: readonly Told[], position: number): void {
    const counts = new Map<string, [type: string, month: string, events: number]>();
    for (const { type, time } of page) {
      const month = monthOf(time);
      const count = counts.get(countKey(type, month));
      if (count) count[2]++;
      else counts.set(countKey(type, month), [type, month, 1]);
    }
    this.db.exec('BEGIN IMMEDIATE');
    for (const row of counts.values()) this.add.run(...row);
    this.move.run(position);
    this.db.exec('COMMIT');
  }

  counts(): Counts {
    return countsOf(this.db.prepare('SELECT type, month, events FROM told').all() as unknown as CountRow[]);
  }

  close(): void {
    this.db.close();
  }
}
