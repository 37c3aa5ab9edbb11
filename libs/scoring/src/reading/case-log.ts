import type { EventLog } from '#assay/event-log';

/** The part of the log that answers read: cases, and what stands at a position. */
export type CaseLog = Pick<EventLog, 'readStream' | 'readAll'>;
