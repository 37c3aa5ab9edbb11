import { randomUUID } from 'node:crypto';
import type { Fact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { versionOf } from './peer-packages.js';
import { countsIn, CREATE_COUNTS, openPool, type PostgresPool } from './postgres-counts.js';
import { type Counts, monthOf, type ProjectOptions, type StoreKind, type StoreUnderTest } from './store-under-test.js';

const postgres = new EmbeddedPostgres();
const PAGE = 2_000;
const CONNECTIONS = 20;
const TABLE = `CREATE TABLE event (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text, revision integer, id uuid UNIQUE, body text,
  UNIQUE (stream, revision))`;

/** What is possible with PostgreSQL on this machine: one table, in which it keeps ids and revisions unique, and nothing else. */
export const rawPostgresql: StoreKind = {
  get name() {
    return `a plain table in ${versionOf('embedded-postgres')}`;
  },
  operations: ['one at a time', '100 callers', 'batches of 100', 'batches of 1,000', 'read', 'project'],
  async open(_folder, home) {
    const pool = openPool(await postgres.newDatabase(home), CONNECTIONS);
    await pool.query(TABLE);
    return new RawPostgresql(pool);
  },
  end: () => postgres.stop(),
};

class RawPostgresql implements StoreUnderTest {
  constructor(private readonly pool: PostgresPool) {}

  async append(stream: string, revision: number, facts: readonly Fact[]): Promise<void> {
    await this.pool.query(
      `INSERT INTO event (stream, revision, id, body)
       SELECT $1, $2 + place - 1, id, body FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS told (id, body, place)`,
      [stream, revision, facts.map(() => randomUUID()), facts.map((fact) => canonicalise(fact))],
    );
  }

  async readStream(stream: string): Promise<object[]> {
    const { rows } = await this.pool.query('SELECT body FROM event WHERE stream = $1 ORDER BY revision', [stream]);
    return rows.map(({ body }) => JSON.parse(body as string) as object);
  }

  async project({ count, signal }: ProjectOptions): Promise<Counts> {
    await this.pool.query(`${CREATE_COUNTS}; CREATE TABLE checkpoint AS SELECT 0 AS position`);
    let told = 0;
    for (let position = '0'; told < count && !signal.aborted;) {
      const { rows } = await this.pool.query(
        'SELECT position, body FROM event WHERE position > $1 ORDER BY position LIMIT $2',
        [position, PAGE],
      );
      const facts = rows.map(({ body }) => JSON.parse(body as string) as Fact);
      position = rows.at(-1)?.position as string;
      told += rows.length;
      const client = await this.pool.connect();
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO told SELECT type, month, count(*) FROM unnest($1::text[], $2::text[]) AS told (type, month) GROUP BY type, month
         ON CONFLICT (type, month) DO UPDATE SET events = told.events + excluded.events`,
        [facts.map(({ type }) => type), facts.map(({ time }) => monthOf(time))],
      );
      await client.query('UPDATE checkpoint SET position = $1', [position]);
      await client.query('COMMIT');
      client.release();
    }
    return countsIn(this.pool);
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
