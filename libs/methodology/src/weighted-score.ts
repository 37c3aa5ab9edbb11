import { type PointsFunction, pointsFunction } from './points.js';
import { add, clamp, divide, HUNDRED, multiply, type Rational, round, subtract, ZERO } from './rational.js';
import type { SchemeDocument } from './scheme.js';
import { Settings } from './settings.js';

/** What the values of a unit's measures come to. */
export interface WeightedScore {
  /** By measure: its points, or the plus (minus) points that it gave (took); null when it has no part in the score. */
  readonly points: readonly (Rational | null)[];
  /** Rounded as the scheme says; null when no weighted measure has a value. */
  readonly score: Rational | null;
}

interface WeightedMeasure {
  readonly index: number;
  readonly weight: Rational;
  readonly points: PointsFunction;
}

interface Adjustment {
  readonly index: number;
  readonly sign: 1 | -1;
  readonly cap: Rational;
}

/** The score rule of a scheme, ready to run: weighted mean of points, plus and minus points, bounds, rounding. */
export class ScoreFormula {
  private readonly weighted: readonly WeightedMeasure[];
  private readonly adjustments: readonly Adjustment[];
  private readonly substitute: Rational | undefined;
  private readonly lowest: Rational;
  private readonly highest: Rational;

  constructor(
    private readonly document: SchemeDocument,
    private readonly rule: NonNullable<SchemeDocument['score']>,
  ) {
    const settings = new Settings(document);
    this.weighted = document.measures.flatMap(({ weight, points }, index) =>
      weight === undefined || points === undefined
        ? []
        : [{ index, weight: settings.number(weight), points: pointsFunction(points, settings) }],
    );
    this.adjustments = (rule.adjustments ?? []).map(({ measure, effect, cap }) => ({
      index: document.measures.findIndex(({ id }) => id === measure),
      sign: effect === 'add' ? 1 : -1,
      cap: settings.number(cap),
    }));
    const missing = settings.missing(rule.missing);
    this.substitute = missing === 'zero' ? ZERO : missing === 'full' ? HUNDRED : undefined;
    this.lowest = settings.number(rule.lowest);
    this.highest = settings.number(rule.highest);
  }

  /** @param values by measure; null where undefined. */
  score(values: readonly (Rational | null)[]): WeightedScore {
    const points = new Array<Rational | null>(this.document.measures.length).fill(null);
    let sum = ZERO;
    let weights = ZERO;
    let measured = false;
    for (const { index, weight, points: rule } of this.weighted) {
      const value = values[index] ?? null;
      if (value !== null) measured = true;
      const given = value === null ? this.substitute : this.roundPoints(rule(value));
      if (given === undefined) continue;
      points[index] = given;
      sum = add(sum, multiply(weight, given));
      weights = add(weights, weight);
    }
    if (!measured) return { points: points.fill(null), score: null };
    let score = divide(sum, weights);
    for (const { index, sign, cap } of this.adjustments) {
      const given = clamp(values[index] ?? ZERO, ZERO, cap);
      points[index] = sign === 1 ? given : { n: -given.n, d: given.d };
      score = sign === 1 ? add(score, given) : subtract(score, given);
    }
    return { points, score: round(clamp(score, this.lowest, this.highest), this.rule.round.score) };
  }

  private roundPoints(points: Rational): Rational {
    const places = this.rule.round.points;
    return places === undefined ? points : round(points, places);
  }
}
