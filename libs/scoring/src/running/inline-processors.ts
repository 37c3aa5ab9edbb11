import type { EventLog } from '#assay/event-log';
import type { RunnerOptions } from '#assay/processing';

import { Rebuilding } from '../builds/rebuilding.js';
import { ScoreBuilds } from '../builds/score-builds.js';
import { CaseCourses } from '../courses/case-courses.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScorekeeperOptions } from '../scorekeeper.js';
import { PositionWaiters, type Processors, type ScoringStatus } from './processors.js';

export interface InlineProcessorsOptions {
  readonly log: EventLog;
  /** Folder of the ledger: the builds of its scores lie in `scores/`. */
  readonly folder: string;
  readonly library: SchemeLibrary;
  readonly runner?: RunnerOptions;
  readonly scorekeeper?: ScorekeeperOptions;
  /** Told what an operator should know, as sentences: scores that are built anew, a company that was parked. */
  readonly onNotice?: (sentence: string) => void;
  /** Told when a rulebook was published: these schemes may no longer be all there are. */
  readonly onRulebook?: () => void;
  /** Told after every page and every change of state. */
  readonly onStatus?: (status: ScoringStatus) => void;
}

const ignore = (): void => undefined;

/** The processors in this very thread: what a worker process runs, what a worker thread runs inside, what tests use. */
export class InlineProcessors implements Processors {
  private readonly waiters = new PositionWaiters();
  private last: ScoringStatus | undefined;

  private constructor(
    private readonly builds: ScoreBuilds,
    private readonly rebuilding: Rebuilding,
    private readonly courses: CaseCourses,
  ) {}

  /** Opens (or builds anew) the scores of a folder and begins to follow the log, which stays the caller's to close. */
  static async start(options: InlineProcessorsOptions): Promise<InlineProcessors> {
    const { log, folder, library, onNotice = ignore, onRulebook = ignore, onStatus = ignore } = options;
    const builds = ScoreBuilds.open(folder);
    const courses = CaseCourses.open(folder, log);
    const started = Promise.withResolvers<InlineProcessors>();
    try {
      const rebuilding = await Rebuilding.start(builds, {
        ...{ log, library, onNotice, onRulebook },
        runner: options.runner,
        scorekeeper: { ...options.scorekeeper, courses },
        onStatus: () =>
          void started.promise.then((processors) => {
            const status = processors.status();
            if (status.isLive) processors.waiters.reach(status.position);
            onStatus(status);
          }),
      });
      const processors = new InlineProcessors(builds, rebuilding, courses);
      started.resolve(processors);
      return processors;
    } catch (error) {
      courses.close();
      builds.close();
      throw error;
    }
  }

  status(): ScoringStatus {
    return this.last ?? this.rebuilding.status();
  }

  waitFor(position: number, timeoutMs: number): Promise<void> {
    return this.waiters.wait(position, timeoutMs);
  }

  async stop(): Promise<void> {
    await this.rebuilding.stop();
    this.last ??= this.rebuilding.status();
    this.courses.flush();
    this.courses.close();
    this.builds.close();
  }
}
