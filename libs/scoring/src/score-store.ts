import type { PeriodCode, UnitLevel } from '#assay/service-record';

/**
 * Where the scores live: totals, movements (their history and audit trail in one), the register of units, the index of
 * facts, parked companies, and the checkpoint. A read model: it may be deleted and is rebuilt from the log, giving the same
 * bytes. One writer (the scoring processor) and any number of readers.
 *
 * **All or nothing.** `commit` writes everything that a page of events changed together with the checkpoint in one
 * transaction; a reader sees all of it or none. A checkpoint that does not follow the stored one is refused.
 *
 * **Movements are the history.** A movement is what one event changed for one unit and period under one scheme. The totals
 * at any position P are the sum of the movements at positions ≤ P; a total is never stored without its movements.
 */
export interface ScoreStore {
  readonly source: ScoreSource;
  checkpoint(): Promise<ScoreCheckpoint>;
  commit(changes: ScoreChanges): Promise<void>;

  /** Current totals rows of a scheme at one level for each of some periods, by unit key. */
  totals(query: TotalsQuery): Promise<TotalsRow[]>;
  /** Every totals row there is, in primary-key order, for the validator. */
  allTotals(): AsyncIterable<TotalsRow & { readonly scheme: number; readonly level: UnitLevel }>;
  /** The totals row of one (scheme, period, unit), for the writer's cache. */
  totalsRow(scheme: number, period: PeriodCode, unit: number): Promise<readonly number[] | undefined>;
  /** Movements in order of (period, position), for explanations and exact sums over days. */
  movements(query: MovementsQuery): Promise<Movement[]>;

  unitByPath(path: string): Promise<UnitRow | undefined>;
  units(keys?: readonly number[]): Promise<UnitRow[]>;
  /** Positions of facts that fit, newest or oldest first, after a cursor position; at most `limit`. */
  facts(query: FactsQuery): Promise<number[]>;
  parked(): Promise<ParkedCompany[]>;
  close(): Promise<void>;
}

/** What a store was built from. On any difference it is set aside and built anew: never fed from another ledger or rulebook. */
export interface ScoreSource {
  readonly ledgerId: string;
  /** Version of the projection's code and layout. */
  readonly projection: number;
  /** `id@version#hash` of each scheme, in the order of their keys (a scheme's key is its index here). */
  readonly schemes: readonly string[];
}

export interface ScoreCheckpoint {
  /** The last event that is in. */
  readonly position: number;
  /** ms since the epoch of that event; null at position 0. */
  readonly recordedAt: number | null;
  /** Events taken in so far; equals `position` unless there is a hole. */
  readonly count: number;
}

export interface ScoreChanges {
  /** Position of the checkpoint that these changes follow. */
  readonly follows: number;
  readonly checkpoint: ScoreCheckpoint;
  readonly units: readonly UnitRow[];
  /** New values of changed totals rows. */
  readonly totals: readonly (TotalsRow & { readonly scheme: number; readonly level: UnitLevel })[];
  readonly movements: readonly Movement[];
  readonly facts: readonly FactRow[];
  readonly parked: readonly ParkedCompany[];
}

/** A node of an organisation. `key` counts from 1 in order of first mention, so that a rebuild gives the same keys. */
export interface UnitRow {
  readonly key: number;
  readonly path: string;
  readonly level: UnitLevel;
  /** Key of the company it belongs to (its own for a company). */
  readonly company: number;
  readonly name: string;
  readonly licensedAt: number | null;
  readonly insurerType: string | null;
}

/** `period` is a year or month code (sums of dated slots), or the code of the very period of reported figures. */
export interface TotalsRow {
  readonly period: PeriodCode;
  readonly unit: number;
  readonly slots: readonly number[];
  /** Position of the last event that changed this row. */
  readonly position: number;
}

export interface TotalsQuery {
  readonly scheme: number;
  readonly level: UnitLevel;
  readonly periods: readonly PeriodCode[];
}

/** `amounts`: pairs (slot, difference) for the unit at its leaf; `period` is a day code or a reported period's code. */
export interface Movement {
  readonly scheme: number;
  readonly company: number;
  readonly period: PeriodCode;
  readonly position: number;
  readonly unit: number;
  readonly amounts: readonly (readonly [slot: number, difference: number])[];
}

export interface MovementsQuery {
  readonly scheme: number;
  /** Key of a company; absent: all companies. */
  readonly company?: number;
  readonly fromPeriod: PeriodCode;
  readonly toPeriod: PeriodCode;
  /** Only after this (period, position), the cursor of the page before. */
  readonly after?: { readonly period: PeriodCode; readonly position: number };
  readonly limit?: number;
}

export interface FactRow {
  readonly position: number;
  /** `complaint.filed.v1`. */
  readonly type: string;
  readonly company: number;
  readonly unit: number;
  /** ms since the epoch. */
  readonly occurredAt: number;
}

export interface FactsQuery {
  /** Exact types, or undefined for all. */
  readonly types?: readonly string[];
  /** Key of a unit; everything below it counts too. */
  readonly unit?: number;
  /** Bounds of occurredAt in ms, both inclusive. */
  readonly since?: number;
  readonly until?: number;
  readonly order: 'oldest-first' | 'newest-first';
  readonly after?: number;
  readonly limit: number;
}

export interface ParkedCompany {
  readonly company: number;
  /** Position of the event that could not be taken in: the company's scores are incomplete since there. */
  readonly since: number;
  readonly reason: string;
}
