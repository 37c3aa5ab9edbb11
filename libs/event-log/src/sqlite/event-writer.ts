/**
 * Records a batch of appends in one transaction, all or nothing. It is synchronous and knows nothing of queues, promises or
 * threads: whoever holds the writer's lock may call it from anywhere.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { decide, type RecordedEvent, type StreamView } from '../append-decision.js';
import type { AppendOutcome, StreamAppend } from '../event-log.js';
import { HotStream, HotStreams } from './hot-streams.js';
import { storageFailure } from './storage-failure.js';

/** What the next event builds on. */
interface Head {
  position: number;
  recordedAt: number;
  streamKey: number;
}

export class EventWriter {
  private readonly hot: HotStreams;
  private readonly insertStream: StatementSync;
  private readonly insertEvent: StatementSync;
  private readonly eventAt: StatementSync;
  /** Null: to be read from the file, at first and after a failed transaction. */
  private head: Head | null = null;

  constructor(
    private readonly db: DatabaseSync,
    private readonly path: string,
    private readonly clock: () => number,
    hotIds: number,
  ) {
    this.hot = new HotStreams(db, hotIds);
    this.insertStream = db.prepare('INSERT INTO stream (key, name) VALUES (?, ?)');
    this.insertEvent = db.prepare(
      'INSERT INTO event (position, stream, revision, recorded_at, body) VALUES (?, ?, ?, ?, ?)',
    );
    this.eventAt = db.prepare(
      'SELECT position, recorded_at AS recordedAt, body FROM event WHERE stream = ? AND revision = ?',
    );
  }

  /**
   * @returns the outcomes of every request's parts, durable
   * @throws StorageFailedError after which nothing of the batch is recorded and the writer can be used again
   */
  commit(requests: readonly (readonly StreamAppend[])[]): AppendOutcome[][] {
    try {
      this.db.exec('BEGIN IMMEDIATE');
      const head = (this.head ??= this.readHead());
      const recordedAt = Math.max(this.clock(), head.recordedAt);
      const outcomes = requests.map((parts) => parts.map((part) => this.record(part, head, recordedAt)));
      this.db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      this.head = null;
      this.hot.clear();
      // SQLite ends the transaction itself for some failures, a full disk among them.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw storageFailure(`recording events in ${this.path}`, error);
    }
  }

  private record(part: StreamAppend, head: Head, recordedAt: number): AppendOutcome {
    const known = this.hot.find(part.stream);
    const decision = decide(part, known === undefined ? ABSENT : this.view(known));
    if (decision.kind === 'refuse') return { ok: false, error: decision.error };
    if (decision.kind === 'duplicate') return { ok: true, receipt: decision.receipt };

    const stream = known ?? this.begin(part.stream, head);
    const positions: number[] = [];
    for (const { id, body } of part.events) {
      const position = ++head.position;
      this.insertEvent.run(position, stream.key, stream.push(id), recordedAt, body);
      positions.push(position);
    }
    head.recordedAt = recordedAt;
    this.hot.keep(part.stream, stream);
    return {
      ok: true,
      receipt: {
        stream: part.stream,
        revision: stream.length - 1,
        positions,
        recordedAt: positions.map(() => recordedAt),
        duplicate: false,
      },
    };
  }

  private begin(name: string, head: Head): HotStream {
    const key = ++head.streamKey;
    this.insertStream.run(key, name);
    return new HotStream(key);
  }

  private view(stream: HotStream): StreamView {
    return {
      revision: stream.length - 1,
      recorded: (eventId) => {
        const revision = stream.revisionOf(eventId);
        return revision === undefined ? undefined : this.read(stream.key, revision);
      },
    };
  }

  private read(key: number, revision: number): RecordedEvent | undefined {
    const row = this.eventAt.get(key, revision);
    if (row === undefined) return undefined;
    return {
      position: Number(row['position']),
      recordedAt: Number(row['recordedAt']),
      revision,
      body: String(row['body']),
    };
  }

  private readHead(): Head {
    const event = this.db.prepare('SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1').get();
    const stream = this.db.prepare('SELECT max(key) AS key FROM stream').get();
    return {
      position: Number(event?.['position'] ?? 0),
      recordedAt: Number(event?.['recorded_at'] ?? 0),
      streamKey: Number(stream?.['key'] ?? 0),
    };
  }
}

const ABSENT: StreamView = { revision: 'no-stream', recorded: () => undefined };
