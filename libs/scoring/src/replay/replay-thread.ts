/** One more thread of a replay: takes its share of the log's streams and sends back its sums. `replay.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads';

import { SqliteEventLog } from '#assay/event-log';
import { compileScheme, type SchemeDocument } from '#assay/methodology';

import { ReplayedCases, type ReplayedShare } from './replayed-cases.js';
import { type StreamEnd, StreamParts } from './stream-parts.js';
import { buffersOf } from './sum-table.js';

export interface ReplayThreadData {
  readonly folder: string;
  /** The rulebooks as they were read and checked: reading them again would take longer than all else that a thread begins with. */
  readonly schemes: readonly { readonly document: SchemeDocument; readonly hash: string }[];
  /** The parts of the log that threads take in turn, and from where this one does. */
  readonly parts: SharedArrayBuffer;
  readonly end: StreamEnd;
  /** As known at these: see `ReplayedCases`. */
  readonly positions: readonly number[];
}

export type FromReplayThread =
  { readonly kind: 'events'; readonly count: number } | { readonly kind: 'done'; readonly share: ReplayedShare };

async function run({ folder, schemes, parts, end, positions }: ReplayThreadData): Promise<void> {
  const say = (message: FromReplayThread, moved: readonly ArrayBuffer[] = []): void =>
    parentPort?.postMessage(message, moved);
  const log = await SqliteEventLog.openReader(folder);
  const cases = new ReplayedCases(
    schemes.map(({ document, hash }) => compileScheme(document, hash)),
    positions,
  );
  await cases.addStreams(log, new StreamParts(parts).take(end), (count) => say({ kind: 'events', count }));
  await log.close();
  const found = cases.found();
  const buffers = found.moments.flatMap(({ tables }) => tables.flatMap(buffersOf));
  say({ kind: 'done', share: found }, buffers);
}

await run(workerData as ReplayThreadData);
