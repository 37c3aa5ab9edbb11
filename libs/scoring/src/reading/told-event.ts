import type { StoredEvent } from '#assay/event-log';
import { formatTimestamp } from '#assay/transparency';

/** An event as an audit trail lists it: what happened, when, and when the ledger took it down. */
export interface ToldEvent {
  /** The sender's id. */
  readonly id: string;
  readonly position: number;
  readonly type: string;
  /** By the source's word. */
  readonly occurredAt: string;
  /** By the ledger's clock. */
  readonly recordedAt: string;
}

/** A stored event as it leaves the ledger: one such object is one line of an export. */
export interface ExportedEvent {
  readonly position: number;
  readonly recordedAt: string;
  /** CloudEvents 1.0. */
  readonly event: unknown;
}

export function toldEvent(stored: StoredEvent): ToldEvent {
  const { id, type, time } = JSON.parse(stored.body) as { id: string; type: string; time: string };
  return { id, position: stored.position, type, occurredAt: time, recordedAt: formatTimestamp(stored.recordedAt) };
}

export function exportedEvent({ position, recordedAt, body }: StoredEvent): ExportedEvent {
  return { position, recordedAt: formatTimestamp(recordedAt), event: JSON.parse(body) };
}
