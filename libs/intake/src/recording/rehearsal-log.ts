import {
  EventIdConflictError,
  WrongExpectedRevisionError,
  type AppendOutcome,
  type EventLog,
  type StreamAppend,
} from '#assay/event-log';

/**
 * The ledger as a dry run sees it: reads are real, appends are answered as if they had been made and write nothing.
 * Positions in its receipts mean nothing. Events of one case must come together, for nothing is there to read again.
 */
export function rehearse(log: EventLog): EventLog {
  let position = 0;
  return {
    capabilities: log.capabilities,
    ledgerId: log.ledgerId,
    readStream: (stream, options) => log.readStream(stream, options),
    readAll: (options) => log.readAll(options),
    readStreams: (options) => log.readStreams(options),
    subscribe: (options) => log.subscribe(options),
    head: () => log.head(),
    positionAt: (recordedAtMs) => log.positionAt(recordedAtMs),
    close: () => Promise.resolve(),
    append: (parts) => Promise.all(parts.map((part) => outcomeOf(part))),
  };

  async function outcomeOf({ stream, expectedRevision, events }: StreamAppend): Promise<AppendOutcome> {
    const recorded = new Map((await log.readStream(stream)).map((event) => [idOf(event.body), event] as const));
    const known = events.filter(({ id }) => recorded.has(id));
    const conflict =
      known.find(({ id, body }) => recorded.get(id)?.body !== body) ?? (known.length < events.length && known[0]);
    if (conflict) {
      const position = recorded.get(conflict.id)?.position ?? null;
      return { ok: false, error: new EventIdConflictError(stream, conflict.id, position) };
    }
    if (known.length === 0 && expectedRevision === 'no-stream' && recorded.size > 0)
      return { ok: false, error: new WrongExpectedRevisionError(stream, expectedRevision, recorded.size - 1) };
    const receipt = {
      stream,
      revision: recorded.size + events.length - 1,
      positions: events.map(() => ++position),
      recordedAt: events.map(() => 0),
      duplicate: known.length > 0,
    };
    return { ok: true, receipt };
  }
}

function idOf(body: string): string {
  return (JSON.parse(body) as { id: string }).id;
}
