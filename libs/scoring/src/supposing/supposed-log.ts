import type { ReadAllOptions, ReadStreamOptions, StoredEvent } from '#assay/event-log';

import type { CaseLog } from '../reading/case-log.js';
import type { Retelling } from './retelling.js';

/**
 * The log as it would be had some cases been told otherwise. Positions and revisions stay the ledger's, so that what is
 * shown can be found again; what stands at a position is told whatever is supposed.
 */
export class SupposedLog implements CaseLog {
  constructor(
    private readonly log: CaseLog,
    private readonly retelling: Retelling,
  ) {}

  readAll(options: ReadAllOptions): Promise<StoredEvent[]> {
    return this.log.readAll(options);
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<StoredEvent[]> {
    const events = await this.log.readStream(stream);
    if (!this.retelling.concerns(events)) return this.log.readStream(stream, options);
    const { direction = 'forwards', from, limit } = options;
    const isBackwards = direction === 'backwards';
    const wanted = this.retelling
      .left(events)
      .filter(({ revision }) => (isBackwards ? revision <= (from ?? Infinity) : revision >= (from ?? 0)));
    return (isBackwards ? wanted.toReversed() : wanted).slice(0, limit);
  }
}
