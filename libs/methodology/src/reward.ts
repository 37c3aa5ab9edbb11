import { percentile } from './cohort-values.js';
import { compare, type Rational, round, ZERO } from './rational.js';
import type { ScoringCohort } from './scoring-cohort.js';
import type { RewardRule } from './score-language.js';
import type { SchemeDocument } from './scheme.js';
import type { Settings } from './settings.js';
import type { UnitFigures } from './unit-figures.js';
import { unitPredicate } from './unit-predicate.js';

/** Mean and variance of a unit's points. */
export interface Spread {
  readonly mean: Rational;
  /** Null with fewer than two measures. */
  readonly variance: Rational | null;
}

interface Edges {
  readonly mean: readonly Rational[];
  readonly variance: readonly Rational[];
}

/** What is added for a high and steady performance, by where mean and variance lie. */
export class Reward {
  private readonly points: readonly (readonly Rational[])[];
  private readonly edges: readonly (Edges & {
    readonly fits: (unit: UnitFigures) => boolean;
    readonly leftOut: ReadonlySet<string> | undefined;
  })[];
  private readonly percentiles: Edges | undefined;

  constructor(
    private readonly rule: RewardRule,
    document: SchemeDocument,
    settings: Settings,
  ) {
    const numbers = (list: RewardRule['points'][number]): Rational[] => list.map((each) => settings.number(each));
    this.points = rule.points.map(numbers);
    this.edges = (rule.edges ?? []).map(({ when, leftOut, mean, variance }) => ({
      fits: when ? unitPredicate(when, document, settings) : () => true,
      leftOut: leftOut && new Set(leftOut),
      mean: numbers(mean),
      variance: numbers(variance),
    }));
    this.percentiles = rule.percentiles && {
      mean: numbers(rule.percentiles.mean),
      variance: numbers(rule.percentiles.variance),
    };
  }

  /**
   * @param leftOut ids of the leave-out rules that are applied.
   * @param cohort mean and variance of every unit that takes part; asked for only where edges are percentiles of them.
   */
  of(
    unit: UnitFigures,
    spread: Spread,
    leftOut: readonly string[],
    cohort: ScoringCohort,
    spreads: () => readonly Spread[],
  ): Rational {
    if (spread.variance === null) return ZERO;
    const { percentiles } = this;
    const edges = percentiles
      ? cohort.remember(this, () => this.edgesAt(spreads(), percentiles))
      : this.statedFor(unit, leftOut);
    if (!edges) return ZERO;
    const row = reached(edges.mean, round(spread.mean, this.rule.decimals));
    const column = reached(edges.variance, round(spread.variance, this.rule.decimals));
    return this.points[row]?.[column] ?? ZERO;
  }

  private statedFor(unit: UnitFigures, leftOut: readonly string[]): Edges | undefined {
    return this.edges.find(
      ({ fits, leftOut: these }) =>
        (these === undefined || (these.size === leftOut.length && leftOut.every((id) => these.has(id)))) && fits(unit),
    );
  }

  /** Undefined when nobody has a mean and a variance. */
  private edgesAt(spreads: readonly Spread[], wanted: Edges): Edges | undefined {
    const at = (figures: readonly Rational[], percents: readonly Rational[]): Rational[] => {
      const sorted = figures.toSorted(compare);
      return percents.flatMap((percent) => {
        const edge = percentile(sorted, percent);
        return edge === null ? [] : [round(edge, this.rule.decimals)];
      });
    };
    const means = spreads.map(({ mean }) => mean);
    const variances = spreads.flatMap(({ variance }) => variance ?? []);
    if (variances.length === 0) return undefined;
    return { mean: at(means, wanted.mean), variance: at(variances, wanted.variance) };
  }
}

/** How many of the rising edges are reached: lower edges are inclusive. */
function reached(edges: readonly Rational[], figure: Rational): number {
  const first = edges.findIndex((edge) => compare(figure, edge) < 0);
  return first < 0 ? edges.length : first;
}
