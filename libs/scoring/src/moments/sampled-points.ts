/** Which points of a long series are kept when it is drawn. */

/**
 * Evenly spread places of a series, its first and last among them, in ascending order.
 *
 * @param count places of the series
 * @param points how many are wanted; at least 2
 */
export function spread(count: number, points: number): number[] {
  if (count <= points) return Array.from({ length: count }, (_, index) => index);
  const places = Array.from({ length: points }, (_, index) => Math.round((index * (count - 1)) / (points - 1)));
  return [...new Set(places)];
}

/**
 * For every two neighbours among the kept places whose values differ, finds by halving a place at which the value is first
 * that of the later one. A value that was taken and left again between two kept places is not seen.
 *
 * @param kept ascending places, at least one
 * @param valueAt the value at a place; asked for once a place
 * @returns the places kept and those found, and the value of each of them
 */
export async function withTurns<T>(
  kept: readonly number[],
  valueAt: (place: number) => Promise<T>,
  isSame: (a: T, b: T) => boolean,
): Promise<Map<number, T>> {
  const values = new Map<number, T>();
  for (const place of kept) values.set(place, await valueAt(place));
  const found = [...values];
  for (const [index, [from, value]] of found.entries()) {
    const next = found[index + 1];
    if (next) await halve({ from, value }, { to: next[0], value: next[1] });
  }
  return new Map([...values].sort(([a], [b]) => a - b));

  async function halve(
    before: { readonly from: number; readonly value: T },
    after: { readonly to: number; readonly value: T },
  ): Promise<void> {
    if (isSame(before.value, after.value) || after.to - before.from <= 1) return;
    const middle = Math.floor((before.from + after.to) / 2);
    const value = await valueAt(middle);
    values.set(middle, value);
    await halve(before, { to: middle, value });
    await halve({ from: middle, value }, after);
  }
}
