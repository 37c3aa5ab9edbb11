import type { SQLInputValue } from 'node:sqlite';

import { companyOf, UNIT_LEVELS, type UnitLevel } from '#assay/service-record';

import {
  comparePlaces,
  type ClockRow,
  type ClocksQuery,
  type FactsQuery,
  type Movement,
  type MovementsQuery,
  type OriginRow,
  type ParkedCompany,
  type ScoreCheckpoint,
  type ScoreView,
  type TotalsKey,
  type TotalsQuery,
  type TotalsRow,
  type UnitRow,
} from '../score-store.js';
import { readSlots, slotsOf } from './amounts-text.js';
import { lastVersions } from './packed-clocks.js';
import { type PackedMovement, partOf, unpackMovements } from './packed-movements.js';
import type { Row, Statements } from './statements.js';

/** Levels are stored by their rank, so that companies come first. */
export const levelKey = (level: UnitLevel): number => LEVEL_KEYS[level];
const LEVEL_KEYS = Object.fromEntries(UNIT_LEVELS.map((level, key) => [level, key])) as Readonly<
  Record<UnitLevel, number>
>;

export function levelOf(key: number): UnitLevel {
  const level = UNIT_LEVELS[key];
  if (!level) throw new RangeError(`The store has a level ${key}, which no unit has.`);
  return level;
}

/** All that is known now, over one connection. */
export class SqliteScoreView implements ScoreView {
  constructor(
    protected readonly rows: Statements,
    /** Nothing at a later position is told. */
    protected readonly upTo = Number.MAX_SAFE_INTEGER,
  ) {}

  checkpoint(): Promise<ScoreCheckpoint> {
    const [row] = this.rows.all('SELECT position, recorded_at, count FROM checkpoint');
    const [position, recordedAt, count] = row as [number, number | null, number];
    return Promise.resolve({ position, recordedAt, count });
  }

  totals({ scheme, level, periods }: TotalsQuery): Promise<TotalsRow[]> {
    const sql = 'SELECT unit, amounts FROM totals WHERE scheme = ? AND level = ? AND period = ?';
    return Promise.resolve(
      periods.flatMap((period) =>
        this.rows
          .all(sql, scheme, levelKey(level), period)
          .map(([unit, amounts]) => ({ period, unit: unit as number, slots: readSlots(amounts as string) })),
      ),
    );
  }

  /**
   * One text for all units of a level and period costs half of what a row for each would. They come in it in the order in which
   * SQLite reads them, which is that of the key.
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, SQLite answers at once
  async *allTotals(schemes?: readonly number[]): AsyncGenerator<readonly (TotalsRow & TotalsKey)[]> {
    const stretches = schemes?.map((scheme) => [scheme, scheme] as const) ?? [[0, Number.MAX_SAFE_INTEGER] as const];
    const sql =
      "SELECT scheme, level, period, '[' || group_concat(unit || ',' || amounts) || ']' FROM totals " +
      'WHERE scheme >= ? AND scheme <= ? GROUP BY scheme, level, period ORDER BY scheme, level, period';
    for (const stretch of stretches)
      for (const group of this.rows.each(sql, ...stretch)) yield totalsRows(group as TotalsGroup);
  }

  /** Part by part, as far as they are asked for. */
  movements({ scheme, company, fromPeriod, toPeriod, after, limit }: MovementsQuery): Promise<Movement[]> {
    const from = Math.max(fromPeriod, after?.period ?? 0);
    const isAsked = (movement: PackedMovement): boolean =>
      movement.period >= from && movement.period <= toPeriod && (!after || comparePlaces(movement, after) > 0);
    const found: Movement[] = [];
    for (const part of this.movementParts(scheme, company, partOf(from), partOf(toPeriod))) {
      for (const movement of part.filter(isAsked).sort(comparePlaces)) found.push({ ...movement, scheme, company });
      if (limit !== undefined && found.length >= limit) return Promise.resolve(found.slice(0, limit));
    }
    return Promise.resolve(found);
  }

  /** In order of periods; each part in no order. */
  private *movementParts(scheme: number, company: number, from: number, to: number): Generator<PackedMovement[]> {
    let part: number | undefined;
    let movements: PackedMovement[] = [];
    const sql =
      'SELECT part, movements FROM movement WHERE scheme = ? AND company = ? AND part >= ? AND part <= ? ORDER BY part';
    for (const [next, packed] of this.rows.each(sql, scheme, company, from, to)) {
      if (part !== undefined && next !== part) {
        yield movements;
        movements = [];
      }
      part = next as number;
      for (const movement of unpackMovements(packed as Uint8Array, this.upTo)) movements.push(movement);
    }
    yield movements;
  }

  clocks({ scheme, company }: ClocksQuery): Promise<ClockRow[]> {
    const parts = this.rows
      .all('SELECT clocks FROM clock WHERE company = ?', company)
      .map(([packed]) => packed as Uint8Array);
    return Promise.resolve(lastVersions(parts, scheme, this.upTo).map((clock) => ({ ...clock, company })));
  }

  unitByPath(path: string): Promise<UnitRow | undefined> {
    const [row] = this.rows.all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE path = ?`, path);
    return Promise.resolve(row ? unitRow(row) : undefined);
  }

  units(level?: UnitLevel): Promise<UnitRow[]> {
    const rows =
      level === undefined
        ? this.rows.all(`SELECT ${UNIT_COLUMNS} FROM unit ORDER BY key`)
        : this.rows.all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE level = ? ORDER BY key`, levelKey(level));
    return Promise.resolve(rows.map(unitRow));
  }

  unitsWithPast(): Promise<UnitRow[]> {
    return Promise.resolve(
      this.rows.all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE past IS NOT NULL ORDER BY key`).map(unitRow),
    );
  }

  subtree(path: string): Promise<UnitRow[]> {
    return Promise.resolve(
      this.rows
        .all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE ${IN_SUBTREE} ORDER BY key`, ...subtreeBounds(path))
        .map(unitRow),
    );
  }

  /** Walks the index of the company, or all facts, in order of position; other terms are checked on the way. */
  async facts(query: FactsQuery): Promise<number[]> {
    const conditions = ['position <= ?'];
    const values: SQLInputValue[] = [this.upTo];
    const where = (condition: string, ...bound: SQLInputValue[]): void => {
      conditions.push(condition);
      values.push(...bound);
    };
    if (query.unit !== undefined) {
      const company = await this.unitByPath(companyOf(query.unit));
      if (!company) return [];
      where('company = ?', company.key);
      if (query.unit !== company.path)
        where(`unit IN (SELECT key FROM unit WHERE ${IN_SUBTREE})`, ...subtreeBounds(query.unit));
    }
    if (query.types !== undefined)
      where(
        'type IN (SELECT fact_type.key FROM fact_type JOIN json_each(?) ON name = value)',
        JSON.stringify(query.types),
      );
    if (query.since !== undefined) where('occurred_at >= ?', query.since);
    if (query.until !== undefined) where('occurred_at <= ?', query.until);
    const [after, direction] = query.order === 'newest-first' ? ['position < ?', 'DESC'] : ['position > ?', 'ASC'];
    if (query.after !== undefined) where(after, query.after);
    return this.rows
      .all(
        `SELECT position FROM fact WHERE ${conditions.join(' AND ')} ORDER BY position ${direction} LIMIT ?`,
        ...values,
        query.limit,
      )
      .map(([position]) => position as number);
  }

  origins(): Promise<OriginRow[]> {
    const sql = 'SELECT company, source, first, first_simulated FROM origin WHERE first <= ? ORDER BY company, source';
    return Promise.resolve(
      this.rows.all(sql, this.upTo).map(([company, source, first, firstSimulated]) => ({
        company: company as number,
        source: source as string,
        first: first as number,
        firstSimulated:
          firstSimulated !== null && (firstSimulated as number) <= this.upTo ? (firstSimulated as number) : null,
      })),
    );
  }

  parked(): Promise<ParkedCompany[]> {
    const sql = 'SELECT company, since, reason FROM parked WHERE since <= ? ORDER BY company';
    return Promise.resolve(
      this.rows.all(sql, this.upTo).map(([company, since, reason]) => ({
        company: company as number,
        since: since as number,
        reason: reason as string,
      })),
    );
  }
}

export const UNIT_COLUMNS = 'key, path, level, company, name, licensed_at, insurer_type, past, since, described_at';

type TotalsGroup = readonly [scheme: number, level: number, period: number, rows: string];

function totalsRows([scheme, levelKey, period, text]: TotalsGroup): (TotalsRow & TotalsKey)[] {
  const level = levelOf(levelKey);
  const flat = JSON.parse(text) as (number | number[])[];
  const rows: (TotalsRow & TotalsKey)[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2)
    rows.push({ scheme, level, period, unit: flat[at] as number, slots: slotsOf(flat[at + 1] as number[]) });
  return rows;
}

/** `0` follows `/` in every collation that compares bytes, so these bounds hold all paths that begin with `path/`. */
const IN_SUBTREE = '(path = ? OR (path >= ? AND path < ?))';
const subtreeBounds = (path: string): [string, string, string] => [path, `${path}/`, `${path}0`];

export function unitRow(row: Row): UnitRow {
  const [key, path, level, company, name, licensedAt, insurerType, past, since, describedAt] = row as [
    number,
    string,
    number,
    number,
    string,
    number | null,
    string | null,
    string | null,
    number,
    number,
  ];
  return { key, path, level: levelOf(level), company, name, licensedAt, insurerType, past, since, describedAt };
}
