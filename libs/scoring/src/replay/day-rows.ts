import type { PeriodCode } from '#assay/service-record';

import { monthOf } from './calendar.js';
import { NO_ROW, type SumRows } from './sum-rows.js';

/** A power of two. Ten rulebooks ask for the few days of a case one after another; those of some cases before it do no harm. */
const PLACES = 1_024;

/** The rows of the months in which days lie. Those lately asked for are remembered: a row keeps its number. */
export class DayRows {
  private readonly units = new Int32Array(PLACES).fill(NO_ROW);
  private readonly days = new Uint32Array(PLACES);
  private readonly found = new Int32Array(PLACES);

  constructor(private readonly rows: SumRows) {}

  of(unit: number, day: PeriodCode): number {
    const place = (day ^ Math.imul(unit, 31)) & (PLACES - 1);
    if (this.units[place] === unit && this.days[place] === day) return this.found[place] ?? NO_ROW;
    const row = this.rows.of(unit, monthOf(day));
    this.units[place] = unit;
    this.days[place] = day;
    this.found[place] = row;
    return row;
  }
}
