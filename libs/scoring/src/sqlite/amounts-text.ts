/** Amounts of totals as the store keeps them: JSON text of slots and integers in turns, without those that are 0. */

export function slotsText(slots: readonly number[]): string {
  const flat: number[] = [];
  for (let slot = 0; slot < slots.length; slot++) {
    const amount = slots[slot] ?? 0;
    if (amount !== 0) flat.push(slot, amount);
  }
  return JSON.stringify(flat);
}

/** Integers by slot, up to the last that is not 0. */
export const readSlots = (text: string): number[] => slotsOf(JSON.parse(text) as number[]);

/** The same of slots and integers in turns. */
export function slotsOf(flat: readonly number[]): number[] {
  const slots: number[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const slot = flat[at] ?? 0;
    while (slots.length < slot) slots.push(0);
    slots.push(flat[at + 1] ?? 0);
  }
  return slots;
}
