import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

import {
  CheckpointConflictError,
  type ClockPart,
  type FilledRows,
  isGrownFrom,
  type Movement,
  type OrderedMovements,
  type PastTotals,
  type ScoreChanges,
  type ScoreSource,
  type ScoreStore,
  sourceDifference,
  type StoredTotals,
  type TotalsKey,
  type TotalsOf,
} from '../score-store.js';
import { readSlots, slotsText } from './amounts-text.js';
import { transplantCompany } from './company-transplant.js';
import { clockParts } from './packed-clocks.js';
import {
  columnParts,
  type MovementPart,
  movementParts,
  packColumns,
  packMovements,
  unpackMovements,
} from './packed-movements.js';
import { FRAME_SIZE, SCHEMA, SCORES_FILE } from './schema.js';
import { levelKey, SqliteScoreView, UNIT_COLUMNS } from './sqlite-score-view.js';
import { StagedRows } from './staged-rows.js';
import { readFrameSize, readStoredSource, sourceText } from './stored-source.js';
import { Statements } from './statements.js';

export interface SqliteScoreStoreOptions {
  readonly source: ScoreSource;
  /** Positions in a frame, of a file that is made. */
  readonly frameSize?: number;
  /** Told, with a sentence, before an old file is discarded because it was built from something else. */
  readonly onDiscard?: (reason: string) => void;
}

/**
 * The writer's side of `scores.db`: WAL with `synchronous = NORMAL`. A power cut may take the last commits; their events
 * are in the log, and the checkpoint that went with them says where to begin again.
 */
export class SqliteScoreStore extends SqliteScoreView implements ScoreStore {
  private readonly typeKeysByName = new Map<string, number>();
  private readonly insert: Record<
    | 'unit'
    | 'formerUnit'
    | 'totals'
    | 'pastTotals'
    | 'movement'
    | 'journal'
    | 'clock'
    | 'factType'
    | 'fact'
    | 'origin'
    | 'parked',
    StatementSync
  >;
  private readonly moveCheckpoint: StatementSync;

  private constructor(
    private readonly connection: DatabaseSync,
    readonly source: ScoreSource,
    readonly frameSize: number,
  ) {
    super(new Statements(connection));
    this.insert = {
      unit: connection.prepare(
        `INSERT INTO unit (${UNIT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ` +
          'ON CONFLICT (key) DO UPDATE SET name = excluded.name, licensed_at = excluded.licensed_at, ' +
          'insurer_type = excluded.insurer_type, past = excluded.past, described_at = excluded.described_at',
      ),
      formerUnit: connection.prepare(
        'INSERT INTO former_unit (key, until_position, from_position, name, licensed_at, insurer_type, past) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?)',
      ),
      totals: connection.prepare(
        'INSERT INTO totals (scheme, level, period, unit, amounts, position) VALUES (?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT (scheme, level, period, unit) DO UPDATE SET amounts = excluded.amounts, position = excluded.position',
      ),
      pastTotals: connection.prepare(
        'INSERT INTO past_totals (scheme, period, company, frame, amounts, position) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      journal: connection.prepare('INSERT INTO journal (scheme, last, movements) VALUES (?, ?, ?)'),
      movement: connection.prepare('INSERT INTO movement (scheme, company, part, movements) VALUES (?, ?, ?, ?)'),
      clock: connection.prepare('INSERT INTO clock (company, clocks) VALUES (?, ?)'),
      factType: connection.prepare('INSERT INTO fact_type (key, name) VALUES (?, ?)'),
      fact: connection.prepare(
        'INSERT INTO fact (position, type, company, unit, occurred_at, recorded_at) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      origin: connection.prepare(
        'INSERT INTO origin (company, source, first, first_simulated) VALUES (?, ?, ?, ?) ' +
          'ON CONFLICT (company, source) DO UPDATE SET ' +
          'first_simulated = coalesce(first_simulated, excluded.first_simulated)',
      ),
      parked: connection.prepare('INSERT INTO parked (company, since, reason) VALUES (?, ?, ?)'),
    };
    this.moveCheckpoint = connection.prepare(
      'UPDATE checkpoint SET position = ?, recorded_at = ?, count = ? WHERE position = ?',
    );
  }

  /** Opens `scores.db` in a folder, making folder and file where missing, and anew where it was built from another source. */
  static open(
    folder: string,
    { source, frameSize = FRAME_SIZE, onDiscard }: SqliteScoreStoreOptions,
  ): SqliteScoreStore {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, SCORES_FILE);
    const problem = unfitness(file, source);
    if (problem !== null) {
      onDiscard?.(`${file} was built from ${problem}. It is discarded and built anew from the log.`);
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    }
    const connection = connect(file);
    const store = new SqliteScoreStore(connection, source, setUp(connection, source, frameSize));
    store.readTypes();
    return store;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once; a failure is a rejection like any store's
  async commit(changes: ScoreChanges): Promise<void> {
    this.connection.exec('BEGIN IMMEDIATE');
    try {
      this.write(changes);
      this.connection.exec('COMMIT');
    } catch (error) {
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK');
      // Types that were new in this page, or that another writer has stored meanwhile.
      this.readTypes();
      throw error;
    }
  }

  get unfilled(): readonly number[] {
    const known = readStoredSource(this.rows)?.schemes.length ?? 0;
    return this.source.schemes.map((_, key) => key).slice(known);
  }

  /** Rows come in the order of streams: they are staged, and go into their trees in order of position, stretch by stretch. */
  async fillIn(
    rows: AsyncIterable<FilledRows>,
    derive: TotalsOf,
    companyOf = (unit: number): number => this.rows.companyOf(unit),
  ): Promise<void> {
    this.connection.exec('PRAGMA temp_store = FILE');
    this.connection.exec('BEGIN IMMEDIATE');
    const staged = new StagedRows(this.connection, this.rows);
    const keep = (before: number): void => {
      for (const movements of staged.take(before)) {
        this.keepOrdered(movements, companyOf);
        this.keepTotals(derive(movements));
      }
    };
    try {
      for await (const { movements, clocks, completeBefore } of rows) {
        staged.add(movements);
        for (const part of clocks) this.keepClocks(part);
        if (completeBefore !== undefined) keep(completeBefore);
      }
      keep(Number.MAX_SAFE_INTEGER);
      this.keepTotals(derive(null));
      this.connection.prepare('UPDATE source SET source = ?').run(sourceText(this.source));
      this.connection.exec('COMMIT');
    } catch (error) {
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK');
      throw error;
    } finally {
      staged.close();
      this.connection.exec('PRAGMA temp_store = MEMORY');
    }
  }

  /**
   * Puts what the scores in another folder know of a company in the place of what is known of it here, in one transaction. They must have been
   * fed with all events that concern it, up to the very position of this store, in frames of the same size.
   */
  takeOver(company: string, folder: string): void {
    transplantCompany(this.connection, join(folder, SCORES_FILE), company);
    this.readTypes();
  }

  totalsRows(keys: readonly TotalsKey[]): Promise<(readonly number[] | undefined)[]> {
    const sql = 'SELECT amounts FROM totals WHERE scheme = ? AND level = ? AND period = ? AND unit = ?';
    return Promise.resolve(
      keys.map(({ scheme, level, period, unit }) => {
        const [row] = this.rows.all(sql, scheme, levelKey(level), period, unit);
        return row ? readSlots(row[0] as string) : undefined;
      }),
    );
  }

  hasTotals(ranges: readonly Omit<TotalsKey, 'unit'>[]): Promise<boolean[]> {
    const sql = 'SELECT 1 FROM totals WHERE scheme = ? AND level = ? AND period = ? LIMIT 1';
    return Promise.resolve(
      ranges.map(({ scheme, level, period }) => this.rows.all(sql, scheme, levelKey(level), period).length > 0),
    );
  }

  movementsAfter(after: number): Promise<Movement[]> {
    const movements: Movement[] = [];
    for (const [scheme, packed] of this.rows.all('SELECT scheme, movements FROM journal WHERE last > ?', after)) {
      for (const movement of unpackMovements(packed as Uint8Array)) {
        if (movement.position <= after) continue;
        movements.push({ ...movement, scheme: scheme as number, company: this.rows.companyOf(movement.unit) });
      }
    }
    return Promise.resolve(movements.sort((a, b) => a.position - b.position));
  }

  close(): Promise<void> {
    if (this.connection.isOpen) this.connection.close();
    return Promise.resolve();
  }

  private write(changes: ScoreChanges): void {
    const { follows, checkpoint, units, formerUnits } = changes;
    const { movements, clocks, facts, origins, parked } = changes;
    const { position, recordedAt, count } = checkpoint;
    if (this.moveCheckpoint.run(position, recordedAt, count, follows).changes !== 1)
      throw new CheckpointConflictError(follows);
    for (const unit of units) {
      const { key, path, level, company, name, licensedAt, insurerType, past, since, describedAt } = unit;
      this.insert.unit.run(
        ...[key, path, levelKey(level), company, name],
        ...[licensedAt, insurerType, past, since, describedAt],
      );
    }
    for (const { key, from, until, name, licensedAt, insurerType, past } of formerUnits)
      this.insert.formerUnit.run(key, until, from, name, licensedAt, insurerType, past);
    this.keepTotals(changes);
    for (const part of movementParts(movements)) this.keepMovements(part);
    for (const [scheme, of] of Map.groupBy(movements, ({ scheme }) => scheme))
      this.insert.journal.run(scheme, position, packMovements(of));
    for (const part of clockParts(clocks)) this.keepClocks(part);
    for (const { position, type, company, unit, occurredAt, recordedAt } of facts)
      this.insert.fact.run(position, this.typeKey(type), company, unit, occurredAt, recordedAt);
    for (const { company, source, first, firstSimulated } of origins)
      this.insert.origin.run(company, source, first, firstSimulated);
    for (const { company, since, reason } of parked) this.insert.parked.run(company, since, reason);
  }

  private keepOrdered(movements: OrderedMovements, companyOf: (unit: number) => number): void {
    const { scheme, columns, order } = movements;
    for (const part of columnParts(movements, companyOf)) this.keepMovements(part);
    const last = columns.positionOf(order.at(-1) ?? 0);
    this.insert.journal.run(scheme, last, packColumns(columns, order));
  }

  private keepTotals({ totals, pastTotals }: Pick<ScoreChanges, 'totals' | 'pastTotals'>): void {
    for (const row of totalsInKeyOrder(totals)) this.insert.totals.run(...totalsValues(row));
    for (const row of pastTotalsInKeyOrder(pastTotals)) this.insert.pastTotals.run(...pastTotalsValues(row));
  }

  private keepMovements({ scheme, company, part, movements }: MovementPart): void {
    this.insert.movement.run(scheme, company, part, movements);
  }

  private keepClocks({ company, clocks }: ClockPart): void {
    this.insert.clock.run(company, clocks);
  }

  private typeKey(name: string): number {
    let key = this.typeKeysByName.get(name);
    if (key === undefined) {
      key = this.typeKeysByName.size + 1;
      this.insert.factType.run(key, name);
      this.typeKeysByName.set(name, key);
    }
    return key;
  }

  private readTypes(): void {
    this.typeKeysByName.clear();
    for (const { key, name } of this.connection.prepare('SELECT key, name FROM fact_type ORDER BY key').all())
      this.typeKeysByName.set(name as string, key as number);
  }
}

const totalsValues = ({ scheme, level, period, unit, slots, position }: StoredTotals): SQLInputValue[] => [
  ...[scheme, levelKey(level), period, unit],
  ...[slotsText(slots), position],
];

const pastTotalsValues = ({ scheme, period, unit, frame, slots, position }: PastTotals): SQLInputValue[] => [
  ...[scheme, period, unit, frame],
  ...[slotsText(slots), position],
];

/** Neighbours in the B-tree one after another: a page of events touches each of its leaves once. */
function totalsInKeyOrder(totals: readonly StoredTotals[]): StoredTotals[] {
  return totals.toSorted(
    (a, b) => a.scheme - b.scheme || levelKey(a.level) - levelKey(b.level) || a.period - b.period || a.unit - b.unit,
  );
}

function pastTotalsInKeyOrder(totals: readonly PastTotals[]): readonly PastTotals[] {
  return totals.toSorted((a, b) => a.scheme - b.scheme || a.period - b.period || a.unit - b.unit || a.frame - b.frame);
}

function connect(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: 5_000 });
  connection.exec(
    'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ' +
      'PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY',
  );
  return connection;
}

/** What the scores in a folder were built from, as a clause, when they cannot go on under `source`; null when they can, or there are none. */
export function misfit(folder: string, source: ScoreSource): string | null {
  const file = join(folder, SCORES_FILE);
  return existsSync(file) ? unfitness(file, source) : null;
}

/** What the file was built from, as a clause, when that is not `source`; null when it fits or is new. */
function unfitness(file: string, source: ScoreSource): string | null {
  const connection = new DatabaseSync(file, { timeout: 5_000 });
  try {
    const isEmpty = connection.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
    if (isEmpty) return null;
    const found = readStoredSource(new Statements(connection));
    if (found === null) return 'something else than scores';
    return isGrownFrom(found, source) ? null : sourceDifference(found, source);
  } catch (error) {
    if (isDamage(error)) return 'something else than scores, or is damaged';
    throw error;
  } finally {
    connection.close();
  }
}

/** SQLite's result codes SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamage(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  return errcode === 11 || errcode === 26;
}

/** @returns the size of frames that the file goes by */
function setUp(connection: DatabaseSync, source: ScoreSource, frameSize: number): number {
  connection.exec('BEGIN IMMEDIATE');
  const isEmpty = connection.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if (isEmpty) {
    connection.exec(SCHEMA);
    connection
      .prepare('INSERT INTO source (only_row, source, frame_size) VALUES (1, ?, ?)')
      .run(sourceText(source), frameSize);
  }
  connection.exec('COMMIT');
  return readFrameSize(new Statements(connection));
}
