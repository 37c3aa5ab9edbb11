import { Worker } from 'node:worker_threads';

import type { SchemeLibrary } from '../scheme-library.js';
import { PositionWaiters, type Processors, type ScoringStatus } from './processors.js';
import type { FromThread, ThreadData, ToThread } from './thread-messages.js';

/**
 * Most memory for the thread's objects, in MB. It needs a third of it, and under a tighter bound the engine goes through all of
 * them more often: with half as much that is a tenth more of its own threads' time. A ledger with hundreds of thousands of units needs more.
 */
const HEAP_MB = 256;
const YOUNG_HEAP_MB = 48;

export interface ProcessorsThreadOptions {
  /** Folder of the ledger. */
  readonly folder: string;
  /** All rulebooks that were published so far among them. */
  readonly library: SchemeLibrary;
  /** Told what an operator should know, as sentences. */
  readonly onNotice?: (sentence: string) => void;
  /** Told when a rulebook was published: the thread's schemes may no longer be all there are. */
  readonly onRulebook?: () => void;
}

/** The thread could not open its ledger or scores. The message is the reason. */
export class ProcessorsFailedError extends Error {
  override readonly name = 'ProcessorsFailedError';
}

/**
 * The processors in a worker thread with connections of their own, so that scoring takes no time from requests. It runs
 * built code only (a thread loads no TypeScript); tests use `InlineProcessors`.
 */
export class ProcessorsThread implements Processors {
  private readonly waiters = new PositionWaiters();
  private readonly ended: Promise<void>;

  private constructor(
    private readonly worker: Worker,
    private latest: ScoringStatus,
    { onNotice, onRulebook }: Pick<ProcessorsThreadOptions, 'onNotice' | 'onRulebook'>,
  ) {
    if (latest.isLive) this.waiters.reach(latest.position);
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'notice') onNotice?.(message.sentence);
      else if (message.kind === 'rulebook') onRulebook?.();
      else if (message.kind !== 'failed') this.take(message.status);
    });
    worker.on('error', (error) => {
      this.take({
        ...this.latest,
        state: 'stalled',
        lastError: `The thread of the processors failed: ${String(error)}`,
      });
    });
    this.ended = new Promise((resolve) => worker.once('exit', () => resolve()));
    void this.ended.then(() => {
      if (this.latest.state !== 'stalled') this.take({ ...this.latest, state: 'stopped' });
    });
  }

  /** Resolves when the thread has opened log and scores and follows the log. @throws ProcessorsFailedError with the reason */
  static start(options: ProcessorsThreadOptions): Promise<ProcessorsThread> {
    const { folder, library, onNotice, onRulebook } = options;
    const schemes = library.schemes.map(({ document, hash }) => ({ document, hash }));
    const workerData: ThreadData = { folder, schemes };
    const worker = new Worker(new URL('./scoring-thread.js', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    return new Promise((resolve, reject) => {
      worker.on('message', function first(message: FromThread) {
        if (message.kind === 'notice') onNotice?.(message.sentence);
        else if (message.kind === 'rulebook') onRulebook?.();
        else {
          worker.off('message', first);
          if (message.kind === 'failed') reject(new ProcessorsFailedError(message.sentence));
          else resolve(new ProcessorsThread(worker, message.status, options));
        }
      });
      worker.once('error', (error) => reject(new ProcessorsFailedError(String(error))));
      worker.once('exit', () =>
        reject(new ProcessorsFailedError('The thread of the processors ended before it was ready.')),
      );
    });
  }

  status(): ScoringStatus {
    return this.latest;
  }

  waitFor(position: number, timeoutMs: number): Promise<void> {
    return this.waiters.wait(position, timeoutMs);
  }

  async stop(): Promise<void> {
    const stop: ToThread = 'stop';
    this.worker.postMessage(stop);
    await this.ended;
  }

  private take(status: ScoringStatus): void {
    this.latest = status;
    if (status.isLive) this.waiters.reach(status.position);
  }
}
