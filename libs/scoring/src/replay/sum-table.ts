import { ExactRangeError } from '#assay/methodology';
import type { PeriodCode } from '#assay/service-record';

/**
 * What a table consists of, as plain arrays that another thread can be given whole. There is room at their ends.
 *
 * Rows are numbered in order of first mention, cells from 1 on: 0 says that there is none.
 */
export interface SumColumns {
  rows: number;
  cells: number;
  /** By row: its unit, its period, its first cell. */
  units: Uint32Array<ArrayBuffer>;
  periods: Uint32Array<ArrayBuffer>;
  firsts: Uint32Array<ArrayBuffer>;
  /** By cell: its slot, its sum, the next cell of the same row. */
  slots: Uint16Array<ArrayBuffer>;
  sums: Float64Array<ArrayBuffer>;
  nexts: Uint32Array<ArrayBuffer>;
}

/** What can be moved to another thread instead of copied. */
export const buffersOf = ({ units, periods, firsts, slots, sums, nexts }: SumColumns): ArrayBuffer[] =>
  [units, periods, firsts, slots, sums, nexts].map(({ buffer }) => buffer);

const FIRST_ROOM = 64;

/** A row that is not there: all its sums are 0. */
export const NO_ROW = -1;

/**
 * One scheme's sums by unit, period and slot. Most slots never occur for most units and months, so a row is no block with a
 * number for every slot but a chain of the cells that occur, in order of slot. All of it lies in a few arrays outside the
 * garbage collector's sight. Binary doubles hold every integer up to 2^53 − 1; a sum that would go beyond is refused, so what
 * is here is exact.
 */
export class SumTable {
  /** Rows by a hash of unit and period, counted from 1, in the first free place from there on; 0 is free. */
  private places: Uint32Array;
  /** Where something was last added: amounts of one row come one after another, in order of slot. */
  private lastRow = NO_ROW;
  private lastCell = 0;

  constructor(private readonly columns: SumColumns = noColumns()) {
    this.places = this.placed(2 * columns.units.length);
  }

  get rows(): number {
    return this.columns.rows;
  }

  unitOf(row: number): number {
    return this.columns.units[row] ?? 0;
  }

  periodOf(row: number): PeriodCode {
    return this.columns.periods[row] ?? 0;
  }

  /** @throws ExactRangeError when the sum leaves ±(2^53 − 1); it stays what it was then. */
  add(unit: number, period: PeriodCode, slot: number, amount: number): void {
    const { columns } = this;
    if (this.lastRow === NO_ROW || columns.units[this.lastRow] !== unit || columns.periods[this.lastRow] !== period) {
      const row = this.find(unit, period);
      this.lastRow = row === NO_ROW ? this.newRow(unit, period) : row;
      this.lastCell = 0;
    }
    const cell = this.cell(this.lastRow, slot);
    const sum = (columns.sums[cell] ?? 0) + amount;
    if (!Number.isSafeInteger(sum)) throw new ExactRangeError('A sum leaves ±(2^53 − 1) and is no longer exact.');
    columns.sums[cell] = sum;
  }

  /** The row of a unit and period; {@link NO_ROW} when nothing was ever added to it. */
  find(unit: number, period: PeriodCode): number {
    return (this.places[this.placeOf(unit, period)] ?? 0) - 1;
  }

  isZero(row: number): boolean {
    const { firsts, sums, nexts } = this.columns;
    for (let cell = firsts[row] ?? 0; cell !== 0; cell = nexts[cell] ?? 0) if (sums[cell] !== 0) return false;
    return true;
  }

  /** Whether a row's sums are these integers by slot, where those at the end may be left out that are 0. */
  isEqual(row: number, found: readonly number[]): boolean {
    const { firsts, slots, sums, nexts } = this.columns;
    let slot = 0;
    for (let cell = firsts[row] ?? 0; cell !== 0; cell = nexts[cell] ?? 0) {
      for (const next = slots[cell] ?? 0; slot < next; slot++) if ((found[slot] ?? 0) !== 0) return false;
      if ((found[slot++] ?? 0) !== sums[cell]) return false;
    }
    for (; slot < found.length; slot++) if (found[slot] !== 0) return false;
    return true;
  }

  visit(row: number, visitCell: (slot: number, sum: number) => void): void {
    const { firsts, slots, sums, nexts } = this.columns;
    for (let cell = firsts[row] ?? 0; cell !== 0; cell = nexts[cell] ?? 0) visitCell(slots[cell] ?? 0, sums[cell] ?? 0);
  }

  /** A row's sums by slot, up to the last that ever occurred. */
  slotsOf(row: number): number[] {
    const found: number[] = [];
    this.visit(row, (slot, sum) => {
      while (found.length < slot) found.push(0);
      found.push(sum);
    });
    return found;
  }

  /** Gives its rows away: it is empty then. */
  take(): SumColumns {
    const taken = { ...this.columns };
    Object.assign(this.columns, noColumns());
    this.places = this.placed(2 * FIRST_ROOM);
    this.lastRow = NO_ROW;
    return taken;
  }

  /** The cell of a row and slot, which is made where there is none. */
  private cell(row: number, slot: number): number {
    const { firsts, slots, nexts } = this.columns;
    let before = this.lastCell !== 0 && (slots[this.lastCell] ?? 0) <= slot ? this.lastCell : 0;
    let cell = before === 0 ? (firsts[row] ?? 0) : before;
    for (; cell !== 0 && (slots[cell] ?? 0) <= slot; cell = nexts[cell] ?? 0) before = cell;
    if (before !== 0 && slots[before] === slot) cell = before;
    else cell = this.newCell(row, before, cell, slot);
    return (this.lastCell = cell);
  }

  private newCell(row: number, before: number, after: number, slot: number): number {
    const { columns } = this;
    const cell = (columns.cells += 1);
    if (cell === columns.slots.length) {
      columns.slots = withRoom(columns.slots, new Uint16Array(2 * cell));
      columns.sums = withRoom(columns.sums, new Float64Array(2 * cell));
      columns.nexts = withRoom(columns.nexts, new Uint32Array(2 * cell));
    }
    columns.slots[cell] = slot;
    columns.nexts[cell] = after;
    if (before === 0) columns.firsts[row] = cell;
    else columns.nexts[before] = cell;
    return cell;
  }

  private newRow(unit: number, period: PeriodCode): number {
    const { columns } = this;
    const row = columns.rows;
    if (row === columns.units.length) {
      columns.units = withRoom(columns.units, new Uint32Array(2 * row));
      columns.periods = withRoom(columns.periods, new Uint32Array(2 * row));
      columns.firsts = withRoom(columns.firsts, new Uint32Array(2 * row));
      this.places = this.placed(4 * row);
    }
    columns.units[row] = unit;
    columns.periods[row] = period;
    columns.rows = row + 1;
    this.places[this.placeOf(unit, period)] = row + 1;
    return row;
  }

  /** All rows in so many places, a power of two and at least twice as many as the rows may become. */
  private placed(count: number): Uint32Array {
    this.places = new Uint32Array(count);
    const { rows, units, periods } = this.columns;
    for (let row = 0; row < rows; row++) this.places[this.placeOf(units[row] ?? 0, periods[row] ?? 0)] = row + 1;
    return this.places;
  }

  /** Where a row stands, or is to stand. */
  private placeOf(unit: number, period: PeriodCode): number {
    const { places } = this;
    const { units, periods } = this.columns;
    // A product's highest bits depend on all bits of its factors; there are as many of them as places have bits.
    const hash = Math.imul(Math.imul(period, 0x9e3779b1) ^ unit, 0x85ebca6b);
    let place = hash >>> (Math.clz32(places.length) + 1);
    for (;;) {
      const row = (places[place] ?? 0) - 1;
      if (row === NO_ROW || (units[row] === unit && periods[row] === period)) return place;
      place = (place + 1) & (places.length - 1);
    }
  }
}

const noColumns = (): SumColumns => ({
  rows: 0,
  cells: 0,
  units: new Uint32Array(FIRST_ROOM),
  periods: new Uint32Array(FIRST_ROOM),
  firsts: new Uint32Array(FIRST_ROOM),
  slots: new Uint16Array(FIRST_ROOM),
  sums: new Float64Array(FIRST_ROOM),
  nexts: new Uint32Array(FIRST_ROOM),
});

function withRoom<T extends Uint16Array | Uint32Array | Float64Array>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}
