export { correctedFact, inForce, type InForce } from './amendments.js';
export * from './case-state.js';
export * from './fact.js';
export type { DataClass, JsonSchema } from './fields.js';
export type { AttributeSpec, CaseKind, LifeCycleFact, StatusSpec } from './life-cycle.js';
export * from './period.js';
export * from './unit-path.js';
export { assertVocabulary, readFact, upcast, VocabularyError } from './upcasting.js';
export { caseKinds, dataSchemas, evolve, factDefinitions, type FactDefinition, fold } from './vocabulary.js';
