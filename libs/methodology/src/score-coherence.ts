import { type Findings, isDecimal, listed, type Path } from './findings.js';
import type { Numeric } from './numeric.js';
import { add, compare, fromDecimal, type Rational, signOf, toText, ZERO } from './rational.js';
import type { Measure } from './scheme.js';
import type { LeaveOutRule, RewardRule, WeightedScoreRule } from './score-language.js';
import type { UnitCoherence } from './unit-coherence.js';
import { measuresOf } from './unit-predicate.js';

/** Checks how points become scores: weights that add up, groups, rewards, what may be left out, adjustments. */
export class ScoreCoherence {
  /** Measures that some score counts. */
  readonly counted = new Set<number>();
  private readonly groupsInMeans = new Set<string>();

  constructor(
    private readonly findings: Findings,
    private readonly units: UnitCoherence,
  ) {}

  score(path: Path, rule: WeightedScoreRule): void {
    const members = this.membersOf(path, rule);
    for (const measure of members) this.counted.add(measure);
    if (rule.mean === 'groups') this.groupMean(path, rule, members);
    else
      this.sum(
        [...path, 'weights'],
        rule.weights,
        members.map((measure) => this.measure(measure).weight),
        'measures',
      );
    if (members.length === 0)
      this.findings.add(path, undefined, 'has nothing to add up: give at least one measure a weight.');
    if (rule.mean !== 'groups' && rule.round.group !== undefined)
      this.findings.add(
        [...path, 'round', 'group'],
        rule.round.group,
        'has no use: only a mean of groups rounds the means of its groups.',
      );
    this.missing([...path, 'missing'], rule.missing);
    (rule.reweigh ?? []).forEach((each, index) => {
      const at = [...path, 'reweigh', index];
      this.inScore([...at, 'members'], each.members, members);
      const weight = this.findings.number([...at, 'weight'], each.weight);
      if (weight && signOf(weight) < 0)
        this.findings.add([...at, 'weight'], this.findings.shown(each.weight), 'must not be negative.');
      this.units.condition([...at, 'when'], each.when);
    });
    (rule.enough ?? []).forEach((each, index) => {
      const at = [...path, 'enough', index];
      this.units.members([...at, 'of'], each.of);
      if (each.except) this.units.members([...at, 'except'], each.except);
      if (each.when) this.units.condition([...at, 'when'], each.when);
      const left = new Set(measuresOf(this.findings.document, each.except ?? []));
      const count = measuresOf(this.findings.document, each.of).filter((measure) => !left.has(measure)).length;
      if (count > 0) this.findings.whole([...at, 'atLeast'], each.atLeast, 1, count);
    });
    this.leaveOut(path, rule.leaveOut ?? [], members);
    if (rule.reward) this.reward([...path, 'reward'], rule.reward, rule.leaveOut ?? []);
    this.bounds(path, rule);
    this.adjustments(path, rule.adjustments ?? [], members);
  }

  missing(path: Path, rule: WeightedScoreRule['missing']): void {
    if (typeof rule !== 'object') return;
    const value = this.findings.parameter([...path, 'param'], rule.param, 'word');
    const choices = this.findings.document.parameters?.[rule.param]?.choices ?? [];
    const foreign = choices.filter((choice) => !['reweight', 'zero', 'full'].includes(choice));
    if (value !== undefined && foreign.length > 0)
      this.findings.add(
        ['parameters', rule.param, 'choices'],
        undefined,
        `must be among reweight, zero, full; not ${foreign.join(', ')}.`,
      );
  }

  /** Told after all scores: groups and weights that nothing uses. */
  unused(): void {
    const { groups = {}, measures, score, results } = this.findings.document;
    for (const [name, group] of Object.entries(groups)) {
      const own = measures.filter((measure) => measure.group === name);
      const path = ['groups', name];
      if (own.length === 0) this.findings.add(path, undefined, 'has no measures: give one this group, or remove it.');
      if (measures.some(({ id }) => id === name))
        this.findings.add(path, undefined, 'is also the name of a measure: names in a score must tell them apart.');
      if (group.weight !== undefined && !this.groupsInMeans.has(name))
        this.findings.add(
          [...path, 'weight'],
          this.findings.shown(group.weight),
          'has no use: no score is a mean of groups with this one.',
        );
      if (group.weights !== undefined)
        this.sum(
          [...path, 'weights'],
          group.weights,
          own.map(({ weight }) => weight),
          'measures',
        );
    }
    if (score === undefined && results === undefined) return;
    measures.forEach(({ weight }, index) => {
      if (weight !== undefined && !this.counted.has(index))
        this.findings.add(
          ['measures', index, 'weight'],
          this.findings.shown(weight),
          'counts in no score: name the measure in one, or remove the weight.',
        );
    });
  }

  private membersOf(path: Path, { of, except }: WeightedScoreRule): number[] {
    const { document } = this.findings;
    if (of) this.units.members([...path, 'of'], of);
    const all = of ? measuresOf(document, of) : document.measures.map((_, index) => index);
    const left = measuresOf(document, except ?? []);
    if (except) {
      this.units.members([...path, 'except'], except);
      for (const measure of left)
        if (!all.includes(measure))
          this.findings.add(
            [...path, 'except'],
            this.measure(measure).id,
            'is not among what the score is the mean of.',
          );
    }
    const weighted = all.filter((measure) => !left.includes(measure) && this.measure(measure).weight !== undefined);
    return weighted;
  }

  private groupMean(path: Path, { of, weights }: WeightedScoreRule, members: readonly number[]): void {
    const { groups = {} } = this.findings.document;
    const names = (of ?? Object.keys(groups)).filter((name) => Object.hasOwn(groups, name));
    for (const name of names) {
      this.groupsInMeans.add(name);
      const weight = groups[name]?.weight;
      if (weight === undefined)
        this.findings.add(['groups', name, 'weight'], undefined, 'is missing: a score is a mean of groups with it.');
      else {
        const value = this.findings.number(['groups', name, 'weight'], weight);
        if (value && signOf(value) <= 0)
          this.findings.add(['groups', name, 'weight'], this.findings.shown(weight), 'must be positive.');
      }
    }
    for (const measure of members) {
      const { id, group } = this.measure(measure);
      if (group === undefined || !names.includes(group))
        this.findings.add(
          [...path, 'mean'],
          'groups',
          `leaves out ${id}, which has a weight and belongs to none of the groups.`,
        );
    }
    this.sum(
      [...path, 'weights'],
      weights,
      names.map((name) => groups[name]?.weight),
      'groups',
    );
  }

  private sum(path: Path, stated: Numeric, weights: readonly (Numeric | undefined)[], of: string): void {
    const declared = this.findings.number(path, stated);
    if (!declared || weights.length === 0) return;
    const total = weights.reduce<Rational>((sum, weight) => add(sum, this.valueOf(weight) ?? ZERO), ZERO);
    if (compare(declared, total) !== 0)
      this.findings.add(
        path,
        this.findings.shown(stated),
        `is not what the weights of the ${of} add up to: ${toText(total, 9)}.`,
      );
  }

  private bounds(path: Path, rule: WeightedScoreRule): void {
    const lowest = this.findings.number([...path, 'lowest'], rule.lowest);
    const highest = this.findings.number([...path, 'highest'], rule.highest);
    if (lowest && highest && compare(lowest, highest) >= 0)
      this.findings.add([...path, 'highest'], this.findings.shown(rule.highest), 'must be above the lowest score.');
  }

  private leaveOut(path: Path, rules: readonly LeaveOutRule[], members: readonly number[]): void {
    rules.forEach((each, index) => {
      const at = [...path, 'leaveOut', index];
      if (rules.findIndex(({ id }) => id === each.id) !== index)
        this.findings.add([...at, 'id'], each.id, 'names a leave-out rule twice.');
      const own = this.inScore([...at, 'members'], each.members, members);
      if (own.length > 0 && own.length === members.length)
        this.findings.add([...at, 'members'], undefined, 'leaves out everything that the score is made of.');
      if (each.when) this.units.condition([...at, 'when'], each.when);
      if (each.from === undefined) return;
      this.findings.number([...at, 'from'], each.from);
      if (each.rule === 'always')
        this.findings.add(
          [...at, 'from'],
          this.findings.shown(each.from),
          'has no use with the rule always: it asks what the result would be.',
        );
    });
  }

  private reward(path: Path, rule: RewardRule, leaveOut: readonly LeaveOutRule[]): void {
    if ((rule.edges === undefined) === (rule.percentiles === undefined))
      this.findings.add(path, undefined, 'needs its edges in one way: either edges or percentiles.');
    const tables = [
      ...(rule.edges ?? []).map((each, index) => ({ at: [...path, 'edges', index], ...each })),
      ...(rule.percentiles ? [{ at: [...path, 'percentiles'], ...rule.percentiles }] : []),
    ];
    for (const { at, mean, variance, ...rest } of tables) {
      this.rising([...at, 'mean'], mean);
      this.rising([...at, 'variance'], variance);
      if (rule.points.length !== mean.length + 1)
        this.findings.add(
          [...path, 'points'],
          undefined,
          `must have ${mean.length + 1} rows, one more than there are edges of the mean; it has ${rule.points.length}.`,
        );
      rule.points.forEach((row, index) => {
        if (row.length !== variance.length + 1)
          this.findings.add(
            [...path, 'points', index],
            undefined,
            `must have ${variance.length + 1} figures, one more than there are edges of the variance; it has ${row.length}.`,
          );
      });
      if (!('leftOut' in rest) && !('when' in rest)) continue;
      const { when, leftOut = [] } = rest;
      if (when) this.units.condition([...at, 'when'], when);
      leftOut.forEach((name, index) => {
        if (leaveOut.every(({ id }) => id !== name))
          this.findings.add(
            [...at, 'leftOut', index],
            name,
            `is no leave-out rule of this score: use ${listed(leaveOut.map(({ id }) => id))}.`,
          );
      });
    }
    rule.percentiles?.mean.forEach((each, index) =>
      this.findings.within([...path, 'percentiles', 'mean', index], each, 0, 100),
    );
    rule.percentiles?.variance.forEach((each, index) =>
      this.findings.within([...path, 'percentiles', 'variance', index], each, 0, 100),
    );
    rule.points.forEach((row, index) => {
      row.forEach((each, column) => this.findings.number([...path, 'points', index, column], each));
    });
  }

  private rising(path: Path, edges: readonly Numeric[]): void {
    let before: Rational | undefined;
    edges.forEach((edge, index) => {
      const value = this.findings.number([...path, index], edge);
      if (value && before && compare(value, before) <= 0)
        this.findings.add([...path, index], this.findings.shown(edge), 'must be above the edge before it.');
      before = value;
    });
  }

  private adjustments(
    path: Path,
    rules: NonNullable<WeightedScoreRule['adjustments']>,
    members: readonly number[],
  ): void {
    const adjusted = new Set<string>();
    rules.forEach((adjustment, index) => {
      const at = [...path, 'adjustments', index];
      if ('cap' in adjustment) {
        const cap = this.findings.number([...at, 'cap'], adjustment.cap);
        if (cap && signOf(cap) < 0)
          this.findings.add([...at, 'cap'], this.findings.shown(adjustment.cap), 'must not be negative.');
      } else this.table(at, adjustment);
      const measure = this.units.measure([...at, 'measure'], adjustment.measure);
      if (adjusted.has(adjustment.measure))
        this.findings.add([...at, 'measure'], adjustment.measure, 'adjusts the score twice: name each measure once.');
      adjusted.add(adjustment.measure);
      if (measure && members.includes(this.findings.document.measures.indexOf(measure)))
        this.findings.add(
          [...at, 'measure'],
          adjustment.measure,
          'has a weight: a measure is weighted or adjusts, not both.',
        );
    });
  }

  private table(
    path: Path,
    { table, otherwise }: Extract<NonNullable<WeightedScoreRule['adjustments']>[number], { table: unknown }>,
  ): void {
    const seen = new Set<string>();
    table.forEach((row, index) => {
      const value = this.findings.number([...path, 'table', index, 'value'], row.value);
      this.findings.number([...path, 'table', index, 'add'], row.add);
      const text = value && toText(value, 9);
      if (text !== undefined && seen.has(text))
        this.findings.add(
          [...path, 'table', index, 'value'],
          this.findings.shown(row.value),
          'stands in the table twice.',
        );
      if (text !== undefined) seen.add(text);
    });
    this.findings.number([...path, 'otherwise'], otherwise);
  }

  /** Names of what a score is made of; gives the measures that they stand for. */
  private inScore(path: Path, names: readonly string[], members: readonly number[]): number[] {
    this.units.members(path, names);
    const own = measuresOf(this.findings.document, names);
    for (const measure of own)
      if (!members.includes(measure))
        this.findings.add(path, this.measure(measure).id, 'is not among what the score is the mean of.');
    return own.filter((measure) => members.includes(measure));
  }

  private measure(index: number): Measure {
    const measure = this.findings.document.measures[index];
    if (!measure) throw new RangeError(`The scheme has no measure number ${index}.`);
    return measure;
  }

  /** A number whose problems are told elsewhere. */
  private valueOf(numeric: Numeric | undefined): Rational | undefined {
    if (numeric === undefined) return undefined;
    const value = this.findings.shown(numeric);
    return (typeof value === 'number' || typeof value === 'string') && isDecimal(value)
      ? fromDecimal(value)
      : undefined;
  }
}
