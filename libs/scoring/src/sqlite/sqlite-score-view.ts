import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import { companyOf, UNIT_LEVELS, type UnitLevel } from '#assay/service-record';

import type {
  ClockRow,
  ClocksQuery,
  FactsQuery,
  Movement,
  MovementsQuery,
  OriginRow,
  ParkedCompany,
  ScoreCheckpoint,
  ScoreSource,
  ScoreView,
  StoredTotals,
  TotalsKey,
  TotalsQuery,
  TotalsRow,
  UnitRow,
} from '../score-store.js';

type Row = readonly (number | string | null)[];

/** Levels are stored by their rank, so that companies come first. */
export const levelKey = (level: UnitLevel): number => LEVEL_KEYS[level];
const LEVEL_KEYS = Object.fromEntries(UNIT_LEVELS.map((level, key) => [level, key])) as Readonly<
  Record<UnitLevel, number>
>;

function levelOf(key: number): UnitLevel {
  const level = UNIT_LEVELS[key];
  if (!level) throw new RangeError(`The store has a level ${key}, which no unit has.`);
  return level;
}

/** The reading half of a SQLite score store, over one connection. Rows come as arrays: half the cost of objects. */
export class SqliteScoreView implements ScoreView {
  private readonly statements = new Map<string, StatementSync>();

  constructor(private readonly database: DatabaseSync) {}

  /** Null when the file was never set up. */
  readSource(): ScoreSource | null {
    const isSetUp = this.all("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'source'").length > 0;
    if (!isSetUp) return null;
    const [row] = this.all('SELECT source FROM source');
    return row ? (JSON.parse(row[0] as string) as ScoreSource) : null;
  }

  checkpoint(): Promise<ScoreCheckpoint> {
    const [row] = this.all('SELECT position, recorded_at, count FROM checkpoint');
    const [position, recordedAt, count] = row as [number, number | null, number];
    return Promise.resolve({ position, recordedAt, count });
  }

  totals({ scheme, level, periods }: TotalsQuery): Promise<TotalsRow[]> {
    const sql = 'SELECT period, unit, slots, position FROM totals WHERE scheme = ? AND level = ? AND period = ?';
    const rows = periods.flatMap((period) => this.all(sql, scheme, levelKey(level), period));
    return Promise.resolve(
      rows.map(([period, unit, slots, position]) => ({
        period: period as number,
        unit: unit as number,
        slots: JSON.parse(slots as string) as number[],
        position: position as number,
      })),
    );
  }

  totalsRows(keys: readonly TotalsKey[]): Promise<(readonly number[] | undefined)[]> {
    const sql = 'SELECT slots FROM totals WHERE scheme = ? AND level = ? AND period = ? AND unit = ?';
    return Promise.resolve(
      keys.map(({ scheme, level, period, unit }) => {
        const [row] = this.all(sql, scheme, levelKey(level), period, unit);
        return row ? (JSON.parse(row[0] as string) as number[]) : undefined;
      }),
    );
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, SQLite answers at once
  async *allTotals(): AsyncGenerator<StoredTotals> {
    const statement = this.database.prepare(
      'SELECT scheme, level, period, unit, slots, position FROM totals ORDER BY scheme, level, period, unit',
    );
    statement.setReturnArrays(true);
    for (const row of statement.iterate() as unknown as Iterable<Row>) {
      const [scheme, level, period, unit, slots, position] = row as [number, number, number, number, string, number];
      yield {
        scheme,
        level: levelOf(level),
        period,
        unit,
        slots: JSON.parse(slots) as number[],
        position,
      };
    }
  }

  movements(query: MovementsQuery): Promise<Movement[]> {
    const conditions = ['scheme = ?', 'company = ?', 'period >= ?', 'period <= ?'];
    const values: SQLInputValue[] = [query.scheme, query.company, query.fromPeriod, query.toPeriod];
    if (query.after) {
      conditions.push('(period, position, unit) > (?, ?, ?)');
      values.push(query.after.period, query.after.position, query.after.unit);
    }
    if (query.upTo !== undefined) {
      conditions.push('position <= ?');
      values.push(query.upTo);
    }
    const rows = this.all(
      `SELECT period, position, unit, amounts FROM movement WHERE ${conditions.join(' AND ')} ` +
        'ORDER BY period, position, unit LIMIT ?',
      ...values,
      query.limit ?? -1,
    );
    return Promise.resolve(
      rows.map(([period, position, unit, amounts]) => ({
        scheme: query.scheme,
        company: query.company,
        period: period as number,
        position: position as number,
        unit: unit as number,
        amounts: pairs(JSON.parse(amounts as string) as number[]),
      })),
    );
  }

  /** The last version of each, which SQLite gives for a bare column beside one max(). */
  clocks({ scheme, company, upTo }: ClocksQuery): Promise<ClockRow[]> {
    const rows = this.all(
      'SELECT promise, subject, max(position), unit, started_at, at_risk_from, ends_at, met_at FROM clock ' +
        'WHERE scheme = ? AND company = ? AND position <= ? GROUP BY promise, subject ORDER BY promise, subject',
      scheme,
      company,
      upTo ?? Number.MAX_SAFE_INTEGER,
    );
    return Promise.resolve(
      rows.map(([promise, subject, position, unit, startedAt, atRiskFrom, endsAt, metAt]) => ({
        scheme,
        company,
        promise: promise as number,
        case: subject as string,
        position: position as number,
        unit: unit as number,
        clock:
          typeof startedAt === 'number' && typeof endsAt === 'number'
            ? { startedAt, atRiskFrom: atRiskFrom as number | null, endsAt, metAt: metAt as number | null }
            : null,
      })),
    );
  }

  unitByPath(path: string): Promise<UnitRow | undefined> {
    const [row] = this.all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE path = ?`, path);
    return Promise.resolve(row ? unitRow(row) : undefined);
  }

  units(level?: UnitLevel): Promise<UnitRow[]> {
    const rows =
      level === undefined
        ? this.all(`SELECT ${UNIT_COLUMNS} FROM unit ORDER BY key`)
        : this.all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE level = ? ORDER BY key`, levelKey(level));
    return Promise.resolve(rows.map(unitRow));
  }

  unitsWithPast(): Promise<UnitRow[]> {
    return Promise.resolve(
      this.all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE past IS NOT NULL ORDER BY key`).map(unitRow),
    );
  }

  subtree(path: string): Promise<UnitRow[]> {
    return Promise.resolve(
      this.all(`SELECT ${UNIT_COLUMNS} FROM unit WHERE ${IN_SUBTREE} ORDER BY key`, ...subtreeBounds(path)).map(
        unitRow,
      ),
    );
  }

  /** Walks the index of the company, or all facts, in order of position; other terms are checked on the way. */
  async facts(query: FactsQuery): Promise<number[]> {
    const conditions: string[] = [];
    const values: SQLInputValue[] = [];
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
    const restriction = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    return this.all(
      `SELECT position FROM fact ${restriction} ORDER BY position ${direction} LIMIT ?`,
      ...values,
      query.limit,
    ).map(([position]) => position as number);
  }

  origins(): Promise<OriginRow[]> {
    const sql =
      'SELECT company, source, first, last, events, simulated, first_simulated FROM origin ORDER BY company, source';
    return Promise.resolve(
      this.all(sql).map(([company, source, first, last, events, simulated, firstSimulated]) => ({
        company: company as number,
        source: source as string,
        first: first as number,
        last: last as number,
        events: events as number,
        simulated: simulated as number,
        firstSimulated: firstSimulated as number | null,
      })),
    );
  }

  parked(): Promise<ParkedCompany[]> {
    return Promise.resolve(
      this.all('SELECT company, since, reason FROM parked ORDER BY company').map(([company, since, reason]) => ({
        company: company as number,
        since: since as number,
        reason: reason as string,
      })),
    );
  }

  private all(sql: string, ...values: SQLInputValue[]): Row[] {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      statement.setReturnArrays(true);
      this.statements.set(sql, statement);
    }
    return statement.all(...values) as unknown as Row[];
  }
}

const UNIT_COLUMNS = 'key, path, level, company, name, licensed_at, insurer_type, past';

/** `0` follows `/` in every collation that compares bytes, so these bounds hold all paths that begin with `path/`. */
const IN_SUBTREE = '(path = ? OR (path >= ? AND path < ?))';
const subtreeBounds = (path: string): [string, string, string] => [path, `${path}/`, `${path}0`];

function unitRow(row: Row): UnitRow {
  const [key, path, level, company, name, licensedAt, insurerType, past] = row as [
    number,
    string,
    number,
    number,
    string,
    number | null,
    string | null,
    string | null,
  ];
  return { key, path, level: levelOf(level), company, name, licensedAt, insurerType, past };
}

function pairs(flat: readonly number[]): [number, number][] {
  const result: [number, number][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) result.push([flat[index] ?? 0, flat[index + 1] ?? 0]);
  return result;
}
