import { TermWords } from './describe-terms.js';
import type { Numeric } from './numeric.js';
import type { DeclaredRule, Measure, PointsRule, SchemeDocument } from './scheme.js';
import { periodWords } from './periods.js';
import { Settings } from './settings.js';

/** A scheme as a rulebook that people read: formulas, weights, grades and open decisions in words, one line each. */
export function describeScheme(document: SchemeDocument): readonly string[] {
  return new Rulebook(document).lines();
}

class Rulebook {
  private readonly settings: Settings;
  private readonly terms: TermWords;

  constructor(private readonly document: SchemeDocument) {
    this.settings = new Settings(document);
    this.terms = new TermWords(this.settings);
  }

  lines(): string[] {
    const { id, version, title, summary, sources, measures, utcOffset, periods } = this.document;
    return [
      `${title.en} (${id}@${version})`,
      summary,
      `Days are counted on the calendar of UTC${utcOffset}.`,
      ...(periods ? [`Meant for ${periodWords(periods)}.`] : []),
      ...section(
        'Sources',
        sources.map((source) => `- ${source}`),
      ),
      ...section(
        'Measures',
        measures.flatMap((measure) => this.measure(measure)),
      ),
      ...section('Time limits', this.terms.limits(this.document.limits)),
      ...section('Calendars', this.terms.calendars(this.document.calendars)),
      ...section('Score', this.score()),
      ...section('Result', this.result()),
      ...section('Parameters', this.parameters()),
    ];
  }

  private measure(measure: Measure): string[] {
    const weight = measure.weight === undefined ? '' : ` — weight ${this.number(measure.weight)}`;
    const facets = [measure.kind, measure.office && `${measure.office} office`, measure.source]
      .filter(Boolean)
      .join(', ');
    const formula = [measure.numerator, ...(measure.denominator ? [measure.denominator] : [])]
      .map((term) => this.terms.term(term))
      .join(' ÷ ');
    return [
      `${measure.id}: ${measure.title.en}${weight}${facets ? ` (${facets})` : ''}`,
      `  ${measure.definition.text} [definition ${measure.definition.version}]`,
      `  = ${formula}`,
      ...(measure.points ? [`  points: ${this.points(measure.points)}`] : []),
      ...(measure.declared ? [`  declared as ${declaredFigures(measure.declared)}`] : []),
    ];
  }

  private points(rule: PointsRule): string {
    if ('linear' in rule)
      return `0 at ${this.number(rule.linear.zero)}, 100 at ${this.number(rule.linear.full)}, in a straight line between`;
    const [steps, words] = 'atLeast' in rule ? [rule.atLeast, 'from'] : [rule.atMost, 'up to'];
    const told = steps.map((step) => `${this.number(step.points)} ${words} ${this.number(step.value)}`);
    return `${told.join(', ')}, otherwise ${this.number(rule.otherwise)}`;
  }

  private score(): string[] {
    const { score } = this.document;
    if (!score) return ['None: measures are shown and ranked as they are.'];
    const { round } = score;
    return [
      `Mean of the points, weighted by ${this.number(score.weights)} in all.`,
      MISSING[this.settings.missing(score.missing)],
      ...(score.adjustments ?? []).map(
        ({ measure, effect, cap }) =>
          `Then ${measure} is ${effect === 'add' ? 'added' : 'subtracted'}, at most ${this.number(cap)} points.`,
      ),
      `Between ${this.number(score.lowest)} and ${this.number(score.highest)}.`,
      `Rounded half up: ${round.points === undefined ? 'points not at all' : `points to ${round.points} decimals`}, the score to ${round.score} decimals, before its grade.`,
    ];
  }

  private result(): string[] {
    const { grades, rank, eligibility, minimumVolume } = this.document.result;
    const lines: string[] = [];
    if (grades) {
      const bands = grades.bands.map(({ grade, from }) => `${grade} from ${this.number(from)}`);
      lines.push(`Grades for ${grades.levels.join(', ')}; other levels are scored only: ${bands.join(', ')}.`);
    }
    if (rank) {
      const keys = rank.by.map((key) =>
        'score' in key ? `score ${key.score}` : `${key.of ?? 'value'} of ${key.measure} ${key.order}`,
      );
      lines.push(
        `Ranked by ${keys.join(', then ')}; equals ${rank.ties === 'shared' ? 'share a rank' : 'in order of their unit'}.`,
      );
    }
    if (eligibility) {
      const { accountingYears, excludedTypes = [], whenUnknown } = eligibility;
      const asks = [
        ...(accountingYears === undefined ? [] : [`${this.number(accountingYears)} full accounting years`]),
        ...(excludedTypes.length === 0 ? [] : [`no ${excludedTypes.join(', ')} insurer`]),
      ];
      lines.push(`Takes part: ${asks.join('; ')}. Where nobody recorded it, a company is ${whenUnknown}.`);
    }
    for (const { measure, of, atLeast } of minimumVolume ?? [])
      lines.push(`Not rated when the ${of} of ${measure} is below ${this.number(atLeast)}.`);
    return lines.length > 0 ? lines : ['Neither grades nor ranks.'];
  }

  private parameters(): string[] {
    return Object.entries(this.document.parameters ?? {}).map(([name, parameter]) => {
      const origin = parameter.inferred ? ' [inferred: the committee decides]' : '';
      return `${name} = ${parameter.default}${origin}: ${parameter.doc}${parameter.source ? ` (${parameter.source})` : ''}`;
    });
  }

  private number(numeric: Numeric): string {
    return this.terms.number(numeric);
  }
}

function declaredFigures({ line, ...figures }: DeclaredRule): string {
  const told = (['value', 'numerator', 'denominator'] as const).flatMap((side) => {
    const figure = figures[side];
    return figure ? [`${side} ${figure.measure} (${figure.decimals} decimals)`] : [];
  });
  return `${told.join(', ')}${line === undefined ? '' : `, line ${line}`}`;
}

const MISSING = {
  reweight: 'A measure without a value is left out, and the others weigh more.',
  zero: 'A measure without a value gets no points.',
  full: 'A measure without a value gets all points.',
} as const;

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}
