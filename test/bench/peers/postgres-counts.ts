import { type CountRow, type Counts, countsOf } from './store-under-test.js';
import { loadPeer } from './peer-packages.js';

/** As far as it is used here. */
export interface PostgresPool {
  query(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  connect(): Promise<PostgresPool & { release(): void }>;
  end(): Promise<void>;
}

interface PgPackage {
  Pool: new (options: { readonly connectionString: string; readonly max: number }) => PostgresPool;
}

export const CREATE_COUNTS = 'CREATE TABLE told (type text, month text, events integer, PRIMARY KEY (type, month))';

export function openPool(connectionString: string, max: number): PostgresPool {
  return new (loadPeer('pg') as PgPackage).Pool({ connectionString, max });
}

export async function countsIn(pool: PostgresPool): Promise<Counts> {
  const { rows } = await pool.query('SELECT type, month, events FROM told');
  return countsOf(rows as unknown as CountRow[]);
}
