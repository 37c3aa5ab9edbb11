/** Deciding without touching anything: what one case says to the records sent to it, and what is to be appended for it. */
import type { StreamAppend } from '#assay/event-log';
import {
  ContradictionError,
  correctedFact,
  evolve,
  factDefinitions,
  UnknownFactError,
  type CaseState,
  type Fact,
} from '#assay/service-record';
import { checkData, type CheckedRecord } from '../door/check-record.js';
import { refuse } from '../door/refusal.js';
import type { RecordResult, Refusal } from '../record-events.js';

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
  readonly after: CaseState | null;
}

/** Decides one case's submissions in order: refusals go into the results, what holds becomes parts to append. */
export function planCase(
  before: CaseState | undefined,
  caseId: string,
  submissions: readonly Submission[],
  results: RecordResult[],
): { parts: PlannedPart[]; refused: boolean } {
  let refused = false;
  const refuseIt = (index: number, refusal: Refusal): void => {
    results[index] = { status: 'refused', refusal };
    refused = true;
  };
  let state = before;
  const accepted: Submission[] = [];
  const taken: Submission[] = [];
  const places: number[] = [];
  const parts: PlannedPart[] = [];
  for (const submission of submissions) {
    const { fact, body, index } = submission;
    const earlier = accepted.findIndex((other) => other.fact.id === fact.id);
    if (earlier >= 0) {
      if (accepted[earlier]?.body === body) {
        taken.push(submission);
        places.push(earlier);
      } else {
        refuseIt(index, differs(fact, caseId));
      }
      continue;
    }
    if (before?.timeline.some(({ id }) => id === fact.id)) {
      parts.push(repetition(before, submission));
      continue;
    }
    const outcome = decide(state, fact);
    if ('code' in outcome) {
      refuseIt(index, outcome);
      continue;
    }
    state = outcome;
    places.push(accepted.length);
    accepted.push(submission);
    taken.push(submission);
  }
  if (state && accepted.length > 0) {
    const expectedRevision = before ? before.timeline.length - 1 : 'no-stream';
    const events = accepted.map(({ fact, body }) => ({ id: fact.id, type: fact.type, body }));
    parts.push({ part: { stream: caseId, expectedRevision, events }, submissions: taken, places, after: state });
  }
  return { parts, refused };
}

/** The log knows the first receipt and compares the bytes: it is asked, and writes nothing. */
function repetition(before: CaseState, submission: Submission): PlannedPart {
  const { fact, body } = submission;
  return {
    part: {
      stream: before.id,
      expectedRevision: before.timeline.length - 1,
      events: [{ id: fact.id, type: fact.type, body }],
    },
    submissions: [submission],
    places: [0],
    after: null,
  };
}

/** What the case says to a fact: itself after it, or why not. */
function decide(state: CaseState | undefined, fact: Fact): CaseState | Refusal {
  try {
    const wrong = state && checkCorrection(state, fact);
    return wrong ?? evolve(state, fact);
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
