import { ExactRangeError } from '#assay/methodology';

const ROWS_PER_BLOCK = 2_048;

/**
 * Rows of sums, one number per slot, in large blocks outside the garbage collector's sight. Binary doubles hold every
 * integer up to 2^53 − 1; a sum that would go beyond is refused, so that what is here is exact.
 */
export class SumRows {
  private readonly blocks: Float64Array[] = [];
  private count = 0;

  constructor(private readonly slots: number) {}

  /** The index of a new row of zeros. */
  addRow(): number {
    if (this.count % ROWS_PER_BLOCK === 0) this.blocks.push(new Float64Array(ROWS_PER_BLOCK * this.slots));
    this.count += 1;
    return this.count - 1;
  }

  /** @throws ExactRangeError when the sum leaves ±(2^53 − 1). */
  addTo(row: number, slot: number, amount: number): void {
    const values = this.row(row);
    const sum = (values[slot] ?? 0) + amount;
    if (!Number.isSafeInteger(sum)) throw new ExactRangeError('A sum leaves ±(2^53 − 1) and is no longer exact.');
    values[slot] = sum;
  }

  /** A view of the row's sums by slot. */
  row(index: number): Float64Array {
    const start = (index % ROWS_PER_BLOCK) * this.slots;
    const block = this.blocks[Math.floor(index / ROWS_PER_BLOCK)];
    if (!block) throw new RangeError(`There is no row ${index}.`);
    return block.subarray(start, start + this.slots);
  }
}
