import type { Numeric } from './numeric.js';
import type { PointsRule, RelativePointsRule, SimplePointsRule } from './points-language.js';
import type { AdjustmentRule, FurtherResult, RewardRule, WeightedScoreRule } from './score-language.js';
import type { Measure, SchemeDocument } from './scheme.js';
import type { ScoringWording } from './wording/scoring-wording.js';
import type { Settings } from './settings.js';
import { UNIT_BOUNDS } from './unit-bounds.js';
import type { UnitCondition } from './unit-condition.js';

/** What a scheme makes of its figures, in words: points, scores, grades, stars and ranks. */
export class ScoringWords {
  constructor(
    private readonly document: SchemeDocument,
    private readonly settings: Settings,
    private readonly say: ScoringWording,
    private readonly titleOf: (title: Measure['title']) => string,
  ) {}

  weight({ weight }: Measure): string {
    return weight === undefined ? '' : this.say.weight(this.number(weight));
  }

  measure({ points, minimum }: Measure): string[] {
    return [
      ...(points ? [this.say.points(this.points(points))] : []),
      ...(minimum === undefined ? [] : [this.say.minimum(this.number(minimum))]),
    ];
  }

  groups(): string[] {
    return Object.entries(this.document.groups ?? {}).map(([name, { title, weight, weights }]) =>
      this.say.group(
        `${name}: ${this.titleOf(title)}`,
        weight === undefined ? null : this.number(weight),
        weights === undefined ? null : this.number(weights),
        this.names(this.document.measures.filter(({ group }) => group === name).map(({ id }) => id)),
      ),
    );
  }

  score(): string[] {
    const { score } = this.document;
    if (!score) return [this.say.noScore];
    if ('take' in score)
      return [this.say.take(this.names(score.take)), this.say.rounded(this.say.roundedScore(score.round.score))];
    return this.weighted(score);
  }

  results(): string[] {
    return (this.document.results ?? []).flatMap((each) => [
      `${each.id}: ${this.titleOf(each.title)}`,
      ...this.further(each).map((line) => `  ${line}`),
    ]);
  }

  result(): string[] {
    const { grades, stars, rank, eligibility, minimumVolume } = this.document.result;
    const { say } = this;
    const lines: string[] = [];
    if (grades) lines.push(say.grades(this.names(grades.levels), this.bands(grades.bands)));
    if (stars) lines.push(say.starLevels(this.names(stars.levels), this.number(stars.step)));
    if (rank) {
      const keys = rank.by.map((key) => {
        if ('score' in key) return say.rankKey(say.scoreWord, key.score);
        if ('result' in key) return say.rankKey(key.result, key.order);
        return say.rankKey(say.rankedSide(key.of ?? 'value', key.measure), key.order);
      });
      lines.push(say.ranked(keys.join(say.thenBy), rank.ties === 'shared'));
    }
    if (eligibility) {
      const { accountingYears, excludedTypes = [], whenUnknown } = eligibility;
      const asks = [
        ...(accountingYears === undefined ? [] : [say.accountingYears(this.number(accountingYears))]),
        ...(excludedTypes.length === 0 ? [] : [say.excludedTypes(this.names(excludedTypes))]),
      ];
      lines.push(say.takesPart(asks.join('; '), whenUnknown));
    }
    for (const { measure, of, atLeast } of minimumVolume ?? [])
      lines.push(say.minimumVolume(of, measure, this.number(atLeast)));
    return lines.length > 0 ? lines : [say.noResult];
  }

  private further({ for: whom, requires, score, bands, stars }: FurtherResult): string[] {
    const { say } = this;
    return [
      ...(whom ? [say.resultFor(this.condition(whom))] : []),
      ...(requires ? [say.requires(this.names(requires))] : []),
      ...this.weighted(score),
      ...(bands ? [say.bands(this.bands(bands))] : []),
      ...(stars ? [say.stars(this.number(stars.step))] : []),
    ];
  }

  private weighted(rule: WeightedScoreRule): string[] {
    const { say } = this;
    const { round } = rule;
    const condition = (when: UnitCondition | undefined): string | null => (when ? this.condition(when) : null);
    const weights = this.number(rule.weights);
    const roundings = [
      say.roundedPoints(round.points ?? null),
      ...(round.group === undefined ? [] : [say.roundedGroups(round.group)]),
      ...(round.mean === undefined ? [] : [say.roundedMean(round.mean)]),
      say.roundedScore(round.score),
    ];
    return [
      rule.mean === 'groups' ? say.groupMean(weights) : say.mean(weights),
      ...(rule.of ? [say.of(this.names(rule.of), rule.except ? this.names(rule.except) : null)] : []),
      say.missing[this.settings.missing(rule.missing)],
      ...(rule.reweigh ?? []).map(({ members, weight, when }) =>
        say.reweigh(this.names(members), this.number(weight), this.condition(when)),
      ),
      ...(rule.enough ?? []).map(({ of, except, atLeast, when }) => {
        const members = this.names(of) + (except ? ` (− ${this.names(except)})` : '');
        return say.enough(this.number(atLeast), members, condition(when));
      }),
      ...(rule.leaveOut ?? []).map(({ id, members, when, rule: how, from }) =>
        how === 'always'
          ? say.leftAlways(id, this.names(members), condition(when))
          : say.leftIfBetter(id, this.names(members), condition(when), from === undefined ? null : this.number(from)),
      ),
      ...(rule.reward ? this.reward(rule.reward) : []),
      ...(rule.adjustments ?? []).map((each) => this.adjustment(each)),
      say.between(this.number(rule.lowest), this.number(rule.highest)),
      say.rounded(roundings.join(', ')),
    ];
  }

  private reward({ decimals, edges = [], percentiles, points }: RewardRule): string[] {
    const { say } = this;
    const numbers = (list: readonly Numeric[]): string => list.map((each) => this.number(each)).join(' / ');
    return [
      say.reward(decimals),
      ...points.map((row, index) => say.rewardRow(index + 1, points.length, numbers(row))),
      ...edges.map(({ mean, variance, leftOut, when }) =>
        say.rewardEdges(
          numbers(mean),
          numbers(variance),
          leftOut ? this.names(leftOut) : null,
          when ? this.condition(when) : null,
        ),
      ),
      ...(percentiles ? [say.rewardPercentiles(numbers(percentiles.mean), numbers(percentiles.variance))] : []),
    ];
  }

  private adjustment(rule: AdjustmentRule): string {
    const { say } = this;
    if ('table' in rule) {
      const rows = rule.table.map(({ value, add }) => say.tableRow(this.number(value), this.number(add)));
      return say.table(rule.measure, say.list(rows), this.number(rule.otherwise));
    }
    const { measure, effect, cap, approver = null } = rule;
    return say[effect](measure, this.number(cap), approver);
  }

  private points(rule: PointsRule): string {
    if (!('choose' in rule)) return this.simplePoints(rule);
    return rule.choose
      .map(
        ({ when, points }) => (when ? this.say.when(this.condition(when)) : this.say.else) + this.simplePoints(points),
      )
      .join('; ');
  }

  private simplePoints(rule: SimplePointsRule): string {
    const { say } = this;
    if ('relative' in rule) return this.relative(rule);
    if ('linear' in rule) return say.linear(this.number(rule.linear.zero), this.number(rule.linear.full));
    if ('asIs' in rule) {
      const { times, lowest, highest } = rule.asIs;
      return say.asIs(times === undefined ? null : this.number(times), this.number(lowest), this.number(highest));
    }
    const [steps, word] = 'atLeast' in rule ? [rule.atLeast, say.stepFrom] : [rule.atMost, say.stepUpTo];
    const told = steps.map((step) => word(this.number(step.points), this.number(step.value)));
    return say.list([...told, say.otherwise(this.number(rule.otherwise))]);
  }

  private relative({ relative, among, then }: RelativePointsRule): string {
    const { say } = this;
    return say.list([
      this.figure(relative),
      ...(among === 'all' ? [say.amongAll] : []),
      ...(then ? [say.then(this.simplePoints(then))] : []),
    ]);
  }

  private figure(relative: RelativePointsRule['relative']): string {
    const { say } = this;
    if (relative === 'percentile') return say.percentile;
    if ('ratioTo' in relative) return say.ratioTo(say.references[relative.ratioTo]);
    if ('differenceFrom' in relative) return say.differenceFrom(say.references[relative.differenceFrom]);
    if ('zScore' in relative) return say.zScore(relative.zScore.decimals);
    if ('rank' in relative) return say.rankPoints(this.number(relative.rank.first), this.number(relative.rank.last));
    const { base, span, worst, best } = relative.efficacy;
    return say.efficacy(
      this.number(base),
      this.number(span),
      worst === undefined ? say.references.worst : this.number(worst),
      best === undefined ? say.references.best : this.number(best),
    );
  }

  private condition(condition: UnitCondition): string {
    const { say } = this;
    const nested = (each: UnitCondition): string =>
      'all' in each || 'any' in each ? `(${this.condition(each)})` : this.condition(each);
    if ('all' in condition) return condition.all.map(nested).join(say.and);
    if ('any' in condition) return condition.any.map(nested).join(say.or);
    if ('not' in condition) return say.not(this.condition(condition.not));
    if ('known' in condition) return say.known(this.number(condition.atLeast), this.names(condition.known));
    if ('level' in condition) return say.level(condition.level.join(say.or));
    if ('insurerType' in condition) return say.insurerType(condition.insurerType.join(say.or));
    const bounds = UNIT_BOUNDS.flatMap((bound) => {
      const value = condition[bound];
      if (value === undefined) return [];
      return [
        say.bound[bound](
          Array.isArray(value) ? this.names(value.map((each) => this.number(each))) : this.number(value),
        ),
      ];
    });
    return say.is(say.side[condition.of ?? 'value'](condition.measure), bounds.join(say.and));
  }

  private bands(bands: readonly { readonly grade: string; readonly from: Numeric }[]): string {
    return this.say.list(bands.map(({ grade, from }) => this.say.band(grade, this.number(from))));
  }

  private names(names: readonly string[]): string {
    return this.say.list(names);
  }

  /** A number with the parameter that it comes from. */
  private number(numeric: Numeric): string {
    const text = this.settings.text(numeric);
    return typeof numeric === 'object' ? `${text} (${numeric.param})` : text;
  }
}
