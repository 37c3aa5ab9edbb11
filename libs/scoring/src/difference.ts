import { Contributions } from '#assay/methodology';
import type { PeriodCode } from '#assay/service-record';

import type { Amounts } from './amounts.js';

/** What changed for one unit and period. */
export interface Difference {
  readonly unit: string;
  readonly period: PeriodCode;
  readonly amounts: Amounts;
}

/** @param counts whether the case still counts there, in whatever amount */
export type VisitDifference = (unit: string, period: PeriodCode, slot: number, amount: number, counts: boolean) => void;

const NONE: readonly Difference[] = [];

/**
 * `contributions(after) − contributions(before)`: the one rule by which scores move. A late, corrected, withdrawn, reopened
 * or re-assigned case is the same simple subtraction. Of each unit, what differs comes in order of period and slot.
 */
export function visitDifferences(before: Contributions, after: Contributions, visit: VisitDifference): void {
  if (before === after) return;
  const moved = before.length > 0 && after.length > 0 && before.unit !== after.unit;
  subtract(moved ? Contributions.NONE : before, after, visit);
  if (moved) subtract(before, Contributions.NONE, visit);
}

/** The same by unit and period: first those in which the case counts otherwise now, then those in which it only counts no more. */
export function difference(before = Contributions.NONE, after = Contributions.NONE): readonly Difference[] {
  if (before === after) return NONE;
  visitDifferences(before, after, gathered.add);
  return gathered.take();
}

class DifferencesByPeriod {
  private changed: Difference[] = [];
  private ended: Difference[] = [];
  private unit = '';
  private period: PeriodCode = 0;
  private counts = false;
  /** Slots and amounts in turns, up to an end. */
  private readonly amounts: number[] = [];
  private end = 0;

  readonly add: VisitDifference = (unit, period, slot, amount, counts) => {
    if (period !== this.period || unit !== this.unit) {
      this.close();
      this.unit = unit;
      this.period = period;
    }
    this.amounts[this.end++] = slot;
    this.amounts[this.end++] = amount;
    this.counts ||= counts;
  };

  take(): readonly Difference[] {
    this.close();
    const { changed, ended } = this;
    if (changed.length > 0) this.changed = [];
    if (ended.length === 0) return changed.length > 0 ? changed : NONE;
    this.ended = [];
    return changed.length > 0 ? [...changed, ...ended] : ended;
  }

  private close(): void {
    const { unit, period, end } = this;
    if (end === 0) return;
    // It is kept until its page is written: a copy is just as long as what it holds, an array that grew may be ten times as long.
    (this.counts ? this.changed : this.ended).push({ unit, period, amounts: this.amounts.slice(0, end) });
    this.end = 0;
    this.counts = false;
  }
}

/** What is gathered is taken before anything else has its turn: one serves all. */
const gathered = new DifferencesByPeriod();

/** Both are for one unit: one walk along the two finds all that differs. */
function subtract(before: Contributions, after: Contributions, visit: VisitDifference): void {
  const { unit } = after.length > 0 ? after : before;
  let old = 0;
  let now = 0;
  while (old < before.length || now < after.length) {
    const order = comparePlaces(before, old, after, now);
    const amount = (order >= 0 ? after.amountAt(now) : 0) - (order <= 0 ? before.amountAt(old) : 0);
    if (amount !== 0)
      if (order >= 0) visit(unit, after.periodAt(now), after.slotAt(now), amount, true);
      else visit(unit, before.periodAt(old), before.slotAt(old), amount, false);
    if (order >= 0) now++;
    if (order <= 0) old++;
  }
}

/** Negative where the one comes before the other, as it does before one that there is not; 0 where both are for one period and slot. */
function comparePlaces(before: Contributions, old: number, after: Contributions, now: number): number {
  if (old === before.length) return 1;
  if (now === after.length) return -1;
  return before.periodAt(old) - after.periodAt(now) || before.slotAt(old) - after.slotAt(now);
}
