import type { EventLog, StoredEvent } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { ProcessorStalledError } from '#assay/processing';
import { type CaseState, type Fact, fold, follow, measured, type MeasuredCase, readFact } from '#assay/service-record';
import { LRUCache } from 'lru-cache';

import { CaseCounting, type SchemeDifferences } from './case-counting.js';
import { advance, type BrokenCase, type TrackedCase, untracked } from './tracked-case.js';

/** What an event made of its case. */
export interface CountedEvent {
  /** Position of its case's first event. */
  readonly first: number;
  readonly fact: Fact;
  readonly before: MeasuredCase | null;
  readonly after: MeasuredCase;
  readonly differences: readonly SchemeDifferences[];
  readonly broken: null;
}

/** An event that broke its case, or came to a broken one. */
export interface BreakingEvent {
  readonly first: number;
  /** Null when it could not be read. */
  readonly fact: Fact | null;
  /** The case before it broke; null when that was before its first good fact. */
  readonly after: MeasuredCase | null;
  readonly broken: BrokenCase;
}

/** A case as it is after so many events. */
interface KnownCase {
  /** Position of its first event. */
  readonly first: number;
  readonly revision: number;
  readonly state: MeasuredCase;
}

/**
 * What events make of their cases, one after another in the order of the log. The cases lately seen are remembered without
 * their facts: these make most of a case, and are read again from the log for the few events that do not simply come next.
 */
export class FollowedCases {
  private readonly known: LRUCache<string, KnownCase>;
  private readonly counting: CaseCounting;

  constructor(
    private readonly log: Pick<EventLog, 'readStream'>,
    private readonly schemes: readonly CompiledScheme[],
    /** Most cases that are remembered. */
    max: number,
  ) {
    this.known = new LRUCache({ max });
    this.counting = new CaseCounting(schemes);
  }

  /** For an event that begins a case or simply follows; null when the case has to be {@link readAndTakeIn read}. */
  takeIn({ stream, revision, position, body }: StoredEvent): CountedEvent | null {
    const known = this.known.get(stream);
    if (known ? known.revision !== revision - 1 : revision !== 0) return null;
    try {
      const fact = readFact(body);
      const before = known?.state ?? null;
      const after = before ? follow(before, fact) : measured(fold([fact]));
      if (!after) return null;
      const differences = this.counting.changes(before, after);
      const first = known?.first ?? position;
      this.known.set(stream, { first, revision, state: after });
      return { first, fact, before, after, differences, broken: null };
    } catch {
      // It breaks its case: reading that finds out how.
      return null;
    }
  }

  /** For any event: its case is folded from its stream. @throws ProcessorStalledError when that has a gap */
  async readAndTakeIn(event: StoredEvent): Promise<CountedEvent | BreakingEvent> {
    const { stream, revision } = event;
    const { first, tracked } = await this.readBefore(event);
    const { state: before } = tracked;
    const { fact, state, broken } = advance(tracked, event, this.schemes);
    if (broken) {
      this.known.delete(stream);
      return { first, fact, after: state, broken };
    }
    // What is not broken was read, and is a case.
    const after = measured(state as CaseState);
    this.known.set(stream, { first, revision, state: after });
    const differences = this.counting.changes(before, after);
    return { first, fact: fact as Fact, before, after, differences, broken: null };
  }

  /** The case of an event as it was before it. */
  private async readBefore({
    stream,
    revision,
    position,
  }: StoredEvent): Promise<{ readonly first: number; readonly tracked: TrackedCase }> {
    let tracked = untracked(this.schemes);
    if (revision === 0) return { first: position, tracked };
    const earlier = await this.log.readStream(stream, { limit: revision });
    for (const each of earlier) tracked = advance(tracked, each, this.schemes);
    if (tracked.revision !== revision - 1) {
      throw new ProcessorStalledError(
        `The stream ${stream} gave ${earlier.length} events where ${revision} come before position ${position}. ` +
          'Run `assay fsck` on the log.',
      );
    }
    return { first: earlier[0]?.position ?? position, tracked };
  }
}
