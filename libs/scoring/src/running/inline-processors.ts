import type { EventLog } from '#assay/event-log';
import { ProcessorRunner, type RunnerOptions } from '#assay/processing';

import type { SchemeLibrary } from '../scheme-library.js';
import { Scorekeeper, type ScorekeeperOptions } from '../scorekeeper.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { PositionWaiters, type Processors, type ScoringStatus } from './processors.js';

export interface InlineProcessorsOptions {
  readonly log: EventLog;
  /** Where `scores.db` lies. */
  readonly folder: string;
  readonly library: SchemeLibrary;
  readonly runner?: RunnerOptions;
  readonly scorekeeper?: ScorekeeperOptions;
  /** Told what an operator should know, as sentences: an old file that is built anew, a company that was parked. */
  readonly onNotice?: (sentence: string) => void;
  /** Told when a rulebook was published: these schemes may no longer be all there are. */
  readonly onRulebook?: () => void;
  /** Told after every page and every change of state. */
  readonly onStatus?: (status: ScoringStatus) => void;
}

/** The processors in this very thread: what a worker process runs, what a worker thread runs inside, what tests use. */
export class InlineProcessors implements Processors {
  private readonly waiters = new PositionWaiters();

  private constructor(
    private readonly runner: ProcessorRunner,
    private readonly scorekeeper: Scorekeeper,
    private readonly store: SqliteScoreStore,
  ) {}

  /** Opens (or builds anew) the scores of a folder and begins to follow the log, which stays the caller's to close. */
  static start(options: InlineProcessorsOptions): InlineProcessors {
    const { log, folder, library, onNotice, onRulebook, onStatus } = options;
    const store = SqliteScoreStore.open(folder, {
      source: library.source(log.ledgerId),
      ...(onNotice && { onDiscard: onNotice }),
    });
    const scorekeeper = new Scorekeeper(log, store, library.schemes, {
      ...options.scorekeeper,
      ...(onNotice && { onNotice }),
      ...(onRulebook && { onRulebook }),
    });
    const runner = new ProcessorRunner(log, scorekeeper, options.runner);
    const processors = new InlineProcessors(runner, scorekeeper, store);
    runner.onStatus(({ position }) => {
      processors.waiters.reach(position);
      onStatus?.(processors.status());
    });
    runner.start();
    return processors;
  }

  status(): ScoringStatus {
    return { ...this.runner.status(), parked: this.scorekeeper.parkedCompanies };
  }

  waitFor(position: number, timeoutMs: number): Promise<void> {
    return this.waiters.wait(position, timeoutMs);
  }

  async stop(): Promise<void> {
    await this.runner.stop();
    await this.store.close();
  }
}
