/**
 * The embedded event log: one SQLite file in one folder, one writer, any number of readers in this process, in its worker
 * threads and in other processes. Positions 1..N have no hole by construction, because the one writer numbers them inside
 * the transaction that makes them visible.
 */
import { mkdirSync } from 'node:fs';
import { AppendQueue, type AppendQueueOptions } from '../append-queue.js';
import { LogClosedError, ReadOnlyLogError } from '../event-log-errors.js';
import type {
  AppendOutcome,
  EventLog,
  LogHead,
  ReadAllOptions,
  ReadStreamOptions,
  ReadStreamsOptions,
  StoredEvent,
  StreamAppend,
  StreamEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '../event-log.js';
import { follow, News } from '../follow.js';
import { CommitSignal } from './commit-signal.js';
import { EventReader } from './event-reader.js';
import { EventWriter } from './event-writer.js';
import { openForReading, openForWriting, type LedgerFile } from './ledger-file.js';
import { storageFailure } from './storage-failure.js';
import { WriterLock } from './writer-lock.js';

export interface SqliteReaderOptions {
  /** How often a waiting subscription looks for events of another process, in ms. Default 100. */
  readonly pollMs?: number;
}

export interface SqliteLogOptions extends AppendQueueOptions, SqliteReaderOptions {
  /** Milliseconds since the epoch; may jump back, recorded times do not. */
  readonly clock?: () => number;
  /** About how many event ids of lately written streams to keep in memory. Default 50,000 (some 10 MB). */
  readonly hotIds?: number;
}

interface Writing {
  readonly queue: AppendQueue;
  readonly lock: WriterLock;
}

export class SqliteEventLog implements EventLog {
  readonly capabilities = { atomicBatches: true };
  readonly ledgerId: string;
  private readonly reader: EventReader;
  private readonly news = new News();
  private readonly signal: CommitSignal;
  private readonly closing = new AbortController();
  private readonly pollMs: number;
  private closed: Promise<void> | null = null;

  private constructor(
    private readonly folder: string,
    private readonly file: LedgerFile,
    private readonly writing: Writing | null,
    options: SqliteReaderOptions,
  ) {
    this.ledgerId = file.ledgerId;
    this.reader = new EventReader(file.db);
    this.pollMs = options.pollMs ?? 100;
    this.signal = new CommitSignal(folder, () => this.news.ring());
  }

  /**
   * Opens the folder's ledger for writing and reading; makes folder and ledger where there are none.
   *
   * @throws LedgerLockedError when another process, or another log of this one, has it open for writing
   * @throws LedgerFormatError when the file is no ledger, or a newer program's
   */
  static open(folder: string, options: SqliteLogOptions = {}): Promise<SqliteEventLog> {
    return settle(() => {
      mkdirSync(folder, { recursive: true });
      const lock = WriterLock.acquire(folder);
      try {
        const file = openForWriting(folder);
        const writer = new EventWriter(file.db, file.path, options.clock ?? Date.now, options.hotIds ?? 50_000);
        const queue = new AppendQueue((requests) => {
          const outcomes = writer.commit(requests);
          if (outcomes.some((parts) => parts.some((outcome) => outcome.ok && !outcome.receipt.duplicate)))
            log.announce();
          return outcomes;
        }, options);
        const log = new SqliteEventLog(folder, file, { queue, lock }, options);
        return log;
      } catch (error) {
        lock.release();
        throw error;
      }
    });
  }

  /**
   * Opens the folder's ledger for reading, beside its writer or without one.
   *
   * @throws NoLedgerError when there is none
   * @throws LedgerFormatError when the file is no ledger, or a newer program's
   */
  static openReader(folder: string, options: SqliteReaderOptions = {}): Promise<SqliteEventLog> {
    return settle(() => new SqliteEventLog(folder, openForReading(folder), null, options));
  }

  append(parts: readonly StreamAppend[]): Promise<AppendOutcome[]> {
    return this.writing?.queue.append(parts) ?? Promise.reject(new ReadOnlyLogError(this.folder));
  }

  readStream(stream: string, options?: ReadStreamOptions): Promise<StoredEvent[]> {
    return settle(() => this.read((reader) => reader.readStream(stream, options)));
  }

  readAll(options: ReadAllOptions): Promise<StoredEvent[]> {
    return settle(() => this.read((reader) => reader.readAll(options)));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, SQLite is not
  async *readStreams(options: ReadStreamsOptions): AsyncGenerator<readonly (readonly StreamEvent[])[], void> {
    try {
      for (const streams of this.read((reader) => reader.readStreams(options))) yield streams;
    } catch (error) {
      throw this.readingFailure(error);
    }
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<SubscriptionMessage, void> {
    const closed = this.closing.signal;
    yield* follow(
      {
        news: this.news,
        pollMs: this.pollMs,
        readPage: (after, limit) => this.read((reader) => reader.readAll({ after, limit })),
      },
      { ...options, signal: AbortSignal.any([options.signal, closed]) },
    );
    if (closed.aborted && !options.signal.aborted) throw new LogClosedError();
  }

  head(): Promise<LogHead> {
    return settle(() => this.read((reader) => reader.head()));
  }

  positionAt(recordedAtMs: number): Promise<number> {
    return settle(() => this.read((reader) => reader.positionAt(recordedAtMs)));
  }

  close(): Promise<void> {
    return (this.closed ??= this.release());
  }

  private async release(): Promise<void> {
    await this.writing?.queue.close();
    this.closing.abort();
    this.signal.close();
    this.file.db.close();
    this.writing?.lock.release();
  }

  private announce(): void {
    this.news.ring();
    this.signal.send();
  }

  private read<T>(question: (reader: EventReader) => T): T {
    if (this.closing.signal.aborted) throw new LogClosedError();
    try {
      return question(this.reader);
    } catch (error) {
      throw this.readingFailure(error);
    }
  }

  private readingFailure(error: unknown): unknown {
    return storageFailure(
      `reading ${this.file.path}`,
      error,
      'If it fails again, the file is damaged: put your last backup of it in its place.',
    );
  }
}

/** The port is asynchronous, SQLite is not: what `work` throws becomes the rejection. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
