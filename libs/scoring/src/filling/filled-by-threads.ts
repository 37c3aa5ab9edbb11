import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import type { EventLog } from '#assay/event-log';

import type { ReadCourses } from '../courses/case-courses.js';
import { StreamParts, type StreamShare } from '../stream-parts.js';
import type { FilledRows, UnitRow } from '../score-store.js';
import { type FilledPage, FilledPages, type Filling } from './filled-pages.js';
import type { FillingThreadData, FromFillingThread } from './filling-thread.js';

/** Threads that open the ledger in a folder, each to take its share. Built code only. */
export interface FillingThreads {
  readonly folder: string;
  /** This thread is one of them. Default: one per core where there is much to read, one where there is little. */
  readonly workers?: number;
}

/** What is read of what happened. */
export interface FillSources {
  readonly log: Pick<EventLog, 'readStreams'>;
  /** Null where everything is to be read from the log. */
  readonly courses: ReadCourses | null;
}

/** Another thread takes a tenth of a second to start, and as much again to compile: with fewer events to read it does not pay. */
const EVENTS_PER_THREAD = 100_000;

function suitableWorkers(events: number): number {
  return Math.min(availableParallelism(), Math.ceil(events / EVENTS_PER_THREAD));
}

/**
 * The pages that this thread and others beside it make of their shares of the log. The others are ended when all is told, when
 * one fails, and when whoever takes the pages has enough.
 *
 * @param units all that the store knows
 */
export async function* filledByThreads(
  { log, courses }: FillSources,
  filling: Filling,
  units: readonly UnitRow[],
  { folder, workers }: FillingThreads,
): AsyncGenerator<FilledRows, void> {
  const { added, parked, upTo, signal } = filling;
  const parts = new StreamParts();
  const data: FillingThreadData = {
    ...{ folder, units, parked, upTo, parts: parts.shared, fromCourses: courses !== null },
    added: added.map(([key, { document, hash }]) => [key, { document, hash }]),
  };
  const own = new FilledPages(filling);
  const others: FillingThread[] = [];
  const start = (wanted: number): void => {
    while (others.length < wanted - 1) others.push(new FillingThread(data));
  };
  let taken = 0;
  const ownParts = function* (): Generator<StreamShare, void> {
    for (const share of parts.take('front')) {
      // How much there is to read is seen by the parts that were read.
      if (taken > 0) start(workers ?? suitableWorkers((own.events * parts.count) / taken));
      taken += 1;
      yield share;
    }
  };
  let reached = 0;
  // The log's streams come in order of their first event, and so do the parts that each thread takes.
  const told = ({ movements, clocks }: FilledPage): FilledRows => ({
    ...{ movements, clocks },
    completeBefore: Math.min(reached, ...others.map((other) => other.reached)),
  });
  try {
    start(workers ?? 1);
    for await (const page of courses ? own.ofCourses(courses, ownParts()) : own.of(log, ownParts())) {
      reached = page.from;
      yield told(page);
      // So that what the others say is heard meanwhile.
      await nextTurn();
      for (const other of others) for (const each of other.arrived()) yield told(each);
    }
    reached = Infinity;
    // Others that have hardly begun need not find out that nothing is left.
    if (taken === parts.count) return;
    for (const other of others)
      for await (const page of other.rest()) {
        signal?.throwIfAborted();
        yield told(page);
      }
  } finally {
    await Promise.all(others.map((other) => other.end()));
  }
}

/** Most memory for a thread's objects, in MB: some twice what it needs; and a KB for each unit. */
const HEAP_MB = 96;
const YOUNG_HEAP_MB = 48;
const UNITS_PER_MB = 1_000;

class FillingThread {
  /** What it tells after the pages that were taken is of this position or a later one. */
  reached = 0;
  private readonly worker: Worker;
  private inbox: FilledPage[] = [];
  private isDone = false;
  private failure: Error | null = null;
  private onNews = (): void => undefined;

  constructor(data: FillingThreadData) {
    this.worker = new Worker(new URL('./filling-thread.js', import.meta.url), {
      workerData: data,
      resourceLimits: {
        maxOldGenerationSizeMb: HEAP_MB + Math.ceil(data.units.length / UNITS_PER_MB),
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      },
    });
    this.worker.on('message', (message: FromFillingThread) => {
      if (message) this.inbox.push(message);
      else this.isDone = true;
      this.onNews();
    });
    this.worker.once('error', (error) => this.fail(error));
    this.worker.once('exit', (code) =>
      this.fail(
        new Error(
          `A thread of the fill ended early (exit code ${code}): nothing is filled in, the next start tries again.`,
        ),
      ),
    );
  }

  /** The pages that have come since the last call. */
  *arrived(): Generator<FilledPage, void> {
    if (this.failure) throw this.failure;
    for (const page of this.inbox.splice(0)) {
      this.reached = page.from;
      yield page;
    }
  }

  /** All that are still to come. */
  async *rest(): AsyncGenerator<FilledPage, void> {
    for (;;) {
      yield* this.arrived();
      if (this.inbox.length > 0) continue;
      if (this.isDone) break;
      await new Promise<void>((resolve) => (this.onNews = resolve));
    }
    this.reached = Infinity;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: unknown): void {
    if (!this.isDone) this.failure ??= error instanceof Error ? error : new Error(String(error));
    this.onNews();
  }
}
