import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { LiveScores } from '../builds/live-scores.js';
import { Boards } from '../reading/boards.js';
import type { ScoreView } from '../score-store.js';
import { complaint } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import { InlineProcessors } from './inline-processors.js';

describe('InlineProcessors', () => {
  let ledger: TestLedger;
  let processors: InlineProcessors;
  let scores: LiveScores;
  const start = (): Promise<InlineProcessors> =>
    InlineProcessors.start({ log: ledger.log, folder: ledger.folder, library: ledger.library });

  beforeEach(async () => {
    ledger = await TestLedger.open();
    await ledger.record(complaint('1').filed('2024-01-01', 'company/A'));
    processors = await start();
    scores = new LiveScores(ledger.folder, ledger.log.ledgerId, ledger.library);
  });
  afterEach(async () => {
    await processors.stop();
    await scores.close();
    await ledger.close();
  });

  test('catches up, follows what is appended, and stops', async () => {
    await processors.waitFor(1, 5_000);
    await ledger.record(complaint('1').resolved('2024-01-02', 'for'));
    await processors.waitFor(2, 5_000);
    expect(await scores.snapshot((view) => view.checkpoint())).toMatchObject({ position: 2, count: 2 });
    expect(processors.status()).toMatchObject({
      ...{ name: 'scores', position: 2, lag: 0, holes: 0, parked: 0 },
      ...{ build: 1, isLive: true, candidate: null },
    });
    await processors.stop();
    expect(processors.status().state).toBe('stopped');
  });

  test('resumes from its checkpoint', async () => {
    await processors.waitFor(1, 5_000);
    await processors.stop();
    await ledger.record(complaint('1').resolved('2024-01-02', 'for'));
    processors = await start();
    await processors.waitFor(2, 5_000);
    const boards = new Boards(scores, ledger.log, ledger.library);
    expect((await boards.board({ scheme: 'complaint-outcomes', period: '2024' })).rows).toHaveLength(1);
    expect(processors.status().build).toBe(1);
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
    const all = (view: ScoreView) => Promise.all([Array.fromAsync(view.allTotals()), view.units(), view.checkpoint()]);
    const before = await scores.snapshot(all);
    await processors.stop();
    await scores.close();
    await rm(join(ledger.folder, 'scores'), { recursive: true });
    processors = await start();
    await processors.waitFor(3, 5_000);
    expect(await scores.snapshot(all)).toEqual(before);
  });
});
