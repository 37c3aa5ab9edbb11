import type { Assessed } from './assessment.js';
import { isScore } from './assessment.js';
import { breakdownOf } from './breakdown.js';
import type { CompiledScheme, MeasureScore, PlacedUnit, ResultScore, ScoreSteps, UnitScore } from './contribution.js';
import { PRINTED_DECIMALS, printMeasure } from './measure-print.js';
import { type Rational, toFixed, toText } from './rational.js';
import type { ScoringCohort } from './scoring-cohort.js';
import type { ResultFormula, ScoringRules } from './scoring-rules.js';
import type { ScorePart, WeightedScore } from './weighted-score.js';

/** A unit's figures as text: what costs more than scoring it, so it is done for what is shown. */
export function printUnit(
  unit: PlacedUnit,
  assessed: Assessed,
  scheme: CompiledScheme,
  rules: ScoringRules,
  cohort: ScoringCohort,
  isGraded: boolean,
): UnitScore {
  const { main, score, formula } = assessed;
  const scored = score !== null && main !== null;
  const parts = formula?.partsOf(assessed.figures, cohort) ?? [];
  return {
    ...unit,
    score: score && toFixed(score, rules.decimals),
    grade: scored && isGraded ? rules.scale.grade(main.exact) : null,
    steps: scored ? steps(main) : null,
    results: Object.fromEntries(rules.results.map((result) => [result.id, resultOf(result, assessed, isGraded)])),
    breakdown: scored && formula ? breakdownOf(scheme.document.measures, parts, rules.decimals) : null,
    measures: measuresOf(assessed, parts, scheme, rules, cohort),
  };
}

function resultOf(result: ResultFormula, { outcomes }: Assessed, isGraded: boolean): ResultScore {
  const outcome = outcomes.get(result.id);
  if (!isScore(outcome))
    return {
      score: null,
      grade: null,
      reason: outcome ? (outcome.reason ?? 'Nothing was recorded in this period that gives it.') : null,
      steps: null,
    };
  return {
    score: toFixed(outcome.score, result.decimals),
    grade: isGraded ? result.scale.grade(outcome.exact) : null,
    reason: null,
    steps: steps(outcome),
  };
}

function steps({ mean, variance, reward, leftOut, exact }: WeightedScore): ScoreSteps {
  const text = (value: Rational): string => toText(value, PRINTED_DECIMALS);
  return {
    mean: text(mean),
    variance: variance && text(variance),
    reward: text(reward),
    leftOut,
    unrounded: text(exact),
  };
}

function measuresOf(
  { figures, formula }: Assessed,
  parts: readonly ScorePart[],
  { measureIds, slots, document }: CompiledScheme,
  rules: ScoringRules,
  cohort: ScoringCohort,
): Record<string, MeasureScore> {
  const given = formula?.pointsOf(figures, parts);
  const { score } = document;
  const places = (score && 'weights' in score ? score.round.points : undefined) ?? PRINTED_DECIMALS;
  const measures: Record<string, MeasureScore> = {};
  measureIds.forEach((id, measure) => {
    // What has no part in the score may have points all the same, to be shown beside it.
    const points =
      given?.get(measure) ?? (given?.size === 0 ? null : (rules.points[measure]?.(figures, cohort) ?? null));
    measures[id] = {
      ...printMeasure(measure, slots, {
        numerator: figures.numerator(measure),
        denominator: figures.denominator(measure),
        value: figures.value(measure),
      }),
      points: points && toText(points, places),
    };
  });
  return measures;
}
