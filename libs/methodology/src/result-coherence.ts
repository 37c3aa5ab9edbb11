import { type Findings, isDecimal, listed, type Path } from './findings.js';
import type { Numeric } from './numeric.js';
import { compare, divide, fromDecimal, isWhole, type Rational, signOf, toText } from './rational.js';
import type { SchemeDocument } from './scheme.js';
import type { BandRules, FurtherResult, ResultRule, ScoreRule } from './score-language.js';
import type { ScoreCoherence } from './score-coherence.js';
import type { UnitCoherence } from './unit-coherence.js';

interface Scale {
  readonly lowest: Numeric;
  readonly highest: Numeric;
}

/** Checks what is made of scores: bands that cover the scale, stars that reach its ends, ranks by what exists. */
export class ResultCoherence {
  private readonly results: readonly FurtherResult[];

  constructor(
    private readonly findings: Findings,
    private readonly units: UnitCoherence,
    private readonly scores: ScoreCoherence,
  ) {
    this.results = findings.document.results ?? [];
  }

  all({ score, result }: SchemeDocument): void {
    this.results.forEach((each, index) => this.further(['results', index], each, index));
    if (score && 'weights' in score) this.scores.score(['score'], score);
    else if (score) this.taken(['score', 'take'], score.take);
    this.scores.unused();
    this.main(result, score);
  }

  private further(
    path: Path,
    { id, for: whom, requires = [], score, bands, stars }: FurtherResult,
    index: number,
  ): void {
    if (this.results.findIndex((each) => each.id === id) !== index)
      this.findings.add([...path, 'id'], id, 'names a result twice: ids are unique.');
    if (whom) this.units.condition([...path, 'for'], whom);
    const above = this.results.slice(0, index).map((each) => each.id);
    requires.forEach((name, place) => {
      if (!above.includes(name))
        this.findings.add([...path, 'requires', place], name, `is no result above this one: use ${listed(above)}.`);
    });
    this.scores.score([...path, 'score'], score);
    if (bands && stars) this.findings.add([...path, 'stars'], undefined, EITHER);
    if (bands) this.bands([...path, 'bands'], bands, [score]);
    if (stars) this.stars([...path, 'stars', 'step'], stars.step, [score]);
  }

  private taken(path: Path, names: readonly string[]): void {
    names.forEach((name, index) => this.named([...path, index], name));
  }

  private named(path: Path, name: string): void {
    const known = this.results.map(({ id }) => id);
    if (!known.includes(name))
      this.findings.add(path, name, `is no result of this scheme: declare it under results, or use ${listed(known)}.`);
  }

  private main(rule: ResultRule, score: ScoreRule | undefined): void {
    const { grades, stars, rank, eligibility, minimumVolume } = rule;
    const scales = score === undefined ? [] : 'weights' in score ? [score] : this.scalesOf(score.take);
    if (grades && stars) this.findings.add(['result', 'stars'], undefined, EITHER);
    for (const [member, given] of Object.entries({ grades, stars }))
      if (given && !score)
        this.findings.add(['result', member], undefined, 'grades a score, but the scheme has no score section.');
    if (grades) this.bands(['result', 'grades', 'bands'], grades.bands, scales);
    if (stars) this.stars(['result', 'stars', 'step'], stars.step, scales);
    (rank?.by ?? []).forEach((key, index) => {
      const path = ['result', 'rank', 'by', index];
      if ('score' in key) {
        if (!score)
          this.findings.add([...path, 'score'], key.score, 'cannot be ranked by: the scheme has no score section.');
      } else if ('result' in key) this.named([...path, 'result'], key.result);
      else this.units.side(path, key.measure, key.of ?? 'value');
    });
    if (eligibility?.accountingYears !== undefined)
      this.findings.whole(['result', 'eligibility', 'accountingYears'], eligibility.accountingYears, 0, 100);
    (minimumVolume ?? []).forEach((volume, index) => {
      const path = ['result', 'minimumVolume', index];
      this.findings.number([...path, 'atLeast'], volume.atLeast);
      this.units.side(path, volume.measure, volume.of);
    });
  }

  private scalesOf(names: readonly string[]): Scale[] {
    return this.results.filter(({ id }) => names.includes(id)).map(({ score }) => score);
  }

  /** Edges are lower and inclusive, so bands leave no gap between them; they must fall, and reach the ends of the scale. */
  private bands(path: Path, list: BandRules, scales: readonly Scale[]): void {
    const lowest = extreme(
      scales.map(({ lowest: end }) => this.valueOf(end)),
      -1,
    );
    const highest = extreme(
      scales.map(({ highest: end }) => this.valueOf(end)),
      1,
    );
    const names = new Set<string>();
    let above: Rational | undefined;
    list.forEach((band, index) => {
      const at = [...path, index];
      if (names.has(band.grade)) this.findings.add([...at, 'grade'], band.grade, 'names a grade twice.');
      names.add(band.grade);
      const from = this.findings.number([...at, 'from'], band.from);
      const edge = this.findings.shown(band.from);
      if (!from) return;
      const tell = (message: string): void => this.findings.add([...at, 'from'], edge, message);
      if (above && compare(from, above) >= 0)
        tell('overlaps the band before it: bands begin at the best, and each edge is lower.');
      if (highest && compare(from, highest) > 0) tell('lies above the highest score: no score reaches this band.');
      if (lowest && index === list.length - 1 && compare(from, lowest) > 0)
        tell(`leaves a gap: scores below it have no grade; the last band must begin at ${toText(lowest, 9)}.`);
      if (lowest && index === list.length - 1 && compare(from, lowest) < 0)
        tell(`lies below the lowest score, ${toText(lowest, 9)}.`);
      above = from;
    });
  }

  /** Stars are multiples of their step; the ends of the scale must be, too, or some score would round past them. */
  private stars(path: Path, step: Numeric, scales: readonly Scale[]): void {
    const size = this.findings.number(path, step);
    if (!size) return;
    if (signOf(size) <= 0) {
      this.findings.add(path, this.findings.shown(step), 'must be positive.');
      return;
    }
    for (const { lowest, highest } of scales)
      for (const end of [lowest, highest]) {
        const value = this.valueOf(end);
        if (value && !isWhole(divide(value, size)))
          this.findings.add(
            path,
            this.findings.shown(step),
            `does not divide the scale: ${toText(value, 9)} is no multiple of it.`,
          );
      }
  }

  private valueOf(numeric: Numeric): Rational | undefined {
    const value = this.findings.shown(numeric);
    return (typeof value === 'number' || typeof value === 'string') && isDecimal(value)
      ? fromDecimal(value)
      : undefined;
  }
}

const EITHER = 'stands beside grades: a result has bands or stars, not both.';

/** The least (-1) or greatest (1) of the values that are known. */
function extreme(values: readonly (Rational | undefined)[], sign: 1 | -1): Rational | undefined {
  return values
    .filter((value) => value !== undefined)
    .sort((a, b) => compare(b, a) * sign)
    .at(0);
}
