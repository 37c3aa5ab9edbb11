/**
 * What SQLite gives when nothing of Assay is in the way, measured in the same run: many callers, each of whom sends one insert
 * and waits for its fsync; those that wait together share a transaction. A plain queue over a plain table, and nothing else.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { perSecond } from './figure.js';
import type { FactLines } from './market.js';

interface RawTable {
  readonly pageSize: number;
  readonly layout: string;
  readonly values: (position: number, stream: string, revision: number, body: string) => (number | string)[];
}

/** Only to be read in order: no names of streams, no unique index, nothing checked. */
const BARE: RawTable = {
  pageSize: 16_384,
  layout: 'CREATE TABLE event (position INTEGER PRIMARY KEY, stream INTEGER, revision INTEGER, body TEXT)',
  values: (position, _stream, revision, body) => [position, position % 100_000, revision, body],
};

/** A table that keeps what the log promises by itself: an event id is there once, and so is a revision of a stream. */
const CHECKED: RawTable = {
  pageSize: 8_192,
  layout:
    'CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, id TEXT UNIQUE, body TEXT, UNIQUE (stream, revision))',
  values: (position, stream, revision, body) => [position, stream, revision, randomUUID(), body],
};

export const RAW_TABLES = { bare: BARE, checked: CHECKED };

interface Waiting {
  readonly rows: readonly RawRow[];
  readonly done: () => void;
}

export interface RawRow {
  readonly stream: string;
  readonly revision: number;
  readonly body: string;
}

/** One file with one table. What is sent while a transaction is on its way shares the next one. */
export class RawLog {
  readonly db: DatabaseSync;
  private readonly insert: StatementSync;
  private position = 0;
  private waiting: Waiting[] = [];

  constructor(
    file: string,
    private readonly table: RawTable,
  ) {
    this.db = new DatabaseSync(file);
    // Durable like the log, with as large a cache and as rare checkpoints: a limit must not be lower than it could be.
    this.db.exec(
      `PRAGMA page_size = ${table.pageSize}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;` +
        `PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384; ${table.layout}`,
    );
    this.insert = this.db.prepare(`INSERT INTO event VALUES (${table.values(0, '', 0, '').fill('?').join(', ')})`);
  }

  append(rows: readonly RawRow[]): Promise<void> {
    return new Promise((done) => {
      if (this.waiting.push({ rows, done }) === 1) setImmediate(() => this.flush());
    });
  }

  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    this.db.exec('BEGIN IMMEDIATE');
    for (const { rows } of batch) {
      for (const { stream, revision, body } of rows)
        this.insert.run(...this.table.values(++this.position, stream, revision, body));
    }
    this.db.exec('COMMIT');
    for (const { done } of batch) done();
  }

  close(): void {
    this.db.close();
  }
}

/** @returns inserts per second, each durable before its caller sends the next. */
export async function rawGroupCommit(
  folder: string,
  table: RawTable,
  lines: FactLines,
  callers: number,
): Promise<number> {
  mkdirSync(folder);
  const log = new RawLog(join(folder, 'raw.db'), table);
  const revisions = new Map<string, number>();
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < lines.count) {
      const index = next++;
      const stream = lines.subjects[index] ?? '';
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      await log.append([{ stream, revision, body: lines.at(index) }]);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const rate = perSecond(lines.count, performance.now() - started);
  log.close();
  rmSync(folder, { recursive: true });
  return rate;
}
