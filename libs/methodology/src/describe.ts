import { ScoringWords } from './describe-scoring.js';
import { ENGLISH } from './scoring-wording-en.js';
import { TermWords } from './describe-terms.js';
import type { DeclaredRule, Measure, SchemeDocument } from './scheme.js';
import { periodWords } from './periods.js';
import { Settings } from './settings.js';

/** A scheme as a rulebook that people read: formulas, weights, grades and open decisions in words, one line each. */
export function describeScheme(document: SchemeDocument): readonly string[] {
  return new Rulebook(document).lines();
}

class Rulebook {
  private readonly settings: Settings;
  private readonly terms: TermWords;
  private readonly scoring: ScoringWords;

  constructor(private readonly document: SchemeDocument) {
    this.settings = new Settings(document);
    this.terms = new TermWords(this.settings);
    this.scoring = new ScoringWords(document, this.settings, ENGLISH, ({ en }) => en);
  }

  lines(): string[] {
    const { id, version, title, summary, sources, measures, utcOffset, periods, organisation } = this.document;
    return [
      `${title.en} (${id}@${version})`,
      summary,
      `Days are counted on the calendar of UTC${utcOffset}.`,
      ...(periods ? [`Meant for ${periodWords(periods)}.`] : []),
      ...(organisation === 'as-it-is' ? ['Cases count for what their units are now, whatever they were then.'] : []),
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
      ...section('Groups', this.scoring.groups()),
      ...section('Results', this.scoring.results()),
      ...section('Score', this.scoring.score()),
      ...section('Result', this.scoring.result()),
      ...section('Parameters', this.parameters()),
    ];
  }

  private measure(measure: Measure): string[] {
    const facets = [measure.kind, measure.office && `${measure.office} office`, measure.source]
      .filter(Boolean)
      .join(', ');
    const formula = [measure.numerator, ...(measure.denominator ? [measure.denominator] : [])]
      .map((term) => this.terms.term(term))
      .join(' ÷ ');
    return [
      `${measure.id}: ${measure.title.en}${this.scoring.weight(measure)}${facets ? ` (${facets})` : ''}`,
      `  ${measure.definition.text} [definition ${measure.definition.version}]`,
      `  = ${formula}`,
      ...this.scoring.measure(measure).map((line) => `  ${line}`),
      ...(measure.declared ? [`  declared as ${declaredFigures(measure.declared)}`] : []),
    ];
  }

  private parameters(): string[] {
    return Object.entries(this.document.parameters ?? {}).map(([name, parameter]) => {
      const origin = parameter.inferred ? ' [inferred: the committee decides]' : '';
      return `${name} = ${parameter.default}${origin}: ${parameter.doc}${parameter.source ? ` (${parameter.source})` : ''}`;
    });
  }
}

function declaredFigures({ line, ...figures }: DeclaredRule): string {
  const told = (['value', 'numerator', 'denominator'] as const).flatMap((side) => {
    const figure = figures[side];
    return figure ? [`${side} ${figure.measure} (${figure.decimals} decimals)`] : [];
  });
  return `${told.join(', ')}${line === undefined ? '' : `, line ${line}`}`;
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}
