import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventRecorder } from '#assay/intake';
import type { Ledger } from '#assay/ledger';
import type { Fact } from '#assay/service-record';
import { check, grouped, percentile, perSecond, type Scenario } from '../figure.js';
import { checkByReplay, openLedgerUnderTest } from '../ledger-under-test.js';
import { copyLog, ledgerFolder } from '../market-ledgers.js';
import { simulatedFacts } from '../market.js';

const RATE = 1_000;
/** A batch every so often makes the rate. */
const EVERY_MS = 10;
const BATCH = (RATE * EVERY_MS) / 1_000;
const LOOK_EVERY_MS = 500;
const PROGRESS_MS = 10_000;
const ALONE_SECONDS = 15;
const MOST_SECONDS = 400;
const MOST_ON_THEIR_WAY = 20_000;
const GOAL = 1.3;
/** Of the rate, for the last batches end a little after their beat. */
const TOLERATED = 0.99;
const OF_CUSTOMERS = /^(complaint|claim|call|callback|objection|servicing)\//;

export const rebuild: Scenario = {
  name: 'rebuild',
  summary: 'Scores rebuilt beside the live ones while 1,000 events a second keep coming',
  runsAs: 'serve',
  readsLedgers: true,
  async run({ folder, seed, sizes, ...options }) {
    const events = Math.min(...sizes);
    const data = join(folder, 'ledger');
    await copyLog(ledgerFolder(options, events), data);
    const { context, ledger } = await openLedgerUnderTest(data);
    await ledger.waitUntilScored();
    const recorder = context.get(EventRecorder);
    const news = newCases(seed + 1);
    const alone = await appendSteadily(recorder, news, () => Promise.resolve(false));
    await ledger.waitUntilScored();

    const before = (await ledger.rebuilds.status()).live?.build;
    const answer = await ledger.rebuilds.ask({ kind: 'start', hold: false });
    check(answer.ok, answer.sentence);
    const during = await appendSteadily(recorder, news, underWay(ledger));
    const { live, candidate } = await ledger.rebuilds.status();
    check(candidate === null, `the rebuild has not finished after ${MOST_SECONDS} s`);
    check(live !== null && live.build !== before, 'the rebuilt scores are not live');
    const seconds = live ? (Date.parse(live.liveSince ?? '') - Date.parse(live.startedAt)) / 1_000 : 0;
    check(live?.comparison?.differenceCount === 0, 'the rebuilt scores are not equal to those before');
    await ledger.waitUntilScored();
    const checked = [
      'the rebuilt scores went live, equal to those before at one position',
      await checkByReplay(ledger),
    ];
    await context.close();
    const slower = during.p50 / alone.p50;
    return {
      checked,
      figures: [
        {
          what: `batches of ${BATCH} at ${grouped(RATE)} events/s while ${grouped(events)} events are rebuilt`,
          ours: `${told(during)}; rebuilt and live in ${seconds.toFixed(1)} s, ${grouped(perSecond(live?.position ?? 0, seconds * 1_000))} events/s`,
          beside: `alone: ${told(alone)}`,
          share: slower,
          goal: `median ≤ ${GOAL * 100} %, rate kept`,
          met: slower <= GOAL && during.rate >= RATE * TOLERATED,
        },
      ],
    };
  },
};

interface Appending {
  /** Milliseconds from sending a batch to its receipt. */
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  /** Events a second that were taken. */
  readonly rate: number;
}

const told = ({ mean, p50, p99, rate }: Appending): string =>
  `${grouped(rate)} events/s, mean ${mean.toFixed(2)} ms, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;

/** Whether a rebuild goes on; says every few seconds how far it is. */
function underWay({ rebuilds }: Ledger): () => Promise<boolean> {
  let next = performance.now();
  return async () => {
    const { candidate } = await rebuilds.status();
    if (candidate && performance.now() >= next) {
      next += PROGRESS_MS;
      process.stderr.write(`  ${candidate.stage}, ${grouped(candidate.position ?? 0)} events\n`);
    }
    return candidate !== null;
  };
}

/** Sends a batch at every beat, whether or not those before have been taken; at least for a while, and as long as it goes on. */
async function appendSteadily(
  recorder: EventRecorder,
  news: Iterator<Fact>,
  goesOn: () => Promise<boolean>,
): Promise<Appending> {
  const times: number[] = [];
  const onTheirWay = new Map<string, Promise<void>>();
  let refused: unknown;
  const started = performance.now();
  for (let beat = 0; ; beat++) {
    const at = beat * EVERY_MS;
    const now = performance.now() - started;
    if (now < at) await sleep(at - now);
    if (at >= ALONE_SECONDS * 1_000 && at % LOOK_EVERY_MS === 0 && !(await goesOn())) break;
    check(at < MOST_SECONDS * 1_000, `it has not ended after ${MOST_SECONDS} s`);
    const batch = Array.from({ length: BATCH }, () => news.next().value as Fact);
    // Who tells a case's second event has heard that the first was taken.
    const taken = Promise.all(batch.flatMap(({ subject }) => onTheirWay.get(subject) ?? [])).then(async () => {
      const sent = performance.now();
      const results = await recorder.record(batch);
      times.push(performance.now() - sent);
      refused ??= results.find(({ status }) => status !== 'accepted');
    });
    for (const { subject } of batch) onTheirWay.set(subject, taken);
    if (onTheirWay.size > MOST_ON_THEIR_WAY) {
      await Promise.all(onTheirWay.values());
      onTheirWay.clear();
    }
  }
  await Promise.all(onTheirWay.values());
  check(refused === undefined, `an event was not accepted: ${JSON.stringify(refused)}`);
  const rate = perSecond(times.length * BATCH, performance.now() - started);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { mean, p50: percentile(times, 0.5), p99: percentile(times, 0.99), rate };
}

/** Facts of customers' cases that no ledger has seen, without end as far as a benchmark goes. */
function* newCases(seed: number): Generator<Fact> {
  for (const fact of simulatedFacts(MOST_SECONDS * RATE * 1.5, seed)) {
    if (OF_CUSTOMERS.test(fact.subject)) yield { ...fact, subject: fact.subject.replace('/', '/bench/') };
  }
}
