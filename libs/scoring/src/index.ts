export { Answers, type ScoringResources } from './answers.js';
export type { BuildComparison } from './builds/compare-builds.js';
export { LiveScores } from './builds/live-scores.js';
export {
  type BuildSummary,
  type CandidateSummary,
  NobodyRebuildsError,
  RebuildDesk,
  type RebuildStatus,
} from './builds/rebuild-desk.js';
export type {
  BuildStage,
  CompanyAgain,
  RebuildAnswer,
  RebuildCommand,
  RebuildProgress,
} from './builds/score-builds.js';
export { BoardFeed, type BoardChange, type BoardFeedOptions, type BoardFeedQuery } from './board-feed.js';
export {
  type BackdatedEffect,
  type BackdatedPage,
  type BackdatedQuery,
  type BackdatedRow,
  Backdatings,
} from './moments/backdatings.js';
export { CaseCourses } from './courses/case-courses.js';
export type { ChangedCase } from './moments/changed-cases.js';
export { type ComparedUnit, type Comparison, type ComparisonQuery, Comparisons } from './moments/comparisons.js';
export type { MeasureDifference } from './moments/board-amounts.js';
export { Histories, type HistoryPoint, type HistoryQuery, type ScoreHistory } from './moments/histories.js';
export * from './query-errors.js';
export { Boards, type Board, type BoardQuery, type BoardRow, type WholeBoard } from './reading/boards.js';
export { Cases, type CaseContribution, type CaseEvent, type CaseQuery, type CaseView } from './reading/cases.js';
export { EventSearch, type EventPage, type EventSearchQuery } from './reading/event-search.js';
export { Evidence, type EvidenceCase, type EvidencePart, type EvidenceQuery } from './reading/evidence.js';
export {
  Explanations,
  type ExplainedCase,
  type ExplainedMeasure,
  type Explanation,
  type ExplanationQuery,
} from './reading/explanations.js';
export { type KnownAt, knownAt } from './reading/known-at.js';
export { eventsAt } from './reading/events-at.js';
export { logKnownAt, type CaseLog } from './reading/case-log.js';
export { momentOf, type MomentQuery, readAt } from './reading/moment.js';
export {
  DECLARATION_MATCHES,
  Declarations,
  type DeclarationMatch,
  type DeclarationRow,
  type DeclarationsPage,
  type DeclarationsQuery,
  type DeclaredFigure,
} from './reading/declarations.js';
export { ParkedCompanies, type ParkedList, type ParkedUnit } from './reading/parked-companies.js';
export {
  Promises,
  type PromiseQuery,
  type PromisePage,
  type ToldPromise,
  type PromiseCounts,
  PROMISE_STATES,
  type PromiseState,
} from './reading/promises.js';
export { Schemes, type SchemeQuery, type SchemeSummary, type SchemeView } from './reading/schemes.js';
export {
  type NamedSource,
  type NameSource,
  type Provenance,
  type PublishedSet,
  sourceText,
} from './reading/sources.js';
export type { ExportedEvent, ToldEvent } from './reading/told-event.js';
export type { ReplayDifference } from './replay/comparison.js';
export { replay, type ReplayOptions, type ReplayReport } from './replay/replay.js';
export { GrowingProcessors, type GrowthHooks, type StartProcessors } from './running/growing-processors.js';
export { InlineProcessors, type InlineProcessorsOptions } from './running/inline-processors.js';
export type { CandidateStatus, Processors, ScoringStatus } from './running/processors.js';
export { ProcessorsFailedError, ProcessorsThread, type ProcessorsThreadOptions } from './running/processors-thread.js';
export { SchemeLibrary, SHIPPED_SCHEMES, soundScheme } from './scheme-library.js';
export * from './score-store.js';
export { Scorekeeper, type ScorekeeperOptions } from './scorekeeper.js';
export { PROJECTION_VERSION } from './sqlite/schema.js';
export { SqliteScoreReader } from './sqlite/sqlite-score-reader.js';
export { SqliteScoreStore, type SqliteScoreStoreOptions } from './sqlite/sqlite-score-store.js';
export type { Consequence } from './supposing/case-steps.js';
export {
  type Change,
  type FromTo,
  isSupposing,
  type Supposed,
  type Supposition,
  type SuppositionProgress,
  type SuppositionQuery,
  type SuppositionWork,
} from './supposing/supposition.js';
export * from './supposing/supposition-errors.js';
export {
  type CasesToLeaveOut,
  type ClosestCase,
  Sensitivities,
  type Sensitivity,
  type SensitivityQuery,
} from './supposing/sensitivity/sensitivities.js';
export type { MovedTo, ParameterMove } from './supposing/sensitivity/parameter-moves.js';
export {
  type SupposedBoard,
  type SupposedExplanation,
  type SupposingBoardQuery,
  type SupposingExplanationQuery,
  Suppositions,
} from './supposing/suppositions.js';
