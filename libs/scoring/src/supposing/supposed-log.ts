import type { ReadAllOptions, ReadStreamOptions, StoredEvent } from '#assay/event-log';

import type { CaseLog } from '../reading/case-log.js';

/**
 * The log as it would be had some cases been told otherwise. Positions and revisions stay the ledger's, so that what is
 * shown can be found again; what stands at a position is told whatever is supposed.
 */
export class SupposedLog implements CaseLog {
  constructor(
    private readonly log: CaseLog,
    /** What is left of the cases that are told otherwise, in order of arrival. */
    private readonly left: ReadonlyMap<string, readonly StoredEvent[]>,
  ) {}

  readAll(options: ReadAllOptions): Promise<StoredEvent[]> {
    return this.log.readAll(options);
  }

  readStream(stream: string, options: ReadStreamOptions = {}): Promise<StoredEvent[]> {
    const left = this.left.get(stream);
    if (!left) return this.log.readStream(stream, options);
    const { direction = 'forwards', from, limit } = options;
    const isBackwards = direction === 'backwards';
    const wanted = left.filter(({ revision }) =>
      isBackwards ? revision <= (from ?? Infinity) : revision >= (from ?? 0),
    );
    return Promise.resolve((isBackwards ? wanted.toReversed() : wanted).slice(0, limit));
  }
}
