import type { Breakdown, BreakdownPart } from './contribution.js';
import { add, divide, multiply, type Rational, signOf, toFixed, toText, ZERO } from './rational.js';
import type { Measure } from './scheme.js';

const FACETS = ['office', 'source', 'kind', 'group'] as const;

/**
 * A score by the sort of its measures: front against back office, internal against external, quantitative against
 * qualitative, group by group. Each part is the weighted mean of its own measures' points, before plus and minus points.
 *
 * @param decimals with which a part is printed: those of the score.
 */
export function breakdownOf(
  measures: readonly Measure[],
  parts: readonly { readonly measure: number; readonly weight: Rational; readonly points: Rational }[],
  decimals: number,
): Breakdown {
  return Object.fromEntries(
    FACETS.flatMap((facet) => {
      const byValue = Map.groupBy(parts, ({ measure }) => measures[measure]?.[facet]);
      const told = [...byValue].flatMap(([value, own]): [string, BreakdownPart][] => {
        const part = value === undefined ? undefined : partOf(own, decimals);
        return value === undefined || part === undefined ? [] : [[value, part]];
      });
      return told.length === 0 ? [] : [[facet, Object.fromEntries(told)]];
    }),
  );
}

/** Undefined where nothing has a weight. */
function partOf(
  parts: readonly { readonly weight: Rational; readonly points: Rational }[],
  decimals: number,
): BreakdownPart | undefined {
  const weight = parts.reduce((sum, part) => add(sum, part.weight), ZERO);
  if (signOf(weight) === 0) return undefined;
  const sum = parts.reduce((total, part) => add(total, multiply(part.weight, part.points)), ZERO);
  return { weight: toText(weight, 9), score: toFixed(divide(sum, weight), decimals) };
}
