import { ScoringWords } from './describe-scoring.js';
import { TermWords } from './describe-terms.js';
import type { DeclaredRule, Measure, SchemeDocument } from './scheme.js';
import { Settings } from './settings.js';
import type { RulebookLanguage, RulebookWording } from './wording/rulebook-wording.js';
import { WORDINGS } from './wording/wordings.js';

/** A scheme as a rulebook that people read: formulas, weights, grades and open decisions in words, one line each. */
export function describeScheme(document: SchemeDocument, language: RulebookLanguage = 'en'): readonly string[] {
  return new Rulebook(document, language).lines();
}

class Rulebook {
  private readonly say: RulebookWording;
  private readonly terms: TermWords;
  private readonly scoring: ScoringWords;

  constructor(
    private readonly document: SchemeDocument,
    private readonly language: RulebookLanguage,
  ) {
    this.say = WORDINGS[language];
    const settings = new Settings(document);
    this.terms = new TermWords(settings, this.say.terms);
    this.scoring = new ScoringWords(document, settings, this.say.scoring, (title) => this.titleOf(title));
  }

  lines(): string[] {
    const { say } = this;
    const { id, version, title, summary, sources, measures, utcOffset, periods, organisation } = this.document;
    const section = (heading: keyof RulebookWording['headings'], lines: readonly string[]): string[] =>
      lines.length === 0 ? [] : ['', say.headings[heading], ...lines.map((line) => `  ${line}`)];
    return [
      `${this.titleOf(title)} (${id}@${version})`,
      summary,
      say.calendar(utcOffset),
      ...(periods ? [this.periods(periods)] : []),
      ...(organisation === 'as-it-is' ? [say.asItIs] : []),
      ...section(
        'sources',
        sources.map((source) => `- ${source}`),
      ),
      ...section(
        'measures',
        measures.flatMap((measure) => this.measure(measure)),
      ),
      ...section('limits', this.terms.limits(this.document.limits)),
      ...section('calendars', this.terms.calendars(this.document.calendars)),
      ...section('groups', this.scoring.groups()),
      ...section('results', this.scoring.results()),
      ...section('score', this.scoring.score()),
      ...section('result', this.scoring.result()),
      ...section('parameters', this.parameters()),
    ];
  }

  private periods({ kinds, rolling }: NonNullable<SchemeDocument['periods']>): string {
    const { say } = this;
    const words = kinds.map((kind) => say.periodKinds[kind]);
    return say.meantFor(say.listed(rolling ? [...words, say.rolling(rolling.months)] : words));
  }

  private measure(measure: Measure): string[] {
    const { say } = this;
    const { kind, office, source, definition, declared } = measure;
    const facets = [
      ...(kind ? [say.facets.kind[kind]] : []),
      ...(office ? [say.facets.office[office]] : []),
      ...(source ? [say.facets.source[source]] : []),
    ];
    const formula = [measure.numerator, ...(measure.denominator ? [measure.denominator] : [])]
      .map((term) => this.terms.term(term))
      .join(' ÷ ');
    const bracketed = facets.length === 0 ? '' : say.inBrackets(facets.join(', '));
    return [
      `${measure.id}: ${this.titleOf(measure.title)}${this.scoring.weight(measure)}${bracketed}`,
      `  ${say.definition(definition.text, definition.version)}`,
      `  = ${formula}`,
      ...this.scoring.measure(measure).map((line) => `  ${line}`),
      ...(declared ? [`  ${this.declared(declared)}`] : []),
    ];
  }

  private declared({ line, ...figures }: DeclaredRule): string {
    const told = (['value', 'numerator', 'denominator'] as const).flatMap((side) => {
      const figure = figures[side];
      return figure ? [this.say.declaredFigure(side, figure.measure, figure.decimals)] : [];
    });
    return this.say.declared(told.join(', '), line ?? null);
  }

  private parameters(): string[] {
    return Object.entries(this.document.parameters ?? {}).map(
      ([name, { default: value, inferred = false, doc, source = null }]) =>
        this.say.parameter(name, String(value), inferred, doc, source),
    );
  }

  private titleOf(title: Measure['title']): string {
    return title[this.language] ?? title.en;
  }
}
