import {
  EventIdConflictError,
  type AppendOutcome,
  type AppendReceipt,
  type EventLog,
  type LogHead,
} from '#assay/event-log';
import { ContradictionError, factDefinitions, UnknownFactError } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';
import {
  checkRecord,
  DEFAULT_DOOR_LIMITS,
  isRefusal,
  type CheckedRecord,
  type DoorLimits,
} from '../door/check-record.js';
import { refuse } from '../door/refusal.js';
import type { RecordResult, Refusal } from '../record-events.js';
import { CaseMemory, caseOf, type KnownCase } from './known-case.js';
import { type BrokenCase, planMending } from './mend-case.js';
import { planCase, type PlannedPart, type Submission } from './plan-case.js';
import { rehearse } from './rehearsal-log.js';

export interface RecorderOptions {
  readonly limits?: Partial<DoorLimits>;
  /** How many cases stay in memory between records (some 840 bytes each); others are folded again from their stream. Default 15,000. */
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
  private readonly cases: CaseMemory;
  private readonly limits: DoorLimits;
  private readonly clock: () => number;

  constructor(
    private readonly log: EventLog,
    options: RecorderOptions = {},
  ) {
    this.limits = { ...DEFAULT_DOOR_LIMITS, ...options.limits };
    this.cases = new CaseMemory(options.cachedCases ?? 15_000);
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
  recordChecked(records: readonly (CheckedRecord | Refusal)[]): Promise<RecordResult[]> {
    return records.length <= SLICE ? this.recordSlice(records) : this.recordSlices(records);
  }

  private async recordSlices(records: readonly (CheckedRecord | Refusal)[]): Promise<RecordResult[]> {
    const results: RecordResult[] = [];
    for (let start = 0; start < records.length; start += SLICE)
      results.push(...(await this.recordSlice(records.slice(start, start + SLICE))));
    return results;
  }

  private async recordSlice(records: readonly (CheckedRecord | Refusal)[]): Promise<RecordResult[]> {
    const results = new Array<RecordResult>(records.length);
    let open: Submission[] = [];
    records.forEach((record, index) => {
      if (isRefusal(record)) results[index] = { status: 'refused', refusal: record };
      else open.push({ fact: record.fact, body: record.body, index });
    });
    for (let attempt = 0; open[0] !== undefined; attempt++) {
      if (attempt === ATTEMPTS) throw new CaseContentionError(open[0].fact.subject);
      open = await this.decideAndAppend(byCase(open), results, attempt === 0);
    }
    return results;
  }

  /**
   * Fills in results; gives back what must be decided again.
   *
   * @param mayAssume a case that is not remembered is taken to be new when its first record opens one. That is good enough to
   *   accept, for the log checks it and answers with the first receipts or with a refusal, upon which the case is decided
   *   again; to refuse, it must have been looked at.
   */
  private async decideAndAppend(
    cases: ReadonlyMap<string, readonly Submission[]>,
    results: RecordResult[],
    mayAssume: boolean,
  ): Promise<Submission[]> {
    const again: Submission[] = [];
    const planned: (readonly PlannedPart[])[] = [];
    const unread: { readonly caseId: string; readonly place: number }[] = [];
    for (const [caseId, submissions] of cases) {
      const known = this.cases.recall(caseId);
      const plan =
        known || (mayAssume && begins(submissions)) ? planCase(known, caseId, submissions, results) : undefined;
      if (!plan) unread.push({ caseId, place: planned.push([]) - 1 });
      else if (plan.refused && !known) again.push(...submissions);
      else planned.push(plan.parts);
    }
    // Only what has to be read is waited for.
    if (unread.length > 0) {
      const streams = await Promise.all(unread.map(({ caseId }) => this.log.readStream(caseId)));
      unread.forEach(({ caseId, place }, index) => {
        const bodies = (streams[index] ?? []).map(({ body }) => body);
        planned[place] = this.planRead(caseId, bodies, cases.get(caseId) ?? [], results);
      });
    }
    const plans = planned.flat();
    if (plans.length === 0) return again;
    const outcomes = await this.log.append(plans.map(({ part }) => part));
    plans.forEach((plan, index) => {
      const outcome = outcomes[index];
      if (outcome && !this.settle(plan, outcome, results)) again.push(...plan.submissions);
    });
    return again;
  }

  /** @param bodies of the case's events; none when there is no such case. */
  private planRead(
    caseId: string,
    bodies: readonly string[],
    submissions: readonly Submission[],
    results: RecordResult[],
  ): readonly PlannedPart[] {
    const read = bodies.length === 0 ? undefined : readCase(bodies);
    if (read && 'reason' in read) return planMending(read, caseId, submissions, results);
    if (read) this.cases.keep(caseId, read);
    const plan = planCase(read, caseId, submissions, results);
    if (!plan) throw new Error(`${caseId} could not be decided although its facts were read.`);
    return plan.parts;
  }

  /** Takes down one part's outcome; false when it has to be decided again. */
  private settle(plan: PlannedPart, outcome: AppendOutcome, results: RecordResult[]): boolean {
    if (outcome.ok) {
      this.remember(plan, outcome.receipt);
      plan.submissions.forEach((submission, taken) => {
        results[submission.index] = receiptOf(submission, taken, plan, outcome.receipt);
      });
      return true;
    }
    if (plan.after === null && outcome.error instanceof EventIdConflictError) {
      const refusal = refuse('id-conflict', outcome.error.message, '/id', outcome.error.eventId);
      for (const { index } of plan.submissions) results[index] = { status: 'refused', refusal };
      return true;
    }
    this.cases.forget(plan.part.stream);
    return false;
  }

  private remember({ part, after }: PlannedPart, receipt: AppendReceipt): void {
    if (after === null) return;
    if (receipt.duplicate) this.cases.forget(part.stream);
    else this.cases.keep(part.stream, after);
  }
}

function begins([first]: readonly Submission[]): boolean {
  return first !== undefined && factDefinitions.get(first.fact.type)?.opens === true;
}

function readCase(bodies: readonly string[]): KnownCase | BrokenCase {
  try {
    return caseOf(bodies);
  } catch (error) {
    if (error instanceof ContradictionError || error instanceof UnknownFactError)
      return { bodies, reason: error.message };
    throw error;
  }
}

/** Cases in order of their first submission. */
function byCase(submissions: readonly Submission[]): ReadonlyMap<string, readonly Submission[]> {
  const cases = new Map<string, Submission[]>();
  for (const submission of submissions) {
    const { subject } = submission.fact;
    const others = cases.get(subject);
    if (others) others.push(submission);
    else cases.set(subject, [submission]);
  }
  return cases;
}

/** @param taken the submission's place among those of its part. */
function receiptOf({ fact }: Submission, taken: number, plan: PlannedPart, receipt: AppendReceipt): RecordResult {
  const place = plan.places[taken] ?? 0;
  // The first submission of an event made it; any other of the same event repeats it.
  const repeats = plan.places.indexOf(place) < taken;
  return {
    status: receipt.duplicate || repeats ? 'duplicate' : 'accepted',
    id: fact.id,
    case: plan.part.stream,
    position: receipt.positions[place] ?? 0,
    recordedAt: formatTimestamp(receipt.recordedAt[place] ?? 0),
  };
}
