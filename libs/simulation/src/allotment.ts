/**
 * How many of the market's cases open on each day: seats by highest averages (Webster / Sainte-Laguë), days as parties.
 * Chosen for one property that rounding each day by itself lacks: with more cases every day keeps those it had and some
 * days gain, so a larger market holds every case of the smaller one.
 *
 * @param weights relative number of cases of each day, ≥ 0
 * @returns whole numbers that add up to `cases` (all zero when no day has weight)
 */
export function allot(cases: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0 || cases <= 0) return weights.map(() => 0);
  // Everything up to this quotient is among the first `cases` seats whatever the weights: Σ round(w × q) ≤ cases.
  const quotient = Math.max(0, cases - weights.length / 2) / total;
  const seats = weights.map((weight) => Math.floor(weight * quotient + 0.5));
  let left = cases - seats.reduce((sum, count) => sum + count, 0);
  for (; left > 0; left -= 1) {
    let best = 0;
    let bestAverage = -1;
    for (let day = 0; day < weights.length; day += 1) {
      const average = (weights[day] ?? 0) / ((seats[day] ?? 0) + 0.5);
      if (average > bestAverage) {
        best = day;
        bestAverage = average;
      }
    }
    seats[best] = (seats[best] ?? 0) + 1;
  }
  return seats;
}
