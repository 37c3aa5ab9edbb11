import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Refusal } from '../record-events.js';

/** A row as it waits: its cells as JSON text, which is also what tells exact duplicates. */
export interface SpooledRow {
  readonly line: number;
  readonly key: string;
  readonly cells: string;
}

/** A row in the sequence of a case that follows a value. */
export interface SpooledStep {
  readonly part: number;
  readonly subject: string;
  readonly line: number;
  readonly ordinal: number;
  readonly cells: string;
}

/** An event that passed the door; the events of one batch share the fate of the batch's rows. */
export interface SpooledEvent {
  readonly batch: number;
  readonly body: string;
}

export interface Reject {
  readonly line: number;
  readonly refusal: Refusal;
  /** The row or line as it stands in the file; null when it was too long to keep or is no text. */
  readonly text: string | null;
}

/** In which order an import's events are recorded. */
export type EventOrder = 'occurred' | 'case';

/**
 * Where an import's rows wait until their case is complete: rows of one case need not stand together in a file, and a file
 * need not fit into memory. A temporary SQLite database that sorts on disk; nobody else sees it, and it leaves nothing.
 */
export class Spool implements Disposable {
  private readonly database: DatabaseSync;
  private readonly insert: Readonly<
    Record<'row' | 'serial' | 'member' | 'step' | 'event' | 'subject' | 'reject', StatementSync>
  >;
  private readonly file: string;

  /** @param folder where the file is kept while the import runs; made when it is not there. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, `import-${randomUUID()}.db`);
    this.database = new DatabaseSync(this.file);
    this.database.exec(`
      PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;
      CREATE TABLE row (line INTEGER PRIMARY KEY, key TEXT NOT NULL, cells TEXT NOT NULL, text TEXT NOT NULL);
      CREATE TABLE serial (within TEXT NOT NULL, number INTEGER NOT NULL);
      CREATE TABLE member (batch INTEGER NOT NULL, line INTEGER NOT NULL);
      CREATE TABLE step (part INTEGER NOT NULL, subject TEXT NOT NULL, place TEXT NOT NULL, line INTEGER NOT NULL,
        ordinal INTEGER NOT NULL);
      CREATE TABLE event (sequence INTEGER PRIMARY KEY, batch INTEGER NOT NULL, time TEXT NOT NULL,
        subject TEXT NOT NULL, body TEXT NOT NULL);
      CREATE TABLE subject (id TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE reject (line INTEGER NOT NULL, refusal TEXT NOT NULL, text TEXT);
      BEGIN`);
    const into = (table: string, values: string): StatementSync =>
      this.database.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${values})`);
    this.insert = {
      row: into('row', '?, ?, ?, ?'),
      serial: into('serial', '?, ?'),
      member: into('member', '?, ?'),
      step: into('step', '?, ?, ?, ?, ?'),
      event: into('event', 'NULL, ?, ?, ?, ?'),
      subject: into('subject', '?'),
      reject: into('reject', '?, ?, ?'),
    };
  }

  /** @param text the row as it stands in the file. */
  addRow(line: number, key: string, cells: readonly string[], text: string): void {
    this.insert.row.run(line, key, JSON.stringify(cells), text);
  }

  /** All rows by key, rows of one key by line. */
  rowsByKey(): Iterable<SpooledRow> {
    return this.read<SpooledRow>('SELECT line, key, cells FROM row ORDER BY key, line');
  }

  /** Notes the number that a row has in its register. */
  addSerial(within: string, number: number): void {
    this.insert.serial.run(within, number);
  }

  /** The different numbers, by what they are within, in order. */
  serials(): Iterable<{ readonly within: string; readonly number: number }> {
    return this.read('SELECT DISTINCT within, number FROM serial ORDER BY within, number');
  }

  addMember(batch: number, line: number): void {
    this.insert.member.run(batch, line);
  }

  addStep(part: number, subject: string, place: string, line: number, ordinal: number): void {
    this.insert.step.run(part, subject, place, line, ordinal);
  }

  /** The rows of cases that follow a value: by case, and in each by its order. */
  steps(): Iterable<SpooledStep> {
    return this.read<SpooledStep>(
      `SELECT step.part, step.subject, step.line, step.ordinal, row.cells FROM step JOIN row ON row.line = step.line
       ORDER BY step.part, step.subject, step.place, step.line`,
    );
  }

  addEvent(batch: number, time: string, subject: string, body: string): void {
    this.insert.event.run(batch, time, subject, body);
  }

  /** Rows will now be looked up by batch. */
  sealBatches(): void {
    this.database.exec('CREATE INDEX member_batch ON member (batch)');
  }

  events(order: EventOrder): Iterable<SpooledEvent> {
    const by = order === 'occurred' ? 'time, sequence' : 'subject, sequence';
    return this.read<SpooledEvent>(`SELECT batch, body FROM event ORDER BY ${by}`);
  }

  countEvents(): number {
    return this.count('SELECT count(*) AS n FROM event');
  }

  /** Different cases among the events. */
  countSubjects(): number {
    return this.count('SELECT (SELECT count(DISTINCT subject) FROM event) + (SELECT count(*) FROM subject) AS n');
  }

  /** Notes a case whose events are not spooled. */
  addSubject(subject: string): void {
    this.insert.subject.run(subject);
  }

  linesOf(batch: number): number[] {
    return this.database
      .prepare('SELECT line FROM member WHERE batch = ? ORDER BY line')
      .all(batch)
      .map(({ line }) => Number(line));
  }

  /** Every row that belongs to a batch, by line, once per batch. */
  members(): Iterable<{ readonly line: number; readonly batch: number }> {
    return this.read('SELECT line, batch FROM member ORDER BY line');
  }

  /** @param text left out for a row that is spooled. */
  addReject(line: number, refusal: Refusal, text: string | null = null): void {
    this.insert.reject.run(line, JSON.stringify(refusal), text);
  }

  countRejects(): number {
    return this.count('SELECT count(DISTINCT line) AS n FROM reject');
  }

  /** The refused rows, by line, each once. */
  *rejects(): Generator<Reject, void> {
    const found = this.read<{ line: number; refusal: string; text: string | null }>(
      `SELECT reject.line, min(reject.refusal) AS refusal, coalesce(reject.text, row.text) AS text
       FROM reject LEFT JOIN row ON row.line = reject.line GROUP BY reject.line ORDER BY reject.line`,
    );
    for (const { line, refusal, text } of found) yield { line, refusal: JSON.parse(refusal) as Refusal, text };
  }

  [Symbol.dispose](): void {
    this.database.close();
    rmSync(this.file, { force: true });
  }

  private read<T>(query: string): Iterable<T> {
    return this.database.prepare(query).iterate() as Iterable<unknown> as Iterable<T>;
  }

  private count(query: string): number {
    return Number(this.database.prepare(query).get()?.n);
  }
}
