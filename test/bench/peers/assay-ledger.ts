import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { EventRecorder } from '#assay/intake';
import type { Ledger } from '#assay/ledger';
import type { Fact } from '#assay/service-record';
import { check } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import type { StoreKind, StoreUnderTest } from './store-under-test.js';

/**
 * The whole of Assay doing what the stores do: each fact is validated and decided against its case before it is appended,
 * and scored beside it under every scheme that ships. A batch goes to as many streams as it has cases.
 */
export const assayLedger: StoreKind = {
  name: 'Assay (validated, decided, scored beside it)',
  operations: ['one at a time', '100 callers', 'batches of 100', 'batches of 1,000'],
  async open(folder) {
    const { context, ledger } = await openLedgerUnderTest(join(folder, 'ledger'));
    return new AssayLedger(context, ledger);
  },
};

class AssayLedger implements StoreUnderTest {
  private readonly recorder: EventRecorder;
  private readonly positions = new Map<string, number[]>();

  constructor(
    private readonly context: INestApplicationContext,
    private readonly ledger: Ledger,
  ) {
    this.recorder = context.get(EventRecorder);
  }

  async append(stream: string, revision: number, facts: readonly Fact[]): Promise<void> {
    const positions = this.positions.get(stream) ?? [];
    this.positions.set(stream, positions);
    check(positions.length === revision, `${stream} has ${positions.length} events, not ${revision}`);
    for (const result of await this.recorder.record(facts)) {
      if (result.status !== 'accepted') throw new Error(`A fact was not accepted: ${JSON.stringify(result)}`);
      positions.push(result.position);
    }
  }

  async readStream(stream: string): Promise<object[]> {
    const facts: object[] = [];
    for (const position of this.positions.get(stream) ?? []) {
      const [event] = await this.ledger.log.readAll({ after: position - 1, limit: 1 });
      if (event) facts.push(JSON.parse(event.body) as object);
    }
    return facts;
  }

  project(): Promise<never> {
    return Promise.reject(new Error('What the whole of Assay projects is scores, not counts.'));
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
