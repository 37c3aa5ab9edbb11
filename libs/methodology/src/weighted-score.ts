import { type Adjustment, adjustmentOf } from './adjustment.js';
import { QuickMean } from './quick-mean.js';
import type { MeasurePoints } from './measure-points.js';
import {
  add,
  clamp,
  compare,
  divide,
  fromDecimal,
  HUNDRED,
  multiply,
  ONE,
  type Rational,
  reduce,
  round,
  signOf,
  subtract,
  ZERO,
} from './rational.js';
import { Reward, type Spread } from './reward.js';
import type { SchemeDocument } from './scheme.js';
import type { LeaveOutRule, MissingRule, WeightedScoreRule } from './score-language.js';
import type { ScoringCohort } from './scoring-cohort.js';
import type { Settings } from './settings.js';
import type { UnitFigures } from './unit-figures.js';
import { knownOf, measuresOf, type UnitPredicate, unitPredicate } from './unit-predicate.js';

/** What the points of a unit come to, with the steps on the way. */
export interface WeightedScore extends Spread {
  /** Within its bounds, not rounded. */
  readonly exact: Rational;
  /** Rounded as the scheme says. */
  readonly score: Rational;
  readonly reward: Rational;
  /** Ids of the leave-out rules that were applied. */
  readonly leftOut: readonly string[];
}

/** Why there is no score: too few measures have a value, or none. */
export interface NoScore {
  readonly state: 'too-few' | 'no-data';
  /** For `too-few`, a sentence. */
  readonly reason: string | null;
}

interface WeightedMember {
  readonly measure: number;
  readonly weight: Rational;
  /** Its weight in proportion to the others, as an integer. */
  readonly integerWeight: number;
  readonly points: MeasurePoints;
  readonly substitute: Rational | undefined;
  /** Index of its group where the score is a mean of groups. */
  readonly group: number;
  /** Bits of the leave-out rules that name it. */
  readonly rules: number;
}

interface LeaveOut {
  readonly id: string;
  readonly bit: number;
  readonly always: boolean;
  readonly fits: UnitPredicate;
  readonly from: Rational | undefined;
}

/** One measure's part in a unit's score. */
export interface ScorePart {
  readonly measure: number;
  readonly weight: Rational;
  readonly points: Rational;
}

interface Part extends ScorePart {
  readonly member: WeightedMember;
}

/** A score rule, ready to run: weighted mean of points, reward, plus and minus points, bounds, rounding. */
export class ScoreFormula {
  private readonly members: readonly WeightedMember[];
  private readonly groupWeights: readonly Rational[];
  private readonly reweigh: readonly {
    readonly measures: ReadonlySet<number>;
    readonly weight: Rational;
    readonly fits: UnitPredicate;
  }[];
  private readonly enough: readonly {
    readonly measures: readonly number[];
    readonly atLeast: number;
    readonly fits: UnitPredicate;
  }[];
  private readonly leaveOut: readonly LeaveOut[];
  private readonly reward: Reward | undefined;
  private readonly adjustments: readonly Adjustment[];
  /** Nothing but a weighted mean with plus and minus points. */
  private readonly isPlain: boolean;
  private readonly lowest: Rational;
  private readonly highest: Rational;

  /**
   * @param points of each measure of the scheme.
   * @param published rounds a score as it is published: to its decimals, or to stars.
   * @param isFor whom the score is for: percentiles of the cohort are those of such units.
   */
  constructor(
    private readonly rule: WeightedScoreRule,
    document: SchemeDocument,
    settings: Settings,
    points: readonly (MeasurePoints | undefined)[],
    private readonly published: (score: Rational) => Rational,
    private readonly isFor: UnitPredicate = () => true,
  ) {
    const always = (): boolean => true;
    const predicate = (when: LeaveOutRule['when']): UnitPredicate =>
      when ? unitPredicate(when, document, settings) : always;
    const named = (names: readonly string[], except: readonly string[] = []): number[] => {
      const left = new Set(measuresOf(document, except));
      return measuresOf(document, names).filter((measure) => !left.has(measure));
    };
    const rules = (rule.leaveOut ?? []).map(({ members }) => new Set(measuresOf(document, members)));
    const groups = rule.mean === 'groups' ? (rule.of ?? Object.keys(document.groups ?? {})) : [];
    this.groupWeights = groups.map((name) => settings.number(document.groups?.[name]?.weight ?? 1));
    const all = rule.of
      ? named(rule.of, rule.except)
      : named(
          document.measures.map(({ id }) => id),
          rule.except,
        );
    const weighted = all.flatMap((measure): WeightedMember[] => {
      const { weight, group, missing } = document.measures[measure] ?? {};
      const given = points[measure];
      if (weight === undefined || given === undefined) return [];
      return [
        {
          measure,
          weight: settings.number(weight),
          integerWeight: 0,
          points: given,
          substitute: SUBSTITUTES[settings.missing(missing ?? rule.missing)],
          group: groups.indexOf(group ?? ''),
          rules: rules.reduce((bits, names, index) => (names.has(measure) ? bits | (1 << index) : bits), 0),
        },
      ];
    });
    const integers = integerWeights(weighted.map(({ weight }) => weight));
    this.members = weighted.map((member, index) => ({ ...member, integerWeight: integers[index] ?? 0 }));
    this.reweigh = (rule.reweigh ?? []).map(({ members, weight, when }) => ({
      measures: new Set(measuresOf(document, members)),
      weight: settings.number(weight),
      fits: predicate(when),
    }));
    this.enough = (rule.enough ?? []).map(({ of, except, atLeast, when }) => ({
      measures: named(of, except),
      atLeast: settings.integer(atLeast),
      fits: predicate(when),
    }));
    this.leaveOut = (rule.leaveOut ?? []).map((each, index) => ({
      id: each.id,
      bit: 1 << index,
      always: each.rule === 'always',
      fits: predicate(each.when),
      from: each.from === undefined ? undefined : settings.number(each.from),
    }));
    this.reward = rule.reward && new Reward(rule.reward, document, settings);
    this.adjustments = (rule.adjustments ?? []).map((each) => adjustmentOf(each, document, settings));
    this.lowest = settings.number(rule.lowest);
    this.highest = settings.number(rule.highest);
    const { round: places } = rule;
    const isEnd = (end: Rational): boolean => compare(round(end, places.score), end) === 0;
    this.isPlain =
      !rule.reward &&
      this.leaveOut.length + this.reweigh.length + this.groupWeights.length === 0 &&
      places.mean === undefined &&
      this.members.every(({ integerWeight }) => Number.isSafeInteger(integerWeight)) &&
      isEnd(this.lowest) &&
      isEnd(this.highest);
  }

  score(unit: UnitFigures, cohort: ScoringCohort): WeightedScore | NoScore {
    const lacking = this.lacking(unit);
    if (lacking !== null) return { state: 'too-few', reason: lacking };
    return (this.isPlain && this.quick(unit, cohort)) || (this.whole(unit, cohort) ?? NOTHING);
  }

  /** A sentence of what there is too little of; null where there is enough. */
  private lacking(unit: UnitFigures): string | null {
    for (const { measures, atLeast, fits } of this.enough) {
      if (!fits(unit)) continue;
      const known = knownOf(unit, measures);
      if (known < atLeast)
        return `${known} of ${measures.length} measures have a value; the scheme asks for at least ${atLeast}.`;
    }
    return null;
  }

  private whole(unit: UnitFigures, cohort: ScoringCohort): WeightedScore | null {
    const parts = this.parts(unit, cohort);
    return parts ? this.decide(unit, cohort, parts, 0, 0) : null;
  }

  /** The score as it is rounded, without the sum of its fractions, which is made only if somebody asks for it. */
  private quick(unit: UnitFigures, cohort: ScoringCohort): WeightedScore | null {
    const { points: places, score: decimals } = this.rule.round;
    const mean = new QuickMean();
    let measured = false;
    for (const { points: rule, substitute, integerWeight } of this.members) {
      const points = rule(unit, cohort);
      if (points !== null) {
        measured = true;
        mean.add(integerWeight, places === undefined ? points : round(points, places));
      } else if (substitute) mean.add(integerWeight, substitute);
    }
    if (!measured) return null;
    for (const { of } of this.adjustments) mean.plus(of(unit));
    const score = mean.rounded(decimals);
    return score && new QuickScore(clamp(score, this.lowest, this.highest), () => this.whole(unit, cohort));
  }

  /** The measures that have a part in the unit's score, with weight and points; none when no measure has a value. */
  partsOf(unit: UnitFigures, cohort: ScoringCohort): readonly ScorePart[] {
    return this.parts(unit, cohort) ?? [];
  }

  /** By measure, what it brings to the score: points, or plus (minus) points. */
  pointsOf(unit: UnitFigures, parts: readonly ScorePart[]): ReadonlyMap<number, Rational> {
    const given = new Map<number, Rational>();
    if (parts.length === 0) return given;
    for (const { measure, points } of parts) given.set(measure, points);
    for (const { measure, of } of this.adjustments) given.set(measure, of(unit));
    return given;
  }

  /** Undefined when no measure has a value. */
  private parts(unit: UnitFigures, cohort: ScoringCohort): Part[] | undefined {
    const reweigh = this.reweigh.filter(({ fits }) => fits(unit));
    const places = this.rule.round.points;
    const parts: Part[] = [];
    let measured = false;
    for (const member of this.members) {
      let points = member.points(unit, cohort) ?? undefined;
      if (points !== undefined) {
        measured = true;
        if (places !== undefined) points = round(points, places);
      } else points = member.substitute;
      if (points === undefined) continue;
      let { weight } = member;
      for (const other of reweigh) if (other.measures.has(member.measure)) ({ weight } = other);
      parts.push({ member, measure: member.measure, weight, points });
    }
    return measured ? parts : undefined;
  }

  /** Decides one leave-out rule given those before it, by trying both ways all that come after. */
  private decide(
    unit: UnitFigures,
    cohort: ScoringCohort,
    parts: readonly Part[],
    index: number,
    left: number,
  ): WeightedScore | null {
    const rule = this.leaveOut[index];
    if (!rule) return this.finish(unit, cohort, parts, left);
    const keep = (): WeightedScore | null => this.decide(unit, cohort, parts, index + 1, left);
    const leave = (): WeightedScore | null => this.decide(unit, cohort, parts, index + 1, left | rule.bit);
    if (!rule.fits(unit)) return keep();
    if (rule.always) return leave();
    const [kept, without] = [keep(), leave()];
    if (!kept || !without || compare(without.exact, kept.exact) <= 0) return kept;
    return rule.from && compare(this.published(without.exact), rule.from) < 0 ? kept : without;
  }

  private finish(unit: UnitFigures, cohort: ScoringCohort, parts: readonly Part[], left: number): WeightedScore | null {
    const spread = this.spread(parts, left);
    if (!spread) return null;
    const leftOut = this.leaveOut.flatMap(({ id, bit }) => ((left & bit) === 0 ? [] : [id]));
    const reward = this.reward?.of(unit, spread, leftOut, cohort, () => this.spreads(cohort)) ?? ZERO;
    let exact = reward.n === 0 ? spread.mean : add(spread.mean, reward);
    for (const { of } of this.adjustments) exact = add(exact, of(unit));
    exact = clamp(exact, this.lowest, this.highest);
    return { ...spread, reward, leftOut, exact, score: round(exact, this.rule.round.score) };
  }

  /** Of every unit that gets this score, with nothing left out. */
  private spreads(cohort: ScoringCohort): Spread[] {
    return cohort.takingPart
      .filter((unit) => this.isFor(unit) && this.lacking(unit) === null)
      .flatMap((unit) => this.spread(this.parts(unit, cohort) ?? [], 0) ?? []);
  }

  /** Null when nothing with a weight is left. The variance is made only where a reward asks for it. */
  private spread(parts: readonly Part[], left: number): Spread | null {
    let [sum, weights] = [ZERO, ZERO];
    let counted = 0;
    const own = left === 0 ? parts : parts.filter(({ member }) => (member.rules & left) === 0);
    if (this.groupWeights.length > 0) {
      for (const { mean, weight } of this.groups(own)) {
        sum = add(sum, multiply(weight, mean));
        weights = add(weights, weight);
      }
    } else
      for (const { weight, points } of own) {
        sum = add(sum, multiply(weight, points));
        weights = add(weights, weight);
        counted++;
      }
    if (signOf(weights) === 0) return null;
    const { mean: places } = this.rule.round;
    const mean = places === undefined ? divide(sum, weights) : round(divide(sum, weights), places);
    if (!this.reward || counted < 2) return { mean, variance: null };
    let squares = ZERO;
    for (const { weight, points } of own) {
      const distance = subtract(points, mean);
      squares = add(squares, multiply(weight, multiply(distance, distance)));
    }
    // n · Σ w (x − mean)² ÷ (Σ w · (n − 1))
    const variance = divide(multiply(squares, fromDecimal(counted)), multiply(weights, fromDecimal(counted - 1)));
    return { mean, variance };
  }

  private groups(parts: readonly Part[]): { readonly mean: Rational; readonly weight: Rational }[] {
    const places = this.rule.round.group;
    return this.groupWeights.flatMap((weight, group) => {
      const own = parts.filter(({ member }) => member.group === group);
      const weights = own.reduce((all, part) => add(all, part.weight), ZERO);
      if (signOf(weights) === 0) return [];
      const sum = own.reduce((all, part) => add(all, multiply(part.weight, part.points)), ZERO);
      const mean = divide(sum, weights);
      return [{ mean: places === undefined ? reduce(mean) : round(mean, places), weight }];
    });
  }
}

/** The weights as the smallest integers in the same proportion. */
function integerWeights(weights: readonly Rational[]): number[] {
  const [first] = weights;
  if (!first) return [];
  let common = ONE;
  // The least common multiple of denominators: a/b in lowest terms brings b to it.
  for (const weight of weights) common = multiply(common, { n: reduce(multiply(weight, common)).d, d: 1 });
  return weights.map((weight) => Number(reduce(multiply(weight, common)).n));
}

const NOTHING: NoScore = { state: 'no-data', reason: null };

/** A score of which the steps on the way are made when they are asked for. */
class QuickScore implements WeightedScore {
  readonly reward = ZERO;
  readonly leftOut: readonly string[] = [];
  readonly variance = null;
  private made: WeightedScore | null = null;

  constructor(
    readonly score: Rational,
    private readonly make: () => WeightedScore | null,
  ) {}

  get mean(): Rational {
    return this.whole.mean;
  }

  get exact(): Rational {
    return this.whole.exact;
  }

  private get whole(): WeightedScore {
    this.made ??= this.make();
    if (!this.made) throw new TypeError('A score that can be rounded can be made whole.');
    return this.made;
  }
}

const SUBSTITUTES: Readonly<Record<MissingRule, Rational | undefined>> = {
  reweight: undefined,
  zero: ZERO,
  full: HUNDRED,
};
