import type { Breakdown, BreakdownPart } from './contribution.js';
import { add, divide, multiply, type Rational, signOf, toFixed, toText, ZERO } from './rational.js';
import { QuickMean } from './quick-mean.js';
import type { Measure } from './scheme.js';
import type { ScorePart } from './weighted-score.js';

const FACETS = ['office', 'source', 'kind', 'group'] as const;

/**
 * A score by the sort of its measures: front against back office, internal against external, quantitative against
 * qualitative, group by group. Each part is the weighted mean of its own measures' points, before plus and minus points.
 *
 * @param decimals with which a part is printed: those of the score.
 */
export function breakdownOf(measures: readonly Measure[], parts: readonly ScorePart[], decimals: number): Breakdown {
  return Object.fromEntries(
    FACETS.flatMap((facet) => {
      const byValue = new Map<string, ScorePart[]>();
      for (const part of parts) {
        const value = measures[part.measure]?.[facet];
        if (value === undefined) continue;
        const own = byValue.get(value);
        if (own) own.push(part);
        else byValue.set(value, [part]);
      }
      const told = [...byValue].flatMap(([value, own]): [string, BreakdownPart][] => {
        const part = partOf(own, decimals);
        return part === undefined ? [] : [[value, part]];
      });
      return told.length === 0 ? [] : [[facet, Object.fromEntries(told)]];
    }),
  );
}

/** Undefined where nothing has a weight. */
function partOf(parts: readonly ScorePart[], decimals: number): BreakdownPart | undefined {
  const weight = parts.reduce((sum, part) => add(sum, part.weight), ZERO);
  if (signOf(weight) === 0) return undefined;
  return { weight: toText(weight, 9), score: toFixed(quickly(parts, decimals) ?? exactly(parts, weight), decimals) };
}

/** The rounded mean, where the weights are integers and it can be told without the sum of all fractions. */
function quickly(parts: readonly ScorePart[], decimals: number): Rational | null {
  const mean = new QuickMean();
  for (const { weight, points } of parts) {
    if (typeof weight.n !== 'number' || weight.d !== 1) return null;
    mean.add(weight.n, points);
  }
  return mean.rounded(decimals);
}

function exactly(parts: readonly ScorePart[], weight: Rational): Rational {
  const sum = parts.reduce((total, part) => add(total, multiply(part.weight, part.points)), ZERO);
  return divide(sum, weight);
}
