/** Every query of the ledger file. Rows come as arrays: naming the columns in here is faster than having SQLite do it. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  LogHead,
  ReadAllOptions,
  ReadStreamOptions,
  ReadStreamsOptions,
  StoredEvent,
  StreamEvent,
} from '../event-log.js';

type EventRow = [position: number, stream: string, revision: number, recordedAt: number, body: string];

/** The name stands at the first event of a stream, so that it is read once. */
type StreamEventRow = [name: string | null, position: number, body: string];

const EVENTS = `SELECT e.position, s.name, e.revision, e.recorded_at, e.body FROM event e JOIN stream s ON s.key = e.stream`;

const STREAMS_AT_ONCE = 200;

/** Sorts behind every character that a name may have. */
const LAST_CHARACTER = '\u{10FFFF}';

/** SQLite reads a negative limit as none. */
const NO_LIMIT = -1;

export class EventReader {
  private readonly page: StatementSync;
  private readonly lastStream: StatementSync;
  private readonly forwards: StatementSync;
  private readonly backwards: StatementSync;
  private readonly last: StatementSync;
  private readonly recordedAt: StatementSync;

  constructor(private readonly db: DatabaseSync) {
    const rows = (sql: string): StatementSync => this.prepare(sql);
    this.page = rows(`${EVENTS} WHERE e.position > ? ORDER BY e.position LIMIT ?`);
    this.lastStream = db.prepare('SELECT max(key) AS key FROM stream');
    const stream = 'WHERE e.stream = (SELECT key FROM stream WHERE name = ?)';
    this.forwards = rows(`${EVENTS} ${stream} AND e.revision >= ? ORDER BY e.revision LIMIT ?`);
    this.backwards = rows(`${EVENTS} ${stream} AND e.revision <= ? ORDER BY e.revision DESC LIMIT ?`);
    this.last = db.prepare('SELECT position, recorded_at AS recordedAt FROM event ORDER BY position DESC LIMIT 1');
    this.recordedAt = db.prepare('SELECT recorded_at AS recordedAt FROM event WHERE position = ?');
  }

  readAll({ after, limit }: ReadAllOptions): StoredEvent[] {
    return this.page.all(after, limit).map(toEvent);
  }

  /** Streams in order of their keys, so of first mention: what was recorded together is read together. */
  *readStreams(options: ReadStreamsOptions): Generator<readonly (readonly StreamEvent[])[], void> {
    const { upTo, share = { index: 0, of: 1 }, prefixes } = options;
    // The names are looked at first, so that of a stream that is passed over no event is read.
    const named = prefixes ? `AND (${prefixes.map(() => 's.name BETWEEN ? AND ?').join(' OR ') || 'false'})` : '';
    const bounds = prefixes?.flatMap((prefix) => [prefix, `${prefix}${LAST_CHARACTER}`]) ?? [];
    const byStream = this.prepare(
      `SELECT CASE e.revision WHEN 0 THEN s.name END, e.position, e.body FROM stream s CROSS JOIN event e ON e.stream = s.key ` +
        `WHERE s.key > ? AND s.key <= ? ${named} AND e.position <= ? ORDER BY s.key, e.revision`,
    );
    const streams = Number(this.lastStream.get()?.['key'] ?? 0);
    const last = Math.floor((streams * (share.index + 1)) / share.of);
    for (let after = Math.floor((streams * share.index) / share.of); after < last; after += STREAMS_AT_ONCE) {
      const rows = byStream.all(after, Math.min(last, after + STREAMS_AT_ONCE), ...bounds, upTo);
      yield toStreams(rows as unknown as readonly StreamEventRow[]);
    }
  }

  private prepare(sql: string): StatementSync {
    const statement = this.db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  readStream(stream: string, { direction = 'forwards', from, limit }: ReadStreamOptions = {}): StoredEvent[] {
    const rows =
      direction === 'forwards'
        ? this.forwards.all(stream, from ?? 0, limit ?? NO_LIMIT)
        : this.backwards.all(stream, from ?? Number.MAX_SAFE_INTEGER, limit ?? NO_LIMIT);
    return rows.map(toEvent);
  }

  head(): LogHead {
    const row = this.last.get();
    return row === undefined
      ? { position: 0, recordedAt: null }
      : { position: Number(row['position']), recordedAt: Number(row['recordedAt']) };
  }

  /** Recorded times do not run backwards, so a search by halves needs no index on them. */
  positionAt(recordedAtMs: number): number {
    let low = 0;
    let high = this.head().position;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (Number(this.recordedAt.get(middle)?.['recordedAt']) <= recordedAtMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function toStreams(rows: readonly StreamEventRow[]): StreamEvent[][] {
  const streams: StreamEvent[][] = [];
  let stream = '';
  let events: StreamEvent[] = [];
  for (const [name, position, body] of rows) {
    if (name !== null) {
      stream = name;
      streams.push((events = []));
    }
    events.push({ position, stream, revision: events.length, body });
  }
  return streams;
}

function toEvent(row: unknown): StoredEvent {
  const [position, stream, revision, recordedAt, body] = row as EventRow;
  return { position, stream, revision, recordedAt, body };
}
