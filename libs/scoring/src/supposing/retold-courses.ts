import type { EventLog, StreamEvent } from '#assay/event-log';

import {
  bounds,
  type CaseCourses,
  type CourseVisitor,
  type KeptCourses,
  type ReadCourses,
  stretchOf,
  type UnclearCase,
} from '../courses/case-courses.js';
import type { RetoldCases } from './retold-cases.js';
import type { SuppositionWork } from './supposition.js';

/** Events that courses may lack, some more than wait to be stored: their cases are read one by one, and with more of them the log is faster. */
const MOST_LACKING = 10_000;
const EVENTS_AT_ONCE = 2_000;

/**
 * The courses of cases as they are told under a supposition. Cases that it concerns, and those of which something happened after the last event
 * that the courses have, are read from the log; nothing is written.
 */
export class RetoldCourses implements KeptCourses, ReadCourses {
  /** Cases that are read, by the stretch that they lie in. */
  private readonly others = new Map<number, UnclearCase[]>();
  /** What is told of those that the supposition concerns. */
  private readonly told = new Map<string, readonly StreamEvent[]>();
  private upTo = 0;

  /** @param concerned the cases of which something is left out */
  constructor(
    private readonly log: Pick<EventLog, 'readStream' | 'readAll'>,
    private readonly courses: CaseCourses,
    private readonly retold: RetoldCases,
    private readonly concerned: readonly string[],
    private readonly work: SuppositionWork,
  ) {}

  async reaching(upTo: number): Promise<ReadCourses | null> {
    if (upTo - this.courses.position > MOST_LACKING) return null;
    this.upTo = upTo;
    for (const stream of this.concerned) {
      const events = await this.courses.eventsOf(stream, upTo);
      this.told.set(stream, this.retold.left(events));
      this.read(stream, events[0]);
    }
    for (const stream of await this.lately()) {
      if (this.told.has(stream)) continue;
      const [first] = await this.log.readStream(stream, { limit: 1 });
      this.read(stream, first);
    }
    return this;
  }

  unclearIn(stretch: number): readonly UnclearCase[] {
    const [first] = bounds(stretch);
    this.work.onProgress?.({ step: 'counting', done: first - 1, of: this.upTo });
    const others = this.others.get(stretch) ?? [];
    const named = new Set(others.map(({ stream }) => stream));
    return [...others, ...this.courses.unclearIn(stretch).filter(({ stream }) => !named.has(stream))];
  }

  visit(stretch: number, kind: string, visitor: CourseVisitor): void {
    this.courses.visit(stretch, kind, visitor);
  }

  async eventsOf(stream: string, upTo: number): Promise<readonly StreamEvent[]> {
    return this.told.get(stream) ?? this.courses.eventsOf(stream, upTo);
  }

  private read(stream: string, first: StreamEvent | undefined): void {
    if (!first) return;
    const stretch = stretchOf(first.position);
    const others = this.others.get(stretch) ?? [];
    this.others.set(stretch, others);
    others.push({ first: first.position, stream });
  }

  /** The cases of the events that the courses lack. */
  private async lately(): Promise<ReadonlySet<string>> {
    const streams = new Set<string>();
    for (let after = this.courses.position; after < this.upTo;) {
      const events = await this.log.readAll({ after, limit: Math.min(EVENTS_AT_ONCE, this.upTo - after) });
      for (const { stream } of events) streams.add(stream);
      const last = events.at(-1);
      if (!last) break;
      after = last.position;
    }
    return streams;
  }
}
