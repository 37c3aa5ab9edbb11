import type { Fact } from '#assay/service-record';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { type EmmettEvent, type EmmettStore, expectedVersion, fromEmmett, PULLING, toEmmett } from './emmett-events.js';
import { loadPeer, versionOf } from './peer-packages.js';
import { countsIn, CREATE_COUNTS, openPool } from './postgres-counts.js';
import { type Counts, monthOf, type ProjectOptions, type StoreKind, type StoreUnderTest } from './store-under-test.js';

type Sql = object;

interface PostgresStore extends EmmettStore {
  readonly schema: { migrate(): Promise<unknown> };
  consumer(options: { readonly pulling: typeof PULLING }): {
    projector(options: {
      readonly processorId: string;
      readonly startFrom: 'BEGINNING';
      readonly stopAfter: (event: EmmettEvent) => boolean;
      readonly projection: unknown;
    }): unknown;
    start(): Promise<void>;
    close(): Promise<void>;
  };
  close(): Promise<void>;
}

interface EmmettPostgresPackage {
  readonly getPostgreSQLEventStore: (connectionString: string) => PostgresStore;
  readonly postgreSQLRawSQLProjection: (options: {
    readonly name: string;
    readonly canHandle: readonly string[];
    readonly evolve: (event: EmmettEvent) => Sql;
  }) => unknown;
}

interface DumboPackage {
  readonly SQL: (parts: TemplateStringsArray, ...values: unknown[]) => Sql;
}

const PACKAGE = '@event-driven-io/emmett-postgresql';
const postgres = new EmbeddedPostgres();

/** Emmett over a PostgreSQL of its own, both with their own settings. */
export const emmettPostgresql: StoreKind = {
  get name() {
    return versionOf(PACKAGE);
  },
  operations: ['one at a time', '100 callers', 'batches of 100', 'batches of 1,000', 'read', 'project'],
  async open(_folder, home) {
    const database = await postgres.newDatabase(home);
    const store = (loadPeer(PACKAGE) as EmmettPostgresPackage).getPostgreSQLEventStore(database);
    await store.schema.migrate();
    return new EmmettPostgresql(database, store);
  },
  end: () => postgres.stop(),
};

class EmmettPostgresql implements StoreUnderTest {
  constructor(
    private readonly database: string,
    private readonly store: PostgresStore,
  ) {}

  async append(stream: string, revision: number, facts: readonly Fact[]): Promise<void> {
    await this.store.appendToStream(stream, facts.map(toEmmett), { expectedStreamVersion: expectedVersion(revision) });
  }

  async readStream(stream: string): Promise<object[]> {
    return (await this.store.readStream(stream)).events.map(fromEmmett);
  }

  async project({ count, types, signal }: ProjectOptions): Promise<Counts> {
    const { SQL } = loadPeer('@event-driven-io/dumbo') as DumboPackage;
    const { postgreSQLRawSQLProjection } = loadPeer(PACKAGE) as EmmettPostgresPackage;
    const pool = openPool(this.database, 1);
    await pool.query(CREATE_COUNTS);
    let left = count;
    const consumer = this.store.consumer({ pulling: PULLING });
    consumer.projector({
      processorId: 'counts',
      startFrom: 'BEGINNING',
      stopAfter: () => --left === 0 || signal.aborted,
      projection: postgreSQLRawSQLProjection({
        name: 'counts',
        canHandle: types,
        evolve: ({ type, metadata }) =>
          SQL`INSERT INTO told VALUES (${type}, ${monthOf(metadata.envelope.time)}, 1)
              ON CONFLICT (type, month) DO UPDATE SET events = told.events + 1`,
      }),
    });
    await consumer.start();
    const counts = await countsIn(pool);
    await pool.end();
    return counts;
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
