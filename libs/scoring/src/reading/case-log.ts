import type { EventLog } from '#assay/event-log';

/** The part of the log that answers read: cases, and what stands at a position. */
export type CaseLog = Pick<EventLog, 'readStream' | 'readAll'>;

/** The log as it was known at a position: what was recorded later is not there. */
export function logKnownAt(log: CaseLog, position: number): CaseLog {
  return {
    readStream: async (stream, { limit, ...options } = {}) => {
      const events = await log.readStream(stream, options);
      return events.filter((event) => event.position <= position).slice(0, limit);
    },
    readAll: async ({ after, limit }) =>
      after >= position ? [] : log.readAll({ after, limit: Math.min(limit, position - after) }),
  };
}
