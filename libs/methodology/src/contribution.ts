import type { MeasuredCase, PeriodCode, UnitLevel } from '#assay/service-record';
import type { CaseReads } from './case-reads.js';
import type { SchemeDocument } from './scheme.js';

/** The parsed scheme file; its shape is defined (and documented) in `scheme.ts`. */
export type { SchemeDocument };

/**
 * What one case adds to one slot of a scheme's totals. A measure has two slots: `2 × m` its numerator and `2 × m + 1` its
 * denominator. `amount` is an integer in units of `10^-scale` of its slot, so that sums are exact; it is never 0.
 *
 * `period` is a day code for what happened on a day (all periods that hold the day count it), or the code of the very
 * period that a report was made for (an exposure of `2024` counts in 2024, not in its months). In a slot that stands, a case
 * contributes on the day on which it begins to stand, and the opposite on the day on which it no longer does.
 */
export interface Contribution {
  readonly unit: string;
  readonly period: PeriodCode;
  readonly slot: number;
  readonly amount: number;
}

/**
 * All that one case adds, in order of period and slot, at most one {@link Contribution} for each: all of them for the one unit that
 * the case concerns. A ledger has millions of these, so they lie flat, and those who add up many read them by index.
 */
export class Contributions implements Iterable<Contribution> {
  static readonly NONE = new Contributions('', []);

  readonly length: number;

  /** @param cells period, slot and amount in turns */
  constructor(
    readonly unit: string,
    private readonly cells: readonly number[],
  ) {
    this.length = cells.length / 3;
  }

  periodAt(index: number): PeriodCode {
    return this.cells[3 * index] ?? 0;
  }

  slotAt(index: number): number {
    return this.cells[3 * index + 1] ?? 0;
  }

  amountAt(index: number): number {
    return this.cells[3 * index + 2] ?? 0;
  }

  *[Symbol.iterator](): Generator<Contribution, void> {
    const { unit } = this;
    for (let index = 0; index < this.length; index++)
      yield { unit, period: this.periodAt(index), slot: this.slotAt(index), amount: this.amountAt(index) };
  }
}

export interface Slot {
  readonly measure: number;
  readonly side: 'numerator' | 'denominator';
  /** Decimal places of the integers in this slot. */
  readonly scale: number;
  /** `dated`: contributions carry day codes; `span`: the code of the reported period; `unused`: the measure has no such side. */
  readonly attribution: 'dated' | 'span' | 'unused';
  /**
   * A balance: every day's contributions up to the last day of a period count in it, those that end what stood before among
   * them, with the opposite sign.
   */
  readonly isStanding?: true;
}

/**
 * A sum outgrew what can be added exactly (±(2^53 − 1) units of a slot's scale). A single case that came through the door
 * cannot: its decimals have at most 15 digits, and `parseScheme` sees to it that a slot keeps as many as they may have.
 */
export class ExactRangeError extends Error {
  override readonly name = 'ExactRangeError';
}

/** A scheme made ready to run: no interpretation per event. */
export interface CompiledScheme {
  readonly id: string;
  readonly version: number;
  /** SHA-256 (hex) of the canonical bytes of the scheme document; given by the caller, for this library does no I/O. */
  readonly hash: string;
  readonly document: SchemeDocument;
  readonly measureIds: readonly string[];
  /** `2 × measures` slots. */
  readonly slots: readonly Slot[];
  /** Case kinds that contribute: a processor skips all others at once. */
  readonly caseKinds: ReadonlySet<string>;
  /** By case kind: what {@link contributions} hang on. Of a kind that is not in it, on anything. */
  readonly reads: ReadonlyMap<string, CaseReads>;
  /** Pure: the same case gives the same contributions. */
  contributions(state: MeasuredCase): Contributions;
}

/** Totals of one unit over one period: one integer per slot. */
export interface UnitTotals {
  readonly unit: string;
  readonly slots: readonly number[];
}

/**
 * What a unit is called, and what eligibility rules need to know of the company that it belongs to: branches of a company
 * that takes no part take none either.
 */
export interface UnitProfile {
  /** Display name of the unit as last licensed, renamed or placed; its id when the ledger has none. */
  readonly name: string;
  /** Instant of the company's licence (ms since the epoch); absent when not recorded. */
  readonly licensedAt?: number;
  /** Of the company: `property`, `life`, `health`, `pension`, `agricultural`, `policy` …; absent when not recorded. */
  readonly insurerType?: string;
}

export interface CohortMember extends UnitTotals {
  readonly profile: UnitProfile;
}

export interface ScoreOptions {
  readonly level: UnitLevel;
  /** Last day of the period (days since 1970-01-01): eligibility is judged on it. */
  readonly lastDay: number;
}

export interface MeasureScore {
  /** Exact decimal text; null where the measure has no such side. */
  readonly numerator: string | null;
  readonly denominator: string | null;
  /** Numerator ÷ denominator as decimal text, half up at 10 places, without trailing zeros; null when undefined. */
  readonly value: string | null;
  /** Points by the scheme's rule, or the plus (minus) points given (taken); rounded only where the scheme says; null when the measure gives none. */
  readonly points: string | null;
}

/** Where a unit stands, with nothing printed yet. */
export interface PlacedUnit {
  readonly unit: string;
  readonly name: string;
  /** From unrounded values; null when the scheme does not rank or the unit is not ranked. */
  readonly rank: number | null;
  /** `rated`, `scored` (a level that gets no grade), `ineligible`, `too-few` (below minimum volume), `no-data`. */
  readonly state: UnitState;
  /** A sentence for every state but `rated` and `scored`; null for those. */
  readonly reason: string | null;
}

export interface UnitScore extends PlacedUnit {
  /** Of the scheme's main result. */
  readonly score: string | null;
  readonly grade: string | null;
  /** How the main score came about; null where there is none. */
  readonly steps: ScoreSteps | null;
  /** The scheme's other results by id; empty where it has none. */
  readonly results: Readonly<Record<string, ResultScore>>;
  /** The main score by office side, source, kind and group of its measures; null where there is none. */
  readonly breakdown: Breakdown | null;
  readonly measures: Readonly<Record<string, MeasureScore>>;
}

/** Decimal texts, half up at 10 places: the steps between points and a score. */
export interface ScoreSteps {
  /** The weighted mean of the points. */
  readonly mean: string;
  /** Null where the scheme has no use for it, or with fewer than two measures. */
  readonly variance: string | null;
  readonly reward: string;
  /** Ids of the leave-out rules that were applied. */
  readonly leftOut: readonly string[];
  /** With plus and minus points, within its bounds, before it is rounded. */
  readonly unrounded: string;
}

export interface ResultScore {
  readonly score: string | null;
  readonly grade: string | null;
  /** A sentence why there is no score; null when there is one, or when the result is not for the unit. */
  readonly reason: string | null;
  readonly steps: ScoreSteps | null;
}

/** By facet and its value: the weighted mean of the points of those measures alone, and the weight that they have together. */
export type Breakdown = Readonly<
  Partial<Record<'office' | 'source' | 'kind' | 'group', Readonly<Record<string, BreakdownPart>>>>
>;

export interface BreakdownPart {
  readonly weight: string;
  readonly score: string;
}

export type UnitState = 'rated' | 'scored' | 'ineligible' | 'too-few' | 'no-data';

export interface ScoredCohort {
  /** Ranked units first, in order of rank; then the others by score descending, then by unit path. */
  readonly placed: readonly PlacedUnit[];
  /** The figures of one of them as text. Printing costs more than scoring: print what is shown. */
  print(unit: PlacedUnit): UnitScore;
  /** All of them printed, in the same order. */
  readonly units: readonly UnitScore[];
  /** Sums over all units given, whatever their state. */
  readonly totals: Readonly<Record<string, Omit<MeasureScore, 'points'>>>;
  /** Things a reader should know, e.g. several units that share one name. */
  readonly notes: readonly CohortNote[];
}

export interface CohortNote {
  /** `eligibility-unknown`: what decides eligibility was not recorded, and the scheme takes such units as eligible. */
  readonly kind: 'shared-name' | 'eligibility-unknown';
  readonly text: string;
  readonly units: readonly string[];
}
