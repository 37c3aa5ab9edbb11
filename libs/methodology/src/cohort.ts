import type {
  CohortMember,
  CohortNote,
  CompiledScheme,
  MeasureScore,
  ScoredCohort,
  ScoreOptions,
  UnitScore,
  UnitState,
} from './contribution.js';
import { eligibility } from './eligibility.js';
import { measureValue, type MeasureValue, PRINTED_DECIMALS, printMeasure } from './measure-value.js';
import { comparePaths, type RankedValues, type RankKey, rankKeys, ranks } from './ranking.js';
import { compare, type Rational, toFixed, toText } from './rational.js';
import type { ResultRule, SchemeDocument } from './scheme.js';
import { Settings } from './settings.js';
import { ScoreFormula } from './weighted-score.js';

/**
 * Scores, grades and ranks of units of one level over one period, from their totals. Pure and exact: the order in which
 * the members come changes nothing, and ranks are made from unrounded values.
 */
export function scoreCohort(
  scheme: CompiledScheme,
  members: readonly CohortMember[],
  options: ScoreOptions,
): ScoredCohort {
  const rules = new CohortRules(scheme, options);
  const assessed = members.map((member) => rules.assess(member));
  const taking = assessed.filter(({ state }) => state === 'rated' || state === 'scored');
  const ranked = new Map(rules.ranks(taking));
  const placed = assessed
    .map((unit) => ({ unit, rank: ranked.get(unit) ?? null }))
    .sort(
      (a, b) =>
        (a.rank ?? Infinity) - (b.rank ?? Infinity) || // NaN (both unranked) falls through
        byScore(a.unit.score, b.unit.score) ||
        comparePaths(a.unit.unit, b.unit.unit),
    );
  return {
    units: placed.map(({ unit, rank }) => rules.print(unit, rank)),
    totals: cohortTotals(scheme, members),
    notes: [...(options.level === 'company' ? sharedNames(members) : []), ...unknownEligibility(assessed)],
  };
}

/** A unit with everything that is known of it before ranks. */
interface Assessed extends RankedValues {
  readonly member: CohortMember;
  readonly measures: readonly MeasureValue[];
  readonly points: readonly (Rational | null)[];
  readonly grade: string | null;
  readonly state: UnitState;
  readonly reason: string | null;
  readonly unknown: readonly string[];
}

/** The result rules of a scheme for one level and period. */
class CohortRules {
  private readonly document: SchemeDocument;
  private readonly settings: Settings;
  private readonly formula: ScoreFormula | undefined;
  private readonly keys: readonly RankKey[];
  private readonly bands: readonly { readonly grade: string; readonly from: Rational }[] | undefined;
  private readonly minima: readonly Minimum[];

  constructor(
    private readonly scheme: CompiledScheme,
    private readonly options: ScoreOptions,
  ) {
    this.document = scheme.document;
    this.settings = new Settings(this.document);
    const { score, result } = this.document;
    this.formula = score && new ScoreFormula(this.document, score);
    this.keys = result.rank ? rankKeys(result.rank, this.document) : [];
    const graded = result.grades?.levels.includes(options.level) === true;
    this.bands = graded
      ? result.grades?.bands.map(({ grade, from }) => ({ grade, from: this.settings.number(from) }))
      : undefined;
    this.minima = (result.minimumVolume ?? []).map((rule) => this.minimum(rule));
  }

  assess(member: CohortMember): Assessed {
    const { slots } = this.scheme;
    const measures = this.document.measures.map((_, measure) =>
      measureValue(measure, slots, (slot) => member.slots[slot] ?? 0),
    );
    const values = measures.map(({ value }) => value);
    const numerators = measures.map(({ numerator }) => numerator);
    const denominators = measures.map(({ denominator }) => denominator);
    const weighted = this.formula?.score(values) ?? { points: values.map(() => null), score: null };
    const ranked: RankedValues = { unit: member.unit, values, numerators, denominators, score: weighted.score };
    const { against, unknown } = eligibility(
      this.document.result.eligibility,
      this.settings,
      member.profile,
      this.options.lastDay,
    );
    const [state, reason] = against === null ? this.standing(ranked) : (['ineligible', against] as const);
    const takesPart = state === 'rated' || state === 'scored';
    const score = takesPart ? weighted.score : null;
    return {
      ...ranked,
      score,
      member,
      measures,
      points: weighted.points,
      grade: this.grade(score),
      state,
      reason,
      unknown,
    };
  }

  /** Of a unit that is eligible: is there enough to rate it by? */
  private standing(unit: RankedValues): readonly [UnitState, string | null] {
    for (const { label, of, atLeast, text } of this.minima) {
      const volume = of(unit);
      if (volume === null || compare(volume, atLeast) < 0)
        return [
          'too-few',
          `${label} is ${volume === null ? 'not known' : toText(volume, PRINTED_DECIMALS)}; the scheme asks for at least ${text}.`,
        ];
    }
    const lacking = this.keys.find((key) => key.of(unit) === null);
    if (lacking || (this.formula && unit.score === null))
      return ['no-data', `Nothing was recorded in this period that gives its ${lacking?.label ?? 'score'}.`];
    return this.document.result.grades && !this.bands ? ['scored', null] : ['rated', null];
  }

  private grade(score: Rational | null): string | null {
    if (score === null) return null;
    return this.bands?.find(({ from }) => compare(score, from) >= 0)?.grade ?? null;
  }

  ranks(units: readonly Assessed[]): [Assessed, number][] {
    const rule = this.document.result.rank;
    return rule ? ranks(units, this.keys, rule.ties) : [];
  }

  private minimum(rule: NonNullable<ResultRule['minimumVolume']>[number]): Minimum {
    const index = this.document.measures.findIndex(({ id }) => id === rule.measure);
    const side = rule.of === 'numerator' ? 'numerators' : 'denominators';
    return {
      label: rule.of === 'numerator' ? rule.measure : `The denominator of ${rule.measure}`,
      of: (unit) => unit[side][index] ?? null,
      atLeast: this.settings.number(rule.atLeast),
      text: this.settings.text(rule.atLeast),
    };
  }

  print(unit: Assessed, rank: number | null): UnitScore {
    const { score: scoreRule } = this.document;
    const measures: Record<string, MeasureScore> = {};
    this.scheme.measureIds.forEach((id, index) => {
      const measure = unit.measures[index];
      const points = unit.points[index] ?? null;
      if (measure)
        measures[id] = {
          ...printMeasure(index, this.scheme.slots, measure),
          points: points && toText(points, scoreRule?.round.points ?? PRINTED_DECIMALS),
        };
    });
    return {
      unit: unit.unit,
      name: unit.member.profile.name,
      rank,
      score: unit.score && scoreRule ? toFixed(unit.score, scoreRule.round.score) : null,
      grade: unit.grade,
      state: unit.state,
      reason: unit.reason,
      measures,
    };
  }
}

/** A volume below which a unit is not rated. */
interface Minimum {
  readonly label: string;
  readonly of: (unit: RankedValues) => Rational | null;
  readonly atLeast: Rational;
  readonly text: string;
}

/** Descending; units without a score last. */
function byScore(a: Rational | null, b: Rational | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return compare(b, a);
}

/** Summed as big integers: a market may hold more than a company can. */
function cohortTotals(scheme: CompiledScheme, members: readonly CohortMember[]): ScoredCohort['totals'] {
  const sums = scheme.slots.map((_, slot) => members.reduce((sum, { slots }) => sum + BigInt(slots[slot] ?? 0), 0n));
  return Object.fromEntries(
    scheme.measureIds.map((id, measure) => {
      const value = measureValue(measure, scheme.slots, (slot) => sums[slot] ?? 0n);
      return [id, printMeasure(measure, scheme.slots, value)];
    }),
  );
}

/** Companies only: every company has a branch called Jiangxi. */
function sharedNames(members: readonly CohortMember[]): CohortNote[] {
  return [...Map.groupBy(members, ({ profile }) => profile.name)]
    .filter(([, same]) => same.length > 1)
    .sort(([a], [b]) => comparePaths(a, b))
    .map(([name, same]) => {
      const units = same.map(({ unit }) => unit).sort(comparePaths);
      const text = `${units.length} units have the name ${name}: ${units.join(', ')}. ${sameFigures(same)}`;
      return { kind: 'shared-name', text: text.trimEnd(), units };
    });
}

/** Units of one name with one set of figures are often one row that a source joined by name to several codes. */
function sameFigures(same: readonly CohortMember[]): string {
  return [...Map.groupBy(same, ({ slots }) => slots.join())]
    .map(([, alike]) => alike.map(({ unit }) => unit).sort(comparePaths))
    .filter((units) => units.length > 1)
    .map(
      (units) =>
        `${units.join(' and ')} have the same figures and are ranked one by one here; a source that ranks them as one has ` +
        `every later rank lower by ${units.length - 1}.`,
    )
    .join(' ');
}

function unknownEligibility(assessed: readonly Assessed[]): CohortNote[] {
  const units = assessed
    .filter(({ unknown, state }) => unknown.length > 0 && state !== 'ineligible')
    .map(({ unit }) => unit)
    .sort(comparePaths);
  if (units.length === 0) return [];
  const [were, their] = units.length === 1 ? ['unit was', 'its'] : ['units were', 'their'];
  const text = `${units.length} ${were} taken as eligible although nobody recorded ${their} licence or insurer type.`;
  return [{ kind: 'eligibility-unknown', text, units }];
}
