import { calendarProblems } from './calendar-coherence.js';
import { CaseCoherence, type Vocabulary } from './case-coherence.js';
import { Findings, isDecimal, type Path } from './findings.js';
import { LimitCoherence } from './limit-coherence.js';
import { periodProblems } from './period-coherence.js';
import { add, compare, fromDecimal, type Rational, toText, ZERO } from './rational.js';
import type { DeclaredRule, Measure, PointsRule, ResultRule, SchemeDocument, ScoreRule } from './scheme.js';
import type { SchemeProblem } from './scheme-error.js';

export type { SpokenKind, Vocabulary } from './case-coherence.js';

/**
 * What a scheme of the right shape may still get wrong: names that do not exist, weights that do not add up, bands that
 * leave gaps, anchors that run against the measure. A scheme without such problems can be compiled and run.
 */
export function incoherences(document: SchemeDocument, vocabulary: Vocabulary): SchemeProblem[] {
  const findings = new Findings(document);
  const cases = new CaseCoherence(findings, vocabulary);
  parameters(findings);
  periodProblems(findings);
  const limits = new LimitCoherence(findings, cases);
  for (const [name, limit] of Object.entries(document.limits ?? {})) limits.limit(['limits', name], limit);
  for (const [name, calendar] of Object.entries(document.calendars ?? {}))
    calendarProblems(findings, ['calendars', name], calendar);
  const seen = new Set<string>();
  document.measures.forEach((measure, index) => {
    const path = ['measures', index];
    if (seen.has(measure.id)) findings.add([...path, 'id'], measure.id, 'names a measure twice: ids are unique.');
    seen.add(measure.id);
    cases.term([...path, 'numerator'], measure.numerator);
    if (measure.denominator) cases.term([...path, 'denominator'], measure.denominator);
    if (measure.declared) declared(findings, [...path, 'declared'], measure.declared, measure);
    scoring(findings, path, measure);
  });
  if (document.score) score(findings, document.score);
  result(findings, document.result);
  unused(findings);
  return findings.problems;
}

function parameters(findings: Findings): void {
  for (const [name, { default: value, choices }] of Object.entries(findings.document.parameters ?? {})) {
    const path = ['parameters', name, 'default'];
    if (choices === undefined) {
      if (!isDecimal(value)) findings.add(path, value, 'must be a number, or the parameter needs choices.');
    } else if (!choices.includes(String(value)))
      findings.add(path, value, `must be one of its choices: ${choices.join(', ')}.`);
  }
}

function unused(findings: Findings): void {
  const tell = (section: string, names: readonly string[], used: ReadonlySet<string>): void => {
    for (const name of names)
      if (!used.has(name)) findings.add([section, name], undefined, 'is used nowhere: use it or remove it.');
  };
  tell('parameters', Object.keys(findings.document.parameters ?? {}), findings.usedParameters);
  // A limit that something meets is a promise: its clocks run whether or not a measure counts them.
  for (const [name, { met }] of Object.entries(findings.document.limits ?? {}))
    if (met !== undefined) findings.usedLimits.add(name);
  tell('limits', Object.keys(findings.document.limits ?? {}), findings.usedLimits);
  tell('calendars', Object.keys(findings.document.calendars ?? {}), findings.usedCalendars);
}

/** A declared figure that answers to nothing, or one that answers to two sides, would compare what cannot be compared. */
function declared(findings: Findings, path: Path, rule: DeclaredRule, measure: Measure): void {
  const sides = (['value', 'numerator', 'denominator'] as const).flatMap((side) =>
    rule[side] === undefined ? [] : [[side, rule[side].measure] as const],
  );
  if (sides.length === 0)
    findings.add(path, undefined, 'names no figure: give value, numerator or denominator, or remove it.');
  if (rule.denominator && !measure.denominator)
    findings.add([...path, 'denominator'], undefined, 'has no use: the measure has no denominator.');
  sides.forEach(([side, name], index) => {
    const before = sides.slice(0, index).find(([, other]) => other === name);
    if (before) findings.add([...path, side, 'measure'], name, `is declared as the ${before[0]} already.`);
  });
}

function scoring(findings: Findings, path: Path, measure: Measure): void {
  if (measure.weight !== undefined) {
    const weight = findings.number([...path, 'weight'], measure.weight);
    if (weight && weight.n <= 0n)
      findings.add(
        [...path, 'weight'],
        findings.shown(measure.weight),
        'must be positive; a measure without weight has none.',
      );
    if (measure.points === undefined)
      findings.add([...path, 'points'], undefined, 'is missing: a measure with a weight needs a rule for its points.');
    if (findings.document.score === undefined)
      findings.add(
        [...path, 'weight'],
        findings.shown(measure.weight),
        'has no use without a score section: add one, or remove the weight.',
      );
  } else if (measure.points !== undefined)
    findings.add([...path, 'points'], undefined, 'has no use without a weight: add one, or remove the points.');
  if (measure.points) points(findings, [...path, 'points'], measure.points, measure.better);
}

function points(findings: Findings, path: Path, rule: PointsRule, better: Measure['better']): void {
  if (better === 'neither') findings.add(path, undefined, 'needs a direction: set better to higher or lower.');
  if ('linear' in rule) {
    const zero = findings.number([...path, 'linear', 'zero'], rule.linear.zero);
    const full = findings.number([...path, 'linear', 'full'], rule.linear.full);
    if (!zero || !full) return;
    const direction = compare(full, zero);
    if (direction === 0) findings.add([...path, 'linear'], undefined, 'has equal anchors: zero and full must differ.');
    else if (better !== 'neither' && direction > 0 !== (better === 'higher'))
      findings.add(
        [...path, 'linear'],
        undefined,
        `runs the wrong way: ${better} is better, so full must be ${better === 'higher' ? 'above' : 'below'} zero.`,
      );
    return;
  }
  const [steps, member, needs] =
    'atLeast' in rule ? ([rule.atLeast, 'atLeast', 'higher'] as const) : ([rule.atMost, 'atMost', 'lower'] as const);
  if (better !== 'neither' && better !== needs)
    findings.add([...path, member], undefined, `fits a measure of which ${needs} is better; this one says ${better}.`);
  let lastValue: Rational | undefined;
  let lastPoints: Rational | undefined;
  const fall = (at: Path, given: Rational | undefined, shown: unknown): void => {
    if (given && lastPoints && compare(given, lastPoints) >= 0)
      findings.add(at, shown, 'must give fewer points than the step before it.');
    lastPoints = given;
  };
  steps.forEach((step, index) => {
    const at = [...path, member, index];
    const value = findings.number([...at, 'value'], step.value);
    if (value && lastValue) {
      const order = compare(value, lastValue);
      const right = needs === 'higher' ? 'below' : 'above';
      if (order === 0 || order > 0 === (right === 'below'))
        findings.add([...at, 'value'], findings.shown(step.value), `must be ${right} the value of the step before it.`);
    }
    lastValue = value;
    findings.within([...at, 'points'], step.points, 0, 100);
    fall([...at, 'points'], findings.number([...at, 'points'], step.points), findings.shown(step.points));
  });
  findings.within([...path, 'otherwise'], rule.otherwise, 0, 100);
  fall([...path, 'otherwise'], findings.number([...path, 'otherwise'], rule.otherwise), findings.shown(rule.otherwise));
}

function score(findings: Findings, rule: ScoreRule): void {
  const { measures } = findings.document;
  const declared = findings.number(['score', 'weights'], rule.weights);
  const weighted = measures.filter(({ weight }) => weight !== undefined);
  const total = weighted.reduce<Rational>((sum, { weight }) => add(sum, valueOf(findings, weight) ?? ZERO), ZERO);
  if (weighted.length === 0)
    findings.add(['score'], undefined, 'has nothing to add up: give at least one measure a weight.');
  else if (declared && compare(declared, total) !== 0)
    findings.add(
      ['score', 'weights'],
      findings.shown(rule.weights),
      `is not what the weights of the measures add up to: ${toText(total, 9)}.`,
    );
  if (typeof rule.missing === 'object') missingParameter(findings, rule.missing.param);
  const lowest = findings.number(['score', 'lowest'], rule.lowest);
  const highest = findings.number(['score', 'highest'], rule.highest);
  if (lowest && highest && compare(lowest, highest) >= 0)
    findings.add(['score', 'highest'], findings.shown(rule.highest), 'must be above the lowest score.');
  const adjusted = new Set<string>();
  (rule.adjustments ?? []).forEach((adjustment, index) => {
    const path = ['score', 'adjustments', index];
    const cap = findings.number([...path, 'cap'], adjustment.cap);
    if (cap && cap.n < 0n) findings.add([...path, 'cap'], findings.shown(adjustment.cap), 'must not be negative.');
    const measure = measureNamed(findings, [...path, 'measure'], adjustment.measure);
    if (adjusted.has(adjustment.measure))
      findings.add([...path, 'measure'], adjustment.measure, 'adjusts the score twice: name each measure once.');
    adjusted.add(adjustment.measure);
    if (measure?.weight !== undefined)
      findings.add(
        [...path, 'measure'],
        adjustment.measure,
        'has a weight: a measure is weighted or adjusts, not both.',
      );
  });
}

function missingParameter(findings: Findings, name: string): void {
  const value = findings.parameter(['score', 'missing', 'param'], name, 'word');
  const choices = findings.document.parameters?.[name]?.choices ?? [];
  const foreign = choices.filter((choice) => !['reweight', 'zero', 'full'].includes(choice));
  if (value !== undefined && foreign.length > 0)
    findings.add(
      ['parameters', name, 'choices'],
      undefined,
      `must be among reweight, zero, full; not ${foreign.join(', ')}.`,
    );
}

function result(findings: Findings, rule: ResultRule): void {
  if (rule.grades) bands(findings, rule.grades.bands);
  (rule.rank?.by ?? []).forEach((key, index) => {
    const path = ['result', 'rank', 'by', index];
    if ('score' in key) {
      if (!findings.document.score)
        findings.add([...path, 'score'], key.score, 'cannot be ranked by: the scheme has no score section.');
    } else sideOf(findings, path, key.measure, key.of ?? 'value');
  });
  const { eligibility, minimumVolume } = rule;
  if (eligibility?.accountingYears !== undefined)
    findings.whole(['result', 'eligibility', 'accountingYears'], eligibility.accountingYears, 0, 100);
  (minimumVolume ?? []).forEach((volume, index) => {
    const path = ['result', 'minimumVolume', index];
    findings.number([...path, 'atLeast'], volume.atLeast);
    sideOf(findings, path, volume.measure, volume.of);
  });
}

/** Edges are lower and inclusive, so bands leave no gap between them; they must fall, and reach the ends of the scale. */
function bands(findings: Findings, list: NonNullable<ResultRule['grades']>['bands']): void {
  const rule = findings.document.score;
  if (!rule) findings.add(['result', 'grades'], undefined, 'grades a score, but the scheme has no score section.');
  const lowest = rule && valueOf(findings, rule.lowest);
  const highest = rule && valueOf(findings, rule.highest);
  const names = new Set<string>();
  let above: Rational | undefined;
  list.forEach((band, index) => {
    const path = ['result', 'grades', 'bands', index];
    if (names.has(band.grade)) findings.add([...path, 'grade'], band.grade, 'names a grade twice.');
    names.add(band.grade);
    const from = findings.number([...path, 'from'], band.from);
    const edge = findings.shown(band.from);
    if (!from) return;
    if (above && compare(from, above) >= 0)
      findings.add(
        [...path, 'from'],
        edge,
        'overlaps the band before it: bands begin at the best, and each edge is lower.',
      );
    if (highest && compare(from, highest) > 0)
      findings.add([...path, 'from'], edge, 'lies above the highest score: no score reaches this band.');
    if (lowest && index === list.length - 1 && compare(from, lowest) > 0)
      findings.add(
        [...path, 'from'],
        edge,
        `leaves a gap: scores below it have no grade; the last band must begin at ${toText(lowest, 9)}.`,
      );
    if (lowest && index === list.length - 1 && compare(from, lowest) < 0)
      findings.add([...path, 'from'], edge, `lies below the lowest score, ${toText(lowest, 9)}.`);
    above = from;
  });
}

function sideOf(findings: Findings, path: Path, id: string, side: 'value' | 'numerator' | 'denominator'): void {
  const measure = measureNamed(findings, [...path, 'measure'], id);
  if (measure && side === 'denominator' && !measure.denominator)
    findings.add([...path, 'of'], side, `is what ${id} does not have: it has a numerator only.`);
}

function measureNamed(findings: Findings, path: Path, id: string): Measure | undefined {
  const measure = findings.document.measures.find((candidate) => candidate.id === id);
  if (!measure)
    findings.add(
      path,
      id,
      `is no measure of this scheme: use ${findings.document.measures.map((each) => each.id).join(', ')}.`,
    );
  return measure;
}

/** A number whose problems are told elsewhere. */
function valueOf(findings: Findings, numeric: Measure['weight']): Rational | undefined {
  if (numeric === undefined) return undefined;
  const value = typeof numeric === 'object' ? findings.document.parameters?.[numeric.param]?.default : numeric;
  return value === undefined || !isDecimal(value) ? undefined : fromDecimal(value);
}
