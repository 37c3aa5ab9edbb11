/**
 * Acknowledged means there after a crash, and scored. A writer, the whole ledger with its processors, is killed with SIGKILL at random moments, again and again on one folder,
 * while this process, another one, follows the ledger. (A kill shows that nothing waits in the process's memory; that the
 * disk has it too is SQLite's `synchronous = FULL`, which no test without a power switch can show.)
 */
import { LedgerLockedError, SqliteEventLog, type StoredEvent } from '#assay/event-log';
import { openLedger, readConfiguration } from '#assay/ledger';
import { replay } from '#assay/scoring';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const KILLS = 50;
const WRITER = resolve('test/durability/writer.js');

interface Acknowledged {
  readonly position: number;
  readonly stream: string;
  readonly body: string;
}

let folder: string;
let writer: ChildProcess | undefined;

beforeAll(async () => {
  if (!existsSync('dist/libs/ledger/src/index.js')) throw new Error('The writer runs from dist: npm run build first.');
  folder = await mkdtemp(join(tmpdir(), 'assay-kill-'));
});
afterAll(async () => {
  writer?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Starts a writer, waits for its first acknowledgement, kills it after a while. */
async function recordUntilKilled(seed: number, afterMs: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [WRITER, folder, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  writer = child;
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  if (seed === 0) await expect(SqliteEventLog.open(folder)).rejects.toThrow(LedgerLockedError);
  await sleep(afterMs);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  const whole = printed.slice(0, printed.lastIndexOf('\n'));
  return whole.split('\n').map((line) => JSON.parse(line) as Acknowledged);
}

/** What was acknowledged in one life is in the log, and from the first of it on positions have no hole. */
async function checkTail(acknowledged: readonly Acknowledged[]): Promise<void> {
  const log = await SqliteEventLog.openReader(folder);
  const first = Math.min(...acknowledged.map(({ position }) => position));
  const tail = await log.readAll({ after: first - 1, limit: 1_000_000 });
  await log.close();
  expect(tail.map(({ position }) => position)).toEqual(tail.map((_, index) => first + index));
  expectAmong(acknowledged, tail, first);
}

/** Compared by hand: a matcher per event would take most of the test's time. */
function expectAmong(acknowledged: readonly Acknowledged[], events: readonly StoredEvent[], first: number): void {
  const lost = acknowledged.filter(({ position, stream, body }) => {
    const event = events[position - first];
    return event?.stream !== stream || event.body !== body;
  });
  expect(lost).toEqual([]);
}

/** Positions 1, 2, 3 … and within each stream revisions 0, 1, 2 …; resolves with all events. */
async function readWhole(log: SqliteEventLog): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const revisions = new Map<string, number>();
  for (let page = await log.readAll({ after: 0, limit: 5_000 }); page.length > 0;) {
    for (const event of page) {
      events.push(event);
      if (event.position !== events.length)
        throw new Error(`position ${event.position} where ${events.length} was due`);
      const due = (revisions.get(event.stream) ?? -1) + 1;
      if (event.revision !== due)
        throw new Error(`${event.stream} has revision ${event.revision} where ${due} was due`);
      revisions.set(event.stream, due);
    }
    page = await log.readAll({ after: events.length, limit: 5_000 });
  }
  return events;
}

/** The processors take up where they were killed, and what they end with is what folding every event afresh gives. */
async function checkScores(events: number): Promise<void> {
  const ledger = await openLedger(
    readConfiguration({ ASSAY_DATA: folder, ASSAY_PROCESSORS: 'inline' }),
    'write',
    (notice) => {
      throw new Error(`The scores were not resumed: ${notice}`);
    },
  );
  try {
    const before = await ledger.scores.snapshot((view) => view.checkpoint());
    expect(before.position).toBeGreaterThan(0);
    await ledger.waitUntilScored();
    const report = await replay({ log: ledger.log, reader: ledger.scores, library: ledger.schemes });
    expect(report).toMatchObject({ isEqual: true, events, differences: [], parked: [], broken: [] });
    expect(report.rows).toBeGreaterThan(0);
  } finally {
    await ledger.close();
  }
}

test(`after each of ${KILLS} kills every acknowledged event is there, byte for byte, positions have no hole, and the scores equal a replay`, async () => {
  const acknowledged = await recordUntilKilled(0, 5);
  const reader = await SqliteEventLog.openReader(folder, { pollMs: 10 });
  const stop = new AbortController();
  const followed: StoredEvent[] = [];
  const following = (async () => {
    for await (const message of reader.subscribe({ after: 0, signal: stop.signal })) {
      if (message.kind === 'events') followed.push(...message.events);
    }
  })();

  try {
    for (let kill = 1; kill < KILLS; kill++) {
      // 0 to 60 ms after the first acknowledgement, in a mixed order; what the machine is doing adds the rest.
      const ofThisLife = await recordUntilKilled(kill, (kill * 37) % 61);
      await checkTail(ofThisLife);
      acknowledged.push(...ofThisLife);
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS * 8);

    const log = await SqliteEventLog.open(folder);
    const events = await readWhole(log);
    await log.close();
    expectAmong(acknowledged, events, 1);

    const deadline = Date.now() + 5_000;
    while (followed.length < events.length && Date.now() < deadline) await sleep(20);
    expect(followed).toEqual(events);
    await checkScores(events.length);
  } finally {
    stop.abort();
    await following;
    await reader.close();
  }
}, 300_000);
