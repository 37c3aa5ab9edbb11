import type { EventLog, StoredEvent } from '#assay/event-log';
import { factDefinitions, parsePeriod, parseUnitPath } from '#assay/service-record';
import { parseTimestamp } from '#assay/transparency';

import { QueryError } from '../query-errors.js';
import type { FactsQuery, ScoreReader, ScoreView } from '../score-store.js';
import { pageSize, readCursor, writeCursor } from './cursor.js';
import { eventsAt } from './events-at.js';
import { type KnownAt, knownAt } from './known-at.js';
import { logKnownAt, type CaseLog } from './case-log.js';
import { type MomentQuery, readAt } from './moment.js';
import { type ExportedEvent, exportedEvent } from './told-event.js';

export interface EventSearchQuery extends MomentQuery {
  /** Exact (`complaint.filed.v1`), any version (`complaint.filed`), or a family (`complaint`). */
  readonly types?: readonly string[] | undefined;
  /** A unit's path; what lies below it counts too. */
  readonly unit?: string | undefined;
  /** Happened at or after: a day (`2024-07-15`) or an RFC 3339 instant. */
  readonly since?: string | undefined;
  /** Happened at or before: a day (all of it) or an RFC 3339 instant. */
  readonly until?: string | undefined;
  /** Text that stands in the event's canonical form, letter for letter. */
  readonly text?: string | undefined;
  /** Only events of this case. */
  readonly case?: string | undefined;
  /** Default `oldest-first`. */
  readonly order?: 'oldest-first' | 'newest-first' | undefined;
  readonly cursor?: string | undefined;
  /** Default 100, at most 1,000. */
  readonly limit?: number | undefined;
}

/**
 * One page of events. A search for text looks at a bounded number of events per page, so a page may be short or empty
 * while `nextCursor` says that there is more to look at; the search has ended when it is null.
 */
export interface EventPage {
  readonly knownAt: KnownAt;
  readonly events: readonly ExportedEvent[];
  readonly nextCursor: string | null;
}

const PAGE = { default: 100, max: 1_000 };
/** Events looked at for one page of a search for text. */
const LOOKED_AT = 20_000;
const POSITIONS_AT_ONCE = 1_000;

export class EventSearch {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
  ) {}

  /** @throws CursorError, QueryError, MomentError, TimestampError, UnitPathError, NotCaughtUpError */
  async events(query: EventSearchQuery): Promise<EventPage> {
    const { atLeast: _, waitMs: __, limit, cursor, ...question } = query;
    const size = pageSize(limit, PAGE);
    const after = cursor === undefined ? undefined : readCursor(question, cursor, ['after']).after;
    const filter = filterOf(query);
    return readAt(this.reader, this.log, query, async (view) => {
      const known = knownAt(await view.checkpoint());
      const log = logKnownAt(this.log, known.position);
      const atOnce = query.text === undefined ? size + 1 : POSITIONS_AT_ONCE;
      const events =
        query.case === undefined
          ? byFacts(view, log, filter, { after, atOnce })
          : ofCase(query.case, log, filter, after);
      const found: StoredEvent[] = [];
      let lookedAt = 0;
      let last = after;
      for await (const event of events) {
        if (found.length === size || lookedAt === LOOKED_AT)
          return {
            knownAt: known,
            events: found.map(exportedEvent),
            nextCursor: writeCursor(question, { after: last ?? 0 }),
          };
        lookedAt += 1;
        last = event.position;
        if (query.text === undefined || event.body.includes(query.text)) found.push(event);
      }
      return { knownAt: known, events: found.map(exportedEvent), nextCursor: null };
    });
  }
}

/** Events that fit by the index of facts, a bounded number of them read at once. */
async function* byFacts(
  view: ScoreView,
  log: CaseLog,
  filter: Filter,
  { after, atOnce }: { readonly after: number | undefined; readonly atOnce: number },
): AsyncGenerator<StoredEvent, void> {
  let last = after;
  for (;;) {
    const facts = await view.facts({ ...filter, ...(last !== undefined && { after: last }), limit: atOnce });
    yield* await eventsAt(log, facts);
    last = facts.at(-1) ?? last;
    if (facts.length < atOnce) return;
  }
}

/** A case's own stream is short: it is read whole. */
async function* ofCase(
  caseId: string,
  log: CaseLog,
  filter: Filter,
  after: number | undefined,
): AsyncGenerator<StoredEvent, void> {
  const events = await log.readStream(caseId);
  if (filter.order === 'newest-first') events.reverse();
  for (const event of events) {
    const isSeen =
      after !== undefined && (filter.order === 'newest-first' ? event.position >= after : event.position <= after);
    const { type, time } = JSON.parse(event.body) as { type: string; time: string };
    const occurredAt = Date.parse(time);
    const fits =
      (filter.types?.includes(type) ?? true) &&
      occurredAt >= (filter.since ?? -Infinity) &&
      occurredAt <= (filter.until ?? Infinity);
    if (fits && !isSeen) yield event;
  }
}

type Filter = Omit<FactsQuery, 'limit' | 'after'>;

function filterOf({ types, unit, since, until, order, case: caseId }: EventSearchQuery): Filter {
  if (unit !== undefined && caseId !== undefined)
    throw new QueryError('Ask for the events of a case or of a unit, not both: a case has one unit at a time.');
  if (unit !== undefined) parseUnitPath(unit);
  return {
    order: order ?? 'oldest-first',
    ...(types !== undefined && { types: exactTypes(types) }),
    ...(unit !== undefined && { unit }),
    ...(since !== undefined && { since: instant(since, 'first') }),
    ...(until !== undefined && { until: instant(until, 'last') }),
  };
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

function instant(text: string, edge: 'first' | 'last'): number {
  if (!DAY.test(text)) return parseTimestamp(text);
  const { firstDay } = parsePeriod(text);
  return edge === 'first' ? firstDay * DAY_MS : (firstDay + 1) * DAY_MS - 1;
}

/** Every known type that is asked for, exactly, in any version, or as one of a family. */
function exactTypes(wanted: readonly string[]): string[] {
  return wanted.flatMap((text) => {
    const exact = [...factDefinitions.keys()].filter((type) => type === text || type.startsWith(`${text}.`));
    if (exact.length === 0) {
      throw new QueryError(
        `No type of event is called "${text.slice(0, 100)}". Write a type such as complaint.filed.v1, or a family such as complaint.`,
      );
    }
    return exact;
  });
}
