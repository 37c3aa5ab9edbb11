import { setImmediate as nextTurn } from 'node:timers/promises';

import type { EventLog, StoredEvent } from '#assay/event-log';
import { type Processor, ProcessorRunner, type ProcessorStatus, type RunnerOptions } from '#assay/processing';

import type { SchemeLibrary } from '../scheme-library.js';
import { Scorekeeper, type ScorekeeperOptions } from '../scorekeeper.js';
import type { ParkedCompany } from '../score-store.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { CompaniesAgain } from './companies-again.js';

export interface KeptBuildOptions {
  readonly log: EventLog;
  readonly library: SchemeLibrary;
  readonly runner?: RunnerOptions | undefined;
  readonly scorekeeper?: ScorekeeperOptions | undefined;
  readonly onStatus: () => void;
  readonly onNotice: (sentence: string) => void;
  /** Told when it took in that a rulebook was published. */
  readonly onRulebook: () => void;
}

/** Events that one step of {@link KeptBuild.feedTo} takes in. */
const STEP = 1_000;

/** One build of the scores while it is kept: its store, the scorekeeper that fills it, and the runner that feeds it. */
export class KeptBuild {
  readonly scorekeeper: Scorekeeper;
  private readonly library: SchemeLibrary;
  private readonly runner: ProcessorRunner;

  private constructor(
    readonly number: number,
    readonly store: SqliteScoreStore,
    private readonly log: EventLog,
    { library, runner, scorekeeper, onStatus, onNotice, onRulebook }: KeptBuildOptions,
  ) {
    this.library = library;
    this.scorekeeper = new Scorekeeper(log, store, library.schemes, { onNotice, onRulebook, ...scorekeeper });
    this.runner = new ProcessorRunner(log, takingTurns(this.scorekeeper), runner);
    this.runner.onStatus(onStatus);
  }

  /** Opens the files of a build, which are made where there are none; nothing is fed yet. */
  static open(number: number, folder: string, options: KeptBuildOptions): KeptBuild {
    const { log, library, onNotice } = options;
    const store = SqliteScoreStore.open(folder, { source: library.source(log.ledgerId), onDiscard: onNotice });
    return new KeptBuild(number, store, log, options);
  }

  /** Begins, or goes on, to follow the log. */
  follow(): void {
    this.runner.start();
  }

  /** Finishes the page at hand and stays where it is. */
  async pause(): Promise<void> {
    await this.runner.stop();
  }

  /** Takes in the log up to a position while paused. */
  async feedTo(position: number, stopping: AbortSignal): Promise<void> {
    for (let after = await this.scorekeeper.checkpoint(); after < position;) {
      stopping.throwIfAborted();
      const events = await this.log.readAll({ after, limit: Math.min(STEP, position - after) });
      if (events.length === 0) return;
      await this.scorekeeper.process(events);
      after = await this.scorekeeper.checkpoint();
      await nextTurn();
    }
  }

  /** The companies that are parked, by path. */
  async parked(): Promise<ReadonlyMap<string, ParkedCompany>> {
    const paths = new Map((await this.store.units('company')).map(({ key, path }) => [key, path]));
    return new Map((await this.store.parked()).map((parked) => [paths.get(parked.company) ?? '', parked]));
  }

  /**
   * Takes some companies in again from the beginning, as if every event that concerns them had just been recorded: after code
   * that can read a poison event now, or after a correction. The log is read once beside the build; then, while that is paused, all that is
   * known of each is put in the place of what was, in one transaction each. No other company's rows change.
   *
   * @param aside an empty folder of its own
   * @returns those that are parked all the same
   */
  async takeInAgain(
    companies: readonly string[],
    aside: string,
    hooks: {
      readonly pause: () => Promise<void>;
      readonly stopping: AbortSignal;
      readonly onProgress?: (position: number) => void;
    },
  ): Promise<ReadonlyMap<string, ParkedCompany>> {
    const again = new CompaniesAgain(this.log, companies, aside, this.library, this.store.frameSize);
    try {
      await again.feedTo(this.runner.status().position, hooks);
      await hooks.pause();
      const { position } = await this.store.checkpoint();
      await again.feedTo(position, hooks);
      await again.close();
      for (const company of companies) this.store.takeOver(company, aside);
      this.scorekeeper.forget();
      await this.scorekeeper.checkpoint();
      return new Map([...(await this.parked())].filter(([path]) => companies.includes(path)));
    } finally {
      await again.discard();
    }
  }

  status(): ProcessorStatus {
    return this.runner.status();
  }

  async close(): Promise<void> {
    await this.runner.stop();
    await this.store.close();
  }
}

/** Two builds on one thread go page by page in turns, and whatever else waits goes first. */
function takingTurns(scorekeeper: Scorekeeper): Processor {
  return {
    name: scorekeeper.name,
    checkpoint: (stopping) => scorekeeper.checkpoint(stopping),
    async process(events: readonly StoredEvent[]) {
      await scorekeeper.process(events);
      await nextTurn();
    },
  };
}
