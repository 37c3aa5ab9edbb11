/** The entrance for whoever asks through Nest: its module, and what can be asked on its bus. */
export * from './queries.js';
export { ScoringModule, type ScoringModuleOptions } from './scoring.module.js';
