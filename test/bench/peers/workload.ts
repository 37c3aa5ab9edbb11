import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import { check, percentile } from '../figure.js';
import {
  countKey,
  type Counts,
  monthOf,
  type Operation,
  type StoreKind,
  type StoreUnderTest,
} from './store-under-test.js';

/** One operation of one store, as far as it came in its time. */
export interface Measured {
  readonly events: number;
  readonly milliseconds: number;
  /** Of single calls, in ms; null where the operation is one call. */
  readonly latency: { readonly p50: number; readonly p99: number } | null;
  /** Calls that were refused or broke; each was tried again while there was time. */
  readonly failed: number;
  /** Why the last of them failed. */
  readonly failure: string | null;
  /** Whether all there was to do was done within the time. */
  readonly isFinished: boolean;
}

export interface WorkloadOptions {
  readonly folder: string;
  readonly facts: readonly Fact[];
  /** The longest that one operation may go on, in seconds. */
  readonly seconds: number;
}

/** One append: facts for one stream, in which there are `revision` already. */
interface Part {
  readonly stream: string;
  readonly revision: number;
  readonly facts: readonly Fact[];
}

const CALLERS = 100;
/** A call that is out when the time is over may still end within this. */
const GRACE_MS = 5_000;
/** How many appends of an operation are read back. */
const SAMPLES = 200;
/** Streams are read again and again for this share of the time of an operation. */
const READING_SHARE = 0.2;

/**
 * Every operation on a new store, one after another, each told when it is done; what was appended is read back and compared,
 * what was projected is counted again. @throws when a store gives something else than it was told
 */
export async function measureStore(
  kind: StoreKind,
  { folder: home, facts, seconds }: WorkloadOptions,
  tell: (operation: Operation, measured: Measured) => void,
): Promise<void> {
  const isWanted = (operation: Operation): boolean => kind.operations.includes(operation);
  const inNewStore = async (work: (store: StoreUnderTest) => Promise<void>): Promise<void> => {
    const folder = await mkdtemp(join(home, 'store-'));
    const store = await kind.open(folder, home);
    await work(store);
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  const appendByCase = (operation: Operation, callers: number): Promise<void> =>
    inNewStore(async (store) => tell(operation, await append(store, hands(partsByCase(facts), callers), seconds)));
  if (isWanted('one at a time')) await appendByCase('one at a time', 1);
  if (isWanted('batches of 100')) {
    await inNewStore(async (store) => tell('batches of 100', await append(store, [partsOf(facts, 100)], seconds)));
  }
  if (isWanted('batches of 1,000')) {
    await inNewStore(async (store) => {
      const parts = partsOf(facts, 1_000);
      const appended = await append(store, [parts], seconds);
      tell('batches of 1,000', appended);
      const there = parts.slice(0, Math.ceil(appended.events / 1_000));
      if (isWanted('read')) tell('read', await read(store, there, seconds * READING_SHARE));
      if (isWanted('project')) tell('project', await project(store, there, seconds));
    });
  }
  // The last, for what a store has not done when its time is over goes on behind it.
  if (isWanted('100 callers')) await appendByCase('100 callers', CALLERS);
  await kind.end?.();
}

/** Each fact to its own case. */
function partsByCase(facts: readonly Fact[]): Part[] {
  const revisions = new Map<string, number>();
  return facts.map((fact) => {
    const revision = revisions.get(fact.subject) ?? 0;
    revisions.set(fact.subject, revision + 1);
    return { stream: fact.subject, revision, facts: [fact] };
  });
}

/** So many facts at once to a stream of their own. */
function partsOf(facts: readonly Fact[], size: number): Part[] {
  return Array.from({ length: Math.ceil(facts.length / size) }, (_, index) => ({
    stream: `batch/${size}-${index}`,
    revision: 0,
    facts: facts.slice(index * size, (index + 1) * size),
  }));
}

/** Deals the cases out, so that each keeps its own order. */
function hands(parts: readonly Part[], callers: number): Part[][] {
  const dealt = Array.from({ length: callers }, (): Part[] => []);
  const handOf = new Map<string, number>();
  for (const part of parts) {
    const hand = handOf.get(part.stream) ?? handOf.size % callers;
    handOf.set(part.stream, hand);
    dealt[hand]?.push(part);
  }
  return dealt;
}

async function append(store: StoreUnderTest, dealt: readonly (readonly Part[])[], seconds: number): Promise<Measured> {
  const latencies: number[] = [];
  const done: Part[] = [];
  let failed = 0;
  let failure: string | null = null;
  const started = performance.now();
  const deadline = started + seconds * 1_000;
  let last = started;
  const work = Promise.all(
    dealt.map(async (parts) => {
      for (const part of parts) {
        for (;;) {
          const sent = performance.now();
          if (sent >= deadline) return;
          try {
            await store.append(part.stream, part.revision, part.facts);
          } catch (error) {
            failed++;
            failure = error instanceof Error ? error.message : String(error);
            continue;
          }
          last = performance.now();
          latencies.push(last - sent);
          done.push(part);
          break;
        }
      }
    }),
  );
  await Promise.race([work, sleep(seconds * 1_000 + GRACE_MS, undefined, { ref: false })]);
  const total = dealt.reduce((sum, parts) => sum + parts.length, 0);
  const appended = [...done];
  await readBack(store, appended);
  return {
    events: appended.reduce((sum, { facts }) => sum + facts.length, 0),
    milliseconds: (appended.length === total ? last : deadline) - started,
    latency: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    failed,
    failure,
    isFinished: appended.length === total,
  };
}

/** Streams from all over the run hold what was acknowledged, in order. */
async function readBack(store: StoreUnderTest, done: readonly Part[]): Promise<void> {
  const step = Math.max(1, Math.floor(done.length / SAMPLES));
  for (let index = 0; index < done.length; index += step) {
    const part = done[index];
    if (!part) continue;
    const facts = await store.readStream(part.stream);
    const there = facts.slice(part.revision, part.revision + part.facts.length);
    check(isSame(there, part.facts), `the stream ${part.stream} does not give back what was appended to it`);
  }
}

const isSame = (there: readonly object[], told: readonly Fact[]): boolean =>
  there.length === told.length && there.every((fact, index) => canonicalise(fact) === canonicalise(told[index]));

async function read(store: StoreUnderTest, parts: readonly Part[], seconds: number): Promise<Measured> {
  const latencies: number[] = [];
  let events = 0;
  let milliseconds = 0;
  for (let round = 0; milliseconds < seconds * 1_000; round++) {
    for (const { stream, facts } of parts) {
      const started = performance.now();
      const there = await store.readStream(stream);
      const elapsed = performance.now() - started;
      latencies.push(elapsed);
      milliseconds += elapsed;
      events += there.length;
      if (round === 0) check(isSame(there, facts), `the stream ${stream} does not give back what was appended to it`);
    }
  }
  const latency = { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
  return { events, milliseconds, latency, failed: 0, failure: null, isFinished: true };
}

async function project(store: StoreUnderTest, parts: readonly Part[], seconds: number): Promise<Measured> {
  const facts = parts.flatMap((part) => part.facts);
  const signal = AbortSignal.timeout(seconds * 1_000);
  const types = [...new Set(facts.map(({ type }) => type))];
  const started = performance.now();
  const counts = await Promise.race([
    store.project({ count: facts.length, types, signal }),
    sleep(seconds * 1_000 + GRACE_MS, new Map<string, number>(), { ref: false }),
  ]);
  const milliseconds = performance.now() - started;
  const events = counts.values().reduce((sum, count) => sum + count, 0);
  const recount = countAll(facts.slice(0, events));
  check(
    counts.size === recount.size && counts.entries().every(([key, count]) => recount.get(key) === count),
    `the counts of ${events} projected events are not those of the first ${events} events`,
  );
  return { events, milliseconds, latency: null, failed: 0, failure: null, isFinished: events === facts.length };
}

function countAll(facts: readonly Fact[]): Counts {
  const counts = new Map<string, number>();
  for (const { type, time } of facts) {
    const key = countKey(type, monthOf(time));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
