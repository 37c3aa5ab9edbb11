import type { PointsRule } from './points-language.js';
import type { SchemeDocument } from './scheme.js';

/**
 * Whether a unit's score depends on the figures of others: points by where a value stands in its cohort, or a reward whose
 * edges are percentiles of it. Ranks always do, and are not asked about here.
 */
export function dependsOnCohort({ measures, score, results = [] }: SchemeDocument): boolean {
  const rules = [score, ...results.map((each) => each.score)];
  return (
    measures.some(({ points }) => points !== undefined && isRelative(points)) ||
    rules.some((rule) => rule !== undefined && 'reward' in rule && rule.reward?.percentiles !== undefined)
  );
}

const isRelative = (points: PointsRule): boolean =>
  'relative' in points || ('choose' in points && points.choose.some((each) => isRelative(each.points)));
