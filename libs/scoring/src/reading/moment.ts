/** As known when: an answer is of one position, and can be asked for again as of then. */
import type { EventLog } from '#assay/event-log';
import { parsePeriod } from '#assay/service-record';
import { formatTimestamp, parseTimestamp } from '#assay/transparency';

import { QueryError } from '../query-errors.js';
import type { ScoreReader } from '../score-store.js';
import type { KnownAt } from './known-at.js';

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

/**
 * The moment that a question is of.
 *
 * @param asked a position (`12345`), an RFC 3339 instant, or a day (`2024-07-15`: its end in UTC); absent: all that is scored
 * @throws QueryError for a position that the scores have not reached; TimestampError, PeriodError for what is no time
 */
export async function momentOf(log: EventLog, reader: ScoreReader, asked?: string): Promise<KnownAt> {
  const { position: reached } = await reader.snapshot((view) => view.checkpoint());
  const position = asked === undefined ? reached : await askedPosition(log, reached, asked);
  if (position === 0) return { position, recordedAt: null };
  const [event] = await log.readAll({ after: position - 1, limit: 1 });
  return { position, recordedAt: event ? formatTimestamp(event.recordedAt) : null };
}

async function askedPosition(log: EventLog, reached: number, asked: string): Promise<number> {
  if (/^\d{1,15}$/.test(asked)) {
    const position = Number(asked);
    if (position > reached)
      throw new QueryError(`knownAt is ${asked}, but the scores end at position ${reached}. Ask for an earlier one.`);
    return position;
  }
  return Math.min(reached, await log.positionAt(instantOf(asked)));
}

/** The instant that a moment in time names; undefined for a position. */
export function momentInstant(asked: string): number | undefined {
  return /^\d{1,15}$/.test(asked) ? undefined : instantOf(asked);
}

/** An RFC 3339 instant, or the end of a day in UTC, in ms. @throws TimestampError, PeriodError */
export function instantOf(asked: string): number {
  if (!DAY.test(asked)) return parseTimestamp(asked);
  return (parsePeriod(asked).firstDay + 1) * DAY_MS - 1;
}
