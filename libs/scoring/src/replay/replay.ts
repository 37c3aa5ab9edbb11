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
import { type BrokenReplay, ReplayedTotals } from './replayed-totals.js';

export interface ReplayOptions {
  readonly log: EventLog;
  readonly reader: ScoreReader;
  readonly library: SchemeLibrary;
  /** Ids of the schemes to check; absent: all. */
  readonly schemes?: readonly string[];
  /** With a folder, the replay runs in worker threads that open the ledger there; else in this thread. Built code only. */
  readonly threads?: {
    readonly folder: string;
    /** Default: one per core for a large ledger, none for a small one. */
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
    const workers = threads ? (threads.workers ?? suitableWorkers(upTo)) : 0;
    let events = 0;
    const onEvents = (count: number): void => {
      events += count;
      options.onProgress?.({ events, total: upTo });
    };
    const schemes = chosen.map(({ scheme }) => scheme);
    const totals = new ReplayedTotals(schemes);
    if (threads && workers > 0) {
      const data = { folder: threads.folder, schemeIds: schemes.map(({ id }) => id), upTo };
      await Promise.all(
        Array.from({ length: workers }, (_, worker) =>
          inThread(
            {
              ...data,
              share: { index: worker, of: workers },
              ...(threads.schemes !== undefined && { schemes: threads.schemes }),
            },
            totals,
            onEvents,
          ),
        ),
      );
    } else {
      await totals.addStreams(log, { upTo }, onEvents);
    }
    const compared = await compare(view, chosen, totals);
    return {
      knownAt: knownAt(checkpoint),
      schemes: schemes.map(({ id }) => id),
      events,
      cases: totals.cases,
      ...compared,
      isEqual: compared.differenceCount === 0 && compared.broken.length === 0,
      seconds: (performance.now() - started) / 1_000,
    };
  });
}

/** A worker takes half a second to start and its sums must be put together: below this many events it does not pay. */
const EVENTS_PER_WORKER = 400_000;

/** None: the calling thread replays by itself. */
function suitableWorkers(events: number): number {
  const wanted = Math.min(availableParallelism(), Math.ceil(events / EVENTS_PER_WORKER));
  return wanted > 1 ? wanted : 0;
}

function inThread(data: ReplayThreadData, totals: ReplayedTotals, onEvents: (count: number) => void): Promise<void> {
  const worker = new Worker(new URL('./replay-thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: 12 },
  });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromReplayThread) => {
      if (message.kind === 'events') onEvents(message.count);
      else if (message.kind === 'unit') totals.addUnit(message.unit);
      else {
        totals.cases += message.cases;
        totals.broken.push(...message.broken);
        resolve();
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A worker of the replay ended early (exit code ${code}).`)));
  });
}

type Chosen = readonly { readonly key: number; readonly scheme: CompiledScheme }[];

async function compare(
  view: ScoreView,
  chosen: Chosen,
  totals: ReplayedTotals,
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
    broken: totals.broken.filter(({ company }) => company === null || !isParked.has(company)),
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
