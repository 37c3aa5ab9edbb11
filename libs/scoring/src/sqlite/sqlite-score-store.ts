import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

import {
  CheckpointConflictError,
  type ClockRow,
  type Movement,
  type ScoreChanges,
  type ScoreSource,
  type ScoreStore,
  sourceDifference,
  type StoredTotals,
} from '../score-store.js';
import { SCHEMA, SCORES_FILE } from './schema.js';
import { levelKey, SqliteScoreView } from './sqlite-score-view.js';

export interface SqliteScoreStoreOptions {
  readonly source: ScoreSource;
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
    'unit' | 'totals' | 'movement' | 'clock' | 'factType' | 'fact' | 'origin' | 'parked',
    StatementSync
  >;
  private readonly moveCheckpoint: StatementSync;

  private constructor(
    private readonly connection: DatabaseSync,
    readonly source: ScoreSource,
  ) {
    super(connection);
    this.insert = {
      unit: connection.prepare(
        'INSERT INTO unit (key, path, level, company, name, licensed_at, insurer_type, past) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT (key) DO UPDATE SET name = excluded.name, licensed_at = excluded.licensed_at, ' +
          'insurer_type = excluded.insurer_type, past = excluded.past',
      ),
      totals: connection.prepare(
        'INSERT INTO totals (scheme, level, period, unit, slots, position) VALUES (?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT (scheme, level, period, unit) DO UPDATE SET slots = excluded.slots, position = excluded.position',
      ),
      movement: connection.prepare(
        'INSERT INTO movement (scheme, company, period, position, unit, amounts) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      clock: connection.prepare(
        'INSERT INTO clock (scheme, company, promise, subject, position, unit, started_at, at_risk_from, ends_at, met_at) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ),
      factType: connection.prepare('INSERT INTO fact_type (key, name) VALUES (?, ?)'),
      fact: connection.prepare('INSERT INTO fact (position, type, company, unit, occurred_at) VALUES (?, ?, ?, ?, ?)'),
      origin: connection.prepare(
        'INSERT INTO origin (company, source, first, last, events, simulated, first_simulated) VALUES (?, ?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT (company, source) DO UPDATE SET last = excluded.last, events = events + excluded.events, ' +
          'simulated = simulated + excluded.simulated, first_simulated = coalesce(first_simulated, excluded.first_simulated)',
      ),
      parked: connection.prepare('INSERT INTO parked (company, since, reason) VALUES (?, ?, ?)'),
    };
    this.moveCheckpoint = connection.prepare(
      'UPDATE checkpoint SET position = ?, recorded_at = ?, count = ? WHERE position = ?',
    );
  }

  /** Opens `scores.db` in a folder, making folder and file where missing, and anew where it was built from another source. */
  static open(folder: string, { source, onDiscard }: SqliteScoreStoreOptions): SqliteScoreStore {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, SCORES_FILE);
    const problem = unfitness(file, source);
    if (problem !== null) {
      onDiscard?.(`${file} was built from ${problem}. It is discarded and built anew from the log.`);
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    }
    const connection = connect(file);
    setUp(connection, source);
    const store = new SqliteScoreStore(connection, source);
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

  close(): Promise<void> {
    if (this.connection.isOpen) this.connection.close();
    return Promise.resolve();
  }

  private write(changes: ScoreChanges): void {
    const { follows, checkpoint, units, totals, movements, clocks, facts, origins, parked } = changes;
    const { position, recordedAt, count } = checkpoint;
    if (this.moveCheckpoint.run(position, recordedAt, count, follows).changes !== 1)
      throw new CheckpointConflictError(follows);
    for (const unit of units) {
      const { key, path, level, company, name, licensedAt, insurerType, past } = unit;
      this.insert.unit.run(key, path, levelKey(level), company, name, licensedAt, insurerType, past);
    }
    for (const row of totalsInKeyOrder(totals)) {
      const slots = JSON.stringify(row.slots);
      this.insert.totals.run(row.scheme, levelKey(row.level), row.period, row.unit, slots, row.position);
    }
    for (const movement of movementsInKeyOrder(movements)) {
      const { scheme, company, period, unit, amounts } = movement;
      this.insert.movement.run(scheme, company, period, movement.position, unit, JSON.stringify(amounts.flat()));
    }
    for (const row of clocksInKeyOrder(clocks)) {
      const { startedAt = null, atRiskFrom = null, endsAt = null, metAt = null } = row.clock ?? {};
      const key = [row.scheme, row.company, row.promise, row.case, row.position] as const;
      this.insert.clock.run(...key, row.unit, startedAt, atRiskFrom, endsAt, metAt);
    }
    for (const fact of facts) {
      this.insert.fact.run(fact.position, this.typeKey(fact.type), fact.company, fact.unit, fact.occurredAt);
    }
    for (const { company, source, first, last, events, simulated, firstSimulated } of origins)
      this.insert.origin.run(company, source, first, last, events, simulated, firstSimulated);
    for (const { company, since, reason } of parked) this.insert.parked.run(company, since, reason);
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

/** Neighbours in the B-tree one after another: a page of events touches each of its leaves once. */
function totalsInKeyOrder(totals: readonly StoredTotals[]): StoredTotals[] {
  return totals.toSorted(
    (a, b) => a.scheme - b.scheme || levelKey(a.level) - levelKey(b.level) || a.period - b.period || a.unit - b.unit,
  );
}

function movementsInKeyOrder(movements: readonly Movement[]): Movement[] {
  return movements.toSorted(
    (a, b) =>
      a.scheme - b.scheme || a.company - b.company || a.period - b.period || a.position - b.position || a.unit - b.unit,
  );
}

function clocksInKeyOrder(clocks: readonly ClockRow[]): ClockRow[] {
  return clocks.toSorted(
    (a, b) =>
      a.scheme - b.scheme ||
      a.company - b.company ||
      a.promise - b.promise ||
      (a.case < b.case ? -1 : a.case > b.case ? 1 : a.position - b.position),
  );
}

function connect(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: 5_000 });
  connection.exec(
    'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ' +
      'PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY',
  );
  return connection;
}

/** What the file was built from, as a clause, when that is not `source`; null when it fits or is new. */
function unfitness(file: string, source: ScoreSource): string | null {
  const connection = new DatabaseSync(file, { timeout: 5_000 });
  try {
    const isEmpty = connection.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
    if (isEmpty) return null;
    const found = new SqliteScoreView(connection).readSource();
    if (found === null) return 'something else than scores';
    return JSON.stringify(found) === JSON.stringify(source) ? null : sourceDifference(found, source);
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

function setUp(connection: DatabaseSync, source: ScoreSource): void {
  connection.exec('BEGIN IMMEDIATE');
  const isEmpty = connection.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if (isEmpty) {
    connection.exec(SCHEMA);
    connection.prepare('INSERT INTO source (only_row, source) VALUES (1, ?)').run(JSON.stringify(source));
  }
  connection.exec('COMMIT');
}
