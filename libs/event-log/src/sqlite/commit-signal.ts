/**
 * Tells the other threads of this process that events were committed, so that a processor in a worker thread hears of them
 * within microseconds. Other processes are not told; they poll.
 */
import { realpathSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';

export class CommitSignal {
  private readonly channel: BroadcastChannel;

  constructor(folder: string, heard: () => void) {
    this.channel = new BroadcastChannel(`assay:log:${realpathSync(folder)}`);
    this.channel.onmessage = heard;
    this.channel.unref();
  }

  send(): void {
    this.channel.postMessage(null);
  }

  close(): void {
    this.channel.close();
  }
}
