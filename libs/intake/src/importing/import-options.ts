import type { EVENTS_MAPPING } from '../mapping/shipped-mappings.js';
import type { Mapping } from '../mapping/mapping.js';
import type { EventRecorder } from '../recording/event-recorder.js';
import type { EventOrder } from './event-order.js';
import type { ImportProgress } from './import-summary.js';

export interface ImportOptions {
  /** A file of the register: CSV, or lines of events for the mapping `events`; gzip is recognised. */
  readonly file: string;
  readonly mapping: Mapping | typeof EVENTS_MAPPING;
  readonly recorder: EventRecorder;
  /** Where rows wait while the import runs: a folder on a disk with room for the uncompressed file. */
  readonly spoolFolder: string;
  /** Where refused rows go, one JSON object a line: line, code, reason, field, value, row. Made only if there are some. */
  readonly rejectsFile?: string;
  /** How many rows the file has by the word of its sender: with another number nothing is recorded. Not for lines of events. */
  readonly expectedRows?: number;
  /** Check and decide everything, record nothing. */
  readonly dryRun?: boolean;
  /** `occurred` (the default) records in order of time, so that the ledger's history is the register's; `case` by case. */
  readonly order?: EventOrder;
  /** Called at most some times a second. */
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}
