/**
 * A scheme is added to scores by several threads in a process that is killed with SIGKILL meanwhile: either nothing has changed
 * or everything is there, to the last total at any moment.
 */
import { SqliteEventLog } from '#assay/event-log';
import { replay, SchemeLibrary, Scorekeeper, SqliteScoreReader, SqliteScoreStore } from '#assay/scoring';
import { canonicalise } from '#assay/transparency';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedMarket } from '../bench/market-ledgers.js';

const FILLER = resolve('test/durability/filler.js');
const EVENTS = 12_000;
const KNOWN = 'naic-index';
const ADDED = ['cn-2015-property', 'service-promise'];

let folder: string;
let log: SqliteEventLog;
let shipped: SchemeLibrary;

beforeAll(async () => {
  if (!existsSync('dist/libs/scoring/src/fill-in.js')) throw new Error('Threads run from dist: npm run build first.');
  folder = await mkdtemp(join(tmpdir(), 'assay-fill-'));
  log = await SqliteEventLog.open(folder);
  await feedMarket(log, EVENTS, 7);
  shipped = await SchemeLibrary.load();
  const library = libraryOf(KNOWN);
  const store = SqliteScoreStore.open(join(folder, 'before'), { source: library.source(log.ledgerId) });
  const scorekeeper = new Scorekeeper(log, store, library.schemes);
  for (let after = 0; after < EVENTS; after += 2_000)
    await scorekeeper.process(await log.readAll({ after, limit: 2_000 }));
  await store.close();
}, 60_000);
afterAll(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

function libraryOf(...ids: string[]): SchemeLibrary {
  return new SchemeLibrary(ids.flatMap((id) => shipped.schemes.filter((scheme) => scheme.id === id)));
}

const copyOfScores = async (name: string): Promise<string> => {
  await cp(join(folder, 'before'), join(folder, name), { recursive: true });
  return join(folder, name);
};

/** @returns what the filler said; it ends by itself, or so long after it began */
async function fill(scores: string, threadsOf: string, killAfterMs?: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [FILLER, scores, folder, threadsOf, KNOWN, ...ADDED], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  if (killAfterMs !== undefined) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    await sleep(killAfterMs);
    child.kill('SIGKILL');
  }
  await ended;
  return said.trim().split('\n');
}

function unfilled(scores: string): readonly number[] {
  const store = SqliteScoreStore.open(scores, { source: libraryOf(KNOWN, ...ADDED).source(log.ledgerId) });
  try {
    return store.unfilled;
  } finally {
    void store.close();
  }
}

async function expectEqualsReplay(scores: string): Promise<void> {
  const library = libraryOf(KNOWN, ...ADDED);
  const reader = SqliteScoreReader.open(scores, library.source(log.ledgerId));
  const report = await replay({ log, reader, library, samples: 4 });
  expect(report).toMatchObject({ isEqual: true, events: EVENTS, differences: [], parked: [], broken: [] });
  await reader.close();
}

test('killed at any moment, a fill by threads leaves what was there or all that there should be', async () => {
  const scores = await copyOfScores('killed');
  for (const killAfterMs of [0, 200, 500, 800, 1_200, 1_600]) {
    const said = await fill(scores, folder, killAfterMs);
    expect([[], [1, 2]]).toContainEqual(unfilled(scores));
    if (said.includes('filled')) expect(unfilled(scores)).toEqual([]);
  }
  await fill(scores, folder);
  expect(unfilled(scores)).toEqual([]);
  await expectEqualsReplay(scores);
}, 120_000);

test('threads take part, and all of them together fill in what one alone does', async () => {
  const scores = await copyOfScores('whole');
  const [, end, read] = await fill(scores, folder);
  expect(end).toBe('filled');
  expect(Number(read)).toBeLessThan(EVENTS / 2);
  await expectEqualsReplay(scores);
}, 60_000);

test('a fill of which a thread fails changes nothing, says why and ends', async () => {
  const scores = await copyOfScores('failed');
  const elsewhere = join(folder, 'elsewhere');
  const other = await SqliteEventLog.open(elsewhere);
  for (let n = 0; n < 2_000; n++) {
    const { subject, ...filed } = complaint(n);
    const body = canonicalise({ subject, ...filed });
    await other.append([
      { stream: subject, expectedRevision: 'no-stream', events: [{ id: filed.id, type: filed.type, body }] },
    ]);
  }
  await other.close();
  const [, end] = await fill(scores, elsewhere);
  expect(end).toBe(
    'The log names company/Unheard of, which the scores should know and do not. Build them anew with "assay rebuild".',
  );
  expect(unfilled(scores)).toEqual([1, 2]);
}, 60_000);

const complaint = (n: number) => ({
  ...{ specversion: '1.0', id: `filed-${n}`, source: 'urn:test:fill', type: 'complaint.filed.v1' },
  ...{ subject: `complaint/${n}`, time: '2024-01-10T00:00:00.000Z', data: { unit: 'company/Unheard of' } },
});
