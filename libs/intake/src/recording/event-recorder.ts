import {
  EventIdConflictError,
  type AppendOutcome,
  type AppendReceipt,
  type EventLog,
  type LogHead,
  type StreamAppend,
} from '#assay/event-log';
import {
  ContradictionError,
  correctedFact,
  evolve,
  factDefinitions,
  readFact,
  UnknownFactError,
  type CaseState,
  type Fact,
} from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';
import { LRUCache } from 'lru-cache';
import {
  checkData,
  checkRecord,
  DEFAULT_DOOR_LIMITS,
  isRefusal,
  type CheckedRecord,
  type DoorLimits,
} from '../door/check-record.js';
import { refuse } from '../door/refusal.js';
import type { RecordResult, Refusal } from '../record-events.js';
import { rehearse } from './rehearsal-log.js';

export interface RecorderOptions {
  readonly limits?: Partial<DoorLimits>;
  /** How many cases stay in memory between records; older ones are folded again from their stream. */
  readonly cachedCases?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** Records decided and appended in one go; a longer batch is cut, so that the log's queue has room for others. */
const SLICE = 1_000;
const ATTEMPTS = 10;

/** Another writer kept changing a case while it was being decided. Nothing of the case was written. */
export class CaseContentionError extends Error {
  override readonly name = 'CaseContentionError';
  constructor(readonly caseId: string) {
    super(
      `The case ${caseId} changed ${ATTEMPTS} times while this record was decided. Send it again; what was recorded already comes back as a duplicate.`,
    );
  }
}

/**
 * Validates records, decides each against its case, and appends what holds.
 *
 * Records of one batch that belong to the same case are decided in their order. A record whose id its case already has
 * is not decided again: the log compares the bytes and gives the first receipt, or says that the content differs.
 * Where another writer was faster, the case is read again and decided again.
 */
export class EventRecorder {
  private readonly cases: LRUCache<string, CaseState>;
  private readonly limits: DoorLimits;
  private readonly clock: () => number;

  constructor(
    private readonly log: EventLog,
    options: RecorderOptions = {},
  ) {
    this.limits = { ...DEFAULT_DOOR_LIMITS, ...options.limits };
    this.cases = new LRUCache({ max: options.cachedCases ?? 10_000 });
    this.clock = options.clock ?? Date.now;
  }

  /** A recorder that decides as this one and writes nothing: what a dry run asks. */
  rehearsing(): EventRecorder {
    return new EventRecorder(rehearse(this.log), { limits: this.limits, clock: this.clock });
  }

  /** The door alone: no case is read, nothing is written. */
  check(record: unknown): CheckedRecord | Refusal {
    return checkRecord(record, this.clock(), this.limits);
  }

  /** The ledger's last durable position. */
  head(): Promise<LogHead> {
    return this.log.head();
  }

  /** One result per record, in order. Rejects when the log cannot take anything now; then send the same again. */
  record(records: readonly unknown[]): Promise<RecordResult[]> {
    return this.recordChecked(records.map((record) => this.check(record)));
  }

  /** As {@link record}, for records that the door has seen. */
  async recordChecked(records: readonly (CheckedRecord | Refusal)[]): Promise<RecordResult[]> {
    const results: RecordResult[] = [];
    for (let start = 0; start < records.length; start += SLICE)
      results.push(...(await this.recordSlice(records.slice(start, start + SLICE))));
    return results;
  }

  private async recordSlice(records: readonly (CheckedRecord | Refusal)[]): Promise<RecordResult[]> {
    const results = new Array<RecordResult>(records.length);
    let open = new Map<string, Submission[]>();
    records.forEach((record, index) => {
      if (isRefusal(record)) results[index] = { status: 'refused', refusal: record };
      else submissionsOf(open, record.fact.subject).push({ ...record, index });
    });
    for (let attempt = 0; open.size > 0; attempt++) {
      const [unlucky] = open.keys();
      if (attempt === ATTEMPTS && unlucky !== undefined) throw new CaseContentionError(unlucky);
      open = await this.decideAndAppend(open, results, attempt === 0);
    }
    return results;
  }

  /** Fills in results; gives back the cases that must be decided again. */
  private async decideAndAppend(
    open: ReadonlyMap<string, readonly Submission[]>,
    results: RecordResult[],
    mayAssume: boolean,
  ): Promise<Map<string, Submission[]>> {
    const plans: PlannedPart[] = [];
    const toLoad: string[] = [];
    for (const [caseId, submissions] of open) if (!(mayAssume && this.begins(caseId, submissions))) toLoad.push(caseId);
    const known = await this.load(toLoad);
    for (const [caseId, submissions] of open) plans.push(...planCase(known.get(caseId), caseId, submissions, results));
    if (plans.length === 0) return new Map();
    const outcomes = await this.log.append(plans.map(({ part }) => part));
    const again = new Map<string, Submission[]>();
    plans.forEach((plan, index) => {
      const outcome = outcomes[index];
      if (outcome && !this.settle(plan, outcome, results))
        submissionsOf(again, plan.part.stream).push(...plan.submissions);
    });
    return again;
  }

  /**
   * Whether a case may be taken to be new without looking: its one record opens a case. Should it exist after all, the log
   * says so, either with the first receipt or with a refusal, upon which the case is read and decided again.
   */
  private begins(caseId: string, submissions: readonly Submission[]): boolean {
    const [only] = submissions;
    if (submissions.length !== 1 || !only || this.cases.has(caseId)) return false;
    return factDefinitions.get(only.fact.type)?.opens === true;
  }

  /** Takes down one part's outcome; false when it has to be decided again. */
  private settle(plan: PlannedPart, outcome: AppendOutcome, results: RecordResult[]): boolean {
    if (outcome.ok) {
      this.remember(plan, outcome.receipt);
      plan.submissions.forEach((submission) => {
        results[submission.index] = receiptOf(submission, plan, outcome.receipt);
      });
      return true;
    }
    if (plan.after === null && outcome.error instanceof EventIdConflictError) {
      const refusal = refuse('id-conflict', outcome.error.message, '/id', outcome.error.eventId);
      for (const { index } of plan.submissions) results[index] = { status: 'refused', refusal };
      return true;
    }
    this.cases.delete(plan.part.stream);
    return false;
  }

  private remember(plan: PlannedPart, receipt: AppendReceipt): void {
    const caseId = plan.part.stream;
    if (plan.after === null) return;
    const known = this.cases.get(caseId);
    if (receipt.duplicate) this.cases.delete(caseId);
    else if (!known || known.timeline.length < plan.after.timeline.length) this.cases.set(caseId, plan.after);
  }

  /** The cases as they are now; one that does not exist is absent. */
  private async load(caseIds: Iterable<string>): Promise<Map<string, CaseState>> {
    const known = new Map<string, CaseState>();
    const cold: string[] = [];
    for (const caseId of caseIds) {
      const state = this.cases.get(caseId);
      if (state) known.set(caseId, state);
      else cold.push(caseId);
    }
    const streams = await Promise.all(cold.map((caseId) => this.log.readStream(caseId)));
    streams.forEach((events, index) => {
      const caseId = cold[index];
      let state: CaseState | undefined;
      for (const { body } of events) state = evolve(state, readFact(body));
      if (caseId === undefined || state === undefined) return;
      known.set(caseId, state);
      this.cases.set(caseId, state);
    });
    return known;
  }
}

interface Submission extends CheckedRecord {
  /** Where its result belongs. */
  readonly index: number;
}

interface PlannedPart {
  readonly part: StreamAppend;
  readonly submissions: readonly Submission[];
  /** Position within the part of each submission's event: two submissions of the very same event share one. */
  readonly places: readonly number[];
  /** The case once the part is recorded; null for a repetition, which changes nothing. */
  readonly after: CaseState | null;
}

function submissionsOf(map: Map<string, Submission[]>, caseId: string): Submission[] {
  let submissions = map.get(caseId);
  if (!submissions) map.set(caseId, (submissions = []));
  return submissions;
}

/** Decides one case's submissions in order: refusals go into the results, what holds becomes parts to append. */
function planCase(
  before: CaseState | undefined,
  caseId: string,
  submissions: readonly Submission[],
  results: RecordResult[],
): PlannedPart[] {
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
        results[index] = { status: 'refused', refusal: differs(fact, caseId) };
      }
      continue;
    }
    if (before?.timeline.some(({ id }) => id === fact.id)) {
      parts.push(repetition(before, submission));
      continue;
    }
    const outcome = decide(state, fact);
    if ('code' in outcome) {
      results[index] = { status: 'refused', refusal: outcome };
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
  return parts;
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
function checkCorrection(state: CaseState, fact: Fact): Refusal | undefined {
  if (fact.type !== 'record.corrected.v1') return undefined;
  const corrected = correctedFact(state, fact);
  const definition = factDefinitions.get(corrected.type);
  return definition && checkData(corrected.data, definition, '/data/changes');
}

function receiptOf({ fact, index }: Submission, plan: PlannedPart, receipt: AppendReceipt): RecordResult {
  const taken = plan.submissions.findIndex((submission) => submission.index === index);
  const place = plan.places[taken] ?? 0;
  const first = plan.places.indexOf(place) === taken;
  return {
    status: receipt.duplicate || !first ? 'duplicate' : 'accepted',
    id: fact.id,
    case: plan.part.stream,
    position: receipt.positions[place] ?? 0,
    recordedAt: formatTimestamp(receipt.recordedAt[place] ?? 0),
  };
}

function differs(fact: Fact, caseId: string): Refusal {
  return refuse(
    'id-conflict',
    `The event id ${fact.id} came before in this request for ${caseId} with other content. Give every event its own id.`,
    '/id',
    fact.id,
  );
}
