/** A case event by event: as it was recorded, and as it would have been without some of its events. */
import type { StreamEvent } from '#assay/event-log';

import { advance, type TrackedCase, untracked } from '../tracked-case.js';

/** What one event made of a case; nothing is known of contributions yet, which hang on the rulebook. */
export interface CaseStep {
  readonly event: StreamEvent;
  readonly before: TrackedCase;
  readonly after: TrackedCase;
}

/** What else falls when something is left out: told in the answer, for a supposition must not hide what it did. */
export interface Consequence {
  readonly case: string;
  /** The event that is left out as well; null when nothing of the case is left. */
  readonly event: { readonly id: string; readonly position: number; readonly type: string } | null;
  /** Why: the sentence with which the case's own rules refuse it. */
  readonly sentence: string;
}

export interface StepsLeft {
  readonly steps: readonly CaseStep[];
  readonly consequences: readonly Consequence[];
}

/** The case as it was recorded. */
export function recordedSteps(events: readonly StreamEvent[]): CaseStep[] {
  let before = untracked([]);
  return events.map((event) => {
    const after = advance(before, event, []);
    const step = { event, before, after };
    before = after;
    return step;
  });
}

/**
 * The case as it would be without some of its events: the others are told again in the order in which they came, and what
 * the case now refuses is left out too, one event at a time, as the door would have left it out. So a case whose beginning
 * goes falls as a whole, and an amendment falls with what it amends. An event that could not be taken in to begin with
 * stays what it is.
 */
export function stepsWithout(recorded: readonly CaseStep[], isLeftOut: (event: StreamEvent) => boolean): StepsLeft {
  const steps: CaseStep[] = [];
  const consequences: Consequence[] = [];
  let before = untracked([]);
  for (const { event, after: then } of recorded) {
    if (isLeftOut(event)) continue;
    const after = advance(before, event, []);
    if (after.broken && !then.broken) {
      consequences.push(refusal(event, after));
      continue;
    }
    steps.push({ event, before, after });
    before = after;
  }
  const [first] = consequences;
  if (steps.length > 0 || !first) return { steps, consequences };
  return { steps, consequences: [{ ...first, event: null }] };
}

function refusal({ stream, position }: StreamEvent, { fact, broken }: TrackedCase): Consequence {
  return {
    case: stream,
    event: { id: fact?.id ?? '', position, type: fact?.type ?? '' },
    sentence: broken?.reason ?? '',
  };
}
