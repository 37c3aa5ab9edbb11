import { setTimeout as sleep } from 'node:timers/promises';

import type { ParkedCompany } from '../score-store.js';
import type { ScoringStatus } from '../running/processors.js';
import { SqliteScoreReader } from '../sqlite/sqlite-score-reader.js';
import { misfit } from '../sqlite/sqlite-score-store.js';
import { type BuildComparison, compareBuilds } from './compare-builds.js';
import { KeptBuild, type KeptBuildOptions } from './kept-build.js';
import type { CompanyAgain, RebuildAnswer, RebuildCommand, ScoreBuild, ScoreBuilds } from './score-builds.js';

/** How often to look for requests, and how far a candidate is. */
const LOOK_EVERY_MS = 200;
const LOOK_CLOSELY_MS = 25;
/** Words on progress at most this often. */
const TELL_EVERY_MS = 200;

/**
 * Keeps the live build of the scores, and brings a candidate to life beside it while events keep coming: build → catch up →
 * compare at one position → go live in one step, the build before it being kept → roll back. All that must outlast a kill
 * stands in the register or in a build's own checkpoint, so whoever keeps the scores next goes on from there.
 *
 * Nothing follows a candidate but this: webhooks, live streams and boards read what is live.
 */
export interface RebuildingOptions extends Omit<KeptBuildOptions, 'onStatus' | 'onRulebook'> {
  /** Told after every page and every change of state, of the main build and of a candidate. */
  readonly onStatus: () => void;
  /** Told when the main build took in that a rulebook was published. */
  readonly onRulebook: () => void;
}

export class Rebuilding {
  private readonly stopping = new AbortController();
  private live: KeptBuild | null = null;
  private candidate: KeptBuild | null = null;
  private running: Promise<void> = Promise.resolve();
  /** The live build is paused for a moment by us. */
  private isSwitching = false;
  private lastFault = '';

  private constructor(
    private readonly builds: ScoreBuilds,
    private readonly options: RebuildingOptions,
  ) {}

  /** Opens what is live, and what is on its way; begins a first or another build where nothing that is there can be read. */
  static async start(builds: ScoreBuilds, options: RebuildingOptions): Promise<Rebuilding> {
    const { log, library, onNotice } = options;
    builds.sweep();
    const { position: head } = await log.head();
    const problem = ({ number }: ScoreBuild): string | null =>
      misfit(builds.folderOf(number), library.source(log.ledgerId));
    const live = builds.inRole('live');
    const unfit = live && (builds.hasFiles(live.number) ? problem(live) : 'files that are no longer there');
    const candidate = builds.inRole('candidate');
    if (candidate && problem(candidate) !== null) builds.abandon(candidate);
    if (!builds.inRole('candidate')) {
      const previous = builds.inRole('previous');
      if (!live) builds.begin({ reason: 'first', why: 'There were no scores yet.', target: head, isHeld: false });
      else if (unfit && previous && problem(previous) === null) builds.beginRollBack(head);
      else if (unfit)
        builds.begin({ reason: 'source', why: `The scores were built from ${unfit}.`, target: head, isHeld: false });
      if (unfit) onNotice(`The scores were built from ${unfit}. They are built anew from the log.`);
    }
    const begun = builds.inRole('candidate');
    // The scores of an empty ledger are complete.
    if (begun && !live && head === 0) builds.goLive(begun.number);
    const [readable, underWay] = [builds.inRole('live'), builds.inRole('candidate')];
    const rebuilding = new Rebuilding(builds, options);
    if (readable && !unfit) rebuilding.live = rebuilding.open(readable);
    if (underWay) rebuilding.candidate = rebuilding.open(underWay);
    rebuilding.running = rebuilding.run();
    return rebuilding;
  }

  status(): ScoringStatus {
    const main = this.live ?? this.candidate;
    if (!main) throw new TypeError('There is always a live build or a candidate.');
    const status = main.status();
    const candidate = this.live ? this.candidate : null;
    const beside = candidate?.status();
    return {
      ...status,
      // It stands still for a moment only: another is about to take its place.
      ...(this.isSwitching && status.state === 'stopped' && { state: 'catching-up' as const }),
      parked: main.scorekeeper.parkedCompanies,
      build: main.number,
      isLive: this.live !== null,
      candidate:
        candidate && beside
          ? { build: candidate.number, position: beside.position, lag: beside.lag, lastError: beside.lastError }
          : null,
    };
  }

  /** Finishes the pages at hand and closes everything; what was under way goes on at the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.candidate?.close();
    await this.live?.close();
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.takeRequests();
        await this.advance();
        this.lastFault = '';
      } catch (error) {
        this.tellFault(error);
      }
      const pause = this.candidate ? LOOK_CLOSELY_MS : LOOK_EVERY_MS;
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private tellFault(error: unknown): void {
    if (this.stopping.signal.aborted) return;
    const fault = error instanceof Error ? error.message : String(error);
    if (fault !== this.lastFault) this.options.onNotice(`The rebuilding of the scores is held up: ${fault}`);
    this.lastFault = fault;
  }

  private async takeRequests(): Promise<void> {
    for (let request = this.builds.nextRequest(); request; request = this.builds.nextRequest()) {
      const { id, command } = request;
      const answer = await this.carryOut(command, id).catch((error: unknown) => {
        // What was begun when we are told to stop is for whoever comes next; what fails is not tried for ever.
        if (this.stopping.signal.aborted) throw error;
        return refused(`It failed: ${error instanceof Error ? error.message : String(error)}`);
      });
      this.builds.answer(id, answer);
    }
  }

  private async carryOut(command: RebuildCommand, id: number): Promise<RebuildAnswer> {
    const candidate = this.builds.inRole('candidate');
    switch (command.kind) {
      case 'start':
        return candidate
          ? done(candidate.number, `Build ${candidate.number} is under way already.`)
          : this.begin(command.hold);
      case 'roll-back':
        return candidate
          ? refused(`Build ${candidate.number} is under way: let it go live or abort it first.`)
          : this.rollBack();
      case 'go-live':
        if (!candidate) return refused('No build is under way. Begin one with "assay rebuild".');
        this.builds.release(candidate.number);
        return done(candidate.number, `Build ${candidate.number} goes live as soon as it is ready.`);
      case 'companies':
        return this.takeInAgain(command.companies, id);
      case 'abort':
        return candidate ? this.abort(candidate) : refused('No build is under way: there is nothing to abort.');
    }
  }

  private async begin(isHeld: boolean): Promise<RebuildAnswer> {
    const { position: target } = await this.options.log.head();
    const build = this.builds.begin({ reason: 'asked', why: 'It was asked for.', target, isHeld });
    this.candidate = this.open(build);
    return done(build.number, `Build ${build.number} has begun.`);
  }

  private async rollBack(): Promise<RebuildAnswer> {
    const previous = this.builds.inRole('previous');
    if (!previous) return refused('There is no build to roll back to: only one was ever live.');
    const { log, library } = this.options;
    const problem = misfit(this.builds.folderOf(previous.number), library.source(log.ledgerId));
    if (problem !== null)
      return refused(
        `Build ${previous.number} was built from ${problem}: this version of Assay cannot go on with it. ` +
          'Start the version that built it, and it takes it up by itself.',
      );
    this.candidate = this.open(this.builds.beginRollBack((await log.head()).position));
    return done(previous.number, `Build ${previous.number} is brought up to date and goes live again.`);
  }

  private async abort(candidate: ScoreBuild): Promise<RebuildAnswer> {
    if (!this.live) return refused(`Build ${candidate.number} cannot be aborted: no other scores can be read.`);
    await this.candidate?.close();
    this.candidate = null;
    this.builds.abandon(candidate);
    return done(candidate.number, `Build ${candidate.number} is aborted.`);
  }

  private async takeInAgain(asked: readonly string[], request: number): Promise<RebuildAnswer> {
    const { live } = this;
    if (!live) return refused('The scores are being built anew: all companies are taken in again by that.');
    const known = new Set((await live.store.units('company')).map(({ path }) => path));
    const unknown = asked.find((path) => !known.has(path));
    if (unknown !== undefined)
      return refused(`No event speaks of a company "${unknown}". Write it as on the board, such as company/GEICO.`);
    const companies = asked.length > 0 ? [...new Set(asked)] : [...(await live.parked()).keys()];
    if (companies.length === 0) return { ...done(live.number, 'No company is parked.'), companies: [] };
    const { position: head } = await this.options.log.head();
    let told = 0;
    const parked = await this.again(live, companies, (position) => {
      if (Date.now() - told < TELL_EVERY_MS) return;
      told = Date.now();
      this.builds.touch(request, { position, head });
    });
    const found = companies.map((unit) => {
      const { since, reason } = parked.get(unit) ?? { since: null, reason: null };
      return { unit, parkedSince: since, reason };
    });
    return { ...done(live.number, found.map(sentenceOf).join(' ')), companies: found };
  }

  /** Takes companies of a build in again; it goes on to follow the log. @returns those that are parked all the same */
  private async again(
    build: KeptBuild,
    companies: readonly string[],
    onProgress: (position: number) => void = () => undefined,
  ): Promise<ReadonlyMap<string, ParkedCompany>> {
    try {
      return await build.takeInAgain(companies, this.builds.aside, {
        pause: async () => {
          this.isSwitching = build === this.live;
          await build.pause();
        },
        stopping: this.stopping.signal,
        onProgress,
      });
    } finally {
      if (!this.stopping.signal.aborted) build.follow();
      this.isSwitching = false;
    }
  }

  /** Opens a build and begins, or goes on, to feed it. */
  private open({ number }: ScoreBuild): KeptBuild {
    const build: KeptBuild = KeptBuild.open(number, this.builds.folderOf(number), {
      ...this.options,
      // A candidate reads of old rulebooks again; what is new is told by the build that is read.
      onRulebook: () => {
        if (this.live === null || this.live === build) this.options.onRulebook();
      },
    });
    build.follow();
    return build;
  }

  /** Takes the candidate one step further, when it has caught up. */
  private async advance(): Promise<void> {
    const { candidate } = this;
    const build = this.builds.inRole('candidate');
    if (!candidate || !build || candidate.status().state !== 'live') return;
    if (build.stage === 'different') return;
    if (build.stage === 'building' || build.stage === 'comparing') {
      // What was mended since it broke is known now.
      const parked = await candidate.parked();
      if (parked.size > 0) await this.again(candidate, [...parked.keys()]);
      const comparison = this.live && build.reason === 'asked' ? await this.compare(this.live, candidate) : undefined;
      const isDifferent = comparison !== undefined && comparison.differenceCount > 0;
      this.builds.note(build.number, isDifferent ? 'different' : 'ready', comparison);
      if (isDifferent)
        this.options.onNotice(
          `Build ${build.number} differs from the live scores in ${comparison.differenceCount} places at position ${comparison.position}. ` +
            'It goes live only by "assay rebuild go-live"; "assay rebuild status" tells the first differences.',
        );
    }
    const { stage, isHeld } = this.builds.inRole('candidate') ?? build;
    if (stage === 'ready' && !isHeld) await this.goLive(candidate);
  }

  /** Both at one position: the candidate waits until the live one is as far, then goes exactly that far. */
  private async compare(live: KeptBuild, candidate: KeptBuild): Promise<BuildComparison> {
    this.builds.note(candidate.number, 'comparing');
    await candidate.pause();
    const { log, library } = this.options;
    const reader = SqliteScoreReader.open(this.builds.folderOf(live.number), library.source(log.ledgerId));
    try {
      const position = await candidate.scorekeeper.checkpoint();
      while (live.status().position < position)
        await sleep(LOOK_CLOSELY_MS, undefined, { signal: this.stopping.signal });
      return await reader.snapshot(async (view) => {
        await candidate.feedTo((await view.checkpoint()).position, this.stopping.signal);
        return compareBuilds(view, candidate.store, library.schemes.length);
      });
    } finally {
      await reader.close();
      if (!this.stopping.signal.aborted) candidate.follow();
    }
  }

  /** The candidate goes live at the position where the live build stopped, or further on: no reader sees a step back. */
  private async goLive(candidate: KeptBuild): Promise<void> {
    const before = this.live;
    this.isSwitching = true;
    try {
      await before?.pause();
      await candidate.pause();
      if (before) await candidate.feedTo(await before.scorekeeper.checkpoint(), this.stopping.signal);
      this.builds.goLive(candidate.number);
      [this.live, this.candidate] = [candidate, null];
    } finally {
      if (!this.stopping.signal.aborted) {
        this.live?.follow();
        this.candidate?.follow();
      }
      this.isSwitching = false;
    }
    this.options.onNotice(`Build ${candidate.number} of the scores is live.`);
    await before?.close();
  }
}

const done = (build: number, sentence: string): RebuildAnswer => ({ ok: true, build, sentence });
const refused = (sentence: string): RebuildAnswer => ({ ok: false, build: null, sentence });

const sentenceOf = ({ unit, parkedSince, reason }: CompanyAgain): string =>
  parkedSince === null
    ? `${unit} is taken in again: its scores are complete.`
    : `${unit} stays parked since position ${parkedSince}: ${reason ?? ''}`;
