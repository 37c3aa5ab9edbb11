export * from './score-store.js';
