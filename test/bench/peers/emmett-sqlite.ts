import { join } from 'node:path';
import type { Fact } from '#assay/service-record';
import { type EmmettEvent, type EmmettStore, expectedVersion, fromEmmett, PULLING, toEmmett } from './emmett-events.js';
import { loadPeer, versionOf } from './peer-packages.js';
import {
  type CountRow,
  type Counts,
  countsOf,
  monthOf,
  type ProjectOptions,
  type StoreKind,
  type StoreUnderTest,
} from './store-under-test.js';

interface Connection {
  command(sql: string, values?: readonly string[]): Promise<unknown>;
  query<T>(sql: string): Promise<T[]>;
  close(): void;
}

interface SqliteStore extends EmmettStore {
  readonly schema: { migrate(): Promise<void> };
  consumer(options: { readonly pulling: typeof PULLING }): {
    processor(options: {
      readonly processorId: string;
      readonly startFrom: 'CURRENT';
      readonly stopAfter: (event: EmmettEvent) => boolean;
      readonly eachMessage: (event: EmmettEvent, context: { readonly connection: Connection }) => Promise<void>;
    }): unknown;
    start(): Promise<void>;
  };
}

interface EmmettSqlitePackage {
  readonly getSQLiteEventStore: (options: { readonly fileName: string }) => SqliteStore;
  readonly sqliteConnection: (options: { readonly fileName: string }) => Connection;
}

const ATTEMPTS = 5;
const PACKAGE = '@event-driven-io/emmett-sqlite';

/** Emmett over SQLite with its own settings: WAL, synchronous FULL, a connection for every call. */
export const emmettSqlite: StoreKind = {
  get name() {
    return versionOf(PACKAGE);
  },
  operations: ['one at a time', '100 callers', 'batches of 100', 'batches of 1,000', 'read', 'project'],
  async open(folder) {
    const { getSQLiteEventStore } = loadPeer(PACKAGE) as EmmettSqlitePackage;
    const fileName = join(folder, 'emmett.db');
    // Making its tables fails now and then ("cannot commit transaction - SQL statements in progress").
    for (let attempt = 1; ; attempt++) {
      const store = getSQLiteEventStore({ fileName });
      try {
        await store.schema.migrate();
        return new EmmettSqlite(fileName, store);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  },
};

class EmmettSqlite implements StoreUnderTest {
  constructor(
    private readonly fileName: string,
    private readonly store: SqliteStore,
  ) {}

  async append(stream: string, revision: number, facts: readonly Fact[]): Promise<void> {
    await this.store.appendToStream(stream, facts.map(toEmmett), { expectedStreamVersion: expectedVersion(revision) });
  }

  async readStream(stream: string): Promise<object[]> {
    return (await this.store.readStream(stream)).events.map(fromEmmett);
  }

  async project({ count, signal }: ProjectOptions): Promise<Counts> {
    // By Emmett's own copy of SQLite: two copies in one process break each other's file locks.
    const db = (loadPeer(PACKAGE) as EmmettSqlitePackage).sqliteConnection({ fileName: this.fileName });
    await db.command(
      'CREATE TABLE told (type TEXT, month TEXT, events INTEGER, PRIMARY KEY (type, month)) WITHOUT ROWID',
    );
    const counted = async (): Promise<Counts> =>
      countsOf(await db.query<CountRow>('SELECT type, month, events FROM told'));
    const sumOf = (counts: Counts): number => counts.values().reduce((sum, events) => sum + events, 0);
    let counts = await counted();
    let unmoved = 0;
    // A consumer whose batch failed has ended without a word: it is started again from its checkpoint, as a supervisor would.
    while (sumOf(counts) < count && !signal.aborted && unmoved < ATTEMPTS) {
      const before = sumOf(counts);
      await this.consume(count - before, signal);
      counts = await counted();
      unmoved = sumOf(counts) === before ? unmoved + 1 : 0;
    }
    db.close();
    return counts;
  }

  private async consume(count: number, signal: AbortSignal): Promise<void> {
    let left = count;
    const consumer = this.store.consumer({ pulling: PULLING });
    consumer.processor({
      processorId: 'counts',
      startFrom: 'CURRENT',
      stopAfter: () => --left === 0 || signal.aborted,
      eachMessage: async ({ type, metadata }, { connection }) => {
        await connection.command(
          'INSERT INTO told VALUES (?, ?, 1) ON CONFLICT (type, month) DO UPDATE SET events = events + 1',
          [type, monthOf(metadata.envelope.time)],
        );
      },
    });
    await consumer.start();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
