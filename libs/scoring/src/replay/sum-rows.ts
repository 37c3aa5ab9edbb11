import type { PeriodCode } from '#assay/service-record';

import { grown, type SharedNumbers, sharedNumbers } from './shared-numbers.js';

/** A row that is not there: all its sums are 0. */
export const NO_ROW = -1;

/** The rows as plain numbers that other threads can read. There is room at their end. */
export interface RowColumns {
  readonly rows: number;
  /** By row: its unit and its period, in turns. */
  readonly keys: SharedNumbers;
}

const FIRST_ROOM = 64;

/**
 * The rows that sums are kept in: units and periods, numbered in order of first mention. A row has the same number in the
 * tables of all schemes and moments, so that it is looked for once for all of them.
 */
export class SumRows {
  private count: number;
  private keys: SharedNumbers;
  /** Rows by a hash of unit and period, counted from 1, in the first free place from there on; 0 is free. */
  private places: Uint32Array;
  /** A case has few rows, and each scheme asks for the same. */
  private last = NO_ROW;

  /** @param columns what another thread's rows are; they are copied. */
  constructor({ rows, keys }: RowColumns = { rows: 0, keys: sharedNumbers(2 * FIRST_ROOM) }) {
    this.count = rows;
    this.keys = sharedNumbers(keys.length);
    this.keys.set(keys);
    this.places = this.placed(keys.length);
  }

  get rows(): number {
    return this.count;
  }

  unitOf(row: number): number {
    return this.keys[2 * row] ?? 0;
  }

  periodOf(row: number): PeriodCode {
    return this.keys[2 * row + 1] ?? 0;
  }

  /** The row of a unit and period; {@link NO_ROW} when it was never mentioned. */
  find(unit: number, period: PeriodCode): number {
    return (this.places[this.placeOf(unit, period)] ?? 0) - 1;
  }

  /** The row of a unit and period, which is made where there is none. */
  of(unit: number, period: PeriodCode): number {
    const { keys, last } = this;
    if (last !== NO_ROW && keys[2 * last] === unit && keys[2 * last + 1] === period) return last;
    const found = this.find(unit, period);
    return (this.last = found === NO_ROW ? this.newRow(unit, period) : found);
  }

  columns(): RowColumns {
    return { rows: this.count, keys: this.keys };
  }

  private newRow(unit: number, period: PeriodCode): number {
    const row = this.count;
    if (2 * row === this.keys.length) {
      this.keys = grown(this.keys, 4 * row);
      this.places = this.placed(4 * row);
    }
    this.keys[2 * row] = unit;
    this.keys[2 * row + 1] = period;
    this.count = row + 1;
    this.places[this.placeOf(unit, period)] = row + 1;
    return row;
  }

  /** All rows in so many places, a power of two and at least twice as many as the rows may become. */
  private placed(count: number): Uint32Array {
    this.places = new Uint32Array(count);
    for (let row = 0; row < this.count; row++)
      this.places[this.placeOf(this.unitOf(row), this.periodOf(row))] = row + 1;
    return this.places;
  }

  /** Where a row stands, or is to stand. */
  private placeOf(unit: number, period: PeriodCode): number {
    const { places, keys } = this;
    // A product's highest bits depend on all bits of its factors; there are as many of them as places have bits.
    const hash = Math.imul(Math.imul(period, 0x9e3779b1) ^ unit, 0x85ebca6b);
    let place = hash >>> (Math.clz32(places.length) + 1);
    for (;;) {
      const row = (places[place] ?? 0) - 1;
      if (row === NO_ROW || (keys[2 * row] === unit && keys[2 * row + 1] === period)) return place;
      place = (place + 1) & (places.length - 1);
    }
  }
}
