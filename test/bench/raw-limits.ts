/**
 * What SQLite gives when nothing of Assay is in the way, measured in the same run: many callers, each of whom sends one insert
 * and waits for its fsync; those that wait together share a transaction. A plain queue over a plain table, and nothing else.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

/** @returns inserts per second, each durable before its caller sends the next. */
export async function rawGroupCommit(
  folder: string,
  { pageSize, layout, values }: RawTable,
  lines: FactLines,
  callers: number,
): Promise<number> {
  mkdirSync(folder);
  const db = new DatabaseSync(join(folder, 'raw.db'));
  db.exec(`PRAGMA page_size = ${pageSize}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${layout}`);
  const insert = db.prepare(`INSERT INTO event VALUES (${values(0, '', 0, '').fill('?').join(', ')})`);
  const revisions = new Map<string, number>();
  let position = 0;
  let waiting: { readonly index: number; readonly done: () => void }[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    db.exec('BEGIN IMMEDIATE');
    for (const { index } of batch) {
      const stream = lines.subjects[index] ?? '';
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      insert.run(...values(++position, stream, revision, lines.at(index)));
    }
    db.exec('COMMIT');
    for (const { done } of batch) done();
  };
  const append = (index: number): Promise<void> =>
    new Promise((done) => {
      if (waiting.push({ index, done }) === 1) setImmediate(flush);
    });
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < lines.count) await append(next++);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const rate = perSecond(position, performance.now() - started);
  db.close();
  rmSync(folder, { recursive: true });
  return rate;
}
