import type { PeriodRule } from '../period-language.js';
import type { ScoringWording } from './scoring-wording.js';
import type { TermWording } from './term-wording.js';

/** The languages in which a rulebook can be read. Names, definitions and sources stand as the scheme has them. */
export const RULEBOOK_LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type RulebookLanguage = (typeof RULEBOOK_LANGUAGES)[number];

type Section =
  'sources' | 'measures' | 'limits' | 'calendars' | 'groups' | 'results' | 'score' | 'result' | 'parameters';

/** A rulebook in one language: its frame, what is added up, and what is made of it. */
export interface RulebookWording {
  readonly terms: TermWording;
  readonly scoring: ScoringWording;
  readonly headings: Readonly<Record<Section, string>>;
  readonly calendar: (utcOffset: string) => string;
  readonly meantFor: (periods: string) => string;
  readonly periodKinds: Readonly<Record<PeriodRule['kinds'][number], string>>;
  readonly rolling: (months: number) => string;
  readonly listed: (words: readonly string[]) => string;
  readonly asItIs: string;
  readonly facets: {
    readonly kind: Readonly<Record<'quantitative' | 'qualitative', string>>;
    readonly office: Readonly<Record<'front' | 'back', string>>;
    readonly source: Readonly<Record<'internal' | 'external', string>>;
  };
  readonly inBrackets: (text: string) => string;
  readonly definition: (text: string, version: string) => string;
  readonly declared: (figures: string, line: string | null) => string;
  readonly declaredFigure: (side: 'value' | 'numerator' | 'denominator', measure: string, decimals: number) => string;
  readonly parameter: (name: string, value: string, inferred: boolean, doc: string, source: string | null) => string;
}
