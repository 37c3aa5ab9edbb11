import type { Contribution } from '#assay/methodology';

import type { Amounts } from './amounts.js';

/** What changed for one unit and period. */
export interface Difference {
  readonly unit: string;
  readonly period: number;
  readonly amounts: Amounts;
}

const NOTHING: readonly Contribution[] = [];
const NONE: readonly Difference[] = [];

/**
 * `contributions(after) − contributions(before)`: the one rule by which scores move. A late, corrected, withdrawn, reopened
 * or re-assigned case is the same simple subtraction. First come the periods in which the case counts otherwise now, then
 * those in which it only counts no more.
 */
export function difference(
  before: readonly Contribution[] = NOTHING,
  after: readonly Contribution[] = NOTHING,
): readonly Difference[] {
  if (before === after || (before.length === 0 && after.length === 0)) return NONE;
  // A case contributes to the one unit that it concerns.
  const moved = before.length > 0 && after.length > 0 && before[0]?.unit !== after[0]?.unit;
  return moved ? [...subtract(NOTHING, after), ...subtract(before, NOTHING)] : subtract(before, after);
}

/** Both are for one unit, in order of period and slot: one walk along the two finds all that differs. */
function subtract(before: readonly Contribution[], after: readonly Contribution[]): readonly Difference[] {
  const changed: Difference[] = [];
  let ended: Difference[] | undefined;
  let old = 0;
  let now = 0;
  for (let next = earlier(before[old], after[now]); next; next = earlier(before[old], after[now])) {
    const { unit, period } = next;
    let amounts: number[] | undefined;
    let counts = false;
    for (;;) {
      const oldSlot = slotIn(period, before[old]);
      const nowSlot = slotIn(period, after[now]);
      const slot = Math.min(oldSlot, nowSlot);
      if (slot === NO_SLOT) break;
      let amount = 0;
      if (nowSlot === slot) amount += after[now++]?.amount ?? 0;
      if (oldSlot === slot) amount -= before[old++]?.amount ?? 0;
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

/** After every slot. */
const NO_SLOT = 2 ** 30;

const slotIn = (period: number, contribution: Contribution | undefined): number =>
  contribution?.period === period ? contribution.slot : NO_SLOT;

function earlier(a: Contribution | undefined, b: Contribution | undefined): Contribution | undefined {
  return a && b ? (a.period < b.period ? a : b) : (a ?? b);
}
