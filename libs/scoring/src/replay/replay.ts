import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import type { EventLog } from '#assay/event-log';

import { type KnownAt, knownAt } from '../reading/known-at.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader } from '../score-store.js';
import { type Compared, Comparison, type ReplayDifference } from './comparison.js';
import type { FromReplayThread, ReplayThreadData } from './replay-thread.js';
import { type BrokenReplay, ReplayedCases, type ReplayedShare } from './replayed-cases.js';
import { RolledUpTotals } from './rolled-up-totals.js';
import { EVERYTHING, StreamParts } from './stream-parts.js';

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
  };
  /** The last position that counts. Default: all that is scored. */
  readonly position?: number;
  /** So many earlier positions, spread over the ledger, at which history is compared, too. Default: none. */
  readonly samples?: number;
  readonly onProgress?: (progress: { readonly events: number; readonly total: number }) => void;
}

/** The answer of a replay: whether folding every event afresh gives the stored totals, and where not. */
export interface ReplayReport {
  /** What was compared is as known here, and at the samples. */
  readonly knownAt: KnownAt;
  /** Earlier positions at which history was compared, ascending. */
  readonly samples: readonly number[];
  readonly schemes: readonly string[];
  readonly events: number;
  readonly cases: number;
  /** Totals rows compared, at all positions. */
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

/** Most memory for one worker's objects, in MB: some twice what it needs, so that it gives memory back in time. */
const WORKER_HEAP_MB = 96;

/**
 * Folds every event again, independently of the scores, and compares every total, as it is now and as it was at earlier
 * positions: in both directions, to the last digit.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const started = performance.now();
  const { library, log, reader, threads } = options;
  const chosen = (options.schemes ?? library.schemes.map(({ id }) => id)).map((id) => library.get(id));
  const checkpoint = await reader.snapshot((view) => view.checkpoint(), options.position);
  const upTo = checkpoint.position;
  const samples = sampledPositions(options.samples ?? 0, upTo);
  const positions = [...samples, upTo];
  const workers = threads ? (threads.workers ?? suitableWorkers(upTo)) : 1;
  let events = 0;
  const onEvents = (count: number): void => {
    events += count;
    options.onProgress?.({ events, total: upTo });
  };
  const schemes = chosen.map(({ scheme }) => scheme);
  const parts = new StreamParts();
  const threadData = {
    schemes: schemes.map(({ document, hash }) => ({ document, hash })),
    parts: parts.shared,
    positions,
  };
  const stopping = new AbortController();
  const found = await Promise.all(
    Array.from({ length: workers }, async (_, index) => {
      const end = index % 2 === 0 ? 'front' : 'back';
      if (threads && index > 0)
        return inThread({ ...threadData, folder: threads.folder, end }, onEvents, stopping.signal);
      const cases = new ReplayedCases(schemes, positions);
      await cases.addStreams(log, workers === 1 ? [EVERYTHING] : parts.take(end), onEvents);
      return cases.found();
    }),
    // Where one fails, or whoever is told of the progress has heard enough, the others need not go on.
  ).finally(() => stopping.abort());
  const totals = new RolledUpTotals(schemes);
  const comparison = new Comparison(chosen);
  let compared: Compared = { rows: 0, parked: [], broken: [] };
  for (const position of positions) {
    totals.take(found);
    const last = await reader.snapshot((view) => comparison.compare(position, view, totals), position);
    compared = { ...last, rows: compared.rows + last.rows };
  }
  return {
    knownAt: knownAt(checkpoint),
    samples,
    schemes: schemes.map(({ id }) => id),
    events,
    cases: found.reduce((sum, { cases }) => sum + cases, 0),
    ...compared,
    differences: comparison.differences,
    differenceCount: comparison.differenceCount,
    isEqual: comparison.differenceCount === 0 && compared.broken.length === 0,
    seconds: (performance.now() - started) / 1_000,
  };
}

/** Ascending, each once: spread by the golden ratio, so that they meet no rhythm of the ledger's. The same for the same ledger. */
function sampledPositions(count: number, upTo: number): number[] {
  const positions = Array.from({ length: count }, (_, index) => Math.ceil((((index + 1) * GOLDEN) % 1) * upTo));
  return [...new Set(positions)].filter((position) => position > 0 && position < upTo).sort((a, b) => a - b);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Another thread takes a third of a second to start: below this many events it does not pay. */
const EVENTS_PER_THREAD = 150_000;

function suitableWorkers(events: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(events / EVENTS_PER_THREAD)));
}

function inThread(
  data: ReplayThreadData,
  onEvents: (count: number) => void,
  stopping: AbortSignal,
): Promise<ReplayedShare> {
  const worker = new Worker(new URL('./replay-thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: 12 },
  });
  stopping.addEventListener('abort', () => void worker.terminate(), { once: true });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromReplayThread) => {
      try {
        if (message.kind === 'events') onEvents(message.count);
        else resolve(message.share);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A worker of the replay ended early (exit code ${code}).`)));
  });
}
