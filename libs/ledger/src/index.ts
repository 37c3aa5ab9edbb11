export * from './configuration.js';
export * from './ledger.js';
export { LedgerModule } from './ledger.module.js';
