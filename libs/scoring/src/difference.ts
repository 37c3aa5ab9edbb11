import { Contributions } from '#assay/methodology';

import type { Amounts } from './amounts.js';

/** What changed for one unit and period. */
export interface Difference {
  readonly unit: string;
  readonly period: number;
  readonly amounts: Amounts;
}

const NONE: readonly Difference[] = [];

/**
 * `contributions(after) − contributions(before)`: the one rule by which scores move. A late, corrected, withdrawn, reopened
 * or re-assigned case is the same simple subtraction. First come the periods in which the case counts otherwise now, then
 * those in which it only counts no more.
 */
export function difference(
  before: Contributions = Contributions.NONE,
  after: Contributions = Contributions.NONE,
): readonly Difference[] {
  if (before === after || (before.length === 0 && after.length === 0)) return NONE;
  const moved = before.length > 0 && after.length > 0 && before.unit !== after.unit;
  return moved
    ? [...subtract(Contributions.NONE, after), ...subtract(before, Contributions.NONE)]
    : subtract(before, after);
}

/** Both are for one unit: one walk along the two finds all that differs. */
function subtract(before: Contributions, after: Contributions): readonly Difference[] {
  const { unit } = after.length > 0 ? after : before;
  const changed: Difference[] = [];
  let ended: Difference[] | undefined;
  let old = 0;
  let now = 0;
  while (old < before.length || now < after.length) {
    const period = Math.min(periodAt(before, old), periodAt(after, now));
    let amounts: number[] | undefined;
    let counts = false;
    for (;;) {
      const oldSlot = slotIn(period, before, old);
      const nowSlot = slotIn(period, after, now);
      const slot = Math.min(oldSlot, nowSlot);
      if (slot === NONE_LEFT) break;
      let amount = 0;
      if (nowSlot === slot) amount += after.amountAt(now++);
      if (oldSlot === slot) amount -= before.amountAt(old++);
      if (amount === 0) continue;
      if (amounts) amounts.push(slot, amount);
      else amounts = [slot, amount];
      counts ||= nowSlot === slot;
    }
    if (!amounts) continue;
    // It is kept until its page is written: a copy is just as long as what it holds, an array that grew may be ten times as long.
    if (amounts.length > 2) amounts = amounts.slice();
    (counts ? changed : (ended ??= [])).push({ unit, period, amounts });
  }
  return ended ? [...changed, ...ended] : changed;
}

/** After every slot, and every period. */
const NONE_LEFT = 2 ** 30;

const periodAt = (contributions: Contributions, index: number): number =>
  index < contributions.length ? contributions.periodAt(index) : NONE_LEFT;

const slotIn = (period: number, contributions: Contributions, index: number): number =>
  index < contributions.length && contributions.periodAt(index) === period ? contributions.slotAt(index) : NONE_LEFT;
