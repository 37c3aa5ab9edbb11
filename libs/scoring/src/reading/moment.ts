/**
 * As known when: every answer is of one moment, and can be asked for again as of then. A moment is a position of the log;
 * it may be named by a time of recording.
 */
import type { EventLog } from '#assay/event-log';
import { parsePeriod } from '#assay/service-record';
import { formatTimestamp, parseTimestamp } from '#assay/transparency';

import { MomentError } from '../query-errors.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import { questionOf, readCursor } from './cursor.js';
import { caughtUp, type KnownAt } from './known-at.js';

/** What every question may say of its moment. */
export interface MomentQuery {
  /** A position (`12345`), an RFC 3339 instant, or a day (`2024-07-15`: its end in UTC). Absent: all that is scored. */
  readonly knownAt?: string | undefined;
  /** Answer only when the scores have taken in this position. */
  readonly atLeast?: number | undefined;
  /** How long to wait for `atLeast`, and for scores that lag behind the moment asked for, in ms. Default 2,000. */
  readonly waitMs?: number | undefined;
}

const PATIENCE_MS = 2_000;
const POSITION = /^\d{1,15}$/;
/** A `+08:00` that stood in a query as it is. */
const PLUS_LOST = /T.* \d\d:\d\d$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

/**
 * The moment that a question names, by the log alone.
 *
 * @param asked see {@link MomentQuery.knownAt}; absent: the end of the log
 * @param name what the question calls it
 * @throws MomentError for what is no moment, for one beyond the end of the log, and for a time before the first event
 */
export async function momentOf(log: EventLog, asked?: string, name = 'knownAt'): Promise<KnownAt> {
  const head = await log.head();
  const position =
    asked === undefined
      ? head.position
      : POSITION.test(asked)
        ? positionWithin(head.position, asked, name)
        : await positionBy(log, asked, name);
  const recordedAt = await recordedAtOf(log, position);
  return { position, recordedAt: recordedAt === null ? null : formatTimestamp(recordedAt) };
}

/**
 * Reads the scores as they were known at the moment that a question names.
 *
 * @param moment `position` is one that is known already, as from a cursor: it goes before `knownAt`
 * @throws MomentError as {@link momentOf}; NotCaughtUpError when the scores lag behind it
 */
export async function readAt<T>(
  reader: ScoreReader,
  log: EventLog,
  moment: MomentQuery & { readonly position?: number | undefined },
  read: (view: ScoreView) => Promise<T>,
): Promise<T> {
  const { knownAt, atLeast, waitMs = PATIENCE_MS } = moment;
  if (atLeast !== undefined) await caughtUp(reader, atLeast, waitMs);
  const position = moment.position ?? (knownAt === undefined ? undefined : (await momentOf(log, knownAt)).position);
  if (position !== undefined) await caughtUp(reader, position, waitMs);
  return reader.snapshot(read, position);
}

/** The moment of a page: that of the first, which the cursor of a later one carries as `at`. @throws CursorError */
export function momentOfPage(
  query: MomentQuery & { readonly cursor?: string | undefined },
): MomentQuery & { readonly position?: number } {
  const { cursor } = query;
  return cursor === undefined ? query : { ...query, position: readCursor(questionOf(query), cursor, ['at']).at };
}

function positionWithin(end: number, asked: string, name: string): number {
  const position = Number(asked);
  if (position > end)
    throw new MomentError(`${name} is ${asked}, but the ledger ends at position ${end}. Ask for one of 0 to ${end}.`);
  return position;
}

async function positionBy(log: EventLog, asked: string, name: string): Promise<number> {
  const position = await log.positionAt(askedInstant(asked, name));
  const first = position === 0 ? await recordedAtOf(log, 1) : null;
  if (first !== null)
    throw new MomentError(
      `Nothing was recorded by ${asked}: the first event of this ledger was recorded at ${formatTimestamp(first)}. ` +
        `${name} goes by when events were recorded, not by when they happened.`,
    );
  return position;
}

function askedInstant(asked: string, name: string): number {
  try {
    return instantOf(asked);
  } catch {
    throw new MomentError(
      `${name} is "${asked.slice(0, 60)}": write a position (12345), an instant with its offset (2024-07-15T09:30:00Z), or a day (2024-07-15).` +
        (PLUS_LOST.test(asked) ? ' In a URL a + is written %2B.' : ''),
    );
  }
}

async function recordedAtOf(log: EventLog, position: number): Promise<number | null> {
  if (position === 0) return null;
  const [event] = await log.readAll({ after: position - 1, limit: 1 });
  return event?.recordedAt ?? null;
}

/** The instant that a moment in time names; undefined for a position. */
export function momentInstant(asked: string): number | undefined {
  return POSITION.test(asked) ? undefined : instantOf(asked);
}

/** An RFC 3339 instant, or the end of a day in UTC, in ms. @throws TimestampError, PeriodError */
export function instantOf(asked: string): number {
  if (!DAY.test(asked)) return parseTimestamp(asked);
  return (parsePeriod(asked).firstDay + 1) * DAY_MS - 1;
}
