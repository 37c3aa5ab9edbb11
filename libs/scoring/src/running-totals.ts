import type { CompiledScheme, Slot } from '#assay/methodology';
import { daysOf, formatPeriod, granularityOf, type PeriodCode, periodContaining } from '#assay/service-record';
import { LRUCache } from 'lru-cache';

import type { ScoreStore, StoredTotals } from './score-store.js';
import type { KnownUnit } from './unit-register.js';

/** What one event changes for one unit and period under one scheme, before anything is added. */
export interface UnitChange {
  readonly scheme: number;
  readonly unit: KnownUnit;
  readonly period: PeriodCode;
  readonly amounts: readonly (readonly [slot: number, difference: number])[];
}

/** A totals row in memory. */
interface Cell {
  readonly scheme: number;
  readonly unit: KnownUnit;
  readonly period: PeriodCode;
  slots: number[];
  position: number;
}

/** Some of a change's amounts with the rows that they count in. */
interface Addition {
  readonly cells: readonly Cell[];
  readonly amounts: UnitChange['amounts'];
}

/** A change with the rows that it counts in, all of them in memory: ready to be added. */
export interface PreparedChange extends UnitChange {
  readonly additions: readonly Addition[];
}

/** A company's sum outgrew what can be added exactly. */
export class TotalsOverflowError extends Error {
  override readonly name = 'TotalsOverflowError';
  constructor(
    /** Key of the company. */
    readonly company: number,
    message: string,
  ) {
    super(message);
  }
}

/** What one scheme's totals rows are found by in memory: period code (26 bits) and unit key (24 bits) in one exact number. */
const cellKey = (period: PeriodCode, unit: number): number => period * 2 ** 24 + unit;

/**
 * The totals that pages of events change: read together when a page begins, written through to the store when it ends,
 * kept in memory while they are hot. One change counts, for its unit and every unit above it, in the year and the month of
 * its day, or in the very period of a reported figure.
 */
export class RunningTotals {
  private readonly hot: LRUCache<number, Cell>[];
  /** Cells of the page at hand that are not yet read from the store. */
  private missing: Cell[] = [];
  /** Cells of the page at hand that have changed. */
  private readonly changed = new Set<Cell>();
  /** Cells of the page at hand: they stay in memory until it ends, whatever the cache forgets. */
  private readonly page: Map<number, Cell>[];

  constructor(
    private readonly store: ScoreStore,
    private readonly schemes: readonly CompiledScheme[],
    maxRows: number,
  ) {
    const max = Math.ceil(maxRows / schemes.length);
    this.hot = schemes.map(() => new LRUCache<number, Cell>({ max }));
    this.page = schemes.map(() => new Map<number, Cell>());
  }

  /** Finds the rows that a change counts in. Call {@link fetch} before adding it. */
  prepare(change: UnitChange): PreparedChange {
    const { scheme, unit, period, amounts } = change;
    const slots = this.schemes[scheme]?.slots ?? [];
    const isDated = ([slot]: readonly [number, number]): boolean =>
      slots[slot]?.attribution !== 'span' && granularityOf(period) === 'day';
    const additions: Addition[] = amounts.every(isDated)
      ? [{ cells: this.cells(scheme, yearAndMonth(period), unit), amounts }]
      : [
          { cells: this.cells(scheme, [period], unit), amounts: amounts.filter((amount) => !isDated(amount)) },
          { cells: this.cells(scheme, yearAndMonth(period), unit), amounts: amounts.filter(isDated) },
        ];
    return { ...change, additions };
  }

  /** Reads the rows that are not in memory, all at once. */
  async fetch(): Promise<void> {
    if (this.missing.length === 0) return;
    const missing = this.missing;
    this.missing = [];
    const rows = await this.store.totalsRows(
      missing.map(({ scheme, unit, period }) => ({ scheme, level: unit.level, period, unit: unit.key })),
    );
    missing.forEach((cell, index) => {
      const stored = rows[index];
      if (stored) cell.slots = [...stored];
    });
  }

  /**
   * Adds what one event changes: all of it or, when a sum would leave ±(2^53 − 1), nothing.
   * @returns the error that says which company's sum it was.
   */
  add(changes: readonly PreparedChange[], position: number): TotalsOverflowError | null {
    let done = 0;
    for (const change of changes) {
      for (const { cells, amounts } of change.additions) {
        for (const cell of cells) {
          for (const [slot, amount] of amounts) {
            const sum = (cell.slots[slot] ?? 0) + amount;
            if (!Number.isSafeInteger(sum)) {
              undo(changes, done);
              return this.overflow(cell, slot);
            }
            cell.slots[slot] = sum;
            done += 1;
          }
          cell.position = position;
          this.changed.add(cell);
        }
      }
    }
    return null;
  }

  /** Ends the page: the rows that it changed, ready to be committed. */
  takeChanges(): StoredTotals[] {
    const rows = [...this.changed].map(({ scheme, unit, period, slots, position }) => ({
      scheme,
      level: unit.level,
      period,
      unit: unit.key,
      slots,
      position,
    }));
    this.changed.clear();
    for (const cells of this.page) cells.clear();
    return rows;
  }

  private cells(scheme: number, periods: readonly PeriodCode[], unit: KnownUnit): Cell[] {
    const cells: Cell[] = [];
    for (const period of periods) for (const above of unit.lineage) cells.push(this.cell(scheme, period, above));
    return cells;
  }

  private cell(scheme: number, period: PeriodCode, unit: KnownUnit): Cell {
    const key = cellKey(period, unit.key);
    const page = this.page[scheme];
    const hot = this.hot[scheme];
    let cell = page?.get(key);
    if (cell) return cell;
    cell = hot?.get(key);
    if (!cell) {
      const slots = new Array<number>(this.schemes[scheme]?.slots.length ?? 0).fill(0);
      cell = { scheme, unit, period, slots, position: 0 };
      this.missing.push(cell);
      hot?.set(key, cell);
    }
    page?.set(key, cell);
    return cell;
  }

  private overflow({ scheme, unit, period }: Cell, slot: number): TotalsOverflowError {
    const { id = '', slots = [], measureIds = [] } = this.schemes[scheme] ?? {};
    const place: Slot | undefined = slots[slot];
    const measure = measureIds[place?.measure ?? -1] ?? '';
    return new TotalsOverflowError(
      unit.company,
      `The ${place?.side ?? 'sum'} of ${id}/${measure} for ${unit.path} in ${formatPeriod(period)} would leave ±(2^53 − 1) and could no longer be added exactly.`,
    );
  }
}

/** Takes the first `count` amounts back again, in the order in which they were added. */
function undo(changes: readonly PreparedChange[], count: number): void {
  let left = count;
  for (const { additions } of changes) {
    for (const { cells, amounts } of additions) {
      for (const cell of cells) {
        for (const [slot, amount] of amounts) {
          if (left === 0) return;
          cell.slots[slot] = (cell.slots[slot] ?? 0) - amount;
          left -= 1;
        }
      }
    }
  }
}

const calendar = new Map<PeriodCode, readonly PeriodCode[]>();

/** The year and the month of a day. Remembered: a ledger's days are few (a century has 36,525) and come again and again. */
function yearAndMonth(day: PeriodCode): readonly PeriodCode[] {
  let parts = calendar.get(day);
  if (!parts) {
    const [first] = daysOf(day);
    parts = [periodContaining('year', first), periodContaining('month', first)];
    calendar.set(day, parts);
  }
  return parts;
}
