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

export interface ReplayDifference {
  /** As known at this position. */
  readonly position: number;
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
  const shares = Array.from({ length: workers }, (_, index) => ({ index, of: workers }));
  const found = await Promise.all(
    shares.map(async (share) => {
      if (threads && share.index > 0)
        return inThread({ ...threads, schemeIds: schemes.map(({ id }) => id), positions, share }, onEvents);
      const cases = new ReplayedCases(schemes, positions);
      await cases.addStreams(log, share, onEvents);
      return cases.found();
    }),
  );
  const totals = new RolledUpTotals(schemes);
  const differences = new Differences(chosen);
  let compared: Compared = { rows: 0, parked: [], broken: [] };
  for (const position of positions) {
    for (const share of found) totals.take(share);
    const last = await reader.snapshot((view) => compare(view, chosen, totals, differences.at(position)), position);
    compared = { ...last, rows: compared.rows + last.rows };
  }
  return {
    knownAt: knownAt(checkpoint),
    samples,
    schemes: schemes.map(({ id }) => id),
    events,
    cases: found.reduce((sum, { cases }) => sum + cases, 0),
    ...compared,
    differences: differences.first,
    differenceCount: differences.count,
    isEqual: differences.count === 0 && compared.broken.length === 0,
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

type Compared = Pick<ReplayReport, 'rows' | 'parked' | 'broken'>;

async function compare(
  view: ScoreView,
  chosen: Chosen,
  totals: RolledUpTotals,
  differ: (...row: DifferingRow) => void,
): Promise<Compared> {
  const paths = new Map((await view.units()).map(({ key, path }) => [key, path]));
  const parked = (await view.parked()).map(({ company, since, reason }) => ({
    unit: paths.get(company) ?? '',
    since,
    reason,
  }));
  const isParked = new Set(parked.map(({ unit }) => unit));
  const indexes = new Map(chosen.map(({ key }, index) => [key, index]));
  const isCompared = (path: string): boolean => !isParked.has(companyOf(path));
  let [rows, met] = [0, 0];
  for await (const { scheme, period, unit, slots } of view.allTotals()) {
    const index = indexes.get(scheme);
    const path = paths.get(unit) ?? '';
    if (index === undefined) continue;
    if (!isCompared(path)) continue;
    const expected = totals.find(index, period, path);
    rows += 1;
    if (isNonZero(expected)) met += 1;
    differ(index, period, path, expected, slots);
  }
  // Whether something is missing is known by counting; what is missing is looked for when something is.
  let expected = 0;
  for (const [, , path] of totals.rows()) if (isCompared(path)) expected += 1;
  if (expected !== met) {
    const stored = new Set<string>();
    for await (const { scheme, period, unit } of view.allTotals())
      stored.add(`${scheme} ${period} ${paths.get(unit) ?? ''}`);
    for (const [index, period, path, sums] of totals.rows())
      if (isCompared(path) && !stored.has(`${chosen[index]?.key ?? ''} ${period} ${path}`))
        differ(index, period, path, sums, []);
  }
  return { rows, parked, broken: totals.broken.filter(({ company }) => company === null || isCompared(company)) };
}

function isNonZero(sums: ArrayLike<number>): boolean {
  for (let slot = 0; slot < sums.length; slot++) if (sums[slot] !== 0) return true;
  return false;
}

type DifferingRow = [
  index: number,
  period: PeriodCode,
  unit: string,
  expected: ArrayLike<number>,
  found: ArrayLike<number>,
];

class Differences {
  readonly first: ReplayDifference[] = [];
  count = 0;

  constructor(private readonly chosen: Chosen) {}

  /** Notes how the rows of one moment differ. */
  at(position: number): (...row: DifferingRow) => void {
    return (...row) => this.add(position, ...row);
  }

  private add(position: number, ...[index, period, unit, expected, found]: DifferingRow): void {
    const scheme = this.chosen[index]?.scheme;
    scheme?.slots.forEach(({ measure, side, scale }, slot) => {
      const [right, stored] = [expected[slot] ?? 0, found[slot] ?? 0];
      if (right === stored) return;
      this.count += 1;
      if (this.first.length === MAX_DIFFERENCES) return;
      this.first.push({
        position,
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
