import { fork } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, grouped, perSecond, type Scenario } from '../figure.js';
import type { StoreMessage, StoreTask } from '../peers/measure-store.js';
import { installPeers } from '../peers/peer-packages.js';
import { type Operation, OPERATIONS } from '../peers/store-under-test.js';
import { type StoreName, STORES } from '../peers/stores.js';
import type { Measured } from '../peers/workload.js';

const MEASURE = fileURLToPath(new URL('../peers/measure-store.js', import.meta.url));
const SECONDS = 8;
const OURS: readonly StoreName[] = ['assayLog', 'assayLedger'];
const WITHOUT_PACKAGES: readonly StoreName[] = [...OURS, 'rawSqlite'];

const WHAT: Readonly<Record<Operation, string>> = {
  'one at a time': 'append one event at a time, each to its case',
  '100 callers': 'append one event at a time, 100 callers',
  'batches of 100': 'append batches of 100, each to a stream',
  'batches of 1,000': 'append batches of 1,000, each to a stream',
  read: 'read streams of 1,000',
  project: 'consume everything into a table of counts',
};

type Measurements = Partial<Record<Operation, Measured>>;

/** What was measured until the store ended or broke, and why it broke. */
async function measure(task: StoreTask): Promise<{ measurements: Measurements; failure: string | null }> {
  const child = fork(MEASURE, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send(task);
  const measurements: Measurements = {};
  const failure = await new Promise<string | null>((resolve) => {
    child.on('message', (message: StoreMessage) => {
      if ('measured' in message) measurements[message.operation] = message.measured;
      else resolve('error' in message ? message.error.trim() : null);
    });
    child.once('exit', (code) => resolve(`its process ended with ${String(code)}`));
  });
  child.kill();
  return { measurements, failure };
}

const rateOf = ({ events, milliseconds }: Measured): number => events / milliseconds;

function better(one: Measurements = {}, other: Measurements): Measurements {
  const best: Measurements = { ...one };
  for (const operation of OPERATIONS) {
    const [before, now] = [one[operation], other[operation]];
    if (now && (!before || rateOf(now) > rateOf(before))) best[operation] = now;
  }
  return best;
}

function told(name: string, { events, milliseconds, latency, failed, failure, isFinished }: Measured): string {
  const rate = grouped(perSecond(events, milliseconds));
  return [
    `${name}: ${rate}/s${latency && events > 0 ? `, p50 ${latency.p50.toFixed(2)} ms, p99 ${latency.p99.toFixed(2)} ms` : ''}`,
    ...(isFinished ? [] : [`  ${grouped(events)} events when ${SECONDS} s were over`]),
    ...(failed > 0 ? [`  ${grouped(failed)} calls failed: ${(failure ?? '').slice(0, 60)}`] : []),
  ].join('\n');
}

export const peers: Scenario = {
  name: 'peers',
  summary: "Emmett's stores and consumers, Assay's, and plain tables, on the same events",
  isOnDemand: true,
  async run({ folder, seed, scale }) {
    const events = Math.round(50_000 * scale);
    const missing = await installPeers();
    const names = missing === null ? (Object.keys(STORES) as StoreName[]) : WITHOUT_PACKAGES;
    const measured = new Map<StoreName, Measurements>();
    const notMeasured = new Set<string>(missing === null ? [] : [`the peers, for ${missing}`]);
    // PostgreSQL may run as a user of its own, who has to get to its folder.
    chmodSync(folder, 0o711);
    // There and back: a machine that is slower for a while is so for all of them.
    for (const store of [...names, ...names.toReversed()]) {
      const { name, operations } = STORES[store];
      process.stderr.write(`  ${name} …\n`);
      const own = await mkdtemp(join(folder, `${store}-`));
      chmodSync(own, 0o711);
      const { measurements, failure } = await measure({ store, folder: own, seed, events, seconds: SECONDS });
      await rm(own, { recursive: true, force: true });
      const best = better(measured.get(store), measurements);
      measured.set(store, best);
      if (failure === null) continue;
      if (OURS.includes(store)) throw new Error(`${name}: ${failure}`);
      const lacking = operations.filter((operation) => !best[operation]);
      if (lacking.length > 0) notMeasured.add(`${name}, ${lacking.join(', ')}: ${failure}`);
    }
    const figures = OPERATIONS.flatMap((operation) => {
      const log = measured.get('assayLog')?.[operation];
      if (!log) return [];
      const whole = measured.get('assayLedger')?.[operation];
      const ours = [told('the log', log), ...(whole ? [told('all of Assay', whole)] : [])].join('\n');
      return [...measured].flatMap(([store, measurements]): Figure[] => {
        const other = measurements[operation];
        if (!other || OURS.includes(store)) return [];
        const share = other.events > 0 ? rateOf(log) / rateOf(other) : null;
        return [{ what: WHAT[operation], ours, beside: told(STORES[store].name, other), share, goal: '–', met: true }];
      });
    });
    const checked = [
      ...[...notMeasured].map((what) => `not measured: ${what}`),
      `${grouped(events)} events, the better of two runs each; what was acknowledged was read back and compared, what was projected was counted again`,
    ];
    return { figures, checked };
  },
};
