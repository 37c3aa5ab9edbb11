/** The thread that counts all cases again for a supposition. `counted-again.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads';

import { SqliteEventLog } from '#assay/event-log';

import { CaseCourses } from '../courses/case-courses.js';
import { type Counted, type Counting, countInto } from './counting.js';
import type { SuppositionProgress } from './supposition.js';

export interface CountingThreadData extends Counting {
  /** Its folder. */
  readonly ledger: string;
}

export type FromCountingThread =
  | { readonly kind: 'progress'; readonly progress: SuppositionProgress }
  | { readonly kind: 'done'; readonly counted: Counted };

async function run({ ledger: folder, ...counting }: CountingThreadData): Promise<void> {
  const say = (message: FromCountingThread): void => parentPort?.postMessage(message);
  const log = await SqliteEventLog.openReader(folder);
  const courses = CaseCourses.openReader(folder, log);
  try {
    const onProgress = (progress: SuppositionProgress): void => say({ kind: 'progress', progress });
    say({ kind: 'done', counted: await countInto(log, counting, { onProgress }, courses) });
  } finally {
    courses?.close();
    await log.close();
  }
}

await run(workerData as CountingThreadData);
