import type { StreamEvent } from '#assay/event-log';
import { fold, follow, type MeasuredCase, readFact } from '#assay/service-record';

import type { CaseCounting } from './case-counting.js';
import { advance, type TrackedCase, untracked } from './tracked-case.js';

/** A case after one of its events, with what it contributes under each scheme. */
export interface CountedCase extends Pick<TrackedCase, 'contributions'> {
  /** Null before the first event. */
  readonly state: MeasuredCase | null;
}

/** What an event made of its case. */
export type VisitStep = (
  event: Pick<StreamEvent, 'stream' | 'position'>,
  before: CountedCase,
  after: CountedCase,
) => void;

/**
 * Visits the events of a case from the first on, in order of arrival. Those that break it, or come to a broken one, change
 * nothing and are passed over: so says {@link advance}, by which all this is to be judged. Most events simply come next, and for these
 * no facts are kept.
 */
export function visitSteps(events: readonly StreamEvent[], counting: CaseCounting, visit: VisitStep): void {
  const { schemes } = counting;
  let before: CountedCase = untracked(schemes);
  // With all of its facts, from the first event on that does not simply come next.
  let tracked: TrackedCase | null = null;
  for (const [index, event] of events.entries()) {
    let after = tracked ? null : comingNext(before, event, counting);
    if (!after) {
      tracked ??= events.slice(0, index).reduce((earlier, each) => advance(earlier, each, schemes), untracked(schemes));
      tracked = advance(tracked, event, schemes);
      if (tracked.broken) continue;
      after = tracked;
    }
    visit(event, before, after);
    before = after;
  }
}

/** Null when that cannot be told without the facts before. */
function comingNext(
  { state: before, contributions }: CountedCase,
  { body }: StreamEvent,
  counting: CaseCounting,
): CountedCase | null {
  try {
    const fact = readFact(body);
    const state = before ? follow(before, fact) : fold([fact]);
    return state ? { state, contributions: counting.contributions(before, contributions, state) } : null;
  } catch {
    // It breaks the case, and all of its facts tell how.
    return null;
  }
}
