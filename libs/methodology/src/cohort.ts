import { type Assessed, assess, standingOf } from './assessment.js';
import { sharedNames, unknownEligibility } from './cohort-notes.js';
import type {
  CohortMember,
  CompiledScheme,
  PlacedUnit,
  ScoredCohort,
  ScoreOptions,
  UnitScore,
} from './contribution.js';
import { printMeasure } from './measure-print.js';
import { comparePaths, ranks } from './ranking.js';
import { compare, type Rational, sumOfColumns } from './rational.js';
import { printUnit } from './score-print.js';
import { ScoringCohort } from './scoring-cohort.js';
import { scoringRules } from './scoring-rules.js';
import { quotient, sideOf, UnitFigures } from './unit-figures.js';

/**
 * Scores, grades and ranks of units of one level over one period, from their totals. Pure and exact: the order in which
 * the members come changes nothing, and ranks are made from unrounded values.
 */
export function scoreCohort(
  scheme: CompiledScheme,
  members: readonly CohortMember[],
  options: ScoreOptions,
): ScoredCohort {
  const { document, slots } = scheme;
  const rules = scoringRules(document);
  const all = members.map((member) => new UnitFigures(member, slots));
  const standings = all.map((figures) => standingOf(figures, rules, options));
  const cohort = new ScoringCohort(
    all,
    all.filter((_, index) => standings[index]?.state === null),
    slots,
  );
  const assessed = standings.flatMap((standing, index) => {
    const figures = all[index];
    return figures ? [assess(figures, standing, rules, cohort, options)] : [];
  });
  const rank = new Map(
    document.result.rank ? ranks(assessed.filter(takesPart), rules.rankKeys, document.result.rank.ties) : [],
  );
  const placed = new Map(
    assessed
      .map((unit) => [placedUnit(unit, rank.get(unit) ?? null), unit] as const)
      .sort(
        ([a, { score }], [b, { score: other }]) =>
          (a.rank ?? Infinity) - (b.rank ?? Infinity) || // NaN (both unranked) falls through
          byScore(score, other) ||
          comparePaths(a.unit, b.unit),
      ),
  );
  const isGraded = rules.gradedLevels?.has(options.level) ?? true;
  const print = (unit: PlacedUnit): UnitScore => {
    const known = placed.get(unit);
    if (!known) throw new TypeError(`${unit.unit} was placed in another cohort.`);
    return printUnit(unit, known, scheme, rules, cohort, isGraded);
  };
  let printed: readonly UnitScore[] | undefined;
  const order = [...placed.keys()];
  return {
    placed: order,
    print,
    get units() {
      return (printed ??= order.map(print));
    },
    totals: cohortTotals(scheme, members),
    notes: [
      ...(options.level === 'company' ? sharedNames(members) : []),
      ...unknownEligibility(
        assessed.flatMap(({ unknown, state, figures }) =>
          unknown.length > 0 && state !== 'ineligible' ? [figures.unit] : [],
        ),
      ),
    ],
  };
}

const takesPart = ({ state }: Assessed): boolean => state === 'rated' || state === 'scored';

function placedUnit({ figures, state, reason }: Assessed, rank: number | null): PlacedUnit {
  return { unit: figures.unit, name: figures.member.profile.name, rank, state, reason };
}

/** Descending; units without a score last. */
function byScore(a: Rational | null, b: Rational | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return compare(b, a);
}

function cohortTotals({ slots, measureIds }: CompiledScheme, members: readonly CohortMember[]): ScoredCohort['totals'] {
  const sums = sumOfColumns(
    members.map((member) => member.slots),
    slots.length,
  );
  const total = (slot: number): Rational => sideOf(slots, slot, sums[slot] ?? 0);
  return Object.fromEntries(
    measureIds.map((id, measure) => {
      const numerator = total(2 * measure);
      const denominator = slots[2 * measure + 1]?.attribution === 'unused' ? null : total(2 * measure + 1);
      return [id, printMeasure(measure, slots, { numerator, denominator, value: quotient(numerator, denominator) })];
    }),
  );
}
