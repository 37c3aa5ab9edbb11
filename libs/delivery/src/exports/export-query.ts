import type { UnitLevel } from '#assay/service-record';
import type { Language } from '../language.js';

/**
 * What is exported: `board`, a row a unit; `measures`, a row a unit and measure, as KPI systems load them; `cases`, the
 * evidence: a row a unit, measure and case with what the case adds, which sum up to the board; `events`: the events of
 * those cases.
 */
export const EXPORT_SUBJECTS = ['board', 'measures', 'cases', 'events'] as const;
export type ExportSubject = (typeof EXPORT_SUBJECTS)[number];

export const EXPORT_FORMATS = ['csv', 'json', 'ndjson', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportQuery {
  /** A scheme's id, or `id@version`. */
  readonly scheme: string;
  readonly period: string;
  /** Default `company`. */
  readonly unitLevel?: UnitLevel | undefined;
  /** Only this unit and what lies below it; ranks stay those of the whole cohort. */
  readonly unit?: string | undefined;
  /** Default `board`. */
  readonly what?: ExportSubject | undefined;
  /** Default `csv`. */
  readonly format?: ExportFormat | undefined;
  /** Of the titles in XLSX; every other format has stable names. Default `en`. */
  readonly language?: Language | undefined;
  /** A position, an instant or a day; absent: now. */
  readonly knownAt?: string | undefined;
}
