import type { Reference } from './points-language.js';
import type { MissingRule } from './score-language.js';

/** The languages in which a rulebook can be read. */
export const RULEBOOK_LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type RulebookLanguage = (typeof RULEBOOK_LANGUAGES)[number];

/** How the scoring side of a scheme is said in one language: sentences with places for what the scheme states. */
export interface ScoringWording {
  readonly missing: Readonly<Record<MissingRule, string>>;
  readonly references: Readonly<Record<Reference, string>>;
  readonly linear: (zero: string, full: string) => string;
  readonly stepFrom: (points: string, value: string) => string;
  readonly stepUpTo: (points: string, value: string) => string;
  readonly otherwise: (points: string) => string;
  readonly asIs: (times: string | null, lowest: string, highest: string) => string;
  readonly ratioTo: (reference: string) => string;
  readonly differenceFrom: (reference: string) => string;
  readonly percentile: string;
  readonly zScore: (decimals: number) => string;
  readonly efficacy: (base: string, span: string, worst: string, best: string) => string;
  readonly rankPoints: (first: string, last: string) => string;
  readonly amongAll: string;
  readonly then: (words: string) => string;
  readonly when: (condition: string) => string;
  readonly else: string;
  readonly list: (parts: readonly string[]) => string;
  readonly and: string;
  readonly or: string;
  readonly not: (condition: string) => string;
  readonly bound: Readonly<
    Record<'equals' | 'in' | 'atLeast' | 'above' | 'atMost' | 'below', (value: string) => string>
  >;
  readonly side: Readonly<Record<'value' | 'numerator' | 'denominator', (measure: string) => string>>;
  readonly is: (subject: string, bounds: string) => string;
  readonly known: (count: string, members: string) => string;
  readonly level: (levels: string) => string;
  readonly insurerType: (types: string) => string;
  readonly weight: (weight: string) => string;
  readonly points: (rule: string) => string;
  readonly minimum: (least: string) => string;
  readonly group: (title: string, weight: string | null, weights: string | null, members: string) => string;
  readonly noScore: string;
  readonly mean: (weights: string) => string;
  readonly groupMean: (weights: string) => string;
  readonly of: (members: string, except: string | null) => string;
  readonly reweigh: (members: string, weight: string, condition: string) => string;
  readonly enough: (count: string, members: string, condition: string | null) => string;
  readonly leftAlways: (id: string, members: string, condition: string | null) => string;
  readonly leftIfBetter: (id: string, members: string, condition: string | null, from: string | null) => string;
  readonly reward: (decimals: number) => string;
  readonly rewardRow: (mean: string, points: string) => string;
  readonly rewardEdges: (mean: string, variance: string, leftOut: string | null, condition: string | null) => string;
  readonly rewardPercentiles: (mean: string, variance: string) => string;
  readonly below: (edge: string) => string;
  readonly fromEdge: (edge: string) => string;
  readonly add: (measure: string, cap: string, approver: string | null) => string;
  readonly subtract: (measure: string, cap: string, approver: string | null) => string;
  readonly table: (measure: string, rows: string, otherwise: string) => string;
  readonly tableRow: (value: string, add: string) => string;
  readonly between: (lowest: string, highest: string) => string;
  readonly rounded: (steps: string) => string;
  readonly roundedPoints: (decimals: number | null) => string;
  readonly roundedGroups: (decimals: number) => string;
  readonly roundedMean: (decimals: number) => string;
  readonly roundedScore: (decimals: number) => string;
  readonly take: (results: string) => string;
  readonly resultFor: (condition: string) => string;
  readonly requires: (results: string) => string;
  readonly bands: (bands: string) => string;
  readonly band: (grade: string, from: string) => string;
  readonly grades: (levels: string, bands: string) => string;
  readonly stars: (step: string) => string;
  readonly starLevels: (levels: string, step: string) => string;
  readonly ranked: (keys: string, shared: boolean) => string;
  readonly rankKey: (what: string, order: 'ascending' | 'descending') => string;
  readonly scoreWord: string;
  readonly thenBy: string;
  readonly takesPart: (asks: string, whenUnknown: 'eligible' | 'ineligible') => string;
  readonly accountingYears: (years: string) => string;
  readonly excludedTypes: (types: string) => string;
  readonly minimumVolume: (of: 'numerator' | 'denominator', measure: string, least: string) => string;
  readonly noResult: string;
}
