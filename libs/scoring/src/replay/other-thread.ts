import { Worker } from 'node:worker_threads';

import type { Compared, ComparisonTask } from './comparison.js';
import type { FromReplayThread, ReplayThreadData } from './replay-thread.js';
import type { ReplayedShare } from './replayed-cases.js';

/** Most memory for one worker's objects, in MB: some twice what it needs, so that it gives memory back in time. */
const WORKER_HEAP_MB = 96;

/** For young objects, all of it in MB: as much as the command's own thread has. With half of it, collecting them takes a tenth more of all processor time. */
const YOUNG_MB = 24;

/** One more thread of a replay, as the one sees it that started it: it tells its share, then compares what it is dealt. */
export class OtherThread {
  /** What it found in the streams that it took. */
  readonly share: Promise<ReplayedShare>;
  private readonly compared: Promise<Compared>;

  /** @param stopping ends it, whatever it is at */
  static start(data: ReplayThreadData, onEvents: (count: number) => void, stopping: AbortSignal): OtherThread {
    const worker = new Worker(new URL('./replay-thread.js', import.meta.url), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    stopping.addEventListener('abort', () => void worker.terminate(), { once: true });
    return new OtherThread(worker, onEvents);
  }

  private constructor(
    private readonly worker: Worker,
    onEvents: (count: number) => void,
  ) {
    const share = Promise.withResolvers<ReplayedShare>();
    const compared = Promise.withResolvers<Compared>();
    const fail = (error: unknown): void => {
      share.reject(error);
      compared.reject(error);
    };
    worker.on('message', (message: FromReplayThread) => {
      try {
        if (message.kind === 'events') onEvents(message.count);
        else if (message.kind === 'share') share.resolve(message.share);
        else compared.resolve(message.compared);
      } catch (error) {
        fail(error);
      }
    });
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`A worker of the replay ended early (exit code ${code}).`)));
    this.share = share.promise;
    this.compared = compared.promise;
    // Whoever waits for the share hears of a failure there.
    this.compared.catch(() => undefined);
  }

  compare(task: Pick<ComparisonTask, 'dealt' | 'shares'>): Promise<Compared> {
    this.worker.postMessage(task);
    return this.compared;
  }
}
