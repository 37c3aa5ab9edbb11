import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import type { EventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { companyOf, formatPeriod, type PeriodCode } from '#assay/service-record';

import { amountText } from '../reading/amount-text.js';
import { type KnownAt, knownAt } from '../reading/known-at.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import type { FromReplayThread, ReplayThreadData } from './replay-thread.js';
import { type BrokenReplay, ReplayedCases, type ReplayedShare } from './replayed-cases.js';
import { RolledUpTotals } from './rolled-up-totals.js';

export interface ReplayOptions {
  readonly log: EventLog;
  readonly reader: ScoreReader;
  readonly library: SchemeLibrary;
  /** Ids of the schemes to check; absent: all. */
  readonly schemes?: readonly string[];
  /** With a folder, more threads open the ledger there and take their share; else this one does it all. Built code only. */
  readonly threads?: {
    readonly folder: string;
    /** This thread is one of them. Default: one per core for a large ledger, one for a small one. */
    readonly workers?: number;
    /** Folder of the schemes, where it is not that of the shipped ones. */
    readonly schemes?: string;
  };
  readonly onProgress?: (progress: { readonly events: number; readonly total: number }) => void;
}

/** The answer of a replay: whether folding every event afresh gives the stored totals, and where not. */
export interface ReplayReport {
  /** What was compared is as known here. */
  readonly knownAt: KnownAt;
  readonly schemes: readonly string[];
  readonly events: number;
  readonly cases: number;
  /** Totals rows compared. */
  readonly rows: number;
  readonly isEqual: boolean;
  /** The first {@link MAX_DIFFERENCES}. */
  readonly differences: readonly ReplayDifference[];
  readonly differenceCount: number;
  /** Companies left out of the comparison: the store says that their scores are incomplete. */
  readonly parked: readonly { readonly unit: string; readonly since: number; readonly reason: string }[];
  /** Cases that cannot be folded although the store has parked no company for them: a difference, too. */
  readonly broken: readonly BrokenReplay[];
  readonly seconds: number;
}

export interface ReplayDifference {
  readonly scheme: string;
  readonly unit: string;
  readonly period: string;
  readonly measure: string;
  readonly side: 'numerator' | 'denominator';
  /** What the replay found, exact decimal text. */
  readonly expected: string;
  /** What the scores say. */
  readonly found: string;
}

export const MAX_DIFFERENCES = 100;
/** Most memory for one worker's objects, in MB: some twice what it needs, so that it gives memory back in time. */
const WORKER_HEAP_MB = 96;

/** Folds every event again, independently of the scores, and compares every total: in both directions, to the last digit. */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const started = performance.now();
  const { library, log, reader, threads } = options;
  const chosen = (options.schemes ?? library.schemes.map(({ id }) => id)).map((id) => library.get(id));
  return reader.snapshot(async (view) => {
    const checkpoint = await view.checkpoint();
    const upTo = checkpoint.position;
    const workers = threads ? (threads.workers ?? suitableWorkers(upTo)) : 1;
    let events = 0;
    const onEvents = (count: number): void => {
      events += count;
      options.onProgress?.({ events, total: upTo });
    };
    const schemes = chosen.map(({ scheme }) => scheme);
    const shares = Array.from({ length: workers }, (_, index) => ({ index, of: workers }));
    const found = await Promise.all(
      shares.map(async (share) => {
        if (threads && share.index > 0)
          return inThread({ ...threads, schemeIds: schemes.map(({ id }) => id), upTo, share }, onEvents);
        const cases = new ReplayedCases(schemes);
        await cases.addStreams(log, { upTo, share }, onEvents);
        return cases.found();
      }),
    );
    const totals = new RolledUpTotals(schemes);
    for (const share of found) totals.add(share);
    const broken = [...found.flatMap((share) => share.broken), ...totals.broken];
    const compared = await compare(view, chosen, totals, broken);
    return {
      knownAt: knownAt(checkpoint),
      schemes: schemes.map(({ id }) => id),
      events,
      cases: found.reduce((sum, { cases }) => sum + cases, 0),
      ...compared,
      isEqual: compared.differenceCount === 0 && compared.broken.length === 0,
      seconds: (performance.now() - started) / 1_000,
    };
  });
}

/** Another thread takes a third of a second to start: below this many events it does not pay. */
const EVENTS_PER_THREAD = 150_000;

function suitableWorkers(events: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(events / EVENTS_PER_THREAD)));
}

function inThread(data: ReplayThreadData, onEvents: (count: number) => void): Promise<ReplayedShare> {
  const worker = new Worker(new URL('./replay-thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: 12 },
  });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromReplayThread) => {
      if (message.kind === 'events') onEvents(message.count);
      else resolve(message.share);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A worker of the replay ended early (exit code ${code}).`)));
  });
}

type Chosen = readonly { readonly key: number; readonly scheme: CompiledScheme }[];

async function compare(
  view: ScoreView,
  chosen: Chosen,
  totals: RolledUpTotals,
  broken: readonly BrokenReplay[],
): Promise<Pick<ReplayReport, 'rows' | 'differences' | 'differenceCount' | 'parked' | 'broken'>> {
  const paths = new Map((await view.units()).map(({ key, path }) => [key, path]));
  const parked = (await view.parked()).map(({ company, since, reason }) => ({
    unit: paths.get(company) ?? '',
    since,
    reason,
  }));
  const isParked = new Set(parked.map(({ unit }) => unit));
  const differences = new Differences(chosen);
  const indexes = new Map(chosen.map(({ key }, index) => [key, index]));
  let rows = 0;
  for await (const { scheme, period, unit, slots } of view.allTotals()) {
    const index = indexes.get(scheme);
    const path = paths.get(unit) ?? '';
    if (index === undefined) continue;
    const expected = totals.take(index, period, path);
    if (isParked.has(companyOf(path))) continue;
    rows += 1;
    differences.add(index, period, path, expected, slots);
  }
  for (const [index, period, path, expected] of totals.rows())
    if (!isParked.has(companyOf(path))) differences.add(index, period, path, expected, []);
  return {
    rows,
    differences: differences.first,
    differenceCount: differences.count,
    parked,
    broken: broken.filter(({ company }) => company === null || !isParked.has(company)),
  };
}

class Differences {
  readonly first: ReplayDifference[] = [];
  count = 0;

  constructor(private readonly chosen: Chosen) {}

  add(index: number, period: PeriodCode, unit: string, expected: ArrayLike<number>, found: ArrayLike<number>): void {
    const scheme = this.chosen[index]?.scheme;
    scheme?.slots.forEach(({ measure, side, scale }, slot) => {
      const [right, stored] = [expected[slot] ?? 0, found[slot] ?? 0];
      if (right === stored) return;
      this.count += 1;
      if (this.first.length === MAX_DIFFERENCES) return;
      this.first.push({
        scheme: scheme.id,
        unit,
        period: formatPeriod(period),
        measure: scheme.measureIds[measure] ?? String(measure),
        side,
        expected: amountText(right, scale),
        found: amountText(stored, scale),
      });
    });
  }
}
