import { availableParallelism } from 'node:os';

import type { EventLog } from '#assay/event-log';

import { type KnownAt, knownAt } from '../reading/known-at.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader } from '../score-store.js';
import { allBut, compareSchemes, deal, inOrder, MAX_DIFFERENCES, type ReplayDifference } from './comparison.js';
import { OtherThread } from './other-thread.js';
import { type BrokenCase, type BrokenReplay, ReplayedCases, type ReplayedShare } from './replayed-cases.js';
import { EVERYTHING, StreamParts } from '../stream-parts.js';

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
  const parts = new StreamParts();
  const stopping = new AbortController();
  try {
    const others = Array.from({ length: workers - 1 }, (_, index) =>
      OtherThread.start(
        {
          folder: threads?.folder ?? '',
          source: reader.source,
          schemes: chosen.map(({ key, scheme: { document, hash } }) => ({ key, document, hash })),
          parts: parts.shared,
          end: index % 2 === 0 ? 'back' : 'front',
          positions,
        },
        onEvents,
        stopping.signal,
      ),
    );
    const cases = new ReplayedCases(schemes, positions);
    const adding = cases.addStreams(log, others.length === 0 ? [EVERYTHING] : parts.take('front'), onEvents);
    const shares = await Promise.all([adding.then(() => cases.found()), ...others.map(({ share }) => share)]);
    const [own = [], ...hands] = deal(shares, schemes.length, workers);
    const found = await Promise.all([
      compareSchemes(reader, { schemes: chosen, dealt: own, positions, shares }, () => onEvents(0)),
      ...others.map((other, index) => other.compare({ dealt: hands[index] ?? [], shares })),
    ]);
    const [{ parked }] = found;
    const isCompared = allBut(parked);
    const broken = [...brokenCases(shares), ...found.flatMap((each) => each.broken)].filter(
      ({ company }) => company === null || isCompared(company),
    );
    const differenceCount = found.reduce((sum, each) => sum + each.differenceCount, 0);
    return {
      knownAt: knownAt(checkpoint),
      samples,
      schemes: schemes.map(({ id }) => id),
      events,
      cases: shares.reduce((sum, share) => sum + share.cases, 0),
      rows: found.reduce((sum, { rows }) => sum + rows, 0),
      parked,
      broken,
      differences: inOrder(found.flatMap(({ differences }) => differences)).slice(0, MAX_DIFFERENCES),
      differenceCount,
      isEqual: differenceCount === 0 && broken.length === 0,
      seconds: (performance.now() - started) / 1_000,
    };
  } finally {
    // Where one fails, or whoever is told of the progress has heard enough, the others need not go on.
    stopping.abort();
  }
}

/** By moment; at each in order of first mention, whichever share they were in. */
function brokenCases(shares: readonly ReplayedShare[]): BrokenReplay[] {
  const moments = shares[0]?.moments ?? [];
  return moments.flatMap((_, moment) =>
    shares
      .flatMap(({ moments: each }): readonly BrokenCase[] => each[moment]?.broken ?? [])
      .sort((a, b) => a.since - b.since)
      .map(({ caseId, company, reason }) => ({ caseId, company, reason })),
  );
}

/** Ascending, each once: spread by the golden ratio, so that they meet no rhythm of the ledger's. The same for the same ledger. */
function sampledPositions(count: number, upTo: number): number[] {
  const positions = Array.from({ length: count }, (_, index) => Math.ceil((((index + 1) * GOLDEN) % 1) * upTo));
  return [...new Set(positions)].filter((position) => position > 0 && position < upTo).sort((a, b) => a - b);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Another thread takes a tenth of a second to start, and as much again to compile: below this many events it does not pay. */
const EVENTS_PER_THREAD = 150_000;

function suitableWorkers(events: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(events / EVENTS_PER_THREAD)));
}
