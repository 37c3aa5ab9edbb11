/**
 * Tells the other threads of this process that events were committed, so that a processor in a worker thread hears of them
 * within a millisecond or two. Other processes are not told; they poll.
 */
import { realpathSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';

const GATHER_MS = 1;

export class CommitSignal {
  private readonly channel: BroadcastChannel;
  private pending: NodeJS.Timeout | undefined;

  constructor(folder: string, heard: () => void) {
    this.channel = new BroadcastChannel(`assay:log:${realpathSync(folder)}`);
    this.channel.onmessage = heard;
    this.channel.unref();
  }

  /** A message costs as much as a commit of a few events, so one stands for all commits of a millisecond. */
  send(): void {
    this.pending ??= setTimeout(() => {
      this.pending = undefined;
      this.channel.postMessage(null);
    }, GATHER_MS);
  }

  close(): void {
    clearTimeout(this.pending);
    this.channel.close();
  }
}
