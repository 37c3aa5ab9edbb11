import { readdir } from 'node:fs/promises';

import { complaint } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import { InlineProcessors } from './inline-processors.js';

describe('InlineProcessors', () => {
  let ledger: TestLedger;
  let processors: InlineProcessors;
  const start = (): InlineProcessors =>
    InlineProcessors.start({ log: ledger.log, folder: ledger.folder, library: ledger.library });

  beforeEach(async () => {
    ledger = await TestLedger.open();
    await ledger.record(complaint('1').filed('2024-01-01', 'company/A'));
    processors = start();
  });
  afterEach(async () => {
    await processors.stop();
    await ledger.close();
  });

  test('catches up, follows what is appended, and stops', async () => {
    await processors.waitFor(1, 5_000);
    await ledger.record(complaint('1').resolved('2024-01-02', 'for'));
    await processors.waitFor(2, 5_000);
    expect(await ledger.store.checkpoint()).toMatchObject({ position: 2, count: 2 });
    expect(processors.status()).toMatchObject({ name: 'scores', position: 2, lag: 0, holes: 0, parked: 0 });
    await processors.stop();
    expect(processors.status().state).toBe('stopped');
  });

  test('resumes from its checkpoint', async () => {
    await processors.waitFor(1, 5_000);
    await processors.stop();
    await ledger.record(complaint('1').resolved('2024-01-02', 'for'));
    processors = start();
    await processors.waitFor(2, 5_000);
    expect((await ledger.boards.board({ scheme: 'complaint-outcomes', period: '2024' })).rows).toHaveLength(1);
  });

  test('waiting for what is not there ends with a sentence', async () => {
    await processors.waitFor(1, 5_000);
    await expect(processors.waitFor(2, 20)).rejects.toThrow('not yet up to 2. Ask again in a moment.');
  });

  test('scores that were deleted are built anew, to the same rows', async () => {
    await ledger.record(
      complaint('1').resolved('2024-01-02', 'for', '7'),
      complaint('2').filed('2024-01-01', 'company/B'),
    );
    await processors.waitFor(3, 5_000);
    const before = [await ledger.allTotals(), await ledger.store.units(), await ledger.store.checkpoint()];
    await processors.stop();
    await ledger.store.close();
    await ledger.deleteScores();
    expect(await readdir(ledger.folder)).toEqual([]);
    processors = start();
    await processors.waitFor(3, 5_000);
    await ledger.restart();
    expect([await ledger.allTotals(), await ledger.store.units(), await ledger.store.checkpoint()]).toEqual(before);
  });
});
