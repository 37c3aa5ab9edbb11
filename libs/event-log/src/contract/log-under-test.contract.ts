/** What the parts of the contract share: how a log is opened for a test, and how to say briefly what is appended. */
import { canonicalise } from '#assay/transparency';
import type { AppendOutcome, AppendReceipt, EventLog, NewEvent, StoredEvent, StreamAppend } from '../event-log.js';

export interface LogSettings {
  readonly clock?: () => number;
  readonly maxQueuedEvents?: number;
}

/** Opens a new, empty log; it is closed after the test. */
export type OpenLog = (settings?: LogSettings) => Promise<EventLog>;

export function newEvent(id: string, data: unknown = {}): NewEvent {
  const type = 'complaint.filed.v1';
  return { id, type, body: canonicalise({ data, id, source: 'urn:test', specversion: '1.0', type }) };
}

export function part(
  stream: string,
  expectedRevision: StreamAppend['expectedRevision'],
  ...ids: string[]
): StreamAppend {
  return { stream, expectedRevision, events: ids.map((id) => newEvent(id)) };
}

export function receiptOf(outcome: AppendOutcome | undefined): AppendReceipt {
  if (outcome === undefined) throw new Error('no outcome');
  if (!outcome.ok) throw outcome.error;
  return outcome.receipt;
}

export function errorOf(outcome: AppendOutcome | undefined): Error {
  if (outcome === undefined || outcome.ok) throw new Error('accepted, though it should have been refused');
  return outcome.error;
}

/** Appends one part. */
export async function attempt(log: EventLog, append: StreamAppend): Promise<AppendOutcome> {
  const [outcome] = await log.append([append]);
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

/** Appends one part that must be accepted. */
export async function record(log: EventLog, append: StreamAppend): Promise<AppendReceipt> {
  return receiptOf(await attempt(log, append));
}

export function ids(events: readonly StoredEvent[]): string {
  return events.map(({ body }) => (JSON.parse(body) as { id: string }).id).join(' ');
}
