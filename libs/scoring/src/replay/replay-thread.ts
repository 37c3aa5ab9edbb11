/** One more thread of a replay: takes its share of the log's streams, then compares the schemes that it is dealt (`other-thread.ts`). */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';

import { SqliteEventLog } from '#assay/event-log';
import { compileScheme, type SchemeDocument } from '#assay/methodology';

import { LiveScores } from '../builds/live-scores.js';
import type { ScoreSource } from '../score-store.js';
import { type Compared, compareSchemes, type ComparisonTask } from './comparison.js';
import { ReplayedCases, type ReplayedShare } from './replayed-cases.js';
import { type StreamEnd, StreamParts } from '../stream-parts.js';

export interface ReplayThreadData {
  readonly folder: string;
  readonly source: ScoreSource;
  /** The rulebooks as they were read and checked: reading them again would take longer than all else that a thread begins with. */
  readonly schemes: readonly { readonly key: number; readonly document: SchemeDocument; readonly hash: string }[];
  /** The parts of the log that threads take in turn, and from where this one does. */
  readonly parts: SharedArrayBuffer;
  readonly end: StreamEnd;
  /** As known at these: see `ReplayedCases`. */
  readonly positions: readonly number[];
}

export type FromReplayThread =
  | { readonly kind: 'events'; readonly count: number }
  | { readonly kind: 'share'; readonly share: ReplayedShare }
  | { readonly kind: 'compared'; readonly compared: Compared };

async function run({ folder, source, schemes: chosen, parts, end, positions }: ReplayThreadData): Promise<void> {
  const say = (message: FromReplayThread): void => parentPort?.postMessage(message);
  const log = await SqliteEventLog.openReader(folder);
  const schemes = chosen.map(({ key, document, hash }) => ({ key, scheme: compileScheme(document, hash) }));
  const compiled = schemes.map(({ scheme }) => scheme);
  const cases = new ReplayedCases(compiled, positions);
  await cases.addStreams(log, new StreamParts(parts).take(end), (count) => say({ kind: 'events', count }));
  await log.close();
  if (!parentPort) return;
  const dealt = once(parentPort, 'message');
  say({ kind: 'share', share: cases.found() });
  const [task] = (await dealt) as [Pick<ComparisonTask, 'dealt' | 'shares'>];
  const scores = new LiveScores(folder, source.ledgerId, { schemes: compiled, source: () => source });
  const compared = await compareSchemes(scores, { ...task, schemes, positions });
  await scores.close();
  say({ kind: 'compared', compared });
}

await run(workerData as ReplayThreadData);
