import type { ScoreOptions, UnitState } from './contribution.js';
import { PRINTED_DECIMALS } from './measure-print.js';
import type { RankedUnit } from './ranking.js';
import { compare, type Rational, round, toText } from './rational.js';
import type { ScoringCohort } from './scoring-cohort.js';
import type { ScoringRules } from './scoring-rules.js';
import type { UnitFigures } from './unit-figures.js';
import type { NoScore, ScoreFormula, WeightedScore } from './weighted-score.js';

/** A unit with everything that is known of it before its rank. */
export interface Assessed extends RankedUnit {
  readonly unknown: readonly string[];
  /** Of each result that is for the unit. */
  readonly outcomes: ReadonlyMap<string, WeightedScore | NoScore>;
  readonly main: WeightedScore | null;
  /** What the main score is made by: the scheme's own formula, or that of the result that it takes. */
  readonly formula: ScoreFormula | null;
  readonly state: UnitState;
  readonly reason: string | null;
}

/** Whether a unit takes part, before anything is scored. */
export interface Standing {
  /** Null when it does. */
  readonly state: 'ineligible' | 'too-few' | null;
  readonly reason: string | null;
  /** What decides it and nobody recorded. */
  readonly unknown: readonly string[];
}

const TAKES_PART: Standing = { state: null, reason: null, unknown: [] };
const NO_OUTCOMES: ReadonlyMap<string, WeightedScore | NoScore> = new Map();
const NO_RESULTS: ReadonlyMap<string, Rational | null> = new Map();

export const isScore = (outcome: WeightedScore | NoScore | undefined): outcome is WeightedScore =>
  outcome !== undefined && 'exact' in outcome;

export function standingOf(figures: UnitFigures, rules: ScoringRules, { lastDay }: ScoreOptions): Standing {
  const { against, unknown } = rules.eligibility(figures.member.profile, lastDay);
  if (against !== null) return { state: 'ineligible', reason: against, unknown };
  for (const { label, of, atLeast, text } of rules.minima) {
    const volume = of(figures);
    if (volume === null || compare(volume, atLeast) < 0) {
      const known = volume === null ? 'not known' : toText(volume, PRINTED_DECIMALS);
      return { state: 'too-few', reason: `${label} is ${known}; the scheme asks for at least ${text}.`, unknown };
    }
  }
  return unknown.length === 0 ? TAKES_PART : { state: null, reason: null, unknown };
}

/** Scores one unit: every result that is for it, then the main one. */
export function assess(
  figures: UnitFigures,
  { state, reason, unknown }: Standing,
  rules: ScoringRules,
  cohort: ScoringCohort,
  options: ScoreOptions,
): Assessed {
  const { main } = rules;
  // Points are shown of units that take no part, too.
  const own = main && 'formula' in main ? main.formula : null;
  if (state !== null)
    return {
      ...{ figures, unknown, outcomes: NO_OUTCOMES, results: NO_RESULTS },
      ...{ main: null, formula: own, score: null, state, reason },
    };
  const outcomes = rules.results.length === 0 ? NO_OUTCOMES : outcomesOf(figures, rules, cohort);
  const results = outcomes.size === 0 ? NO_RESULTS : scoresOf(outcomes);
  const taken = main && 'take' in main ? main.take.find((id) => outcomes.has(id)) : undefined;
  const formula = own ?? rules.results.find(({ id }) => id === taken)?.formula ?? null;
  const outcome = own ? own.score(figures, cohort) : outcomes.get(taken ?? '');
  const scored = isScore(outcome) ? outcome : null;
  // A score that is taken over is rounded as the scheme rounds it, from before its own rounding.
  const score = scored && (own ? scored.score : round(scored.exact, rules.decimals));
  const unit = { figures, results, score };
  const verdict = verdictOf(unit, outcome, rules, options);
  const counts = verdict.state === 'rated' || verdict.state === 'scored';
  return { ...unit, score: counts ? unit.score : null, unknown, outcomes, main: scored, formula, ...verdict };
}

function outcomesOf(
  figures: UnitFigures,
  rules: ScoringRules,
  cohort: ScoringCohort,
): ReadonlyMap<string, WeightedScore | NoScore> {
  const outcomes = new Map<string, WeightedScore | NoScore>();
  for (const { id, isFor, requires, formula } of rules.results) {
    if (!isFor(figures)) continue;
    const lacking = requires.find((other) => !isScore(outcomes.get(other)));
    outcomes.set(
      id,
      lacking === undefined
        ? formula.score(figures, cohort)
        : { state: 'too-few', reason: `It has no ${lacking}, which this result needs.` },
    );
  }
  return outcomes;
}

function scoresOf(outcomes: ReadonlyMap<string, WeightedScore | NoScore>): ReadonlyMap<string, Rational | null> {
  return new Map([...outcomes].map(([id, outcome]) => [id, isScore(outcome) ? outcome.score : null]));
}

/** Of a unit that takes part: is there enough to rate it by? */
function verdictOf(
  unit: RankedUnit,
  outcome: WeightedScore | NoScore | undefined,
  rules: ScoringRules,
  { level }: ScoreOptions,
): { readonly state: UnitState; readonly reason: string | null } {
  if (outcome && !isScore(outcome) && outcome.reason !== null) return { state: outcome.state, reason: outcome.reason };
  const lacking = rules.rankKeys.find((key) => key.of(unit) === null)?.label;
  if (lacking !== undefined || (rules.main && unit.score === null))
    return { state: 'no-data', reason: `Nothing was recorded in this period that gives its ${lacking ?? 'score'}.` };
  return { state: rules.gradedLevels?.has(level) === false ? 'scored' : 'rated', reason: null };
}
