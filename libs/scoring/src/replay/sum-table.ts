import { ExactRangeError } from '#assay/methodology';

import { grown, type SharedNumbers, sharedNumbers } from './shared-numbers.js';
import { NO_ROW } from './sum-rows.js';

/** What a table consists of, as plain numbers that other threads can read. There is room at their ends. */
export interface SumColumns {
  /** Cells are numbered from 1 on: 0 says that there is none. */
  cells: number;
  /** By row: its first cell. */
  firsts: SharedNumbers;
  /** The cells, {@link CELL} words each: the two of a double, its sum; its slot; the next cell of the same row. */
  words: SharedNumbers;
}

/** A cell lies in one place, so that memory is asked for it once. */
const CELL = 4;
const [SLOT, NEXT] = [2, 3];
const FIRST_ROOM = 64;

/**
 * One scheme's sums by row and slot. Most slots never occur in most rows, so a row is no block with a number for every slot
 * but a chain of the cells that occur, in order of slot. All of it lies outside the garbage collector's sight. Binary doubles
 * hold every integer up to 2^53 − 1; a sum that would go beyond is refused, so what is here is exact.
 */
export class SumTable {
  private sums: Float64Array<SharedArrayBuffer>;
  /** Where something was last added: amounts of one row come one after another, in order of slot. */
  private lastRow = NO_ROW;
  private lastCell = 0;

  /** @param columns what another table was, which is no longer used: they are added to. */
  constructor(
    readonly columns: SumColumns = {
      cells: 0,
      firsts: sharedNumbers(FIRST_ROOM),
      words: sharedNumbers(CELL * FIRST_ROOM),
    },
  ) {
    this.sums = doubles(columns.words);
  }

  /** @throws ExactRangeError when the sum leaves ±(2^53 − 1); it stays what it was then. */
  add(row: number, slot: number, amount: number): void {
    if (this.lastRow !== row) {
      this.lastRow = row;
      this.lastCell = 0;
    }
    const cell = this.cell(row, slot);
    const sum = (this.sums[2 * cell] ?? 0) + amount;
    if (!Number.isSafeInteger(sum)) throw new ExactRangeError('A sum leaves ±(2^53 − 1) and is no longer exact.');
    this.sums[2 * cell] = sum;
  }

  isZero(row: number): boolean {
    const { sums } = this;
    const { words } = this.columns;
    for (let cell = this.first(row); cell !== 0; cell = words[CELL * cell + NEXT] ?? 0)
      if (sums[2 * cell] !== 0) return false;
    return true;
  }

  /** Whether a row's sums are these integers by slot, where those at the end may be left out that are 0. */
  isEqual(row: number, found: readonly number[]): boolean {
    const { sums } = this;
    const { words } = this.columns;
    let slot = 0;
    for (let cell = this.first(row); cell !== 0; cell = words[CELL * cell + NEXT] ?? 0) {
      for (const next = words[CELL * cell + SLOT] ?? 0; slot < next; slot++) if ((found[slot] ?? 0) !== 0) return false;
      if ((found[slot++] ?? 0) !== sums[2 * cell]) return false;
    }
    for (; slot < found.length; slot++) if (found[slot] !== 0) return false;
    return true;
  }

  /** Adds the sums of a row of another table, or of this one. @throws ExactRangeError as `add` does, with those before it added */
  addRow(row: number, other: SumTable, otherRow: number): void {
    const { sums } = other;
    const { words } = other.columns;
    for (let cell = other.first(otherRow); cell !== 0; cell = words[CELL * cell + NEXT] ?? 0)
      this.add(row, words[CELL * cell + SLOT] ?? 0, sums[2 * cell] ?? 0);
  }

  /** A row's sums by slot, up to the last that ever occurred. */
  slotsOf(row: number): number[] {
    const { sums } = this;
    const { words } = this.columns;
    const found: number[] = [];
    for (let cell = this.first(row); cell !== 0; cell = words[CELL * cell + NEXT] ?? 0) {
      while (found.length < (words[CELL * cell + SLOT] ?? 0)) found.push(0);
      found.push(sums[2 * cell] ?? 0);
    }
    return found;
  }

  private first(row: number): number {
    return row === NO_ROW ? 0 : (this.columns.firsts[row] ?? 0);
  }

  /** The cell of a row and slot, which is made where there is none. */
  private cell(row: number, slot: number): number {
    const { words } = this.columns;
    let before = this.lastCell !== 0 && (words[CELL * this.lastCell + SLOT] ?? 0) <= slot ? this.lastCell : 0;
    let cell = before === 0 ? this.first(row) : before;
    for (; cell !== 0 && (words[CELL * cell + SLOT] ?? 0) <= slot; cell = words[CELL * cell + NEXT] ?? 0) before = cell;
    if (before !== 0 && words[CELL * before + SLOT] === slot) cell = before;
    else cell = this.newCell(row, before, cell, slot);
    return (this.lastCell = cell);
  }

  private newCell(row: number, before: number, after: number, slot: number): number {
    const { columns } = this;
    const cell = (columns.cells += 1);
    if (CELL * cell === columns.words.length) {
      columns.words = grown(columns.words, CELL * withRoom(cell));
      this.sums = doubles(columns.words);
    }
    columns.words[CELL * cell + SLOT] = slot;
    columns.words[CELL * cell + NEXT] = after;
    if (before !== 0) columns.words[CELL * before + NEXT] = cell;
    else {
      if (row >= columns.firsts.length) columns.firsts = grown(columns.firsts, withRoom(row));
      columns.firsts[row] = cell;
    }
    return cell;
  }
}

const doubles = ({ buffer, length }: SharedNumbers): Float64Array<SharedArrayBuffer> =>
  new Float64Array(buffer, 0, length / 2);

/** How many there may be once there are so many. */
const withRoom = (count: number): number => count + FIRST_ROOM + Math.floor(count / 4);
