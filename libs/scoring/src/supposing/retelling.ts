import type { StreamEvent } from '#assay/event-log';

import { type CaseStep, recordedSteps, type StepsLeft, stepsWithout } from './case-steps.js';

/** What is left out: whole cases (null), or events of others by position, by case. */
export type LeftOut = ReadonlyMap<string, ReadonlySet<number> | null>;

/** How cases are told under a supposition. */
export class Retelling {
  private readonly needles: readonly string[];

  /** @param sources of which every event is left out, wherever it is */
  constructor(
    private readonly leftOut: LeftOut,
    private readonly sources: ReadonlySet<string> = new Set(),
  ) {
    this.needles = [...sources].map((source) => `"source":${JSON.stringify(source)}`);
  }

  /** Whether any of a case's events is left out. */
  concerns(events: readonly StreamEvent[]): boolean {
    const [first] = events;
    if (!first) return false;
    return (
      this.leftOut.has(first.stream) || (this.needles.length > 0 && events.some((event) => this.isFromThem(event)))
    );
  }

  /** The case as it is told then, and what falls with what is left out. */
  stepsOf(events: readonly StreamEvent[]): StepsLeft & { readonly recorded: readonly CaseStep[] } {
    const recorded = recordedSteps(events);
    return { recorded, ...stepsWithout(recorded, (event) => this.isLeftOut(event)) };
  }

  /** What is left of a case, in order of arrival. */
  left<E extends StreamEvent>(events: readonly E[]): readonly E[] {
    if (!this.concerns(events)) return events;
    const positions = new Set(this.stepsOf(events).steps.map(({ event }) => event.position));
    return events.filter(({ position }) => positions.has(position));
  }

  private isLeftOut(event: StreamEvent): boolean {
    const positions = this.leftOut.get(event.stream);
    return positions === null || (positions?.has(event.position) ?? false) || this.isFromThem(event);
  }

  /** Most events are told from the others by a look at their text. */
  private isFromThem({ body }: StreamEvent): boolean {
    return this.needles.some((needle) => body.includes(needle)) && this.sources.has(sourceOf(body));
  }
}

/** The CloudEvents source of an event that may be of any shape. */
export function sourceOf(body: string): string {
  try {
    return String((JSON.parse(body) as { source?: unknown } | null)?.source);
  } catch {
    return '';
  }
}
