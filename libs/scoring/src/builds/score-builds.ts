import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { BuildComparison } from './compare-builds.js';

/** `live`: what is read · `candidate`: in the making · `previous`: what was live before, kept to be rolled back to. */
export type BuildRole = 'live' | 'previous' | 'candidate';

/**
 * How far a candidate is. `building`: taking in the log · `comparing`: with the live one · `ready`: it may go live ·
 * `different`: it is not equal to the live one, and goes live only when a person says so.
 */
export type BuildStage = 'building' | 'comparing' | 'ready' | 'different';

/** Why a build was begun: the ledger's first · on demand · the live one was built from something else · to go back. */
export type BuildReason = 'first' | 'asked' | 'source' | 'roll-back';

/** One build of the scores, as the register knows it. */
export interface ScoreBuild {
  readonly number: number;
  readonly role: BuildRole;
  readonly stage: BuildStage;
  readonly reason: BuildReason;
  /** A sentence: why it was begun. */
  readonly why: string;
  /** Head of the log when it was begun. */
  readonly target: number;
  /** It waits for a person's word before it goes live. */
  readonly isHeld: boolean;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly liveSince: number | null;
  readonly comparison: BuildComparison | null;
}

export type RebuildCommand =
  | { readonly kind: 'start'; readonly hold: boolean }
  | { readonly kind: 'go-live' | 'abort' | 'roll-back' }
  /** Takes parked companies in again: those of the given paths, or all. */
  | { readonly kind: 'companies'; readonly companies: readonly string[] };

/** What became of a command: done, or refused with a sentence. */
export interface RebuildAnswer {
  readonly ok: boolean;
  /** The build that it is about. */
  readonly build: number | null;
  /** Of companies that were taken in again: where each is parked all the same. */
  readonly companies?: readonly CompanyAgain[];
  readonly sentence: string;
}

/** A company that was taken in again. */
export interface CompanyAgain {
  readonly unit: string;
  /** Position of the event that cannot be taken in; null when all could. */
  readonly parkedSince: number | null;
  readonly reason: string | null;
}

/** How far a request is that takes a while, in events. */
export interface RebuildProgress {
  readonly position: number;
  readonly head: number;
}

const FOLDER = 'scores';
const REGISTER = 'builds.db';
/** Scores of before there were builds. */
const EARLIER = ['scores.db', 'scores.db-wal', 'scores.db-shm'];
/** Answered requests that are kept for whoever asked. */
const KEPT_REQUESTS = 20;

/** A commit is one small page, rarely: a rollback journal keeps it to one file, and FULL makes the pointer durable. */
const LAYOUT = `
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = FULL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS build (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    role TEXT NOT NULL UNIQUE CHECK (role IN ('live', 'previous', 'candidate')),
    stage TEXT NOT NULL CHECK (stage IN ('building', 'comparing', 'ready', 'different')),
    reason TEXT NOT NULL CHECK (reason IN ('first', 'asked', 'source', 'roll-back')),
    why TEXT NOT NULL,
    target INTEGER NOT NULL,
    is_held INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    live_since INTEGER,
    comparison TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    command TEXT NOT NULL,
    answer TEXT,
    progress TEXT,
    touched_at INTEGER NOT NULL
  ) STRICT;
  COMMIT;
`;

/**
 * The register of the builds of a ledger's scores, `scores/builds.db`; each build lies in a folder of its own beside it,
 * `scores/<number>/`. It says which build is live: a reader looks here before it reads, and going live is one transaction.
 * What people ask of the processors stands here too, so that another process than theirs can ask it.
 */
export class ScoreBuilds {
  private constructor(
    private readonly folder: string,
    private readonly register: DatabaseSync,
  ) {}

  /** Opens the register of a ledger's folder, and makes it where there is none. */
  static open(ledgerFolder: string): ScoreBuilds {
    const folder = join(ledgerFolder, FOLDER);
    mkdirSync(folder, { recursive: true });
    const register = new DatabaseSync(join(folder, REGISTER), { timeout: 5_000 });
    register.exec(LAYOUT);
    return new ScoreBuilds(folder, register);
  }

  static exists(ledgerFolder: string): boolean {
    return existsSync(join(ledgerFolder, FOLDER, REGISTER));
  }

  /** Changes whenever another connection changed the register. */
  get edition(): number {
    return this.register.prepare('PRAGMA data_version').get()?.['data_version'] as number;
  }

  /** Where the files of a build lie. */
  folderOf(number: number): string {
    return join(this.folder, String(number));
  }

  /** A folder for what is made aside and deleted again. */
  get aside(): string {
    return join(this.folder, 'aside');
  }

  /** Whether a build has any files. */
  hasFiles(number: number): boolean {
    return existsSync(this.folderOf(number));
  }

  all(): ScoreBuild[] {
    return this.register.prepare('SELECT * FROM build ORDER BY number').all().map(buildOf);
  }

  inRole(role: BuildRole): ScoreBuild | undefined {
    const row = this.register.prepare('SELECT * FROM build WHERE role = ?').get(role);
    return row && buildOf(row);
  }

  /** Registers a candidate; its files are made by whoever opens its folder. There must be none yet. */
  begin(build: Pick<ScoreBuild, 'reason' | 'why' | 'target' | 'isHeld'>): ScoreBuild {
    this.register
      .prepare(
        "INSERT INTO build (role, stage, reason, why, target, is_held, started_at) VALUES ('candidate', 'building', ?, ?, ?, ?, ?)",
      )
      .run(build.reason, build.why, build.target, Number(build.isHeld), Date.now());
    return this.inRole('candidate') as ScoreBuild;
  }

  /** The build that was live before becomes the candidate, to be brought up to date and to go live again. */
  beginRollBack(target: number): ScoreBuild {
    this.register
      .prepare(
        "UPDATE build SET role = 'candidate', stage = 'building', reason = 'roll-back', why = ?, target = ?, is_held = 0, " +
          "started_at = ?, comparison = NULL WHERE role = 'previous'",
      )
      .run('The build that was live before is to be live again.', target, Date.now());
    return this.inRole('candidate') as ScoreBuild;
  }

  /** Writes down how far a candidate is. */
  note(number: number, stage: BuildStage, comparison?: BuildComparison): void {
    this.register
      .prepare('UPDATE build SET stage = ?, comparison = coalesce(?, comparison) WHERE number = ?')
      .run(stage, comparison ? JSON.stringify(comparison) : null, number);
  }

  /** A held candidate, or one that is different, may go live. */
  release(number: number): void {
    this.register
      .prepare("UPDATE build SET is_held = 0, stage = iif(stage = 'different', 'ready', stage) WHERE number = ?")
      .run(number);
  }

  /** The one step in which a candidate becomes what is read; the build before it is kept, an older one goes. */
  goLive(number: number): void {
    this.transaction(() => {
      this.register.exec(
        "DELETE FROM build WHERE role = 'previous'; UPDATE build SET role = 'previous' WHERE role = 'live'",
      );
      this.register
        .prepare("UPDATE build SET role = 'live', live_since = ? WHERE number = ? AND role = 'candidate'")
        .run(Date.now(), number);
    });
    this.sweep();
  }

  /** Takes a candidate back: one that was live before is again what it was, another one is deleted. Its store must be closed. */
  abandon({ number, reason }: ScoreBuild): void {
    if (reason === 'roll-back') {
      this.register.prepare("UPDATE build SET role = 'previous', stage = 'ready' WHERE number = ?").run(number);
      return;
    }
    this.register.prepare('DELETE FROM build WHERE number = ?').run(number);
    this.sweep();
  }

  /** Deletes the files of builds that are no longer registered: what a kill may have left behind, too. */
  sweep(): void {
    const known = new Set(this.all().map(({ number }) => String(number)));
    for (const name of readdirSync(this.folder)) {
      if (/^\d+$/.test(name) && !known.has(name)) rmSync(this.folderOf(Number(name)), { recursive: true, force: true });
    }
    rmSync(this.aside, { recursive: true, force: true });
    for (const name of EARLIER) rmSync(join(this.folder, '..', name), { force: true });
  }

  /** Leaves a request for whoever keeps the scores. @returns its id */
  ask(command: RebuildCommand): number {
    const { lastInsertRowid } = this.register
      .prepare('INSERT INTO request (command, touched_at) VALUES (?, ?)')
      .run(JSON.stringify(command), Date.now());
    return Number(lastInsertRowid);
  }

  /** The oldest request that nobody has answered. */
  nextRequest(): { readonly id: number; readonly command: RebuildCommand } | undefined {
    const row = this.register.prepare('SELECT id, command FROM request WHERE answer IS NULL ORDER BY id LIMIT 1').get();
    return row && { id: row['id'] as number, command: JSON.parse(row['command'] as string) as RebuildCommand };
  }

  answer(id: number, answer: RebuildAnswer): void {
    this.transaction(() => {
      this.register.prepare('UPDATE request SET answer = ? WHERE id = ?').run(JSON.stringify(answer), id);
      this.register.prepare('DELETE FROM request WHERE answer IS NOT NULL AND id <= ?').run(id - KEPT_REQUESTS);
    });
  }

  /** A request is being carried out, and is so far. */
  touch(id: number, progress: RebuildProgress | null): void {
    this.register
      .prepare('UPDATE request SET touched_at = ?, progress = ? WHERE id = ?')
      .run(Date.now(), progress && JSON.stringify(progress), id);
  }

  /** What became of a request, or how far it is. */
  request(id: number): {
    readonly answer: RebuildAnswer | null;
    readonly progress: RebuildProgress | null;
    /** When it was left, or last worked on: ms since the epoch. */
    readonly touchedAt: number;
  } {
    const row = this.register.prepare('SELECT answer, progress, touched_at FROM request WHERE id = ?').get(id);
    const { answer = null, progress = null, touched_at: touchedAt = 0 } = row ?? {};
    return {
      answer: answer === null ? null : (JSON.parse(answer as string) as RebuildAnswer),
      progress: progress === null ? null : (JSON.parse(progress as string) as RebuildProgress),
      touchedAt: touchedAt as number,
    };
  }

  /** Takes back a request that nobody has answered. */
  withdraw(id: number): void {
    this.register.prepare('DELETE FROM request WHERE id = ? AND answer IS NULL').run(id);
  }

  close(): void {
    if (this.register.isOpen) this.register.close();
  }

  private transaction(work: () => void): void {
    this.register.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.register.exec('COMMIT');
    } catch (error) {
      if (this.register.isTransaction) this.register.exec('ROLLBACK');
      throw error;
    }
  }
}

function buildOf(row: Record<string, unknown>): ScoreBuild {
  return {
    number: row['number'] as number,
    role: row['role'] as BuildRole,
    stage: row['stage'] as BuildStage,
    reason: row['reason'] as BuildReason,
    why: row['why'] as string,
    target: row['target'] as number,
    isHeld: row['is_held'] === 1,
    startedAt: row['started_at'] as number,
    liveSince: row['live_since'] as number | null,
    comparison: row['comparison'] === null ? null : (JSON.parse(row['comparison'] as string) as BuildComparison),
  };
}
