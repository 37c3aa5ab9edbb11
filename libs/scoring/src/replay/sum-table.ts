import { ExactRangeError } from '#assay/methodology';

import { grown, type SharedNumbers, sharedNumbers } from './shared-numbers.js';
import { NO_ROW } from './sum-rows.js';

/** What a table consists of, as plain numbers that other threads can read. There is room at their ends. */
export interface SumColumns {
  /** Sums that occur. */
  cells: number;
  /** Where the next block begins, in doubles. */
  end: number;
  /** By row: where its block begins, in doubles; 0 says that there is none. */
  firsts: SharedNumbers;
  /**
   * The blocks. Each is, in half words, how many sums it holds, for how many it has room, and their slots ascending; then, in doubles,
   * the sums in the same order. No scheme has as many slots as a half word can count.
   */
  words: SharedNumbers;
}

/** In half words from where a block begins. */
const [COUNT, ROOM, SLOTS] = [0, 1, 2];
const FIRST_ROOM = 64;

/** With 2, 6, 14 … sums the half words of a block fill whole doubles. */
const roomAfter = (room: number): number => 2 * room + 2;
const doublesBeforeSums = (room: number): number => (room + SLOTS) >> 2;

/**
 * One scheme's sums by row and slot. Most slots never occur in most rows, so a row holds those that occur, in order of slot, and all
 * of them in one place, so that memory is asked for them once. All of it lies outside the garbage collector's sight. Binary doubles
 * hold every integer up to 2^53 − 1; a sum that would go beyond is refused, so what is here is exact.
 */
export class SumTable {
  private halves: Uint16Array<SharedArrayBuffer>;
  private sums: Float64Array<SharedArrayBuffer>;
  /** By room: the first block that a row has outgrown; the word with which it begins names the next. 0: there is none. */
  private readonly outgrown: number[] = [];
  /** Where something was last added: amounts of one row come one after another, in order of slot. */
  private lastRow = NO_ROW;
  private lastIndex = 0;

  /** @param columns what another table was, which is no longer used: they are added to. */
  constructor(
    readonly columns: SumColumns = {
      cells: 0,
      end: 1,
      firsts: sharedNumbers(FIRST_ROOM),
      words: sharedNumbers(2 * FIRST_ROOM),
    },
  ) {
    this.halves = halvesOf(columns.words);
    this.sums = doublesOf(columns.words);
  }

  /** @throws ExactRangeError when the sum leaves ±(2^53 − 1); it stays what it was then. */
  add(row: number, slot: number, amount: number): void {
    if (this.lastRow !== row) {
      this.lastRow = row;
      this.lastIndex = 0;
    }
    const place = this.place(row, slot);
    const sum = (this.sums[place] ?? 0) + amount;
    if (!Number.isSafeInteger(sum)) throw new ExactRangeError('A sum leaves ±(2^53 − 1) and is no longer exact.');
    this.sums[place] = sum;
  }

  isZero(row: number): boolean {
    const { halves, sums } = this;
    const block = this.first(row);
    const first = this.firstSum(block);
    for (let index = (halves[4 * block + COUNT] ?? 0) - 1; index >= 0; index--)
      if (sums[first + index] !== 0) return false;
    return true;
  }

  /** Whether a row's sums are these integers by slot, where those at the end may be left out that are 0. */
  isEqual(row: number, found: readonly number[]): boolean {
    const { halves, sums } = this;
    const block = this.first(row);
    const first = this.firstSum(block);
    const count = halves[4 * block + COUNT] ?? 0;
    let slot = 0;
    for (let index = 0; index < count; index++) {
      const next = halves[4 * block + SLOTS + index] ?? 0;
      for (; slot < next; slot++) if ((found[slot] ?? 0) !== 0) return false;
      if ((found[slot++] ?? 0) !== sums[first + index]) return false;
    }
    for (; slot < found.length; slot++) if (found[slot] !== 0) return false;
    return true;
  }

  /** Adds the sums of a row of another table, or of this one. @throws ExactRangeError as `add` does, with those before it added */
  addRow(row: number, other: SumTable, otherRow: number): void {
    const { halves, sums } = other;
    const block = other.first(otherRow);
    const first = other.firstSum(block);
    const count = halves[4 * block + COUNT] ?? 0;
    for (let index = 0; index < count; index++)
      this.add(row, halves[4 * block + SLOTS + index] ?? 0, sums[first + index] ?? 0);
  }

  /** A row's sums by slot, up to the last that ever occurred. */
  slotsOf(row: number): number[] {
    const { halves, sums } = this;
    const block = this.first(row);
    const first = this.firstSum(block);
    const count = halves[4 * block + COUNT] ?? 0;
    const found: number[] = [];
    for (let index = 0; index < count; index++) {
      while (found.length < (halves[4 * block + SLOTS + index] ?? 0)) found.push(0);
      found.push(sums[first + index] ?? 0);
    }
    return found;
  }

  /** Block 0 is that of all rows that are not there: it holds nothing and has room for nothing. */
  private first(row: number): number {
    return row === NO_ROW ? 0 : (this.columns.firsts[row] ?? 0);
  }

  private firstSum(block: number): number {
    return block + doublesBeforeSums(this.halves[4 * block + ROOM] ?? 0);
  }

  /** Where the sum of a row and slot stands, which is made where there is none. */
  private place(row: number, slot: number): number {
    const { halves } = this;
    const block = this.columns.firsts[row] ?? 0;
    const count = halves[4 * block + COUNT] ?? 0;
    const slots = 4 * block + SLOTS;
    let index = this.lastIndex;
    if (index >= count || (halves[slots + index] ?? 0) > slot) index = 0;
    while (index < count && (halves[slots + index] ?? 0) < slot) index++;
    this.lastIndex = index;
    if (index < count && halves[slots + index] === slot) return this.firstSum(block) + index;
    return this.newPlace(row, block, index, slot);
  }

  /** Makes room for a slot before the sum with an index. */
  private newPlace(row: number, full: number, index: number, slot: number): number {
    const block = this.halves[4 * full + COUNT] === this.halves[4 * full + ROOM] ? this.larger(row, full) : full;
    const { halves, sums, columns } = this;
    const first = this.firstSum(block);
    const slots = 4 * block + SLOTS;
    const count = halves[4 * block + COUNT] ?? 0;
    for (let next = count; next > index; next--) {
      halves[slots + next] = halves[slots + next - 1] ?? 0;
      sums[first + next] = sums[first + next - 1] ?? 0;
    }
    halves[slots + index] = slot;
    sums[first + index] = 0;
    halves[4 * block + COUNT] = count + 1;
    columns.cells += 1;
    return first + index;
  }

  /** Moves a row to a block with more room. */
  private larger(row: number, full: number): number {
    const count = this.halves[4 * full + COUNT] ?? 0;
    const block = this.newBlock(roomAfter(count));
    const { halves, sums, columns, outgrown } = this;
    const [from, to] = [this.firstSum(full), this.firstSum(block)];
    for (let index = 0; index < count; index++) {
      halves[4 * block + SLOTS + index] = halves[4 * full + SLOTS + index] ?? 0;
      sums[to + index] = sums[from + index] ?? 0;
    }
    halves[4 * block + COUNT] = count;
    if (full !== 0) {
      columns.words[2 * full] = outgrown[count] ?? 0;
      outgrown[count] = full;
    }
    if (row >= columns.firsts.length) columns.firsts = grown(columns.firsts, withRoom(row));
    columns.firsts[row] = block;
    return block;
  }

  private newBlock(room: number): number {
    const { columns, outgrown } = this;
    let block = outgrown[room] ?? 0;
    if (block !== 0) {
      outgrown[room] = columns.words[2 * block] ?? 0;
    } else {
      block = columns.end;
      columns.end += doublesBeforeSums(room) + room;
      if (2 * columns.end > columns.words.length) {
        columns.words = grown(columns.words, 2 * withRoom(columns.end));
        this.halves = halvesOf(columns.words);
        this.sums = doublesOf(columns.words);
      }
    }
    this.halves[4 * block + COUNT] = 0;
    this.halves[4 * block + ROOM] = room;
    return block;
  }
}

const halvesOf = ({ buffer, length }: SharedNumbers): Uint16Array<SharedArrayBuffer> =>
  new Uint16Array(buffer, 0, 2 * length);

const doublesOf = ({ buffer, length }: SharedNumbers): Float64Array<SharedArrayBuffer> =>
  new Float64Array(buffer, 0, length / 2);

/** How many there may be once there are so many. */
const withRoom = (count: number): number => count + FIRST_ROOM + Math.floor(count / 4);
