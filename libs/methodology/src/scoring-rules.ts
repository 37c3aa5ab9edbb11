import { type EligibilityRule, eligibilityRule } from './eligibility.js';
import { type GradeScale, gradeScale } from './grade-scale.js';
import { type MeasurePoints, measurePoints } from './measure-points.js';
import { type RankKey, rankKeys } from './ranking.js';
import type { Rational } from './rational.js';
import type { SchemeDocument, WeightedScoreRule } from './scheme.js';
import { Settings } from './settings.js';
import type { UnitFigures } from './unit-figures.js';
import { measureIndex, type UnitPredicate, unitPredicate } from './unit-predicate.js';
import { ScoreFormula } from './weighted-score.js';

/** A volume below which a unit is not rated. */
export interface Minimum {
  readonly label: string;
  readonly of: (unit: UnitFigures) => Rational | null;
  readonly atLeast: Rational;
  readonly text: string;
}

/** A result beside the main one, ready to run. */
export interface ResultFormula {
  readonly id: string;
  readonly isFor: UnitPredicate;
  readonly requires: readonly string[];
  readonly formula: ScoreFormula;
  readonly scale: GradeScale;
  readonly decimals: number;
}

/** Everything that a scheme says about scoring, with its parameters read and its names looked up: made once per scheme. */
export interface ScoringRules {
  readonly points: readonly (MeasurePoints | undefined)[];
  readonly eligibility: EligibilityRule;
  readonly minima: readonly Minimum[];
  readonly results: readonly ResultFormula[];
  /** The main result: a formula of its own, or the first of the results that is for the unit. */
  readonly main: { readonly formula: ScoreFormula } | { readonly take: readonly string[] } | null;
  /** Decimals of the main score. */
  readonly decimals: number;
  readonly scale: GradeScale;
  /** Levels that get a grade; null where the scheme gives none to anybody. */
  readonly gradedLevels: ReadonlySet<string> | null;
  readonly rankKeys: readonly RankKey[];
}

const made = new WeakMap<SchemeDocument, ScoringRules>();

export function scoringRules(document: SchemeDocument): ScoringRules {
  let rules = made.get(document);
  if (!rules) made.set(document, (rules = compileRules(document)));
  return rules;
}

function compileRules(document: SchemeDocument): ScoringRules {
  const settings = new Settings(document);
  const { score, result, results = [] } = document;
  const points = document.measures.map((_, measure) => measurePoints(document, measure, settings));
  const decimals = score?.round.score ?? 0;
  const scale = gradeScale({ bands: result.grades?.bands, step: result.stars?.step }, decimals, settings);
  const formula = (rule: WeightedScoreRule, of: GradeScale, isFor?: UnitPredicate): ScoreFormula =>
    new ScoreFormula(rule, document, settings, points, of.published, isFor);
  const levels = result.grades?.levels ?? result.stars?.levels;
  return {
    points,
    eligibility: eligibilityRule(result.eligibility, settings),
    minima: (result.minimumVolume ?? []).map((rule) => minimum(rule, document, settings)),
    results: results.map((each) => {
      const own = gradeScale({ bands: each.bands, step: each.stars?.step }, each.score.round.score, settings);
      const isFor = each.for ? unitPredicate(each.for, document, settings) : (): boolean => true;
      return {
        id: each.id,
        isFor,
        requires: each.requires ?? [],
        formula: formula(each.score, own, isFor),
        scale: own,
        decimals: each.score.round.score,
      };
    }),
    main: score ? ('take' in score ? { take: score.take } : { formula: formula(score, scale) }) : null,
    decimals,
    scale,
    gradedLevels: levels ? new Set(levels) : null,
    rankKeys: result.rank ? rankKeys(result.rank, document) : [],
  };
}

function minimum(
  rule: NonNullable<SchemeDocument['result']['minimumVolume']>[number],
  document: SchemeDocument,
  settings: Settings,
): Minimum {
  const measure = measureIndex(document, rule.measure);
  return {
    label: rule.of === 'numerator' ? rule.measure : `The denominator of ${rule.measure}`,
    of: (unit) => unit.side(measure, rule.of),
    atLeast: settings.number(rule.atLeast),
    text: settings.text(rule.atLeast),
  };
}
