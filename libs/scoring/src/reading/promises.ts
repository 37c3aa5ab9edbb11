import type { EventLog } from '#assay/event-log';
import { type Clock, type ClockStanding, limitClocks, standingAt } from '#assay/methodology';
import { companyOf, dayOf, type Period, parsePeriod, parseUnitPath } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';

import { QueryError, UnknownUnitError } from '../query-errors.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ClockRow, ScoreReader, ScoreView, UnitRow } from '../score-store.js';
import { pageSize, readCursor, writeCursor } from './cursor.js';
import { type KnownAt, knownAt } from './known-at.js';
import { instantOf, momentInstant, type MomentQuery, readAt } from './moment.js';
import { type NameSource, NO_NAMES, type Provenance, provenanceOf } from './sources.js';

/** In order of urgency; a promise that was met too late is broken, and no longer urgent. */
export const PROMISE_STATES = [
  'broken',
  'about-to-break',
  'running',
  'kept',
] as const satisfies readonly ClockStanding[];
export type PromiseState = ClockStanding;

export interface PromiseQuery extends MomentQuery {
  /** A scheme with time limits: `service-promise`. */
  readonly scheme: string;
  /** Only this unit and what lies below it. */
  readonly unit?: string | undefined;
  /** Names of limits; absent: all. */
  readonly steps?: readonly string[] | undefined;
  /** Absent: all. */
  readonly states?: readonly PromiseState[] | undefined;
  /** Only those whose limit ends in this period. */
  readonly period?: string | undefined;
  /**
   * A past moment: a position, an instant, or a day (its end). What was recorded by then is all that is known, and the
   * clocks stand at that instant; at a position, at the instant of its recording. Absent: all that is scored, and now.
   */
  readonly knownAt?: string | undefined;
  /** Where the clocks stand, with all that is known: an instant or a day (its end). Absent: at `knownAt`, or now. */
  readonly at?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface PromisePage extends Provenance {
  readonly scheme: string;
  readonly version: number;
  readonly unit: string | null;
  readonly knownAt: KnownAt;
  /** Where the clocks stand. */
  readonly at: string;
  /** How many there are in each state, whatever `states` asks for; a step for which there is none is listed, too. */
  readonly steps: readonly (PromiseCounts & { readonly step: string; readonly doc: string })[];
  /** Open ones before those that are done, the most urgent first. */
  readonly promises: readonly ToldPromise[];
  readonly nextCursor: string | null;
}

export interface PromiseCounts {
  readonly kept: number;
  readonly aboutToBreak: number;
  readonly running: number;
  /** Broken and still open. */
  readonly overdue: number;
  /** Met, but too late. */
  readonly metLate: number;
}

export interface ToldPromise {
  readonly step: string;
  readonly case: string;
  readonly unit: string;
  readonly state: PromiseState;
  readonly startedAt: string;
  /** From here on about to break; null where the scheme never says so. */
  readonly atRiskFrom: string | null;
  /** The last instant that keeps it. */
  readonly endsAt: string;
  readonly metAt: string | null;
  /** Whole minutes from where the clocks stand (or from when it was met) to its end; negative when broken. */
  readonly minutesLeft: number;
  /** The event that made the clock what it is. */
  readonly position: number;
}

/** A clock with what its state is at some instant. */
interface Standing {
  readonly row: ClockRow;
  readonly times: Clock;
  readonly state: PromiseState;
}

const PAGE = { default: 100, max: 1_000 };
const MINUTE_MS = 60_000;

/** Time limits of schemes, case by case: what is kept, about to break and broken, now or at any past moment. */
export class Promises {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly clock: () => number = Date.now,
    private readonly nameSource: NameSource = NO_NAMES,
  ) {}

  /** @throws UnknownSchemeError, UnknownUnitError, PeriodError, UnitPathError, TimestampError, CursorError, QueryError, MomentError, NotCaughtUpError */
  async promises({ atLeast, waitMs, limit, cursor, ...query }: PromiseQuery): Promise<PromisePage> {
    const { key, scheme } = this.library.get(query.scheme);
    const clocks = limitClocks(scheme.document);
    if (clocks.length === 0)
      throw new QueryError(
        `The scheme ${scheme.id} has no time limits that say by what they are met. Ask for one that has: ${this.promising()}.`,
      );
    for (const step of query.steps ?? [])
      if (!clocks.some(({ limit }) => limit === step))
        throw new QueryError(
          `The scheme ${scheme.id} has no time limit "${step.slice(0, 100)}"; it has ${clocks.map(({ limit }) => limit).join(', ')}.`,
        );
    if (query.unit !== undefined) parseUnitPath(query.unit);
    const period = query.period === undefined ? undefined : parsePeriod(query.period);
    const size = pageSize(limit, PAGE);
    const place = cursor === undefined ? undefined : readCursor(query, cursor, ['position', 'at', 'offset']);

    const read = async (view: ScoreView) => {
      const known = knownAt(await view.checkpoint());
      const at = place?.at ?? this.instant(query, known);
      const units = query.unit === undefined ? await view.units() : await view.subtree(query.unit);
      if (query.unit !== undefined && units.length === 0) throw new UnknownUnitError(query.unit, known.position);
      const paths = new Map(units.map((unit) => [unit.key, unit.path]));
      const standings: Standing[] = [];
      for (const company of await companiesOf(view, units))
        for (const row of await view.clocks({ scheme: key, company })) {
          const times = asOf(row.clock, at);
          if (!times || !paths.has(row.unit)) continue;
          if (period && !endsIn(times, period, scheme.document.utcOffset)) continue;
          standings.push({ row, times, state: standingAt(times, at) });
        }
      const shown = standings.map(({ row }) => paths.get(row.unit) ?? '');
      return { known, at, standings, paths, ...(await provenanceOf(view, shown, this.nameSource)) };
    };
    const moment = { ...query, atLeast, waitMs, position: place?.position };
    const found = await readAt(this.reader, this.log, moment, read);
    const { known, at } = found;

    const byPromise = Map.groupBy(found.standings, ({ row }) => row.promise);
    const steps = clocks.map(({ limit: step, doc }, promise) => ({
      step,
      doc,
      ...counted(byPromise.get(promise) ?? []),
    }));
    const listed = found.standings
      .filter(
        ({ row, state }) =>
          (query.states?.includes(state) ?? true) && (query.steps?.includes(clocks[row.promise]?.limit ?? '') ?? true),
      )
      .sort(byUrgency);
    const offset = place?.offset ?? 0;
    const end = offset + size;
    return {
      scheme: scheme.id,
      version: scheme.version,
      unit: query.unit ?? null,
      knownAt: known,
      at: formatTimestamp(at),
      sources: found.sources,
      simulated: found.simulated,
      steps: query.steps ? steps.filter(({ step }) => query.steps?.includes(step)) : steps,
      promises: listed.slice(offset, end).map(({ row, times, state }) => ({
        step: clocks[row.promise]?.limit ?? '',
        case: row.case,
        unit: found.paths.get(row.unit) ?? '',
        state,
        startedAt: formatTimestamp(times.startedAt),
        atRiskFrom: times.atRiskFrom === null ? null : formatTimestamp(times.atRiskFrom),
        endsAt: formatTimestamp(times.endsAt),
        metAt: times.metAt === null ? null : formatTimestamp(times.metAt),
        minutesLeft: Math.floor((times.endsAt - (times.metAt ?? at)) / MINUTE_MS),
        position: row.position,
      })),
      nextCursor: end < listed.length ? writeCursor(query, { position: known.position, at, offset: end }) : null,
    };
  }

  /** Where the clocks stand. */
  private instant({ at, knownAt: asked }: Pick<PromiseQuery, 'at' | 'knownAt'>, { recordedAt }: KnownAt): number {
    if (at !== undefined) return instantOf(at);
    if (asked === undefined) return this.clock();
    return momentInstant(asked) ?? (recordedAt === null ? 0 : Date.parse(recordedAt));
  }

  private promising(): string {
    const ids = this.library.schemes.filter(({ document }) => limitClocks(document).length > 0).map(({ id }) => id);
    return ids.length > 0 ? ids.join(', ') : 'no scheme here has';
  }
}

/** The clock at an instant: what comes later has not happened yet. */
function asOf(clock: Clock | null, at: number): Clock | null {
  if (!clock || clock.startedAt > at) return null;
  return clock.metAt !== null && clock.metAt > at ? { ...clock, metAt: null } : clock;
}

function counted(standings: readonly Standing[]): PromiseCounts {
  const counts = { kept: 0, aboutToBreak: 0, running: 0, overdue: 0, metLate: 0 };
  for (const { state, times } of standings) {
    if (state === 'kept') counts.kept += 1;
    else if (state === 'about-to-break') counts.aboutToBreak += 1;
    else if (state === 'running') counts.running += 1;
    else if (times.metAt === null) counts.overdue += 1;
    else counts.metLate += 1;
  }
  return counts;
}

/** Open ones first; among them and among the others by state, then by end, then by case. */
function byUrgency(a: Standing, b: Standing): number {
  const rank = ({ state, times }: Standing): number =>
    PROMISE_STATES.indexOf(state) + (times.metAt === null ? 0 : PROMISE_STATES.length);
  return (
    rank(a) - rank(b) ||
    a.times.endsAt - b.times.endsAt ||
    (a.row.case < b.row.case ? -1 : a.row.case > b.row.case ? 1 : a.row.promise - b.row.promise)
  );
}

function endsIn({ endsAt }: Clock, { firstDay, lastDay }: Period, utcOffset: string): boolean {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(utcOffset) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const day = dayOf(endsAt, offset);
  return day >= firstDay && day <= lastDay;
}

/** Keys of the companies that units belong to. */
async function companiesOf(view: ScoreView, units: readonly UnitRow[]): Promise<number[]> {
  const paths = new Set(units.map(({ path }) => companyOf(path)));
  return (await view.units('company')).filter(({ path }) => paths.has(path)).map(({ key }) => key);
}
