export type { SpokenKind, Vocabulary } from './coherence.js';
export { scoreCohort } from './cohort.js';
export { compileScheme } from './compile.js';
export * from './contribution.js';
export { describeScheme } from './describe.js';
export { parseScheme } from './parse.js';
export { schemeJsonSchema } from './scheme.js';
export type { Measure, Parameter } from './scheme.js';
export { problemLine, SchemeError, type SchemeProblem } from './scheme-error.js';
