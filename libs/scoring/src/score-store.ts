import type { Clock, Slot } from '#assay/methodology';
import { daysOf, granularityOf, type PeriodCode, periodContaining, type UnitLevel } from '#assay/service-record';

import type { Amounts } from './amounts.js';
import type { MovementColumns } from './movement-columns.js';

/**
 * Where the scores live: totals, movements (their history and audit trail in one), the register of units, the index of
 * facts, parked companies, and the checkpoint. A read model: it may be deleted and is rebuilt from the log, giving the same
 * bytes. One writer (the scorekeeper) and any number of readers.
 *
 * **All or nothing.** `commit` writes everything that a page of events changed together with the checkpoint in one
 * transaction; a reader sees all of it or none. A checkpoint that does not follow the stored one is refused.
 *
 * **Movements are the history.** A movement is what one event changed for one unit and period under one scheme. The totals
 * at any position P are the sum of the movements at positions ≤ P; a total is never stored without its movements.
 *
 * **A snapshot is one moment.** Everything read inside one `snapshot` is the state at one checkpoint, whatever is written
 * meanwhile. That moment may be any that ever was: a snapshot at position P tells, call by call, what a store told that had
 * been fed the first P events and no more.
 *
 * **Two kinds of totals.** A company's row is the sum of all that was told of it and of everything below it; every other
 * unit's row is the sum of what was told of that very unit. What lies between is added when it is asked for. Rows are kept by
 * the periods that {@link totalsPeriods} names. Of the companies' rows the store also keeps what they were at the end of each
 * *frame* of so many positions, so that any moment is one of those and a few movements.
 */
export interface ScoreStore extends ScoreView {
  readonly source: ScoreSource;
  /** Positions in a frame. */
  readonly frameSize: number;
  /** @throws CheckpointConflictError when another writer was here since `changes.follows`; nothing is written then. */
  commit(changes: ScoreChanges): Promise<void>;
  /** Keys of schemes that were added since the store was built: it knows nothing of them until {@link fillIn} is done. */
  readonly unfilled: readonly number[];
  /**
   * Takes in all that is known of the unfilled schemes up to the checkpoint, in one transaction, and names them among what the
   * store was built from. When it fails nothing has changed.
   *
   * @param companyOf tells of units that the store does not know yet, too
   */
  fillIn(rows: AsyncIterable<FilledRows>, derive: TotalsOf, companyOf?: (unit: number) => number): Promise<void>;
  /** The slots of some totals rows, in order, undefined where there is no such row: for the writer's cache. */
  totalsRows(keys: readonly TotalsKey[]): Promise<(readonly number[] | undefined)[]>;
  /** Whether there is any totals row of a scheme, level and period, for each of some: for the writer's cache. */
  hasTotals(ranges: readonly Omit<TotalsKey, 'unit'>[]): Promise<boolean[]>;
  /** Movements at positions after `after`, in order of position: of the frame that is not yet complete, when a writer begins. */
  movementsAfter(after: number): Promise<Movement[]>;
  close(): Promise<void>;
}

/** The reading side, for other threads and processes than the writer's. */
export interface ScoreReader {
  readonly source: ScoreSource;
  /**
   * @param position the moment: what was known when this event was the last one taken in. Absent: all that is known.
   * @throws BeyondScoresError when the scores have not reached that position.
   */
  snapshot<T>(read: (view: ScoreView) => Promise<T>, position?: number): Promise<T>;
  close(): Promise<void>;
}

export interface ScoreView {
  checkpoint(): Promise<ScoreCheckpoint>;
  /** Totals rows of a scheme at one level for each of some periods, in no order. */
  totals(query: TotalsQuery): Promise<TotalsRow[]>;
  /**
   * Every totals row there is, in the order of their keys, for the validator: those of one scheme, level and period at a time,
   * which fit in memory where all of them would not.
   *
   * @param schemes keys, ascending: rows of others may be left out, where that spares something
   */
  allTotals(schemes?: readonly number[]): AsyncIterable<readonly (TotalsRow & TotalsKey)[]>;
  /** Movements in order of (company, period, position, unit), for explanations and exact sums over days. */
  movements(query: MovementsQuery): Promise<Movement[]>;
  /** Clocks of a company's cases under a scheme, by promise and case. */
  clocks(query: ClocksQuery): Promise<ClockRow[]>;
  unitByPath(path: string): Promise<UnitRow | undefined>;
  /** All units of a level, or all of all levels, by key. */
  units(level?: UnitLevel): Promise<UnitRow[]>;
  /** The units that have a past, by key. */
  unitsWithPast(): Promise<UnitRow[]>;
  /** The unit itself and everything below it. */
  subtree(path: string): Promise<UnitRow[]>;
  /** Positions of facts that fit, newest or oldest first, after a cursor position; at most `limit`. */
  facts(query: FactsQuery): Promise<number[]>;
  /** Where the events about each company come from, by company and source. */
  origins(): Promise<OriginRow[]>;
  parked(): Promise<ParkedCompany[]>;
}

/**
 * What a store was built from. Schemes may be added at the end, and are then filled in; on any other difference it is discarded
 * and built anew: never fed from another ledger or rulebook.
 */
export interface SourceIdentity {
  readonly ledgerId: string;
  /** Version of the projection's code and layout. */
  readonly projection: number;
  /** `id@version#hash` of each scheme, in the order of their keys (a scheme's key is its index here). */
  readonly schemes: readonly string[];
}

export interface ScoreSource extends SourceIdentity {
  /** How the amounts of each scheme's slots count; follows from `schemes`. */
  readonly slots: readonly (readonly Slot[])[];
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
  /** What was known of some of them before. */
  readonly formerUnits: readonly FormerUnit[];
  /** New values of changed totals rows. */
  readonly totals: readonly StoredTotals[];
  /** Companies' rows at the ends of frames that are complete now. */
  readonly pastTotals: readonly PastTotals[];
  readonly movements: readonly Movement[];
  readonly clocks: readonly ClockRow[];
  readonly facts: readonly FactRow[];
  /** What is added to the register of origins: a row that is there already stays as it is, but for a first made-up event. */
  readonly origins: readonly OriginRow[];
  readonly parked: readonly ParkedCompany[];
}

/** Rows of schemes that are added to a store, packed as they are kept; in any order, each once. */
export interface FilledRows {
  readonly movements: readonly StretchPart[];
  readonly clocks: readonly ClockPart[];
  /** Where it is known: all that is told later is of this position or a later one. */
  readonly completeBefore?: number;
}

/** Positions in a stretch: movements that are filled in are brought in order stretch by stretch. */
export const STRETCH = 4_096;

/** Some movements of a scheme whose positions, divided by {@link STRETCH}, give the same whole number; in order of position. */
export interface StretchPart {
  readonly scheme: number;
  readonly stretch: number;
  /** See `packed-movements.ts`. */
  readonly movements: Uint8Array;
}

/** Clocks of one company. */
export interface ClockPart {
  readonly company: number;
  /** See `packed-clocks.ts`. */
  readonly clocks: Uint8Array;
}

/** All movements of a scheme in a stretch. */
export interface OrderedMovements {
  readonly scheme: number;
  readonly columns: MovementColumns;
  /** Their indexes in the order of the journal. */
  readonly order: Uint32Array;
}

/**
 * Makes totals of movements. It is given those of each scheme stretch by stretch, null when there are no more, and answers with what is
 * settled by then.
 */
export type TotalsOf = (movements: OrderedMovements | null) => Pick<ScoreChanges, 'totals' | 'pastTotals'>;

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
  /** Earlier names, and where it went: see `unit-past.ts`. Null for the many that have no past to tell. */
  readonly past: string | null;
  /** Position of the event that first mentioned it. */
  readonly since: number;
  /** Position of the event since which it is known as this. */
  readonly describedAt: number;
}

/** What was known of a unit from a position on, until it was told otherwise at another. */
export interface FormerUnit extends Pick<UnitRow, 'key' | 'name' | 'licensedAt' | 'insurerType' | 'past'> {
  readonly from: number;
  /** The first position at which this is no longer what is known. */
  readonly until: number;
}

export interface TotalsRow {
  readonly period: PeriodCode;
  readonly unit: number;
  /** Integers by slot; zeros at the end may be left out. */
  readonly slots: readonly number[];
}

/** The periods in whose totals rows an amount of a slot counts: see {@link ScoreView.totals}. */
export function totalsPeriods({ attribution, isStanding }: Slot, period: PeriodCode): readonly PeriodCode[] {
  if (attribution === 'span' || granularityOf(period) !== 'day') return [period];
  const { standing, dated } = periodsOf(period);
  return isStanding ? standing : dated;
}

interface PeriodsOfDay {
  /** What stands is added up from the beginning of time, year by year. */
  readonly standing: readonly [year: PeriodCode, month: PeriodCode];
  readonly dated: readonly [month: PeriodCode];
}

const calendar = new Map<PeriodCode, PeriodsOfDay>();

/** Remembered: a ledger's days are few (a century has 36,525) and come again and again. */
function periodsOf(day: PeriodCode): PeriodsOfDay {
  let periods = calendar.get(day);
  if (!periods) {
    const [first] = daysOf(day);
    const [year, month] = [periodContaining('year', first), periodContaining('month', first)];
    calendar.set(day, (periods = { standing: [year, month], dated: [month] }));
  }
  return periods;
}

export interface TotalsKey {
  readonly scheme: number;
  readonly level: UnitLevel;
  readonly period: PeriodCode;
  readonly unit: number;
}

export interface StoredTotals extends TotalsRow, TotalsKey {
  /** Position of the last event that changed this row. */
  readonly position: number;
}

/** The frame that a position lies in: frame `f` holds the positions from `f × size + 1` to `(f + 1) × size`. */
export const frameOf = (position: number, size: number): number => Math.floor((position - 1) / size);

/** A company's row as it was at the end of a frame in which it changed. */
export interface PastTotals extends TotalsRow {
  readonly scheme: number;
  readonly frame: number;
  /** Position of the last event that had changed it. */
  readonly position: number;
}

export interface TotalsQuery {
  readonly scheme: number;
  readonly level: UnitLevel;
  readonly periods: readonly PeriodCode[];
}

/** `amounts` are for the unit at its leaf; `period` is a day code or a reported period's code. */
export interface Movement {
  readonly scheme: number;
  readonly company: number;
  readonly period: PeriodCode;
  readonly position: number;
  readonly unit: number;
  readonly amounts: Amounts;
}

export interface MovementsQuery {
  readonly scheme: number;
  /** Key of a company. */
  readonly company: number;
  /** Both inclusive. */
  readonly fromPeriod: PeriodCode;
  readonly toPeriod: PeriodCode;
  /** Only after this place, the cursor of the page before. */
  readonly after?: MovementPlace;
  readonly limit?: number;
}

/** A movement's place among those of its scheme and company. */
export interface MovementPlace {
  readonly period: PeriodCode;
  readonly position: number;
  readonly unit: number;
}

/** The order of a company's movements. */
export function comparePlaces(a: MovementPlace, b: MovementPlace): number {
  return a.period - b.period || a.position - b.position || a.unit - b.unit;
}

/** A clock of one case as it is from a position on; rows are never changed, a later one takes an earlier one's place. */
export interface ClockRow {
  readonly scheme: number;
  readonly company: number;
  /** Index among the scheme's promises: its limits that something meets, in the order of the document. */
  readonly promise: number;
  readonly case: string;
  readonly position: number;
  readonly unit: number;
  /** Null when it runs no more: the case was withdrawn, voided, or is another company's now. */
  readonly clock: Clock | null;
}

export interface ClocksQuery {
  readonly scheme: number;
  /** Key of a company. */
  readonly company: number;
}

export interface FactRow {
  readonly position: number;
  /** `complaint.filed.v1`. */
  readonly type: string;
  readonly company: number;
  readonly unit: number;
  /** ms since the epoch. */
  readonly occurredAt: number;
  readonly recordedAt: number;
}

export interface FactsQuery {
  /** Exact types, or undefined for all. */
  readonly types?: readonly string[];
  /** Path of a unit; everything below it counts too. */
  readonly unit?: string;
  /** Bounds of occurredAt in ms, both inclusive. */
  readonly since?: number;
  readonly until?: number;
  readonly order: 'oldest-first' | 'newest-first';
  readonly after?: number;
  readonly limit: number;
}

/** The events about a company that come from one source. */
export interface OriginRow {
  /** Key of the company. */
  readonly company: number;
  /** The CloudEvents `source`. */
  readonly source: string;
  /** Position of the first. */
  readonly first: number;
  /** Position of the first that is marked as simulated. */
  readonly firstSimulated: number | null;
}

export interface ParkedCompany {
  readonly company: number;
  /** Position of the event that could not be taken in: the company's scores are incomplete since there. */
  readonly since: number;
  readonly reason: string;
}

/** The stored checkpoint is not the one these changes follow: another writer was here. */
export class CheckpointConflictError extends Error {
  override readonly name = 'CheckpointConflictError';
  constructor(readonly follows: number) {
    super(
      `The scores are no longer at position ${follows}: another process wrote them. They are read again from there.`,
    );
  }
}

/** The scores have not taken in a position yet, so that nothing can be told as known there. */
export class BeyondScoresError extends Error {
  override readonly name = 'BeyondScoresError';
  constructor(
    readonly asked: number,
    readonly reached: number,
  ) {
    super(
      `The scores end at position ${reached}; nothing is known yet as of position ${asked}. Ask for an earlier one.`,
    );
  }
}

/** The store was built from something else than what the reader goes by. */
export class ScoreSourceMismatchError extends Error {
  override readonly name = 'ScoreSourceMismatchError';
  constructor(
    readonly found: SourceIdentity | null,
    readonly expected: SourceIdentity,
  ) {
    super(
      `${found === null ? 'There are no scores yet' : `The scores were built from ${sourceDifference(found, expected)}`}. ` +
        'Start the server or the worker on this ledger: it builds them anew from the log.',
    );
  }
}

/** Whether `grown` is `source` with schemes added at the end, or the same. */
export function isGrownFrom(source: SourceIdentity, grown: SourceIdentity): boolean {
  return (
    source.ledgerId === grown.ledgerId &&
    source.projection === grown.projection &&
    source.schemes.every((scheme, key) => grown.schemes[key] === scheme)
  );
}

/** `id@version` of the schemes in `these` that are not, to the byte, in `those`. */
const missing = (these: readonly string[], those: readonly string[]): string[] =>
  these.filter((scheme) => !those.includes(scheme)).map((scheme) => scheme.replace(/#.*$/, ''));

/** A clause that names what differs first: ledger, projection or schemes. */
export function sourceDifference(found: SourceIdentity, expected: SourceIdentity): string {
  if (found.ledgerId !== expected.ledgerId) return `the ledger ${found.ledgerId}, not ${expected.ledgerId}`;
  if (found.projection !== expected.projection) return `projection ${found.projection}, not ${expected.projection}`;
  return `other schemes: ${[...missing(expected.schemes, found.schemes), ...missing(found.schemes, expected.schemes)].join(', ')}`;
}
