export type { SpokenKind, Vocabulary } from './coherence.js';
export type { CaseReads } from './case-reads.js';
export { scoreCohort } from './cohort.js';
export { compileScheme } from './compile.js';
export * from './contribution.js';
export { countsAlike } from './counting.js';
export { dependsOnCohort } from './cohort-dependence.js';
export { compareDeclared, type DeclaredComparison, isRecorded, MEASURE_SIDES, type MeasureSide } from './declared.js';
export { describeScheme } from './describe.js';
export { RULEBOOK_LANGUAGES, type RulebookLanguage } from './wording/rulebook-wording.js';
export {
  type Clock,
  type ClockStanding,
  isSameClock,
  type LimitClock,
  limitClocks,
  standingAt,
} from './limit-clock.js';
export { periodUnder } from './periods.js';
export type { Measure, Parameter } from './scheme.js';
export { problemLine, SchemeError, type SchemeProblem } from './scheme-error.js';
export { offsetMinutes } from './settings.js';
