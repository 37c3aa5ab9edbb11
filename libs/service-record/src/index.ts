export * from './case-state.js';
export * from './fact.js';
export * from './period.js';
export * from './unit-path.js';
