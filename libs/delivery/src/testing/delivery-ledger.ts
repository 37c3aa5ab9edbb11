/** A ledger for tests: a log in memory, real scores on disk in a folder of their own, kept by real processors. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryEventLog, type StreamAppend } from '#assay/event-log';
import { Boards, InlineProcessors, LiveScores, SchemeLibrary } from '#assay/scoring';
import type { Fact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';

/** Compiled once: every ledger of a test file goes by the same rulebooks. */
let shipped: Promise<SchemeLibrary> | undefined;

export class DeliveryLedger {
  private constructor(
    readonly folder: string,
    readonly log: InMemoryEventLog,
    readonly library: SchemeLibrary,
    private processors: InlineProcessors,
    readonly reader: LiveScores,
  ) {}

  static async open(): Promise<DeliveryLedger> {
    const folder = await mkdtemp(join(tmpdir(), 'assay-delivery-'));
    let clock = Date.UTC(2025, 0, 1);
    const log = new InMemoryEventLog({ clock: () => (clock += 1_000) });
    const library = await (shipped ??= SchemeLibrary.load());
    const processors = await InlineProcessors.start({ log, folder, library });
    const reader = new LiveScores(folder, log.ledgerId, library);
    return new DeliveryLedger(folder, log, library, processors, reader);
  }

  get boards(): Boards {
    return new Boards(this.reader, this.log, this.library);
  }

  /** Appends facts in order of arrival, whatever a door would say to them, and waits until they are scored. */
  async record(...facts: readonly Fact[]): Promise<void> {
    const revisions = new Map<string, number>();
    const parts: StreamAppend[] = [];
    for (const fact of facts) {
      const stream = fact.subject;
      const revision = revisions.get(stream) ?? (await this.log.readStream(stream)).length - 1;
      const event = { id: fact.id, type: fact.type, body: canonicalise(fact) };
      parts.push({ stream, expectedRevision: revision < 0 ? 'no-stream' : revision, events: [event] });
      revisions.set(stream, revision + 1);
    }
    for (const outcome of await this.log.append(parts)) if (!outcome.ok) throw outcome.error;
    await this.processors.waitFor((await this.log.head()).position, 10_000);
  }

  async close(): Promise<void> {
    await this.processors.stop();
    await this.reader.close();
    await this.log.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

let sent = 0;

/** A fact about a case; `time` is a day (its midnight) or a canonical timestamp. */
export function fact(subject: string, type: string, time: string, data: object = {}, more: object = {}): Fact {
  sent += 1;
  return {
    specversion: '1.0',
    id: `fact-${sent}`,
    source: 'urn:test',
    type: `${type}.v1`,
    subject,
    time: time.length === 10 ? `${time}T00:00:00.000Z` : time,
    data,
    ...more,
  };
}

/** A complaint that was filed and, on the second day, decided. */
export function complaint(
  key: string,
  unit: string,
  filed: string,
  resolved: string,
  data: object = { outcome: 'against' },
): Fact[] {
  return [
    fact(`complaint/${key}`, 'complaint.filed', filed, { unit }),
    fact(`complaint/${key}`, 'complaint.resolved', resolved, data),
  ];
}
