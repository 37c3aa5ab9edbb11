import type { EventLog, ReadStreamsOptions, StreamEvent } from '#assay/event-log';

import { Breath } from './breath.js';
import type { RetoldCases } from './retold-cases.js';
import type { SuppositionWork } from './supposition.js';

const EVENTS_BETWEEN_WORDS = 2_000;

/** The streams of the log, each as it is told under the supposition. */
export class RetoldStreams implements Pick<EventLog, 'readStreams'> {
  constructor(
    private readonly log: Pick<EventLog, 'readStreams'>,
    private readonly retold: RetoldCases,
    private readonly of: number,
    private readonly work: SuppositionWork,
  ) {}

  /** All of them: what becomes of a company, and what no longer makes sense, is told of every case. */
  async *readStreams({ upTo }: ReadStreamsOptions): AsyncGenerator<readonly (readonly StreamEvent[])[], void> {
    let done = 0;
    let told = 0;
    const breath = new Breath();
    for await (const streams of this.log.readStreams({ upTo })) {
      for (const events of streams) {
        const left = this.retold.left(events);
        if (left.length > 0) yield [left];
        done += events.length;
        await breath.take();
      }
      if (done - told < EVENTS_BETWEEN_WORDS) continue;
      told = done;
      this.work.onProgress?.({ step: 'counting', done, of: this.of });
      this.work.signal?.throwIfAborted();
    }
  }
}
