import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { EventLog, StoredEvent, StreamEvent } from '#assay/event-log';
import { caseKinds } from '#assay/service-record';

import { type BreakingEvent, type CountedEvent, FollowedCases } from '../followed-cases.js';
import { PROJECTION_VERSION } from '../sqlite/schema.js';
import { Statements } from '../sqlite/statements.js';
import { attributesOf, CoursePacker, CourseReader, type KeptTexts, type ReadStep } from './packed-courses.js';

/** Raised when courses that were written before would be read, or made, otherwise. */
const COURSES_VERSION = 1;

const FOLDER = 'scores';
const FILE = 'courses.db';

/** Cases whose first events lie in so many positions are kept together: with one kind of these at a time memory is bounded. */
const STRETCH = 8_192;

/** Events whose steps wait in memory. What a kill takes is read from the log again. */
const WAITING = 8_192;

/** Events read from the log at once, to catch up with it. */
const PAGE = 1_000;
const CASES = 10_000;

/** Texts that are kept once: so many, and none that is longer. */
const MOST_TEXTS = 32_768;
const LONGEST_TEXT = 120;

const LAYOUT = `
  CREATE TABLE source (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), source TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
  CREATE TABLE text (key INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE course (stretch INTEGER NOT NULL, kind TEXT NOT NULL, steps BLOB NOT NULL) STRICT;
  CREATE INDEX course_of_kind ON course (stretch, kind);
  CREATE TABLE unclear (first INTEGER PRIMARY KEY, stream TEXT NOT NULL) STRICT;
`;

/** What can be told of a case, by name and in order. What a type of event makes of it stays as it is for ever: see its fixtures. */
const vocabulary = JSON.stringify(
  [...caseKinds.values()].map(({ kind, facts }) => [kind, attributesOf(kind), facts.map(({ type }) => type)]),
);

const sourceOf = (ledgerId: string): string =>
  JSON.stringify([
    ...[ledgerId, COURSES_VERSION, PROJECTION_VERSION],
    createHash('sha256').update(vocabulary).digest('hex'),
  ]);

/** What is read of the courses of some cases of one kind, in order of position. */
export interface CourseVisitor {
  /** The names of the attributes that are asked for. */
  readonly attributes: ReadonlySet<string>;
  readonly upTo: number;
  /** Attributes are told by what they were: see `CourseReader`. */
  readonly visit: (step: ReadStep & Pick<CourseReader, 'attributes'>) => void;
}

type CourseLog = Pick<EventLog, 'readAll' | 'readStream'>;

/** A case whose course is not known: it is to be read from the log. */
export interface UnclearCase {
  /** Position of its first event. */
  readonly first: number;
  readonly stream: string;
}

/** The courses of cases up to a position, as they are counted. */
export interface ReadCourses {
  /** Cases that are to be read, of those whose first event lies in a stretch. */
  unclearIn(stretch: number): readonly UnclearCase[];
  /** Visits the cases of one kind whose first events lie in a stretch. */
  visit(stretch: number, kind: string, visitor: CourseVisitor): void;
  /** The events of a case up to a position. */
  eventsOf(stream: string, upTo: number): Promise<readonly StreamEvent[]>;
}

/** Courses that somebody keeps. */
export interface KeptCourses {
  /** Those up to a position; null where they do not reach that far, and the log itself is to be read. */
  reaching(upTo: number): Promise<ReadCourses | null>;
}

/** Events that courses may lack: with more of them, reading the log is as fast. */
const MOST_LACKING = 100_000;

/**
 * The courses of all cases, `scores/courses.db`: what each event made of its case, of whatever scheme and build. Scorekeepers
 * tell them as they go, and a scheme that is added is counted from them, with no event read again. They can be deleted: what is
 * not there is made from the log. Of a case that broke nothing can be told; it is named, and left to the log.
 */
export class CaseCourses implements KeptTexts, KeptCourses, ReadCourses {
  private readonly rows: Statements;
  private readonly texts = new Map<string, number>();
  /** By their numbers, from 1 on. */
  private list: string[] = [''];
  private addedFrom = 1;
  /** By stretch and kind. */
  private readonly waiting = new Map<string, Map<number, CoursePacker>>();
  private unclear: UnclearCase[] = [];
  private count = 0;
  /** Up to which position all events are taken in, and how far that is stored. */
  private reached = 0;
  private stored = 0;
  /** Follows the log where no scorekeeper told what its events made. */
  private follower: FollowedCases | null = null;

  private constructor(
    private readonly connection: DatabaseSync,
    private readonly log: CourseLog,
  ) {
    this.rows = new Statements(connection);
    this.recall();
  }

  /** Opens them in a ledger's folder; anew where they were made of another ledger or by another program, or are damaged. */
  static open(ledgerFolder: string, log: CourseLog & Pick<EventLog, 'ledgerId'>): CaseCourses {
    const folder = join(ledgerFolder, FOLDER);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, FILE);
    const known = openedOf(file, sourceOf(log.ledgerId));
    if (known) return new CaseCourses(known, log);
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    const made = new DatabaseSync(file, { timeout: 5_000 });
    made.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
    made.exec(LAYOUT);
    made.prepare('INSERT INTO source VALUES (1, ?, 0)').run(sourceOf(log.ledgerId));
    made.exec('COMMIT');
    return new CaseCourses(made, log);
  }

  /** For whoever only reads what is stored; null where nothing is, or not of this ledger and program. */
  static openReader(ledgerFolder: string, log: CourseLog & Pick<EventLog, 'ledgerId'>): CaseCourses | null {
    const file = join(ledgerFolder, FOLDER, FILE);
    const known = existsSync(file) ? openedOf(file, sourceOf(log.ledgerId), true) : null;
    return known && new CaseCourses(known, log);
  }

  /** All events up to it are taken in. */
  get position(): number {
    return this.reached;
  }

  /** Takes in the next event; one that it has, or that comes after a gap, is passed over. */
  note(event: StoredEvent, taken: CountedEvent | BreakingEvent): void {
    const { position, stream } = event;
    if (position !== this.reached + 1) return;
    const { first } = taken;
    if (!this.isTold(event, taken)) this.unclear.push({ first, stream });
    this.reached = position;
    this.count += 1;
    if (this.count >= WAITING) this.flush();
  }

  /** Reads events from the log up to a position, at most about `most` of them. */
  async catchUp(upTo: number, most = Infinity): Promise<void> {
    const end = Math.min(upTo, this.reached + most);
    while (this.reached < end) {
      const events = await this.log.readAll({ after: this.reached, limit: Math.min(PAGE, end - this.reached) });
      if (events.length === 0) return;
      // Another scorekeeper may end catching up while this one waits.
      const follower = (this.follower ??= new FollowedCases(this.log, [], CASES));
      for (const event of events) this.note(event, follower.takeIn(event) ?? (await follower.readAndTakeIn(event)));
    }
    if (this.reached >= upTo) this.follower = null;
  }

  async reaching(upTo: number): Promise<ReadCourses | null> {
    if (upTo - this.reached > MOST_LACKING) return null;
    await this.catchUp(upTo);
    this.flush();
    // Another process may have stored less.
    return this.reached < upTo ? null : this;
  }

  /** Stores what waits. Where another process has stored more meanwhile, that holds. */
  flush(): void {
    if (this.count === 0) return;
    const { connection } = this;
    connection.exec('BEGIN IMMEDIATE');
    try {
      const moved = connection
        .prepare('UPDATE source SET position = ? WHERE position = ?')
        .run(this.reached, this.stored);
      if (moved.changes === 1) this.store();
      connection.exec('COMMIT');
      if (moved.changes === 1) {
        this.stored = this.reached;
        this.beginAnew();
      } else this.recall();
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      this.recall();
      throw error;
    }
  }

  unclearIn(stretch: number): UnclearCase[] {
    return this.rows
      .all('SELECT first, stream FROM unclear WHERE first >= ? AND first < ?', ...bounds(stretch))
      .map(([first, stream]) => ({ first: first as number, stream: stream as string }));
  }

  visit(stretch: number, kind: string, { attributes, upTo, visit }: CourseVisitor): void {
    // Whoever keeps them may have stored more meanwhile, in texts that are not known here.
    const end = Math.min(upTo, this.stored);
    const names = attributesOf(kind).map(([name]) => (attributes.has(name) ? name : null));
    const wanted = { names, texts: this.list };
    const sql = 'SELECT steps FROM course WHERE stretch = ? AND kind = ? ORDER BY rowid';
    for (const [steps] of this.rows.all(sql, stretch, kind)) {
      const reader = new CourseReader(steps as Uint8Array, wanted);
      while (reader.next(end)) visit(reader);
    }
  }

  async eventsOf(stream: string, upTo: number): Promise<readonly StoredEvent[]> {
    const events = await this.log.readStream(stream);
    return events.filter(({ position }) => position <= upTo);
  }

  keyOf(text: string): number | undefined {
    let key = this.texts.get(text);
    if (key !== undefined || text.length > LONGEST_TEXT || this.texts.size >= MOST_TEXTS) return key;
    this.texts.set(text, (key = this.list.length));
    this.list.push(text);
    return key;
  }

  close(): void {
    if (this.connection.isOpen) this.connection.close();
  }

  /** @returns false for an event by which its case is unclear */
  private isTold(event: StoredEvent, taken: CountedEvent | BreakingEvent): boolean {
    if (taken.broken) return false;
    const { first, before, after } = taken;
    // What came first may have broken it.
    if (before === null && event.position !== first) return false;
    if (!isOfKind(event.stream, after.kind)) return false;
    return this.packer(after.kind, stretchOf(first)).step(first, event, before, after);
  }

  private packer(kind: string, stretch: number): CoursePacker {
    let ofKind = this.waiting.get(kind);
    if (!ofKind) this.waiting.set(kind, (ofKind = new Map<number, CoursePacker>()));
    let packer = ofKind.get(stretch);
    if (!packer) ofKind.set(stretch, (packer = new CoursePacker(attributesOf(kind), this)));
    return packer;
  }

  private store(): void {
    const text = this.connection.prepare('INSERT INTO text (key, text) VALUES (?, ?)');
    for (let key = this.addedFrom; key < this.list.length; key++) text.run(key, this.list[key] ?? '');
    const course = this.connection.prepare('INSERT INTO course (stretch, kind, steps) VALUES (?, ?, ?)');
    for (const [kind, ofKind] of this.waiting) {
      for (const [stretch, packer] of ofKind) {
        const steps = packer.take();
        if (steps.length > 0) course.run(stretch, kind, steps);
        // What nothing was told of lately is done with; the others keep their room.
        else ofKind.delete(stretch);
      }
    }
    const unclear = this.connection.prepare('INSERT OR IGNORE INTO unclear (first, stream) VALUES (?, ?)');
    for (const { first, stream } of this.unclear) unclear.run(first, stream);
  }

  /** Goes on from what is stored. */
  private recall(): void {
    const [row] = this.rows.all('SELECT position FROM source');
    this.reached = this.stored = row?.[0] as number;
    const stored = this.rows.all('SELECT text FROM text ORDER BY key').map(([text]) => text as string);
    this.list = ['', ...stored];
    this.texts.clear();
    for (const [index, text] of stored.entries()) this.texts.set(text, index + 1);
    this.waiting.clear();
    this.beginAnew();
  }

  /** Nothing waits. */
  private beginAnew(): void {
    this.unclear = [];
    this.addedFrom = this.list.length;
    this.count = 0;
  }
}

/** Null where there is none, or one of something else. */
function openedOf(file: string, source: string, readOnly = false): DatabaseSync | null {
  const connection = new DatabaseSync(file, { readOnly, timeout: 5_000 });
  try {
    if (!readOnly) connection.exec('PRAGMA synchronous = NORMAL');
    if (connection.prepare('SELECT source FROM source').get()?.['source'] === source) return connection;
  } catch (error) {
    const { errcode } = error as { readonly errcode?: unknown };
    if (!UNFIT.includes(errcode)) throw error;
  }
  connection.close();
  return null;
}

/** SQLite's result codes SQLITE_ERROR (there is no such table), SQLITE_CORRUPT and SQLITE_NOTADB. */
const UNFIT: readonly unknown[] = [1, 11, 26];

/** The first part of a stream's name is the kind of its case. */
export const kindOf = (stream: string): string => stream.slice(0, stream.indexOf('/'));

const isOfKind = (stream: string, kind: string): boolean =>
  stream.charCodeAt(kind.length) === SLASH && stream.startsWith(kind);

const SLASH = 47;

/** The stretch that a case lies in by the position of its first event, from 0 on. */
export const stretchOf = (first: number): number => Math.floor((first - 1) / STRETCH);
/** The first position of a stretch, and of the next one. */
export const bounds = (stretch: number): [number, number] => [stretch * STRETCH + 1, (stretch + 1) * STRETCH + 1];
