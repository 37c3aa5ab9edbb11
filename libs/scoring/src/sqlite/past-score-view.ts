import type { Slot } from '#assay/methodology';
import { type PeriodCode, UNIT_LEVELS, type UnitLevel } from '#assay/service-record';

import {
  type ScoreCheckpoint,
  type TotalsKey,
  totalsPeriods,
  type TotalsQuery,
  type TotalsRow,
  type UnitRow,
} from '../score-store.js';
import { readSlots } from './amounts-text.js';
import { readMovements } from './packed-movements.js';
import { levelKey, levelOf, SqliteScoreView, UNIT_COLUMNS, unitRow } from './sqlite-score-view.js';
import type { Statements } from './statements.js';

export interface PastMoment {
  /** The last position that is known, and the last one that the store has taken in. */
  readonly position: number;
  readonly reached: number;
  readonly frameSize: number;
  /** By scheme: how its slots count. */
  readonly slots: readonly (readonly Slot[])[];
}

type Described = Pick<UnitRow, 'name' | 'licensedAt' | 'insurerType' | 'past' | 'describedAt'>;

/**
 * What was known when an event at some position was the last one: call by call what a store tells that was fed so many
 * events and no more.
 *
 * A company's totals are those at the end of the frame before, or as they are now where nothing has changed since, and the
 * movements of the frame up to the position. Totals of other units are added up from movements: from the beginning, or back
 * from now, whichever is nearer.
 */
export class PastScoreView extends SqliteScoreView {
  private formerUnits: ReadonlyMap<number, Described> | undefined;

  constructor(
    rows: Statements,
    private readonly moment: PastMoment,
  ) {
    super(rows, moment.position);
  }

  override checkpoint(): Promise<ScoreCheckpoint> {
    const [row] = this.rows.all(
      'SELECT position, recorded_at FROM fact WHERE position <= ? ORDER BY position DESC LIMIT 1',
      this.upTo,
    );
    if (!row) return Promise.resolve({ position: this.upTo, recordedAt: null, count: 0 });
    // Positions have no holes, so that they count events.
    return Promise.resolve({ position: this.upTo, recordedAt: row[1] as number, count: this.upTo });
  }

  override totals(query: TotalsQuery): Promise<TotalsRow[]> {
    return Promise.resolve(query.level === 'company' ? this.ofCompanies(query) : this.ofUnits(query));
  }

  /** Companies' rows as boards read them; those of all other units added up from movements. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, SQLite answers at once
  override async *allTotals(): AsyncGenerator<readonly (TotalsRow & TotalsKey)[]> {
    const levels = new Map<number, UnitLevel>();
    for (const [key, level] of this.rows.all('SELECT key, level FROM unit WHERE since <= ?', this.upTo))
      levels.set(key as number, levelOf(level as number));
    const [company] = UNIT_LEVELS;
    for (const scheme of this.moment.slots.keys()) {
      const periods = this.rows
        .all('SELECT DISTINCT period FROM totals WHERE scheme = ? AND level = ?', scheme, levelKey(company))
        .map(([period]) => period as number);
      for (const rows of byPeriod(this.ofCompanies({ scheme, level: company, periods })))
        yield rows.map((row) => ({ scheme, level: company, ...row }));
      const sums = new Sums(this.slotsOf(scheme));
      this.movementsOf(scheme, 0, this.upTo, (_, unit, period, slot, amount) => {
        if (levels.get(unit) !== company) sums.add(unit, period, slot, amount);
      });
      const byLevel = Map.groupBy(sums.rows(), ({ unit }) => levels.get(unit));
      for (const level of UNIT_LEVELS.slice(1))
        for (const rows of byPeriod(byLevel.get(level) ?? [])) yield rows.map((row) => ({ scheme, level, ...row }));
    }
  }

  override async unitByPath(path: string): Promise<UnitRow | undefined> {
    const unit = await super.unitByPath(path);
    return unit && this.asKnown([unit])[0];
  }

  override async units(level?: UnitLevel): Promise<UnitRow[]> {
    return this.asKnown(await super.units(level));
  }

  override unitsWithPast(): Promise<UnitRow[]> {
    const former = [...this.former()].flatMap(([key, { past }]) => (past === null ? [] : [key]));
    const rows = this.rows.all(
      // With OR it would read all units.
      `SELECT ${UNIT_COLUMNS} FROM unit WHERE past IS NOT NULL UNION ` +
        `SELECT ${UNIT_COLUMNS} FROM unit WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key`,
      JSON.stringify(former),
    );
    return Promise.resolve(this.asKnown(rows.map(unitRow)).filter(({ past }) => past !== null));
  }

  override async subtree(path: string): Promise<UnitRow[]> {
    return this.asKnown(await super.subtree(path));
  }

  private ofCompanies({ scheme, periods }: TotalsQuery): TotalsRow[] {
    const { position, frameSize } = this.moment;
    const complete = Math.floor(position / frameSize);
    const sql =
      'SELECT unit, position > ?1, CASE WHEN position <= ?1 THEN amounts ELSE (SELECT past_totals.amounts FROM past_totals ' +
      'WHERE past_totals.scheme = ?2 AND past_totals.period = ?3 AND past_totals.company = totals.unit AND frame < ?4 ' +
      'ORDER BY frame DESC LIMIT 1) END FROM totals WHERE scheme = ?2 AND level = ?5 AND period = ?3';
    const rows: PastRow[] = [];
    const changed = new Map<PeriodCode, Map<number, PastRow>>();
    for (const period of periods) {
      const changedIn = new Map<number, PastRow>();
      for (const [company, isChanged, amounts] of this.rows.all(
        sql,
        position,
        scheme,
        period,
        complete,
        levelKey('company'),
      )) {
        const slots = amounts === null ? undefined : readSlots(amounts as string);
        const row = { period, unit: company as number, slots };
        rows.push(row);
        if (isChanged === 1) changedIn.set(row.unit, row);
      }
      if (changedIn.size > 0) changed.set(period, changedIn);
    }
    if (changed.size > 0) {
      const slots = this.slotsOf(scheme);
      this.movementsOf(scheme, complete * frameSize, position, (_, unit, day, slot, amount) => {
        const place = slots[slot];
        for (const period of place ? totalsPeriods(place, day) : []) {
          const row = changed.get(period)?.get(this.rows.companyOf(unit));
          if (!row) continue;
          row.slots ??= [];
          while (row.slots.length < slot) row.slots.push(0);
          row.slots[slot] = (row.slots[slot] ?? 0) + amount;
        }
      });
    }
    return rows.filter(isTold);
  }

  private ofUnits({ scheme, level, periods }: TotalsQuery): TotalsRow[] {
    const { position, reached } = this.moment;
    const isWanted = new Set(
      this.rows.all('SELECT key FROM unit WHERE level = ?', levelKey(level)).map(([key]) => key as number),
    );
    const wanted = new Set(periods);
    const sums = new Sums(this.slotsOf(scheme), wanted);
    const isNearStart = position < reached - position;
    if (isNearStart) {
      this.movementsOf(scheme, 0, position, (_, unit, period, slot, amount) => {
        if (isWanted.has(unit)) sums.add(unit, period, slot, amount);
      });
      return sums.rows();
    }
    const sql = 'SELECT unit, amounts FROM totals WHERE scheme = ? AND level = ? AND period = ?';
    for (const period of periods)
      for (const [unit, amounts] of this.rows.all(sql, scheme, levelKey(level), period))
        sums.begin(unit as number, period, readSlots(amounts as string));
    this.movementsOf(scheme, position, reached, (_, unit, period, slot, amount) => {
      if (isWanted.has(unit)) sums.add(unit, period, slot, -amount);
    });
    return sums.rows();
  }

  /** Visits the amounts of a scheme's movements after a position, up to another. */
  private movementsOf(scheme: number, after: number, upTo: number, visit: Parameters<typeof readMovements>[1]): void {
    if (upTo <= after) return;
    // The part that holds the last position may begin before it and end after it.
    const sql =
      'SELECT movements FROM journal WHERE scheme = ?1 AND last > ?2 AND last <= ' +
      '(SELECT coalesce(min(last), ?3) FROM journal WHERE scheme = ?1 AND last >= ?3) ORDER BY last';
    const ifAfter: typeof visit = (position, ...amount) => {
      if (position > after) visit(position, ...amount);
    };
    for (const [packed] of this.rows.each(sql, scheme, after, upTo)) readMovements(packed as Uint8Array, ifAfter, upTo);
  }

  private slotsOf(scheme: number): readonly Slot[] {
    return this.moment.slots[scheme] ?? [];
  }

  /** Leaves out units that nobody had mentioned yet, and tells of the others what was known then. */
  private asKnown(units: readonly UnitRow[]): UnitRow[] {
    const former = this.former();
    return units
      .filter(({ since }) => since <= this.upTo)
      .map((unit) => {
        const then = former.get(unit.key);
        return then ? { ...unit, ...then } : unit;
      });
  }

  private former(): ReadonlyMap<number, Described> {
    this.formerUnits ??= new Map(
      this.rows
        .all(
          'SELECT key, name, licensed_at, insurer_type, past, from_position FROM former_unit WHERE from_position <= ? AND until_position > ?',
          this.upTo,
          this.upTo,
        )
        .map(([key, name, licensedAt, insurerType, past, describedAt]) => [
          key as number,
          {
            name: name as string,
            licensedAt: licensedAt as number | null,
            insurerType: insurerType as string | null,
            past: past as string | null,
            describedAt: describedAt as number,
          },
        ]),
    );
    return this.formerUnits;
  }
}

interface PastRow {
  readonly period: PeriodCode;
  readonly unit: number;
  /** Undefined while nothing was told that counts in it. */
  slots: number[] | undefined;
}

const isTold = (row: PastRow): row is PastRow & TotalsRow => row.slots !== undefined;

/** In the order of their keys. */
const byPeriod = (rows: readonly TotalsRow[]): Iterable<readonly TotalsRow[]> =>
  Map.groupBy(
    rows.toSorted((a, b) => a.period - b.period || a.unit - b.unit),
    ({ period }) => period,
  ).values();

/** Totals rows in the making. */
class Sums {
  private readonly cells = new Map<number, { unit: number; period: PeriodCode; slots: number[] }>();

  constructor(
    private readonly slots: readonly Slot[],
    /** Absent: all periods. */
    private readonly wanted?: ReadonlySet<PeriodCode>,
  ) {}

  begin(unit: number, period: PeriodCode, slots: number[]): void {
    this.cells.set(cellKey(unit, period), { unit, period, slots });
  }

  add(unit: number, day: PeriodCode, slot: number, amount: number): void {
    const place = this.slots[slot];
    for (const period of place ? totalsPeriods(place, day) : []) {
      if (this.wanted?.has(period) === false) continue;
      const key = cellKey(unit, period);
      let cell = this.cells.get(key);
      if (!cell) this.cells.set(key, (cell = { unit, period, slots: [] }));
      while (cell.slots.length < slot) cell.slots.push(0);
      cell.slots[slot] = (cell.slots[slot] ?? 0) + amount;
    }
  }

  rows(): TotalsRow[] {
    return [...this.cells.values()];
  }
}

/** Period codes have 26 bits, keys of units 24: together one exact number. */
const cellKey = (unit: number, period: PeriodCode): number => period * 2 ** 24 + unit;
