/**
 * Scores of one rulebook counted again, case by case: for a supposition that changes what cases count, or leaves
 * out more events than can be held. The rows go to a store of their own, in a folder that is taken away afterwards, so that
 * memory is bounded; the ledger's own scores are not touched.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { EventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';

import { CaseCourses } from '../courses/case-courses.js';
import type {
  ClockRow,
  ClocksQuery,
  Movement,
  MovementsQuery,
  ParkedCompany,
  ScoreView,
  TotalsQuery,
  UnitRow,
} from '../score-store.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { type Counted, type Counting, countedSource, countInto } from './counting.js';
import type { CountingThreadData, FromCountingThread } from './counting-thread.js';
import type { SuppositionWork } from './supposition.js';

export interface CountedAgain extends Counted {
  readonly view: ScoreView;
  /** Takes the store away. */
  close(): Promise<void>;
}

export interface CountingAgain extends Pick<Counting, 'leftOut' | 'sources'> {
  /** The supposition but for what is counted: its registers hold. */
  readonly view: ScoreView;
  readonly log: EventLog;
  /** Key of the scheme in the ledger's scores. */
  readonly key: number;
  readonly scheme: CompiledScheme;
  readonly work: SuppositionWork;
  /** See `SuppositionsOptions`. */
  readonly folder: string | undefined;
  readonly inThread: boolean | undefined;
}

export async function countAgain(counting: CountingAgain): Promise<CountedAgain> {
  const { view, log, key, scheme, leftOut, sources, work } = counting;
  const folder = await ownFolder();
  let store: SqliteScoreStore | undefined;
  const close = async (): Promise<void> => {
    await store?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [checkpoint, units, parked] = [await view.checkpoint(), await view.units(), await view.parked()];
    const { document, hash } = scheme;
    const asked: Counting = { folder, rulebook: { document, hash }, leftOut, sources, checkpoint, units, parked };
    const { folder: ledger, inThread } = counting;
    const counted =
      ledger !== undefined && inThread === true
        ? await countInThread({ ...asked, ledger }, work)
        : await countHere(log, ledger, asked, work);
    store = SqliteScoreStore.open(folder, { source: countedSource(scheme) });
    return { ...counted, view: new CountedAgainView(view, store, key), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** It names its process, so that what one that was killed has left is taken away by the next that needs one. */
async function ownFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^assay-supposing-(\d+)-/.exec(name)?.[1]);
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    // Another user's stays.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
  return mkdtemp(join(tmpdir(), `assay-supposing-${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const HEAP_MB = 256;

async function countHere(
  log: EventLog,
  ledger: string | undefined,
  asked: Counting,
  work: SuppositionWork,
): Promise<Counted> {
  const courses = ledger === undefined ? null : CaseCourses.openReader(ledger, log);
  try {
    return await countInto(log, asked, work, courses);
  } finally {
    courses?.close();
  }
}

function countInThread(data: CountingThreadData, { onProgress, signal }: SuppositionWork): Promise<Counted> {
  const worker = new Worker(new URL('./counting-thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  return new Promise<Counted>((resolve, reject) => {
    worker.on('message', (message: FromCountingThread) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else resolve(message.counted);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(signal?.aborted ? (signal.reason as Error) : new Error(`Counting again ended early (exit code ${code}).`));
    });
  }).finally(() => signal?.removeEventListener('abort', stop));
}

/** A supposed view of which the amounts of one rulebook were counted again. */
class CountedAgainView implements ScoreView {
  constructor(
    private readonly base: ScoreView,
    private readonly store: ScoreView,
    private readonly key: number,
  ) {}

  checkpoint = () => this.base.checkpoint();
  origins = () => this.base.origins();
  facts = (query: Parameters<ScoreView['facts']>[0]) => this.base.facts(query);
  parked = (): Promise<ParkedCompany[]> => this.store.parked();
  unitByPath = (path: string) => this.store.unitByPath(path);
  units = (level?: UnitRow['level']) => this.store.units(level);
  unitsWithPast = () => this.store.unitsWithPast();
  subtree = (path: string) => this.store.subtree(path);
  allTotals = () => this.store.allTotals();
  totals = (query: TotalsQuery) => this.store.totals(this.own(query));
  movements = (query: MovementsQuery): Promise<Movement[]> => this.store.movements(this.own(query));
  clocks = (query: ClocksQuery): Promise<ClockRow[]> => this.store.clocks(this.own(query));

  /** The store knows one scheme alone. */
  private own<Q extends { readonly scheme: number }>(query: Q): Q {
    if (query.scheme !== this.key)
      throw new RangeError(`The scheme with the key ${query.scheme} was not counted again.`);
    return { ...query, scheme: 0 };
  }
}
