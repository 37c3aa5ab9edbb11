/**
 * What the machine gives when nothing of Assay is in the way: the limits that its figures are held against, measured in the
 * same run. The raw table has the ledger's settings (16 KiB pages, WAL, FULL) and only its columns: no streams' names, no
 * unique index, no checks.
 */
import type { StreamAppend } from '#assay/event-log';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Rate {
  readonly events: number;
  readonly seconds: number;
  readonly perSecond: number;
}

export function rateOf(events: number, milliseconds: number): Rate {
  return { events, seconds: milliseconds / 1_000, perSecond: Math.round((events / milliseconds) * 1_000) };
}

const FILE = 'raw.db';

function openRaw(folder: string): DatabaseSync {
  const db = new DatabaseSync(join(folder, FILE));
  db.exec(`
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 2000;
    CREATE TABLE IF NOT EXISTS event (position INTEGER PRIMARY KEY, stream INTEGER, revision INTEGER, body TEXT);
  `);
  return db;
}

/** Inserts the parts' events into a plain table of a new file in the folder, so many per durable transaction. */
export function rawInserts(folder: string, parts: readonly StreamAppend[], perTransaction = 100): Rate {
  const db = openRaw(folder);
  const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?)');
  const started = performance.now();
  let position = 0;
  for (const { events, expectedRevision } of parts) {
    for (const { body } of events) {
      if (position % perTransaction === 0) db.exec('BEGIN IMMEDIATE');
      position++;
      insert.run(position, position % 100_000, expectedRevision === 'no-stream' ? 0 : expectedRevision + 1, body);
      if (position % perTransaction === 0) db.exec('COMMIT');
    }
  }
  if (db.isTransaction) db.exec('COMMIT');
  const rate = rateOf(position, performance.now() - started);
  db.close();
  return rate;
}

/** Reads what {@link rawInserts} wrote in pages, with or without parsing each body. */
export function rawScan(folder: string, options: { readonly parse: boolean; readonly pageSize?: number }): Rate {
  const db = openRaw(folder);
  const page = db.prepare(
    'SELECT position, stream, revision, body FROM event WHERE position > ? ORDER BY position LIMIT ?',
  );
  page.setReturnArrays(true);
  const started = performance.now();
  let count = 0;
  let bytes = 0;
  for (;;) {
    const rows = page.all(count, options.pageSize ?? 2_000) as unknown as [number, number, number, string][];
    for (const [, , , body] of rows)
      bytes += options.parse ? Object.keys(JSON.parse(body) as object).length : body.length;
    count += rows.length;
    if (rows.length === 0) break;
  }
  const rate = rateOf(count, performance.now() - started);
  db.close();
  if (bytes === 0) throw new Error('The raw file is empty: insert first.');
  return rate;
}

/**
 * The raw limit of many callers: each sends one insert and waits for its fsync; those that wait together share a
 * transaction. A plain queue over a plain table, and nothing else.
 */
export async function rawGroupCommit(folder: string, parts: readonly StreamAppend[], callers: number): Promise<Rate> {
  const db = openRaw(folder);
  const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?)');
  let position = 0;
  let waiting: { readonly body: string; readonly done: () => void }[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    db.exec('BEGIN IMMEDIATE');
    for (const { body } of batch) insert.run(++position, position % 100_000, 0, body);
    db.exec('COMMIT');
    for (const { done } of batch) done();
  };
  const append = (body: string): Promise<void> =>
    new Promise((done) => {
      if (waiting.push({ body, done }) === 1) setImmediate(flush);
    });
  let at = 0;
  const caller = async (): Promise<void> => {
    while (at < parts.length) for (const { body } of parts[at++]!.events) await append(body);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const rate = rateOf(position, performance.now() - started);
  db.close();
  return rate;
}
