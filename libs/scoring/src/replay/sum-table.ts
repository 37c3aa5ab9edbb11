import { ExactRangeError } from '#assay/methodology';
import type { PeriodCode } from '#assay/service-record';

const ROWS_PER_BLOCK = 1_024;
/** Period codes have 26 bits, the indexes of units 24: together one exact number. */
const UNITS = 2 ** 24;

/** A table's rows without their zeros, as plain arrays that another thread can be given whole. */
export interface PackedTable {
  readonly keys: Float64Array<ArrayBuffer>;
  /** Where each row's amounts end among all amounts. */
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly slots: Uint16Array<ArrayBuffer>;
  readonly amounts: Float64Array<ArrayBuffer>;
}

/** What can be moved to another thread instead of copied. */
export const buffersOf = ({ keys, ends, slots, amounts }: PackedTable): ArrayBuffer[] => [
  keys.buffer,
  ends.buffer,
  slots.buffer,
  amounts.buffer,
];

/**
 * One scheme's sums: a row for each unit and period, a number per slot, in large blocks outside the garbage collector's
 * sight. Binary doubles hold every integer up to 2^53 − 1; a sum that would go beyond is refused, so what is here is exact.
 */
export class SumTable {
  private readonly rowOf = new Map<number, number>();
  private readonly blocks: Float64Array[] = [];
  /** The row last added to: amounts of one unit and period come one after another. */
  private last = { key: -1, row: -1 };

  constructor(private readonly slots: number) {}

  static key(period: PeriodCode, unit: number): number {
    return period * UNITS + unit;
  }

  static parts(key: number): readonly [period: PeriodCode, unit: number] {
    return [Math.floor(key / UNITS), key % UNITS];
  }

  /** @throws ExactRangeError when the sum leaves ±(2^53 − 1). */
  add(key: number, slot: number, amount: number): void {
    const row = this.last.key === key ? this.last.row : this.row(key);
    const block = this.blocks[Math.floor(row / ROWS_PER_BLOCK)];
    if (!block) throw new RangeError(`There is no row ${row}.`);
    const at = (row % ROWS_PER_BLOCK) * this.slots + slot;
    const sum = (block[at] ?? 0) + amount;
    if (!Number.isSafeInteger(sum)) throw new ExactRangeError('A sum leaves ±(2^53 − 1) and is no longer exact.');
    block[at] = sum;
  }

  private row(key: number): number {
    let row = this.rowOf.get(key);
    if (row === undefined) {
      row = this.rowOf.size;
      if (row % ROWS_PER_BLOCK === 0) this.blocks.push(new Float64Array(ROWS_PER_BLOCK * this.slots));
      this.rowOf.set(key, row);
    }
    this.last = { key, row };
    return row;
  }

  /** The sums of a row by slot; undefined when nothing was ever added to it. */
  find(key: number): Float64Array | undefined {
    const row = this.rowOf.get(key);
    return row === undefined ? undefined : this.view(row);
  }

  *rows(): Generator<readonly [key: number, sums: Float64Array]> {
    for (const [key, row] of this.rowOf) yield [key, this.view(row)];
  }

  /** Gives its rows away: it is empty then. */
  pack(): PackedTable {
    const keys = Float64Array.from(this.rowOf.keys());
    const ends = new Uint32Array(keys.length);
    let count = 0;
    for (const block of this.blocks) for (const sum of block) if (sum !== 0) count += 1;
    const [slots, amounts] = [new Uint16Array(count), new Float64Array(count)];
    let at = 0;
    for (let row = 0; row < keys.length; row++) {
      this.view(row).forEach((sum, slot) => {
        if (sum === 0) return;
        slots[at] = slot;
        amounts[at] = sum;
        at += 1;
      });
      ends[row] = at;
    }
    this.rowOf.clear();
    this.blocks.length = 0;
    this.last = { key: -1, row: -1 };
    return { keys, ends, slots, amounts };
  }

  private view(row: number): Float64Array {
    const start = (row % ROWS_PER_BLOCK) * this.slots;
    const block = this.blocks[Math.floor(row / ROWS_PER_BLOCK)];
    if (!block) throw new RangeError(`There is no row ${row}.`);
    return block.subarray(start, start + this.slots);
  }
}
