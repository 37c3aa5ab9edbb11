import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedFacts } from '../market.js';
import { assayLog } from './assay-log.js';
import { rawSqlite } from './raw-sqlite.js';
import { type Operation, OPERATIONS, type StoreKind, type StoreUnderTest } from './store-under-test.js';
import { type Measured, measureStore, type WorkloadOptions } from './workload.js';

const facts = [...simulatedFacts(600, 7, 3)];
const SECONDS = 0.05;

describe('the workload that is measured beside the peers', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'assay-workload-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test.each([assayLog, rawSqlite])(
    '$name does all of it',
    async (kind) => {
      const measurements = await measured(kind, { folder, facts, seconds: 5 });

      expect(Object.keys(measurements).toSorted()).toEqual(OPERATIONS.toSorted());
      for (const [operation, { events, failed, isFinished }] of Object.entries(measurements)) {
        expect({ operation, failed, isFinished }).toEqual({ operation, failed: 0, isFinished: true });
        if (operation !== 'read') expect(events).toBe(facts.length);
      }
    },
    60_000,
  );

  test('what is not done when the time is over is said, and what failed', async () => {
    const slow = changed({
      append: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw new Error('full');
      },
    });

    const { 'one at a time': append } = await measured(
      { ...slow, operations: ['one at a time'] },
      { folder, facts: facts.slice(0, 10), seconds: SECONDS },
    );

    expect(append).toMatchObject({ events: 0, failure: 'full', isFinished: false });
    expect(append?.failed).toBeGreaterThan(0);
  });

  test('a store that loses what it acknowledged measures nothing', async () => {
    const forgetful = changed({ append: () => Promise.resolve() });

    await expect(measured(forgetful, { folder, facts, seconds: SECONDS })).rejects.toThrow(
      /does not give back what was appended/,
    );
  });

  test('a store that counts an event twice measures nothing', async () => {
    const twice = changed({
      project: (store, options) =>
        store.project(options).then((counts) => new Map(counts.entries().map(([key, count]) => [key, count + 1]))),
    });

    await expect(measured(twice, { folder, facts, seconds: 5 })).rejects.toThrow(/the counts of/);
  });
});

async function measured(kind: StoreKind, options: WorkloadOptions): Promise<Partial<Record<Operation, Measured>>> {
  const all: Partial<Record<Operation, Measured>> = {};
  await measureStore(kind, options, (operation, each) => (all[operation] = each));
  return all;
}

/** A plain table with some of its operations put in another way. */
function changed(changes: {
  append?: () => Promise<void>;
  project?: (
    store: StoreUnderTest,
    ...args: Parameters<StoreUnderTest['project']>
  ) => ReturnType<StoreUnderTest['project']>;
}): StoreKind {
  return {
    name: 'changed',
    operations: ['batches of 1,000', 'project'],
    async open(folder) {
      const store = await rawSqlite.open(folder, folder);
      return {
        append: changes.append ?? ((...args) => store.append(...args)),
        readStream: (stream) => store.readStream(stream),
        project: (options) => changes.project?.(store, options) ?? store.project(options),
        close: () => store.close(),
      };
    },
  };
}
