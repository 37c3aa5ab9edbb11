export * from './event-log.js';
export * from './event-log-errors.js';
export { InMemoryEventLog, type InMemoryLogOptions } from './memory/in-memory-event-log.js';
export { SqliteEventLog, type SqliteLogOptions, type SqliteReaderOptions } from './sqlite/sqlite-event-log.js';
