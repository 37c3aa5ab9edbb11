import type { Findings, Path } from './findings.js';
import type { PlainPointsRule, PointsRule, RelativePointsRule, SimplePointsRule } from './points-language.js';
import { compare, type Rational, signOf } from './rational.js';
import type { Measure } from './scheme.js';
import type { UnitCoherence } from './unit-coherence.js';

/** Checks rules for points: anchors, steps and bounds that run the way in which the measure is better. */
export class PointsCoherence {
  constructor(
    private readonly findings: Findings,
    private readonly units: UnitCoherence,
  ) {}

  rule(path: Path, rule: PointsRule, measure: Measure): void {
    if (measure.better === 'neither')
      this.findings.add(path, undefined, 'needs a direction: set better to higher or lower.');
    if (!('choose' in rule)) {
      this.simple(path, rule, measure);
      return;
    }
    rule.choose.forEach(({ when, points }, index) => {
      const at = [...path, 'choose', index];
      if (when) this.units.condition([...at, 'when'], when);
      else if (index < rule.choose.length - 1)
        this.findings.add(at, undefined, 'takes every unit, so that no rule after it is reached: put it last.');
      this.simple([...at, 'points'], points, measure);
    });
  }

  private simple(path: Path, rule: SimplePointsRule, measure: Measure): void {
    if ('relative' in rule) this.relative(path, rule, measure);
    else this.plain(path, rule, measure.better);
  }

  private relative(path: Path, { relative, then }: RelativePointsRule, measure: Measure): void {
    const at = [...path, 'relative'];
    let better = measure.better;
    if (typeof relative === 'object' && ('ratioTo' in relative || 'differenceFrom' in relative)) {
      const [member, reference] =
        'ratioTo' in relative
          ? (['ratioTo', relative.ratioTo] as const)
          : (['differenceFrom', relative.differenceFrom] as const);
      if (reference === 'market' && !measure.denominator)
        this.findings.add([...at, member], reference, 'needs a denominator, which the measure does not have.');
    } else {
      // All others are turned so that more is better.
      if (better === 'lower') better = 'higher';
      if (typeof relative === 'object' && 'rank' in relative) {
        const first = this.findings.number([...at, 'rank', 'first'], relative.rank.first);
        const last = this.findings.number([...at, 'rank', 'last'], relative.rank.last);
        if (first && last && compare(first, last) <= 0)
          this.findings.add([...at, 'rank', 'first'], this.shown(relative.rank.first), 'must be above last.');
      }
      if (typeof relative === 'object' && 'efficacy' in relative)
        this.efficacy([...at, 'efficacy'], relative.efficacy, measure);
    }
    if (then) this.plain([...path, 'then'], then, better);
  }

  private efficacy(
    path: Path,
    {
      base,
      span,
      worst,
      best,
    }: Extract<Exclude<RelativePointsRule['relative'], string>, { efficacy: unknown }>['efficacy'],
    { better }: Measure,
  ): void {
    this.findings.number([...path, 'base'], base);
    const range = this.findings.number([...path, 'span'], span);
    if (range && signOf(range) <= 0) this.findings.add([...path, 'span'], this.shown(span), 'must be positive.');
    const low = worst === undefined ? undefined : this.findings.number([...path, 'worst'], worst);
    const high = best === undefined ? undefined : this.findings.number([...path, 'best'], best);
    if (!low || !high || better === 'neither') return;
    const order = compare(high, low);
    if (order === 0 || order > 0 !== (better === 'higher'))
      this.findings.add(
        [...path, 'best'],
        this.shown(best as never),
        `must be ${better === 'higher' ? 'above' : 'below'} worst, for ${better} is better.`,
      );
  }

  private plain(path: Path, rule: PlainPointsRule, better: Measure['better']): void {
    if ('linear' in rule) this.linear(path, rule.linear, better);
    else if ('asIs' in rule) this.asIs([...path, 'asIs'], rule.asIs, better);
    else this.steps(path, rule, better);
  }

  private linear(
    path: Path,
    anchors: Extract<PlainPointsRule, { linear: unknown }>['linear'],
    better: Measure['better'],
  ): void {
    const zero = this.findings.number([...path, 'linear', 'zero'], anchors.zero);
    const full = this.findings.number([...path, 'linear', 'full'], anchors.full);
    if (!zero || !full) return;
    const direction = compare(full, zero);
    if (direction === 0)
      this.findings.add([...path, 'linear'], undefined, 'has equal anchors: zero and full must differ.');
    else if (better !== 'neither' && direction > 0 !== (better === 'higher'))
      this.findings.add(
        [...path, 'linear'],
        undefined,
        `runs the wrong way: ${better} is better, so full must be ${better === 'higher' ? 'above' : 'below'} zero.`,
      );
  }

  private asIs(
    path: Path,
    { times = 1, lowest, highest }: Extract<PlainPointsRule, { asIs: unknown }>['asIs'],
    better: Measure['better'],
  ): void {
    const factor = this.findings.number([...path, 'times'], times);
    if (factor && signOf(factor) <= 0) this.findings.add([...path, 'times'], this.shown(times), 'must be positive.');
    const low = this.findings.number([...path, 'lowest'], lowest);
    const high = this.findings.number([...path, 'highest'], highest);
    if (low && high && compare(low, high) >= 0)
      this.findings.add([...path, 'highest'], this.shown(highest), 'must be above lowest.');
    if (better === 'lower')
      this.findings.add(path, undefined, 'gives more points for more: it fits a measure of which higher is better.');
  }

  private steps(path: Path, rule: Extract<PlainPointsRule, { otherwise: unknown }>, better: Measure['better']): void {
    const [steps, member, needs] =
      'atLeast' in rule ? ([rule.atLeast, 'atLeast', 'higher'] as const) : ([rule.atMost, 'atMost', 'lower'] as const);
    if (better !== 'neither' && better !== needs)
      this.findings.add(
        [...path, member],
        undefined,
        `fits a measure of which ${needs} is better; this one says ${better}.`,
      );
    let lastValue: Rational | undefined;
    let lastPoints: Rational | undefined;
    const fall = (at: Path, given: Rational | undefined, shown: unknown): void => {
      if (given && lastPoints && compare(given, lastPoints) >= 0)
        this.findings.add(at, shown, 'must give fewer points than the step before it.');
      lastPoints = given;
    };
    steps.forEach((step, index) => {
      const at = [...path, member, index];
      const value = this.findings.number([...at, 'value'], step.value);
      if (value && lastValue) {
        const order = compare(value, lastValue);
        const right = needs === 'higher' ? 'below' : 'above';
        if (order === 0 || order > 0 === (right === 'below'))
          this.findings.add(
            [...at, 'value'],
            this.shown(step.value),
            `must be ${right} the value of the step before it.`,
          );
      }
      lastValue = value;
      this.findings.within([...at, 'points'], step.points, 0, 100);
      fall([...at, 'points'], this.findings.number([...at, 'points'], step.points), this.shown(step.points));
    });
    this.findings.within([...path, 'otherwise'], rule.otherwise, 0, 100);
    fall(
      [...path, 'otherwise'],
      this.findings.number([...path, 'otherwise'], rule.otherwise),
      this.shown(rule.otherwise),
    );
  }

  private shown(numeric: Parameters<Findings['shown']>[0]): unknown {
    return this.findings.shown(numeric);
  }
}
