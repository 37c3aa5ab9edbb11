/** Deciding without touching anything: what one case says to the records sent to it, and what is to be appended for it. */
import type { NewEvent, StreamAppend } from '#assay/event-log';
import {
  ContradictionError,
  correctedFact,
  evolve,
  factDefinitions,
  follow,
  measured,
  UnknownFactError,
  withTimeline,
  type CaseState,
  type Fact,
  type MeasuredCase,
} from '#assay/service-record';
import { checkData, type CheckedRecord } from '../door/check-record.js';
import { refuse } from '../door/refusal.js';
import type { RecordResult, Refusal } from '../record-events.js';
import type { KnownCase } from './known-case.js';

/** A record that passed the door, on its way to its case. */
export interface Submission extends CheckedRecord {
  /** Where its result belongs. */
  readonly index: number;
}

/** What is to be appended to one stream, and whose results depend on it. */
export interface PlannedPart {
  readonly part: StreamAppend;
  readonly submissions: readonly Submission[];
  /** Position within the part of each submission's event: two submissions of the very same event share one. */
  readonly places: readonly number[];
  /** The case once the part is recorded; null for a repetition, which changes nothing. */
  readonly after: KnownCase | null;
}

/**
 * Decides one case's submissions in order: refusals go into the results, what holds becomes parts to append.
 *
 * @param before undefined when there is no such case yet.
 * @returns undefined when that takes the case's facts and `before` has none: to be asked again with them.
 */
export function planCase(
  before: KnownCase | undefined,
  caseId: string,
  submissions: readonly Submission[],
  results: RecordResult[],
): { parts: PlannedPart[]; refused: boolean } | undefined {
  let refused = false;
  const refuseIt = (index: number, refusal: Refusal): void => {
    results[index] = { status: 'refused', refusal };
    refused = true;
  };
  let standing = before?.standing;
  const timeline = before ? before.timeline && [...before.timeline] : [];
  const events: NewEvent[] = [];
  const taken: Submission[] = [];
  const places: number[] = [];
  const parts: PlannedPart[] = [];
  for (const submission of submissions) {
    const { fact, body, index } = submission;
    const earlier = events.findIndex(({ id }) => id === fact.id);
    if (earlier >= 0) {
      if (events[earlier]?.body === body) {
        taken.push(submission);
        places.push(earlier);
      } else {
        refuseIt(index, differs(fact, caseId));
      }
      continue;
    }
    if (before?.ids.includes(fact.id)) {
      parts.push(repetition(before, submission));
      continue;
    }
    const outcome = decide(standing, timeline, fact);
    if (!outcome) return undefined;
    if ('code' in outcome) {
      refuseIt(index, outcome);
      continue;
    }
    standing = outcome;
    timeline?.push(fact);
    places.push(events.length);
    events.push({ id: fact.id, type: fact.type, body });
    taken.push(submission);
  }
  if (standing && events.length > 0) {
    const expectedRevision = before ? before.ids.length - 1 : 'no-stream';
    const ids = events.map(({ id }) => id);
    const after = { standing, ids: before ? [...before.ids, ...ids] : ids, timeline };
    parts.push({ part: { stream: caseId, expectedRevision, events }, submissions: taken, places, after });
  }
  return { parts, refused };
}

/** The log knows the first receipt and compares the bytes: it is asked, and writes nothing. */
function repetition({ standing, ids }: KnownCase, submission: Submission): PlannedPart {
  const { fact, body } = submission;
  return {
    part: {
      stream: standing.id,
      expectedRevision: ids.length - 1,
      events: [{ id: fact.id, type: fact.type, body }],
    },
    submissions: [submission],
    places: [0],
    after: null,
  };
}

/** What the case says to a fact: how it stands after it, or why not; undefined when only its facts can tell and are not at hand. */
function decide(
  before: MeasuredCase | undefined,
  timeline: readonly Fact[] | null,
  fact: Fact,
): MeasuredCase | Refusal | undefined {
  const next = before && follow(before, fact);
  if (next || !timeline) return next;
  const state = before && withTimeline(before, timeline);
  try {
    return (state && checkCorrection(state, fact)) ?? measured(evolve(state, fact));
  } catch (error) {
    if (error instanceof ContradictionError) return refuse('contradiction', error.message);
    if (error instanceof UnknownFactError) return refuse('unknown-type', error.message, '/type', fact.type);
    throw error;
  }
}

/** A correction must leave the corrected fact as valid as the door would have demanded of it. */
export function checkCorrection(state: CaseState, fact: Fact): Refusal | undefined {
  if (fact.type !== 'record.corrected.v1') return undefined;
  const corrected = correctedFact(state, fact);
  const definition = factDefinitions.get(corrected.type);
  return definition && checkData(corrected.data, definition, '/data/changes');
}

function differs(fact: Fact, caseId: string): Refusal {
  return refuse(
    'id-conflict',
    `The event id ${fact.id} came before in this request for ${caseId} with other content. Give every event its own id.`,
    '/id',
    fact.id,
  );
}
