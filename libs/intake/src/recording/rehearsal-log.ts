import { EventIdConflictError, type AppendOutcome, type EventLog, type StreamAppend } from '#assay/event-log';

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
    subscribe: (options) => log.subscribe(options),
    head: () => log.head(),
    positionAt: (recordedAtMs) => log.positionAt(recordedAtMs),
    close: () => Promise.resolve(),
    append: (parts) => Promise.all(parts.map((part) => outcomeOf(part))),
  };

  async function outcomeOf({ stream, events }: StreamAppend): Promise<AppendOutcome> {
    const recorded = new Map((await log.readStream(stream)).map((event) => [idOf(event.body), event] as const));
    const conflict = events.find(({ id, body }) => recorded.has(id) && recorded.get(id)?.body !== body);
    if (conflict)
      return {
        ok: false,
        error: new EventIdConflictError(stream, conflict.id, recorded.get(conflict.id)?.position ?? null),
      };
    const receipt = {
      stream,
      revision: recorded.size + events.length - 1,
      positions: events.map(() => ++position),
      recordedAt: events.map(() => 0),
      duplicate: events.every(({ id }) => recorded.has(id)),
    };
    return { ok: true, receipt };
  }
}

function idOf(body: string): string {
  return (JSON.parse(body) as { id: string }).id;
}
