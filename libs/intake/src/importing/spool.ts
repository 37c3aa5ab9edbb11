import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Row } from '../mapping/row.js';
import type { Refusal } from '../record-events.js';
import type { CsvRow } from './csv-rows.js';

/** All rows of one key, by line. */
export interface SpooledGroup {
  /** Of the group's key among all keys. */
  readonly rank: number;
  /** No event of these rows comes before it. */
  readonly place: string;
  readonly rows: readonly Row[];
}

/** A row in the sequence of a case that follows a value. */
export interface SpooledStep {
  readonly part: number;
  readonly subject: string;
  readonly row: Row;
}

/** An event that passed the door, in the order in which events are recorded: by place, rank, and as they were added. */
export interface SpooledEvent {
  readonly place: string;
  readonly rank: number;
  /** The rows that tell of it. */
  readonly lines: readonly number[];
  readonly body: string;
}

export interface Reject {
  readonly line: number;
  readonly refusal: Refusal;
  /** The row or line as it stands in the file; null when it was too long to keep or is no text. */
  readonly text: string | null;
}

/** Rows that stand together in the file and have one key: they are written, sorted and read as one. */
interface Run {
  readonly key: string;
  place: string;
  readonly rows: (readonly [line: number, cells: readonly string[]])[];
  readonly texts: string[];
  length: number;
}

/** Characters of a run; a longer one is cut, so that it fits into memory whatever the file holds. */
const LONGEST_RUN = 256 * 1024;

/** Behind the ranks of all keys. */
export const LAST_RANK = Number.MAX_SAFE_INTEGER;

/**
 * Where an import's rows wait until their case is complete, and its events until nothing earlier can come: rows of one case
 * need not stand together in a file, and a file need not fit into memory. A temporary SQLite database that sorts on disk;
 * nobody else sees it, and it leaves nothing.
 */
export class Spool implements Disposable {
  private readonly database: DatabaseSync;
  private readonly insert: Readonly<Record<'run' | 'serial' | 'step' | 'event' | 'subject' | 'reject', StatementSync>>;
  private readonly file: string;
  private run: Run | undefined;
  private events = 0;
  private given = '';
  private lastSubject: string | undefined;

  /** @param folder where the file is kept while the import runs; made when it is not there. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, `import-${randomUUID()}.db`);
    this.database = new DatabaseSync(this.file);
    this.database.exec(`
      PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA cache_size = -2048; PRAGMA temp_store = FILE;
      CREATE TABLE run (line INTEGER PRIMARY KEY, key TEXT NOT NULL, place TEXT NOT NULL, rows TEXT NOT NULL,
        texts TEXT NOT NULL);
      CREATE TABLE key_group (rank INTEGER PRIMARY KEY, key TEXT NOT NULL, place TEXT NOT NULL);
      CREATE TABLE serial (within TEXT NOT NULL, number INTEGER NOT NULL);
      CREATE TABLE step (part INTEGER NOT NULL, subject TEXT NOT NULL, place TEXT NOT NULL, line INTEGER NOT NULL,
        row TEXT NOT NULL);
      CREATE TABLE event (place TEXT NOT NULL, rank INTEGER NOT NULL, sequence INTEGER NOT NULL, lines TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (place, rank, sequence)) WITHOUT ROWID;
      CREATE TABLE subject (id TEXT NOT NULL);
      CREATE TABLE reject (line INTEGER NOT NULL, refusal TEXT NOT NULL, text TEXT);
      BEGIN`);
    const into = (table: string, values: string): StatementSync =>
      this.database.prepare(`INSERT INTO ${table} VALUES (${values})`);
    this.insert = {
      run: into('run', '?, ?, ?, ?, ?'),
      serial: into('serial', '?, ?'),
      step: into('step', '?, ?, ?, ?, ?'),
      event: into('event', '?, ?, ?, ?, ?'),
      subject: into('subject', '?'),
      reject: into('reject', '?, ?, ?'),
    };
  }

  /** @param place no event of the row comes before it. */
  addRow({ line, cells, text }: CsvRow, key: string, place: string): void {
    if (this.run?.key !== key || this.run.length > LONGEST_RUN) {
      this.endRun();
      this.run = { key, place, rows: [], texts: [], length: 0 };
    }
    this.run.rows.push([line, cells]);
    this.run.texts.push(text);
    this.run.length += text.length;
    if (place < this.run.place) this.run.place = place;
  }

  /** The rows by key, beginning with those of the earliest place. To be asked once, when all rows are there. */
  *groups(): Generator<SpooledGroup, void> {
    this.endRun();
    this.database.exec(`
      CREATE INDEX run_of_key ON run (key, place);
      INSERT INTO key_group (key, place) SELECT key, min(place) FROM run GROUP BY key ORDER BY key`);
    const runs = this.database.prepare('SELECT rows FROM run WHERE key = ? ORDER BY line');
    const groups = this.read<{ rank: number; key: string; place: string }>(
      'SELECT rank, key, place FROM key_group ORDER BY place, rank',
    );
    for (const { rank, key, place } of groups) {
      const rows = runs.all(key).flatMap((run) => JSON.parse(String(run['rows'])) as Run['rows']);
      yield { rank, place, rows: rows.map(([line, cells]) => ({ line, cells, ordinal: 1 })) };
    }
  }

  /** Notes the number that a row has in its register. */
  addSerial(within: string, number: number): void {
    this.insert.serial.run(within, number);
  }

  /** The different numbers, by what they are within, in order. */
  serials(): Iterable<{ readonly within: string; readonly number: number }> {
    return this.read('SELECT DISTINCT within, number FROM serial ORDER BY within, number');
  }

  /** @param place of the row within the case. */
  addStep(part: number, subject: string, place: string, row: Row): void {
    this.insert.step.run(part, subject, place, row.line, JSON.stringify(row));
  }

  /** The rows of cases that follow a value: by case, and in each by its order. */
  *steps(): Generator<SpooledStep, void> {
    const steps = this.read<{ part: number; subject: string; row: string }>(
      'SELECT part, subject, row FROM step ORDER BY part, subject, place, line',
    );
    for (const { part, subject, row } of steps) yield { part, subject, row: JSON.parse(row) as Row };
  }

  addEvent({ place, rank, lines, body }: SpooledEvent): void {
    this.insert.event.run(place, rank, this.events++, JSON.stringify(lines), body);
  }

  /**
   * The events up to a place, in order, that were not given yet. None may be added later that comes before it.
   *
   * @param place null for all that are left.
   */
  *eventsBefore(place: string | null): Generator<Pick<SpooledEvent, 'lines' | 'body'>, void> {
    const found = this.database
      .prepare(
        `SELECT lines, body FROM event WHERE place >= ? ${place === null ? '' : 'AND place < ?'} ORDER BY place, rank, sequence`,
      )
      .iterate(this.given, ...(place === null ? [] : [place])) as Iterable<unknown> as Iterable<{
      lines: string;
      body: string;
    }>;
    if (place !== null) this.given = place;
    for (const { lines, body } of found) yield { lines: JSON.parse(lines) as number[], body };
  }

  /** Notes a case that is told of. */
  addSubject(subject: string): void {
    if (subject !== this.lastSubject) this.insert.subject.run(subject);
    this.lastSubject = subject;
  }

  /** Different cases that are told of. */
  countSubjects(): number {
    return this.count('SELECT count(DISTINCT id) AS n FROM subject');
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
      'SELECT line, min(refusal) AS refusal, text FROM reject GROUP BY line ORDER BY line',
    );
    for (const { line, refusal, text } of found)
      yield { line, refusal: JSON.parse(refusal) as Refusal, text: text ?? this.textOf(line) };
  }

  [Symbol.dispose](): void {
    this.database.close();
    rmSync(this.file, { force: true });
  }

  private endRun(): void {
    const { run } = this;
    const [first] = run?.rows ?? [];
    if (run && first)
      this.insert.run.run(first[0], run.key, run.place, JSON.stringify(run.rows), JSON.stringify(run.texts));
    this.run = undefined;
  }

  /** A spooled row as it stands in the file. */
  private textOf(line: number): string | null {
    const run = this.database
      .prepare('SELECT rows, texts FROM run WHERE line <= ? ORDER BY line DESC LIMIT 1')
      .get(line);
    if (!run) return null;
    const place = (JSON.parse(String(run['rows'])) as Run['rows']).findIndex(([at]) => at === line);
    return (JSON.parse(String(run['texts'])) as string[])[place] ?? null;
  }

  private read<T>(query: string): Iterable<T> {
    return this.database.prepare(query).iterate() as Iterable<unknown> as Iterable<T>;
  }

  private count(query: string): number {
    return Number(this.database.prepare(query).get()?.['n']);
  }
}
