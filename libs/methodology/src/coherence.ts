import { calendarProblems } from './calendar-coherence.js';
import { CaseCoherence, type Vocabulary } from './case-coherence.js';
import { Findings, isDecimal, listed, type Path } from './findings.js';
import { LimitCoherence } from './limit-coherence.js';
import { periodProblems } from './period-coherence.js';
import { PointsCoherence } from './points-coherence.js';
import { signOf } from './rational.js';
import { ResultCoherence } from './result-coherence.js';
import type { DeclaredRule, Measure, SchemeDocument } from './scheme.js';
import type { SchemeProblem } from './scheme-error.js';
import { ScoreCoherence } from './score-coherence.js';
import { UnitCoherence } from './unit-coherence.js';

export type { SpokenKind, Vocabulary } from './case-coherence.js';

/**
 * What a scheme of the right shape may still get wrong: names that do not exist, weights that do not add up, bands that
 * leave gaps, anchors that run against the measure. A scheme without such problems can be compiled and run.
 */
export function incoherences(document: SchemeDocument, vocabulary: Vocabulary): SchemeProblem[] {
  const findings = new Findings(document);
  const cases = new CaseCoherence(findings, vocabulary);
  const units = new UnitCoherence(findings);
  const points = new PointsCoherence(findings, units);
  const scores = new ScoreCoherence(findings, units);
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
    if (measure.points) points.rule([...path, 'points'], measure.points, measure);
    if (measure.missing !== undefined) scores.missing([...path, 'missing'], measure.missing);
  });
  new ResultCoherence(findings, units, scores).all(document);
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
  const { score, results, groups = {} } = findings.document;
  if (measure.group !== undefined && !Object.hasOwn(groups, measure.group))
    findings.add(
      [...path, 'group'],
      measure.group,
      `is no group of this scheme: declare it under groups, or use ${listed(Object.keys(groups))}.`,
    );
  if (measure.minimum !== undefined) {
    const least = findings.number([...path, 'minimum'], measure.minimum);
    if (least && signOf(least) < 0)
      findings.add([...path, 'minimum'], findings.shown(measure.minimum), 'must not be negative.');
    if (measure.points === undefined)
      findings.add([...path, 'minimum'], findings.shown(measure.minimum), 'has no use without points.');
  }
  if (measure.missing !== undefined && measure.weight === undefined)
    findings.add([...path, 'missing'], undefined, 'has no use without a weight: add one, or remove it.');
  if (measure.weight === undefined) return;
  const weight = findings.number([...path, 'weight'], measure.weight);
  if (weight && signOf(weight) <= 0)
    findings.add(
      [...path, 'weight'],
      findings.shown(measure.weight),
      'must be positive; a measure without weight has none.',
    );
  if (measure.points === undefined)
    findings.add([...path, 'points'], undefined, 'is missing: a measure with a weight needs a rule for its points.');
  if (score === undefined && results === undefined)
    findings.add(
      [...path, 'weight'],
      findings.shown(measure.weight),
      'has no use without a score section: add one, or remove the weight.',
    );
}
