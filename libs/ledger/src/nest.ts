/** The entrance for whoever runs a ledger in Nest: all of it as one module, and what is done through its buses. */
export { LedgerModule } from './ledger.module.js';
export { SchemeConflictError, SchemePublisher, type Publication } from './scheme-publisher.js';
