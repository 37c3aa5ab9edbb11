/**
 * What counts for a unit in a period, or changes there: slot, amount, slot, amount … in order of slot, no amount 0. Movements wait
 * by the thousand for their page to be written; an object of its own for each amount would be most of what they weigh.
 */
export type Amounts = readonly number[];

/** The same in pairs. Where thousands are added up, a loop over the numbers is quicker. */
export function amountPairs(amounts: Amounts): (readonly [slot: number, amount: number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let index = 0; index < amounts.length; index += 2)
    pairs.push([amounts[index] as number, amounts[index + 1] as number]);
  return pairs;
}
