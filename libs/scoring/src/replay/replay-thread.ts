/** One more thread of a replay: takes its share of the log's streams and sends back its sums. `replay.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads';

import { SqliteEventLog } from '#assay/event-log';

import { SchemeLibrary } from '../scheme-library.js';
import { buffersOf } from './sum-table.js';
import { ReplayedCases, type ReplayedShare, type StreamShare } from './replayed-cases.js';

export interface ReplayThreadData {
  readonly folder: string;
  /** Folder of the schemes; the shipped ones when absent. */
  readonly schemes?: string;
  /** Ids of the schemes to replay, in the order of their indexes in the rows. */
  readonly schemeIds: readonly string[];
  readonly share: StreamShare;
  /** As known at these: see `ReplayedCases`. */
  readonly positions: readonly number[];
}

export type FromReplayThread =
  { readonly kind: 'events'; readonly count: number } | { readonly kind: 'done'; readonly share: ReplayedShare };

async function run({ folder, schemes, schemeIds, share, positions }: ReplayThreadData): Promise<void> {
  const say = (message: FromReplayThread, moved: readonly ArrayBuffer[] = []): void =>
    parentPort?.postMessage(message, moved);
  const log = await SqliteEventLog.openReader(folder);
  const library = await SchemeLibrary.of(log, { folder: schemes });
  const cases = new ReplayedCases(
    schemeIds.map((id) => library.get(id).scheme),
    positions,
  );
  await cases.addStreams(log, share, (count) => say({ kind: 'events', count }));
  await log.close();
  const found = cases.found();
  const buffers = found.moments.flatMap(({ tables }) => tables.flatMap(buffersOf));
  say({ kind: 'done', share: found }, buffers);
}

await run(workerData as ReplayThreadData);
