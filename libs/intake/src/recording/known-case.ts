/**
 * What deciding needs to know of a case: how it stands and which events it has. Its facts are needed only where one comes late,
 * amends or contradicts them, so they are left behind and read again from the log then. Ten thousand cases with their facts
 * would be objects that live just long enough to be moved to the old heap and die there; without them they are few.
 */
import { fold, measured, readFact, type CaseState, type Fact, type MeasuredCase } from '#assay/service-record';
import { LRUCache } from 'lru-cache';

export interface KnownCase {
  /** How it stands after all its events. */
  readonly standing: MeasuredCase;
  /** Ids of its events, by revision. */
  readonly ids: readonly string[];
  /** Its facts in order of arrival; null where they were left behind. */
  readonly timeline: readonly Fact[] | null;
}

export function knownCase(state: CaseState): KnownCase {
  return { standing: measured(state), ids: state.timeline.map(({ id }) => id), timeline: state.timeline };
}

/**
 * A case as its events make it.
 *
 * @param bodies of all its events, oldest first.
 * @throws ContradictionError, UnknownFactError when they do not hold together
 */
export const caseOf = (bodies: readonly string[]): KnownCase => knownCase(fold(bodies.map(readFact)));

/** A case longer than this keeps its facts: to read them again for each that comes late would cost more than they do. */
const SHORT = 8;

/** The cases lately decided. */
export class CaseMemory {
  private readonly cases: LRUCache<string, KnownCase>;

  constructor(max: number) {
    this.cases = new LRUCache({ max });
  }

  recall(id: string): KnownCase | undefined {
    return this.cases.get(id);
  }

  /** Takes down a case as it is now, unless more is known already: streams only grow. */
  keep(id: string, known: KnownCase): void {
    const before = this.cases.peek(id);
    if (before && before.ids.length >= known.ids.length) return;
    this.cases.set(id, known.ids.length > SHORT ? known : { ...known, timeline: null });
  }

  forget(id: string): void {
    this.cases.delete(id);
  }
}
