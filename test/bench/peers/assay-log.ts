import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteEventLog, type StoredEvent } from '#assay/event-log';
import { type Processor, ProcessorRunner } from '#assay/processing';
import type { Fact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import { CountTable } from './count-table.js';
import type { Counts, ProjectOptions, StoreKind, StoreUnderTest } from './store-under-test.js';

/** Assay's log and its runner of processors by themselves: nothing is validated or decided, as in the stores beside it. */
export const assayLog: StoreKind = {
  name: "Assay's log",
  operations: ['one at a time', '100 callers', 'batches of 100', 'batches of 1,000', 'read', 'project'],
  open: async (folder) => new AssayLog(folder, await SqliteEventLog.open(join(folder, 'ledger'))),
};

class AssayLog implements StoreUnderTest {
  constructor(
    private readonly folder: string,
    private readonly log: SqliteEventLog,
  ) {}

  async append(stream: string, revision: number, facts: readonly Fact[]): Promise<void> {
    const [outcome] = await this.log.append([
      {
        stream,
        expectedRevision: revision === 0 ? 'no-stream' : revision - 1,
        events: facts.map((fact) => ({ id: fact.id, type: fact.type, body: canonicalise(fact) })),
      },
    ]);
    if (!outcome?.ok) throw outcome?.error ?? new Error('The log gave no outcome.');
  }

  async readStream(stream: string): Promise<object[]> {
    return (await this.log.readStream(stream)).map(({ body }) => JSON.parse(body) as object);
  }

  async project({ count, signal }: ProjectOptions): Promise<Counts> {
    const table = new CountTable(join(this.folder, 'counts.db'));
    const processor: Processor = {
      name: 'counts',
      checkpoint: () => Promise.resolve(table.position),
      process: (events: readonly StoredEvent[]) => {
        table.take(
          events.map(({ body }) => JSON.parse(body) as Fact),
          events.at(-1)?.position ?? 0,
        );
        return Promise.resolve();
      },
    };
    const runner = new ProcessorRunner(this.log, processor);
    runner.start();
    while (runner.status().position < count && !signal.aborted) await sleep(1);
    await runner.stop();
    const counts = table.counts();
    table.close();
    return counts;
  }

  close(): Promise<void> {
    return this.log.close();
  }
}
