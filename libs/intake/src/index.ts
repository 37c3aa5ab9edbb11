export { CloudEventDto } from './door/cloud-event.dto.js';
export {
  checkRecord,
  type CheckedRecord,
  DEFAULT_DOOR_LIMITS,
  type DoorLimits,
  isRefusal,
} from './door/check-record.js';
export * from './importing/import-errors.js';
export type { ImportOptions } from './importing/import-options.js';
export { importRegister } from './importing/import-register.js';
export type { ImportProgress, ImportSummary } from './importing/import-summary.js';
export type { Collision } from './importing/event-maker.js';
export type { SerialGaps } from './importing/serial-gaps.js';
export { IntakeModule } from './intake.module.js';
export { type LineResult, recordLines, type RecordLinesOptions } from './lines/record-lines.js';
export { loadMapping } from './mapping/load-mapping.js';
export { EVENTS_MAPPING, shippedMappings } from './mapping/shipped-mappings.js';
export { type Mapping, MappingError, type MappingProblem } from './mapping/mapping.js';
export { parseMapping } from './mapping/parse-mapping.js';
export * from './record-events.js';
export { CaseContentionError, EventRecorder, type RecorderOptions } from './recording/event-recorder.js';
