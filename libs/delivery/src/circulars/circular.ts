import type { KnownAt } from '#assay/scoring';

export interface CircularQuery {
  /** Inspections held in it: `2024-Q3`. */
  readonly period: string;
  /** Only this unit and what lies below it. */
  readonly unit?: string | undefined;
  /**
   * The share of an item's maximum below which it is below par where the checklist gives no par of its own: decimal text
   * from 0 to 1. No source says what it is: a decision of whoever issues the circular. Default {@link DEFAULT_PAR}.
   */
  readonly par?: string | undefined;
  /** By which clock an inspection falls on a day: `+08:00`. Default {@link DEFAULT_OFFSET}. */
  readonly utcOffset?: string | undefined;
  /** A position, an instant or a day; absent: now. */
  readonly knownAt?: string | undefined;
}

export const DEFAULT_OFFSET = '+00:00';
export const DEFAULT_PAR = '0.6';

/** Gravest first; a finding without severity stands last. */
export const SEVERITIES = ['critical', 'major', 'minor'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * A circular (通報): what the inspections of a period found, unit by unit, and what was found there before. Built from the
 * inspections' own cases, so that corrections and voidings count; the same question at the same position gives the same
 * bytes.
 */
export interface Circular {
  readonly period: string;
  /** The days of the period, both inclusive. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly utcOffset: string;
  readonly unit: string | null;
  readonly par: string;
  readonly knownAt: KnownAt;
  readonly ledger: string;
  readonly simulated: boolean;
  readonly sources: readonly string[];
  readonly summary: CircularSummary;
  /** By path. */
  readonly units: readonly InspectedUnit[];
  /** Inspections that cannot be told, because an event of theirs contradicts the others. */
  readonly broken: readonly { readonly inspection: string; readonly reason: string }[];
}

export interface CircularSummary {
  readonly units: number;
  readonly inspections: number;
  readonly itemsBelowPar: number;
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity | 'unstated', number>>;
  /** Findings that the unit had before. */
  readonly repeatFindings: number;
}

export interface InspectedUnit {
  readonly unit: string;
  readonly name: string;
  /** Names from the company down to the unit itself: a branch called 01 says little alone. */
  readonly lineage: readonly string[];
  /** By time, then case. */
  readonly inspections: readonly InspectionReport[];
  /** By severity, then time, then inspection, then their order in it. */
  readonly findings: readonly ReportedFinding[];
  /** By time, then inspection, then their order in it. */
  readonly belowPar: readonly ItemBelowPar[];
}

export interface InspectionReport {
  readonly inspection: string;
  readonly heldAt: string;
  /** The day of it by the circular's clock. */
  readonly heldOn: string;
  readonly checklist: string | null;
  readonly inspector: string | null;
  /** Points given and points that could be had: exact decimal texts. */
  readonly score: string;
  readonly maximum: string | null;
}

export interface ReportedFinding {
  readonly inspection: string;
  readonly heldAt: string;
  /** The day of it by the circular's clock. */
  readonly heldOn: string;
  readonly severity: Severity | null;
  readonly code: string | null;
  readonly item: string | null;
  readonly rule: string | null;
  readonly finding: string;
  readonly evidence: readonly string[];
  /** Null when it is found at the unit for the first time. */
  readonly repeat: Repeat | null;
}

export interface ItemBelowPar {
  readonly inspection: string;
  readonly heldAt: string;
  /** The day of it by the circular's clock. */
  readonly heldOn: string;
  readonly item: string;
  readonly score: string;
  readonly maximum: string | null;
  /** Points from which it would be in order. */
  readonly par: string;
  readonly note: string | null;
  readonly evidence: readonly string[];
  readonly repeat: Repeat | null;
}

/** The same was found at the same unit in an earlier inspection, in this period or before it. */
export interface Repeat {
  /** The latest of them. */
  readonly inspection: string;
  readonly heldAt: string;
  readonly heldOn: string;
  /** In how many earlier inspections. */
  readonly times: number;
}
