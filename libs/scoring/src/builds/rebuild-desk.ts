import { setTimeout as sleep } from 'node:timers/promises';

import { formatTimestamp } from '#assay/transparency';

import type { ScoreSource } from '../score-store.js';
import { positionOf } from './build-position.js';
import type { BuildComparison } from './compare-builds.js';
import {
  type BuildReason,
  type BuildStage,
  type RebuildAnswer,
  type RebuildCommand,
  type RebuildProgress,
  type ScoreBuild,
  ScoreBuilds,
} from './score-builds.js';

/** How the builds of the scores stand. */
export interface RebuildStatus {
  /** What is read; null while the scores are being built for the first time. */
  readonly live: BuildSummary | null;
  /** What is in the making. */
  readonly candidate: CandidateSummary | null;
  /** What was live before, and can be again. */
  readonly previous: BuildSummary | null;
}

export interface BuildSummary {
  readonly build: number;
  /** The last position that it has taken in; null when this version of the product cannot read it. */
  readonly position: number | null;
  readonly startedAt: string;
  readonly liveSince: string | null;
  /** What was found when it was compared with the build before it; null when it was not. */
  readonly comparison: BuildComparison | null;
}

export interface CandidateSummary extends BuildSummary {
  readonly stage: BuildStage;
  /** Head of the log when it was begun. */
  readonly target: number;
  readonly reason: BuildReason;
  readonly why: string;
  /** It waits for a word before it goes live. */
  readonly isHeld: boolean;
}

/** Nobody keeps the scores of this ledger, so that nobody takes up what is asked. */
export class NobodyRebuildsError extends Error {
  override readonly name = 'NobodyRebuildsError';
  constructor() {
    super(
      'Nobody has taken up the request: the processors of this ledger do not run. Start the server (with ASSAY_PROCESSORS on) or the worker.',
    );
  }
}

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 15_000;

/** Where one asks how the builds stand and says what is to be done with them, from any process: whoever keeps the scores does it. */
export class RebuildDesk {
  constructor(
    private readonly folder: string,
    private readonly source: ScoreSource,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  status(): Promise<RebuildStatus> {
    return this.atRegister(async (builds) => {
      const summary = async (build: ScoreBuild | undefined): Promise<BuildSummary | null> =>
        build ? this.summary(builds, build) : null;
      const candidate = builds.inRole('candidate');
      return {
        live: await summary(builds.inRole('live')),
        candidate: candidate ? { ...(await this.summary(builds, candidate)), ...underWay(candidate) } : null,
        previous: await summary(builds.inRole('previous')),
      };
    });
  }

  /**
   * @param onProgress told how far it is, of what takes a while
   * @returns what became of it
   * @throws NobodyRebuildsError when nobody takes it up
   */
  ask(command: RebuildCommand, onProgress?: (progress: RebuildProgress) => void): Promise<RebuildAnswer> {
    return this.atRegister(async (builds) => {
      const id = builds.ask(command);
      for (;;) {
        const { answer, progress, touchedAt } = builds.request(id);
        if (answer) return answer;
        if (progress) onProgress?.(progress);
        if (Date.now() - touchedAt >= this.patienceMs) {
          builds.withdraw(id);
          throw new NobodyRebuildsError();
        }
        await sleep(LOOK_EVERY_MS);
      }
    });
  }

  private async atRegister<T>(work: (builds: ScoreBuilds) => Promise<T>): Promise<T> {
    const builds = ScoreBuilds.open(this.folder);
    try {
      return await work(builds);
    } finally {
      builds.close();
    }
  }

  private async summary(builds: ScoreBuilds, build: ScoreBuild): Promise<BuildSummary> {
    return {
      build: build.number,
      position: await positionOf(builds.folderOf(build.number), this.source),
      startedAt: formatTimestamp(build.startedAt),
      liveSince: build.liveSince === null ? null : formatTimestamp(build.liveSince),
      comparison: build.comparison,
    };
  }
}

const underWay = ({ stage, target, reason, why, isHeld }: ScoreBuild) => ({ stage, target, reason, why, isHeld });
