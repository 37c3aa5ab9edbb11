/**
 * The ledger's database file: how it is laid out, opened and recognised.
 *
 * Streams have integer keys, so that their long names are stored once and not with every event; the position is the row
 * id, so that reading all in order is a plain walk of one tree. Ids have no column and no index: a unique index on random
 * texts halves the speed of recording, and the id stands in the body anyway (see hot-streams.ts).
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LedgerFormatError, NoLedgerError } from '../event-log-errors.js';
import { storageFailure } from './storage-failure.js';

/** Raised when the layout changes so that an older program would misread it. */
export const LEDGER_FORMAT = 1;

const FILE_NAME = 'log.db';

/**
 * A commit writes whole pages, and the two indexes touch a page for nearly every event: 8 KiB pages cost half of what 16 KiB
 * pages do, and smaller ones save no more. A checkpoint every 4,000 of them keeps the fsyncs few; FULL makes every commit
 * durable. No mmap: mapped
 * pages would count as the process's memory, and reading through the page cache is as fast.
 */
const WRITER_SETTINGS = `
  PRAGMA page_size = 8192;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -16384;
`;

const LAYOUT = `
  CREATE TABLE meta (ledger_id TEXT NOT NULL, format INTEGER NOT NULL) STRICT;
  CREATE TABLE stream (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX event_of_stream ON event (stream, revision);
`;

/** How long to wait for a lock that another connection holds for a moment, in ms. */
const BUSY_TIMEOUT = 5_000;

export interface LedgerFile {
  readonly path: string;
  readonly ledgerId: string;
  readonly db: DatabaseSync;
}

/** Opens the ledger of the folder for writing and makes it if there is none. The caller holds the writer's lock. */
export function openForWriting(folder: string): LedgerFile {
  return open(folder, false, (db, path) => {
    const isNew = countTables(db) === 0;
    // Before any setting: a file that is not ours is not to be changed.
    if (!isNew) recognise(db, path);
    db.exec(WRITER_SETTINGS);
    if (isNew) {
      db.exec('BEGIN IMMEDIATE');
      db.exec(LAYOUT);
      db.prepare('INSERT INTO meta (ledger_id, format) VALUES (?, ?)').run(randomUUID(), LEDGER_FORMAT);
      db.exec('COMMIT');
    }
  });
}

/** @throws NoLedgerError when nothing was ever recorded there */
export function openForReading(folder: string): LedgerFile {
  if (!existsSync(join(folder, FILE_NAME))) throw new NoLedgerError(folder);
  return open(folder, true, (db) => {
    db.exec('PRAGMA cache_size = -8192');
    // The moment between a new file and its first transaction.
    if (countTables(db) === 0) throw new NoLedgerError(folder);
  });
}

function open(folder: string, readOnly: boolean, prepare: (db: DatabaseSync, path: string) => void): LedgerFile {
  const path = join(folder, FILE_NAME);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT });
    prepare(db, path);
    return { path, ledgerId: recognise(db, path), db };
  } catch (error) {
    db?.close();
    throw storageFailure(`opening ${path}`, error);
  }
}

function countTables(db: DatabaseSync): number {
  return Number(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables']);
}

function recognise(db: DatabaseSync, path: string): string {
  const isLedger = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'").get() !== undefined;
  if (!isLedger) {
    throw new LedgerFormatError(`${path} is a database, but no ledger of Assay. Name another folder with --data.`);
  }
  const meta = db.prepare('SELECT ledger_id, format FROM meta').get();
  const format = Number(meta?.['format']);
  if (format !== LEDGER_FORMAT) {
    throw new LedgerFormatError(
      `The ledger in ${path} has format ${format}; this program knows format ${LEDGER_FORMAT}. Open it with the version of Assay that wrote it.`,
    );
  }
  return String(meta?.['ledger_id']);
}
