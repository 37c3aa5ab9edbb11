import type { EventLog, ReadStreamsOptions, StreamEvent } from '#assay/event-log';

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
    for await (const streams of this.log.readStreams({ upTo })) {
      yield streams.map((events) => this.retold.left(events)).filter(({ length }) => length > 0);
      done += streams.reduce((sum, { length }) => sum + length, 0);
      if (done - told < EVENTS_BETWEEN_WORDS) continue;
      told = done;
      this.work.onProgress?.({ step: 'counting', done, of: this.of });
    }
  }
}
