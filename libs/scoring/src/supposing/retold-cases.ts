import type { StreamEvent } from '#assay/event-log';

import { Consequences } from './consequences.js';
import type { Retelling } from './retelling.js';
import { type DescribedUnit, describedUnit } from './supposed-registers.js';

/** Cases as they are told under a supposition, each once, with what falls with it. */
export class RetoldCases {
  readonly consequences = new Consequences();
  /** Companies and units whose own case is told otherwise. */
  readonly described: DescribedUnit[] = [];

  constructor(private readonly retelling: Retelling) {}

  /** What is told of a case, in order of arrival; nothing when all of it is left out. */
  left(events: readonly StreamEvent[]): readonly StreamEvent[] {
    if (!this.retelling.concerns(events)) return events;
    const { recorded, steps, consequences } = this.retelling.stepsOf(events);
    this.consequences.add(consequences);
    const unit = describedUnit(recorded, steps);
    if (unit) this.described.push(unit);
    return steps.map(({ event }) => event);
  }
}
