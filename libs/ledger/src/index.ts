export * from './configuration.js';
export * from './ledger.js';
export { scoringResources } from './scoring-resources.js';
