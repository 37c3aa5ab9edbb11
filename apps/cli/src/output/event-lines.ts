import type { EventPage } from '#assay/scoring';
import { csvLine } from '#assay/delivery/csv';
import { showExact } from './figure.js';
import { dayOrInstant, instant, moment } from './screen.js';
import { fitTable } from './table.js';

type ExportedEvent = EventPage['events'][number];

/** The members of a CloudEvent that lists show; the whole of it is in `json` and `ndjson`. */
interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly simulated?: boolean;
}

export const envelopeOf = ({ event }: ExportedEvent): Envelope => event as Envelope;

/** One stored event per line: what `assay import FILE --mapping events` takes back. */
export function eventLine({ event, position, recordedAt }: ExportedEvent): string {
  return `${JSON.stringify({ event, position, recordedAt })}\n`;
}

export const EVENT_CSV_HEAD = csvLine(['position', 'recordedAt', 'occurredAt', 'type', 'case', 'id', 'source', 'data']);

export function eventCsv(exported: ExportedEvent): string {
  const { time, type, subject, id, source } = envelopeOf(exported);
  const { data } = exported.event as { data: unknown };
  return csvLine([exported.position, exported.recordedAt, time, type, subject, id, source, JSON.stringify(data)]);
}

/** What was known when it was searched. */
export const momentLine = ({ knownAt }: Pick<EventPage, 'knownAt'>): string => moment(knownAt, 'en');

export function eventTable(events: readonly ExportedEvent[], width: number): string {
  const envelopes = events.map(envelopeOf);
  return fitTable(
    [
      { heading: 'Position', align: 'right', cells: events.map(({ position }) => showExact(position)) },
      { heading: 'Happened', align: 'left', cells: envelopes.map(({ time }) => dayOrInstant(time)) },
      {
        heading: 'Recorded',
        align: 'left',
        optional: true,
        cells: events.map(({ recordedAt }) => instant(recordedAt)),
      },
      { heading: 'Event', align: 'left', cells: envelopes.map(({ type }) => type) },
      { heading: 'Case', align: 'left', flexible: true, cells: envelopes.map(({ subject }) => subject) },
    ],
    width,
  ).text;
}
