export * from './score-store.js';
export { Scorekeeper, type ScorekeeperOptions } from './scorekeeper.js';
export { PROJECTION_VERSION } from './sqlite/schema.js';
export { SqliteScoreReader } from './sqlite/sqlite-score-reader.js';
export { SqliteScoreStore, type SqliteScoreStoreOptions } from './sqlite/sqlite-score-store.js';
