import type { MeasuredCase } from '#assay/service-record';

import type { CaseCounting } from '../case-counting.js';
import { untracked } from '../tracked-case.js';
import type { CountedCase, VisitStep } from '../whole-cases.js';
import { bounds, type ReadCourses } from './case-courses.js';

/** A case that is to be read from the log, of which the steps before a position were visited. */
export interface LeftToLog {
  readonly stream: string;
  readonly from: number;
}

export interface CountedCourses {
  readonly counting: CaseCounting;
  /** The attributes that are asked for. */
  readonly attributes: readonly string[];
  readonly upTo: number;
}

/** A case on its way. */
interface CaseAtHand {
  readonly stream: string;
  /** Of the event at hand. */
  position: number;
  /** Null when the rest of it is left to the log. */
  counted: CountedCase | null;
}

/**
 * Visits the cases of one kind whose first events lie in a stretch, event by event in order of position: what `visitSteps` tells of
 * each, and of states only what is asked for.
 *
 * @param unclear first positions of cases that are passed over
 * @returns cases that break, as the log tells how
 */
export function visitCourses(
  courses: Pick<ReadCourses, 'visit'>,
  [stretch, kind]: readonly [stretch: number, kind: string],
  { counting, attributes: asked, upTo }: CountedCourses,
  unclear: ReadonlySet<number>,
  visit: VisitStep,
): LeftToLog[] {
  const left: LeftToLog[] = [];
  const cases: (CaseAtHand | undefined)[] = [];
  const nothing = untracked(counting.schemes);
  const [begin] = bounds(stretch);
  // Every case has all that is asked for, so that all of them look alike to whoever reads them.
  const blank: MeasuredCase['attributes'] = Object.fromEntries(asked.map((name) => [name, undefined]));
  courses.visit(stretch, kind, {
    attributes: new Set(asked),
    upTo,
    visit: (step) => {
      const { position, first, stream } = step;
      let course = cases[first - begin];
      if (stream !== null)
        cases[first - begin] = course = { stream, position, counted: unclear.has(first) ? null : nothing };
      const counted = course?.counted;
      const attributes = step.attributes(counted?.state?.attributes ?? blank);
      if (!course || !counted) return;
      const before = counted.state;
      const unit = step.unit ?? before?.unit ?? '';
      const status = step.status ?? before?.status ?? '';
      if (before && unit === before.unit && status === before.status && attributes === before.attributes) return;
      const state: MeasuredCase = { id: course.stream, kind, unit, status, attributes, latest: '' };
      try {
        const contributions = counting.contributions(before, counted.contributions, state);
        course.counted = { state, contributions };
      } catch {
        // It breaks its case, and all of its facts tell how.
        course.counted = null;
        left.push({ stream: course.stream, from: position });
        return;
      }
      course.position = position;
      visit(course, counted, course.counted);
    },
  });
  return left;
}
