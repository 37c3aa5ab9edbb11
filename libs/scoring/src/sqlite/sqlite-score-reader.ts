import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import {
  BeyondScoresError,
  isGrownFrom,
  ScoreSourceMismatchError,
  type ScoreReader,
  type ScoreSource,
  type ScoreView,
} from '../score-store.js';
import { SCORES_FILE } from './schema.js';
import { PastScoreView } from './past-score-view.js';
import { SqliteScoreView } from './sqlite-score-view.js';
import { readFrameSize, readStoredSource } from './stored-source.js';
import { Statements } from './statements.js';

/** Connections kept open between snapshots; more are opened when more snapshots run at once. */
const IDLE_CONNECTIONS = 4;

interface Connection {
  readonly database: DatabaseSync;
  readonly rows: Statements;
}

/**
 * The readers' side of `scores.db`, for any thread or process. Each snapshot is a read transaction on a connection of its
 * own, so that questions asked at the same time do not meet.
 */
export class SqliteScoreReader implements ScoreReader {
  private readonly idle: Connection[] = [];
  private isClosed = false;

  private constructor(
    private readonly file: string,
    readonly source: ScoreSource,
  ) {}

  /** @throws ScoreSourceMismatchError when there are no scores in the folder, or scores of another ledger or rulebook. */
  static open(folder: string, source: ScoreSource): SqliteScoreReader {
    const file = join(folder, SCORES_FILE);
    if (!existsSync(file)) throw new ScoreSourceMismatchError(null, source);
    const reader = new SqliteScoreReader(file, source);
    const connection = reader.connect();
    const found = readStoredSource(connection.rows);
    if (found === null || !isGrownFrom(source, found)) {
      connection.database.close();
      throw new ScoreSourceMismatchError(found, source);
    }
    reader.idle.push(connection);
    return reader;
  }

  async snapshot<T>(read: (view: ScoreView) => Promise<T>, position?: number): Promise<T> {
    const connection = this.idle.pop() ?? this.connect();
    connection.database.exec('BEGIN');
    try {
      return await read(await this.viewAt(connection.rows, position));
    } finally {
      connection.database.exec('ROLLBACK');
      if (this.isClosed || this.idle.length >= IDLE_CONNECTIONS) connection.database.close();
      else this.idle.push(connection);
    }
  }

  close(): Promise<void> {
    this.isClosed = true;
    for (const { database } of this.idle.splice(0)) database.close();
    return Promise.resolve();
  }

  private async viewAt(rows: Statements, position?: number): Promise<ScoreView> {
    const now = new SqliteScoreView(rows);
    if (position === undefined) return now;
    const { position: reached } = await now.checkpoint();
    if (position > reached) throw new BeyondScoresError(position, reached);
    if (position === reached) return now;
    return new PastScoreView(rows, { position, reached, frameSize: readFrameSize(rows), slots: this.source.slots });
  }

  private connect(): Connection {
    const database = new DatabaseSync(this.file, { readOnly: true, timeout: 5_000 });
    database.exec('PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY');
    return { database, rows: new Statements(database) };
  }
}
