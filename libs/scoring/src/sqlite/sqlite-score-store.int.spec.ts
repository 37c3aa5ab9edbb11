import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { testScoreStore } from '../score-store.contract.js';
import type { ScoreReader, ScoreSource } from '../score-store.js';
import { SqliteScoreReader } from './sqlite-score-reader.js';
import { SqliteScoreStore } from './sqlite-score-store.js';

const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'assay-scores-'));
const source: ScoreSource = { ledgerId: 'a', projection: 1, schemes: [], slots: [] };

testScoreStore('SQLite', async () => {
  const folder = await temporaryFolder();
  const readers: ScoreReader[] = [];
  return {
    open: async (source, frameSize) => SqliteScoreStore.open(folder, { source, ...(frameSize && { frameSize }) }),
    openReader: async (source) => {
      const reader = SqliteScoreReader.open(folder, source);
      readers.push(reader);
      return reader;
    },
    dispose: async () => {
      await Promise.all(readers.map((reader) => reader.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
});

describe('scores.db', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('an old file is discarded with a sentence, never in silence', async () => {
    const reasons: string[] = [];
    const open = (ledgerId: string) =>
      SqliteScoreStore.open(folder, { source: { ...source, ledgerId }, onDiscard: (reason) => reasons.push(reason) });
    await open('a').close();
    await open('a').close();
    expect(reasons).toEqual([]);
    await open('b').close();
    expect(reasons).toEqual([
      `${join(folder, 'scores.db')} was built from the ledger a, not b. It is discarded and built anew from the log.`,
    ]);
  });

  test('a file that is no database of scores is discarded, too', async () => {
    await writeFile(
      join(folder, 'scores.db'),
      'once upon a time, long enough to be read as a database header'.repeat(20),
    );
    const reasons: string[] = [];
    const store = SqliteScoreStore.open(folder, { source, onDiscard: (reason) => reasons.push(reason) });
    expect(reasons).toEqual([expect.stringContaining('was built from something else than scores')]);
    expect(await store.checkpoint()).toMatchObject({ position: 0 });
    await store.close();
  });

  test('a reader makes no file where there is none', async () => {
    expect(() => SqliteScoreReader.open(folder, source)).toThrow(
      'There are no scores yet. Start the server or the worker on this ledger: it builds them anew from the log.',
    );
    expect(existsSync(join(folder, 'scores.db'))).toBe(false);
  });
});
