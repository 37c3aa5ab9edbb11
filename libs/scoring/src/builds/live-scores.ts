import type { EventLog } from '#assay/event-log';

import { ScoresBeingBuiltError } from '../query-errors.js';
import { type ScoreReader, type ScoreSource, ScoreSourceMismatchError, type ScoreView } from '../score-store.js';
import { SqliteScoreReader } from '../sqlite/sqlite-score-reader.js';
import type { SchemeLibrary } from '../scheme-library.js';
import { misfit } from '../sqlite/sqlite-score-store.js';
import { positionOf } from './build-position.js';
import { ScoreBuilds } from './score-builds.js';

interface Opened {
  readonly number: number;
  /** How many schemes it is read under. */
  readonly schemes: number;
  readonly reader: SqliteScoreReader;
}

/**
 * Reads whatever build of the scores is live, for any thread or process. Before each snapshot it looks which one that is; a
 * snapshot that is open stays on its build, so that going live meets no question half answered.
 */
export class LiveScores implements ScoreReader {
  private builds: ScoreBuilds | undefined;
  private edition: number | undefined;
  private current: Opened | undefined;

  /** @param library may grow while this is open; what is published is read once it is filled in */
  constructor(
    private readonly folder: string,
    private readonly ledgerId: string,
    private readonly library: Pick<SchemeLibrary, 'schemes' | 'source'>,
  ) {}

  get source(): ScoreSource {
    return this.library.source(this.ledgerId);
  }

  /**
   * @throws ScoresBeingBuiltError until a build is live
   * @throws ScoreSourceMismatchError when there are no scores of this ledger under these schemes, and nobody makes any
   */
  async snapshot<T>(read: (view: ScoreView) => Promise<T>, position?: number): Promise<T> {
    const live = this.live();
    if (!live) throw await this.nothing();
    return live.snapshot(read, position);
  }

  /**
   * Whether what is live has taken in all that a log holds and no more, with nothing left to do for whoever keeps the scores.
   *
   * @throws what `snapshot` throws
   */
  async isSettled(log: Pick<EventLog, 'head'>): Promise<boolean> {
    const builds = this.register();
    if (builds.inRole('candidate') || builds.nextRequest()) return false;
    const { position } = await this.snapshot((view) => view.checkpoint());
    return (await log.head()).position === position;
  }

  /** What is live now. */
  private live(): SqliteScoreReader | undefined {
    const builds = this.register();
    const { edition } = builds;
    const schemes = this.library.schemes.length;
    if (this.current?.schemes === schemes && edition === this.edition) return this.current.reader;
    const live = builds.inRole('live');
    if (live === undefined || this.current?.number !== live.number || this.current.schemes !== schemes) {
      const opened = live && this.open(builds, live.number);
      // Snapshots that are open keep their connection, which is closed when they end.
      void this.current?.reader.close();
      this.current = opened;
    }
    this.edition = edition;
    return this.current?.reader;
  }

  private open(builds: ScoreBuilds, number: number): Opened | undefined {
    try {
      const reader = SqliteScoreReader.open(builds.folderOf(number), this.source);
      return { number, schemes: this.library.schemes.length, reader };
    } catch (error) {
      // One that schemes are about to be filled into is no reason to wait for a candidate.
      const isOther = misfit(builds.folderOf(number), this.source) !== null || !builds.hasFiles(number);
      if (error instanceof ScoreSourceMismatchError && isOther && builds.inRole('candidate')) return undefined;
      throw error;
    }
  }

  private async nothing(): Promise<Error> {
    const builds = this.register();
    const candidate = builds.inRole('candidate');
    if (!candidate) return new ScoreSourceMismatchError(null, this.source);
    const { number, target, why } = candidate;
    return new ScoresBeingBuiltError(
      number,
      (await positionOf(builds.folderOf(number), this.source)) ?? 0,
      target,
      why,
    );
  }

  private register(): ScoreBuilds {
    if (this.builds) return this.builds;
    if (!ScoreBuilds.exists(this.folder)) throw new ScoreSourceMismatchError(null, this.source);
    return (this.builds = ScoreBuilds.open(this.folder));
  }

  async close(): Promise<void> {
    this.builds?.close();
    this.builds = undefined;
    await this.current?.reader.close();
  }
}
