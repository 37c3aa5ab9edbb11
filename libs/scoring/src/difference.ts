import type { Contribution } from '#assay/methodology';

/** What changed for one unit and period: pairs (slot, difference), by slot, none of them zero. */
export interface Difference {
  readonly unit: string;
  readonly period: number;
  readonly amounts: readonly (readonly [slot: number, difference: number])[];
}

const NONE: readonly Difference[] = [];

/**
 * `contributions(after) − contributions(before)`: the one rule by which scores move. A late, corrected, withdrawn, reopened
 * or re-assigned case is the same simple subtraction.
 */
export function difference(
  before: readonly Contribution[] = [],
  after: readonly Contribution[] = [],
): readonly Difference[] {
  if (before === after || (before.length === 0 && after.length === 0)) return NONE;
  const cells: { unit: string; period: number; slot: number; amount: number }[] = after.map((cell) => ({ ...cell }));
  for (const { unit, period, slot, amount } of before) {
    // Cases contribute to a handful of cells: a search beats any index.
    const same = cells.find((cell) => cell.slot === slot && cell.period === period && cell.unit === unit);
    if (same) same.amount -= amount;
    else cells.push({ unit, period, slot, amount: -amount });
  }
  const groups: { unit: string; period: number; amounts: [number, number][] }[] = [];
  for (const { unit, period, slot, amount } of cells) {
    if (amount === 0) continue;
    let group = groups.find((other) => other.period === period && other.unit === unit);
    if (!group) groups.push((group = { unit, period, amounts: [] }));
    group.amounts.push([slot, amount]);
  }
  for (const { amounts } of groups) amounts.sort(([a], [b]) => a - b);
  return groups;
}
