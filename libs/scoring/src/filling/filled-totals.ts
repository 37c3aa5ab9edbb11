import type { CompiledScheme } from '#assay/methodology';
import type { PeriodCode } from '#assay/service-record';

import type { MovementColumns } from '../movement-columns.js';
import { alikeSlots, cellKey, totalsOverflow } from '../running-totals.js';
import { frameOf, type OrderedMovements, type PastTotals, type StoredTotals, totalsPeriods } from '../score-store.js';
import type { KnownUnit, UnitRegister } from '../unit-register.js';

/** Rows whose sums lie in one array. */
const BLOCK = 1_024;
/** Before all frames. */
const NEVER = -1;

/**
 * The totals of one scheme that is filled in: what `RunningTotals` keeps event by event, added up from nothing in one go. All
 * rows stay in memory until the end, their sums in flat arrays.
 */
export class FilledTotals {
  /** By slot, as which one it counts. */
  private readonly kinds: CompiledScheme['slots'];
  private readonly rows = new Map<number, number>();
  private readonly units: KnownUnit[] = [];
  private readonly periods: PeriodCode[] = [];
  /** By row: position of the last event that changed it, and the frame that this was in. */
  private readonly positions: number[] = [];
  private readonly frames: number[] = [];
  private readonly sums: Float64Array[] = [];
  /** Rows of companies that have changed in the frame at hand. */
  private inFrame: number[] = [];
  private frame = 0;
  private past: PastTotals[] = [];

  constructor(
    private readonly key: number,
    private readonly scheme: CompiledScheme,
    private readonly register: Pick<UnitRegister, 'withKey'>,
    private readonly frameSize: number,
  ) {
    this.kinds = alikeSlots(scheme);
  }

  /** @throws TotalsOverflowError when a sum would leave ±(2^53 − 1) */
  add({ columns, order }: OrderedMovements): void {
    for (const index of order) {
      const position = columns.positionOf(index);
      this.advanceTo(position);
      const unit = this.unit(columns.unitOf(index), position);
      const period = columns.periodOf(index);
      const end = columns.amountsTo(index);
      // Amounts that count in the same periods, as nearly always all of them do, go into the same rows.
      for (let from = columns.amountsFrom(index), to = from; from < end; from = to) {
        const kind = this.kinds[columns.slotAt(from)];
        do to += 1;
        while (to < end && this.kinds[columns.slotAt(to)] === kind);
        for (const each of kind ? totalsPeriods(kind, period) : []) {
          this.addAll(this.row(unit.head, each), columns, from, to, position);
          if (unit !== unit.head) this.addAll(this.row(unit, each), columns, from, to, position);
        }
      }
    }
  }

  /** See `RunningTotals`. */
  advanceTo(position: number): void {
    const frame = frameOf(position, this.frameSize);
    if (frame === this.frame) return;
    for (const row of this.inFrame) this.past.push({ ...this.stored(row), frame: this.frame });
    this.inFrame = [];
    this.frame = frame;
  }

  takePast(): PastTotals[] {
    const rows = this.past;
    this.past = [];
    return rows;
  }

  /** All rows as they are now. */
  all(): StoredTotals[] {
    return this.units.map(({ level }, row) => ({ ...this.stored(row), level }));
  }

  private addAll(row: number, columns: MovementColumns, from: number, to: number, position: number): void {
    const sums = this.sums[Math.floor(row / BLOCK)] ?? NO_SUMS;
    const first = (row % BLOCK) * this.kinds.length;
    for (let at = from; at < to; at++) {
      const place = first + columns.slotAt(at);
      const sum = (sums[place] ?? 0) + columns.differenceAt(at);
      if (!Number.isSafeInteger(sum)) throw this.overflow(row, columns.slotAt(at));
      sums[place] = sum;
    }
    this.positions[row] = position;
    if (this.frames[row] === this.frame) return;
    this.frames[row] = this.frame;
    if (this.units[row]?.level === 'company') this.inFrame.push(row);
  }

  private overflow(row: number, slot: number): Error {
    const unit = this.units[row];
    if (!unit) throw new RangeError(`There is no row ${row}.`);
    return totalsOverflow(this.scheme, unit, this.periods[row] ?? 0, slot);
  }

  private row(unit: KnownUnit, period: PeriodCode): number {
    const key = cellKey(period, unit.key);
    let row = this.rows.get(key);
    if (row === undefined) {
      row = this.units.push(unit) - 1;
      this.rows.set(key, row);
      this.periods.push(period);
      this.positions.push(0);
      this.frames.push(NEVER);
      if (row % BLOCK === 0) this.sums.push(new Float64Array(BLOCK * this.kinds.length));
    }
    return row;
  }

  private unit(key: number, position: number): KnownUnit {
    const unit = this.register.withKey(key);
    if (!unit) throw new RangeError(`A movement at position ${position} names a unit ${key} that there is not.`);
    return unit;
  }

  private stored(row: number): Omit<StoredTotals, 'level'> {
    const sums = this.sums[Math.floor(row / BLOCK)] ?? NO_SUMS;
    const first = (row % BLOCK) * this.kinds.length;
    let end = first + this.kinds.length;
    while (end > first && sums[end - 1] === 0) end--;
    const slots: number[] = [];
    for (let place = first; place < end; place++) slots.push(sums[place] ?? 0);
    const [scheme, unit, period] = [this.key, this.units[row]?.key ?? 0, this.periods[row] ?? 0];
    return { scheme, period, unit, slots, position: this.positions[row] ?? 0 };
  }
}

const NO_SUMS = new Float64Array(0);
