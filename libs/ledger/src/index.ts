export * from './configuration.js';
export * from './ledger.js';
export { LedgerModule } from './ledger.module.js';
export { SchemeConflictError, SchemePublisher, type Publication } from './scheme-publisher.js';
