import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerLockedError, NoLedgerError, SqliteEventLog, type EventLog } from '#assay/event-log';
import {
  GrowingProcessors,
  InlineProcessors,
  LiveScores,
  type Processors,
  ProcessorsThread,
  type ProcessorsThreadOptions,
  RebuildDesk,
  SchemeLibrary,
  ScoresBeingBuiltError,
  ScoreSourceMismatchError,
  type ScoreReader,
} from '#assay/scoring';
import type { LedgerConfiguration } from './configuration.js';

/**
 * `write` takes the folder for this process; `read` looks on; `whichever` writes when nobody else does. `ask` is for a question: it
 * looks on where the scores have taken in all that the log holds, for then nobody need keep them, and is `whichever` where they have not.
 */
export type LedgerAccess = 'write' | 'read' | 'whichever' | 'ask';

export const LEDGER = Symbol('ledger');

/** An open ledger: the log, the scores, and the processors between them, whichever engines stand behind the ports. */
export interface Ledger {
  readonly access: 'write' | 'read';
  readonly log: EventLog;
  readonly scores: ScoreReader;
  readonly schemes: SchemeLibrary;
  readonly processors: Processors;
  /** Where the builds of the scores are looked at and looked after. */
  readonly rebuilds: RebuildDesk;
  /**
   * Resolves when the scores have taken in all that the log holds now.
   * @throws ScoringStalledError when the processors stand still; the signal's reason when it aborts
   */
  waitUntilScored(onProgress?: (progress: ScoringProgress) => void, signal?: AbortSignal): Promise<void>;
  /** Writes what is queued, finishes the page at hand, releases the folder. */
  close(): Promise<void>;
}

export interface ScoringProgress {
  readonly position: number;
  readonly head: number;
}

/** The processors stand still and cannot go on without a person; the message is theirs. */
export class ScoringStalledError extends Error {
  override readonly name = 'ScoringStalledError';
}

const PROGRESS_MS = 100;

/**
 * Opens the embedded ledger of a folder.
 *
 * @param onNotice told what an operator should know, as sentences
 * @param stopping ends the opening with its reason: where a published rulebook is first to be filled in, it takes a while
 * @throws LedgerLockedError when another process writes to it and `access` is `write`
 * @throws NoLedgerError when there is none and `access` is `read`
 */
export async function openLedger(
  configuration: LedgerConfiguration,
  access: LedgerAccess,
  onNotice: (sentence: string) => void,
  stopping?: AbortSignal,
): Promise<Ledger> {
  const { data: folder } = configuration;
  if (access !== 'write' && !existsSync(folder)) throw new NoLedgerError(folder);
  if (access === 'ask')
    return (await openSettled(folder)) ?? openLedger(configuration, 'whichever', onNotice, stopping);
  const log = await openLog(configuration, access);
  try {
    // Beside a running writer its processors keep the scores; here they are only read.
    const keepsScores = log.writes && configuration.processors !== 'off';
    const schemes = await SchemeLibrary.of(log.log, keepsScores ? { onNotice } : {});
    // Rulebooks take a while to read: the processors are first started with those at hand.
    let atHand: SchemeLibrary | null = schemes;
    const start = async (onRulebook: () => void): Promise<Processors> => {
      const library = atHand ?? (await SchemeLibrary.of(log.log, { onNotice }));
      atHand = null;
      return startProcessors(configuration, log.log, { library, onNotice, onRulebook });
    };
    const processors = keepsScores
      ? await GrowingProcessors.start(start, {
          onGrown: (stopping) => takeUp(folder, log.log, schemes, stopping, onNotice),
          onFailure: (error) => onNotice(`A published rulebook could not be taken up: ${String(error)}`),
        })
      : ELSEWHERE;
    try {
      if (processors !== ELSEWHERE)
        await filledIn(folder, log.log, schemes, () => processors.status()?.lastError ?? null, stopping);
      return new EmbeddedLedger(log.writes ? 'write' : 'read', log.log, schemes, processors, {
        scores: new LiveScores(folder, log.log.ledgerId, schemes),
        rebuilds: new RebuildDesk(folder, schemes.source(log.log.ledgerId)),
      });
    } catch (error) {
      await processors.stop();
      throw error;
    }
  } catch (error) {
    await log.log.close();
    throw error;
  }
}

/** Null where whoever keeps the scores has anything to do, or to say, and where something is wrong, which they can tell better. */
async function openSettled(folder: string): Promise<Ledger | null> {
  const log = await SqliteEventLog.openReader(folder).catch(() => null);
  if (!log) return null;
  try {
    const notices: string[] = [];
    const schemes = await SchemeLibrary.of(log, { onNotice: (notice) => notices.push(notice) });
    const scores = new LiveScores(folder, log.ledgerId, schemes);
    if (notices.length === 0 && (await scores.isSettled(log))) {
      const rebuilds = new RebuildDesk(folder, schemes.source(log.ledgerId));
      return new EmbeddedLedger('read', log, schemes, ELSEWHERE, { scores, rebuilds });
    }
    await scores.close();
  } catch {
    // Said when it is opened again.
  }
  await log.close();
  return null;
}

async function openLog(
  { data: folder, limits }: LedgerConfiguration,
  access: LedgerAccess,
): Promise<{ log: EventLog; writes: boolean }> {
  if (access !== 'read') {
    try {
      return { log: await SqliteEventLog.open(folder, { maxQueuedEvents: limits.queuedEvents }), writes: true };
    } catch (error) {
      if (access === 'write' || !(error instanceof LedgerLockedError)) throw error;
    }
  }
  return { log: await SqliteEventLog.openReader(folder), writes: false };
}

function startProcessors(
  { data: folder, processors }: LedgerConfiguration,
  log: EventLog,
  options: Pick<ProcessorsThreadOptions, 'library' | 'onNotice' | 'onRulebook'>,
): Promise<Processors> {
  if (processors === 'thread') return ProcessorsThread.start({ folder, ...options });
  return InlineProcessors.start({ log, folder, ...options });
}

/** A rulebook was published: once it is filled in, it can be asked for. */
async function takeUp(
  folder: string,
  log: EventLog,
  schemes: SchemeLibrary,
  stopping: AbortSignal,
  onNotice: (sentence: string) => void,
): Promise<void> {
  const grown = await SchemeLibrary.of(log);
  const started = Date.now();
  await filledIn(folder, log, grown, () => null, stopping);
  schemes.adopt(grown.schemes);
  onNotice(
    `A rulebook was published; its scores were filled in within ${Math.ceil((Date.now() - started) / 1_000)} s.`,
  );
}

const LOOK_EVERY_MS = 20;

/**
 * Resolves when the scores know all schemes of a library, or are being built and will.
 * @throws ScoringStalledError when they cannot be filled in; the reason of `stopping` when that is not waited for
 */
async function filledIn(
  folder: string,
  log: EventLog,
  schemes: SchemeLibrary,
  failure: () => string | null,
  stopping?: AbortSignal,
): Promise<void> {
  for (;;) {
    const scores = new LiveScores(folder, log.ledgerId, schemes);
    try {
      await scores.snapshot((view) => view.checkpoint());
      return;
    } catch (error) {
      if (error instanceof ScoresBeingBuiltError) return;
      if (!(error instanceof ScoreSourceMismatchError)) throw error;
      stopping?.throwIfAborted();
      const why = failure();
      if (why !== null) throw new ScoringStalledError(why);
      await sleep(LOOK_EVERY_MS);
    } finally {
      await scores.close();
    }
  }
}

/** Processors of another process: what they have done is seen in the scores, and nothing else is known of them. */
const ELSEWHERE: Processors = {
  status: () => null,
  waitFor: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

class EmbeddedLedger implements Ledger {
  readonly scores: ScoreReader;
  readonly rebuilds: RebuildDesk;

  constructor(
    readonly access: 'write' | 'read',
    readonly log: EventLog,
    readonly schemes: SchemeLibrary,
    readonly processors: Processors,
    { scores, rebuilds }: Pick<Ledger, 'scores' | 'rebuilds'>,
  ) {
    this.scores = scores;
    this.rebuilds = rebuilds;
  }

  async waitUntilScored(onProgress?: (progress: ScoringProgress) => void, signal?: AbortSignal): Promise<void> {
    const { position: head } = await this.log.head();
    for (;;) {
      signal?.throwIfAborted();
      const status = this.processors.status();
      const position = status?.position ?? head;
      onProgress?.({ position, head });
      if (!status || (status.isLive && position >= head)) return;
      if (status.state === 'stalled') throw new ScoringStalledError(status.lastError ?? 'The scores stand still.');
      await this.processors.waitFor(head, PROGRESS_MS).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.processors.stop(), this.log.close()]);
    await this.scores.close();
  }
}
