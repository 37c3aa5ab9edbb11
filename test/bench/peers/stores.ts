import { assayLedger } from './assay-ledger.js';
import { assayLog } from './assay-log.js';
import { emmettPostgresql } from './emmett-postgresql.js';
import { emmettSqlite } from './emmett-sqlite.js';
import { rawPostgresql } from './raw-postgresql.js';
import { rawSqlite } from './raw-sqlite.js';
import type { StoreKind } from './store-under-test.js';

export const STORES = {
  assayLog,
  assayLedger,
  rawSqlite,
  rawPostgresql,
  emmettSqlite,
  emmettPostgresql,
} satisfies Record<string, StoreKind>;

export type StoreName = keyof typeof STORES;
