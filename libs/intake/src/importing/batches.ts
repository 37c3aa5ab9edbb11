/**
 * From spooled rows to events: finds the rows that tell of one thing, maps them, and asks the door, so that a case is
 * taken or refused as a whole before anything of it is recorded.
 */
import { ContradictionError, evolve, factDefinitions, type CaseState } from '#assay/service-record';
import { type CheckedRecord, isRefusal } from '../door/check-record.js';
import { refuse } from '../door/refusal.js';
import type { RowMapper } from '../mapping/compile-mapping.js';
import type { Mapping } from '../mapping/mapping.js';
import { type Row, RowFault } from '../mapping/row.js';
import type { Refusal } from '../record-events.js';
import type { EventRecorder } from '../recording/event-recorder.js';
import type { Spool, SpooledRow, SpooledStep } from './spool.js';

/** Different rows with one key that a mapping keeps apart. */
export interface Collision {
  /** The key in words. */
  readonly key: string;
  readonly lines: readonly number[];
}

/** Most rows of one case: its findings would not fit into one event, and the key is hardly a key. */
const MAX_CASE_ROWS = 10_000;
/** Most lines and collisions that are listed one by one. */
const LISTED = 1_000;

export class BatchMaker {
  readonly exactDuplicates: number[] = [];
  readonly collisions: Collision[] = [];
  /** How many rows were exact copies; `exactDuplicates` lists the first of them. */
  copies = 0;
  batches = 0;

  constructor(
    private readonly spool: Spool,
    private readonly mapping: Mapping,
    private readonly mapper: RowMapper,
    private readonly recorder: EventRecorder,
  ) {}

  /** Maps all spooled rows. Gives, now and then, the number of rows done. */
  *run(): Generator<number, void> {
    let done = 0;
    let group: SpooledRow[] = [];
    let key: string | undefined;
    for (const row of this.spool.rowsByKey()) {
      if (row.key !== key) {
        this.takeGroup(group);
        group = [];
        key = row.key;
        if (done % 256 === 0) yield done;
      }
      group.push(row);
      done += 1;
    }
    this.takeGroup(group);
    yield done;
    this.takeSteps();
  }

  private takeGroup(group: readonly SpooledRow[]): void {
    const rows = this.withoutCopies(group);
    const [first] = rows;
    if (!first) return;
    if (rows.length > MAX_CASE_ROWS) {
      const detail = `${rows.length} rows have the key ${this.mapper.describeKey(first)}; a case has at most ${MAX_CASE_ROWS}. Is rows.key of the mapping right?`;
      this.reject(rows, refuse('invalid', detail));
      return;
    }
    if (this.mapping.rows.repeated === 'merge' || rows.length === 1) {
      this.takeCase(rows);
      return;
    }
    const lines = rows.map(({ line }) => line);
    if (this.mapping.rows.repeated === 'refuse') {
      const detail = `Lines ${lines.join(', ')} have the same key (${this.mapper.describeKey(first)}) and differ, and the mapping takes one row per key. Leave one, or say in the mapping what repeated rows mean.`;
      this.reject(rows, refuse('invalid', detail));
      return;
    }
    if (this.collisions.length < LISTED) this.collisions.push({ key: this.mapper.describeKey(first), lines });
    rows.forEach((row, index) => this.takeCase([{ ...row, ordinal: index + 1 }]));
  }

  private withoutCopies(group: readonly SpooledRow[]): Row[] {
    const seen = new Set<string>();
    const rows: Row[] = [];
    for (const { line, cells } of group) {
      if (seen.has(cells)) {
        this.copies += 1;
        if (this.exactDuplicates.length < LISTED) this.exactDuplicates.push(line);
        continue;
      }
      seen.add(cells);
      rows.push({ line, cells: JSON.parse(cells) as string[], ordinal: 1 });
    }
    return rows;
  }

  /** The rows of one case (or one row, where rows are not merged): all their events, or none. */
  private takeCase(rows: readonly Row[]): void {
    try {
      for (const row of rows) this.mapper.checkRow(row);
      this.mapper.checkAgreement(rows);
      const records: Record<string, unknown>[] = [];
      const steps: (() => void)[] = [];
      this.mapper.cases.forEach((part, index) => {
        if (!part.follow) {
          records.push(...part.eventsOf(rows));
          return;
        }
        for (const row of rows) {
          const subject = part.subjectOf(row);
          const place = part.follow.order(row);
          steps.push(() => this.spool.addStep(index, subject, place, row.line, row.ordinal));
        }
      });
      if (records.length === 0 && steps.length === 0) {
        this.reject(rows, refuse('invalid', 'The row tells of no event: no `when` of the mapping holds for it.'));
        return;
      }
      if (this.takeEvents(rows, records)) for (const add of steps) add();
    } catch (error) {
      this.rejectFault(rows, error);
    }
  }

  private takeEvents(rows: readonly Row[], records: readonly Record<string, unknown>[]): boolean {
    const checked: CheckedRecord[] = [];
    for (const record of records) {
      const outcome = this.recorder.check(record);
      if (isRefusal(outcome)) {
        this.reject(rows, outcome);
        return false;
      }
      checked.push(outcome);
    }
    const contradiction = foretell(checked);
    if (contradiction) {
      this.reject(rows, contradiction);
      return false;
    }
    const batch = this.batches++;
    for (const { line } of rows) this.spool.addMember(batch, line);
    for (const { fact, body } of checked) this.spool.addEvent(batch, fact.time, fact.subject, body);
    return true;
  }

  /** Cases that follow a value: an event for the first row, and for each later one whose value is another. */
  private takeSteps(): void {
    let before: { readonly part: number; readonly subject: string; readonly value: string } | undefined;
    for (const step of this.spool.steps()) {
      const row: Row = { line: step.line, cells: JSON.parse(step.cells) as string[], ordinal: step.ordinal };
      const part = this.mapper.cases[step.part];
      const value = part?.follow?.value(row) ?? '';
      const again = sameCase(before, step);
      if (!again || before?.value !== value) {
        try {
          this.takeEvents([row], part?.eventsOf([row], again ? 'change' : 'first') ?? []);
        } catch (error) {
          this.rejectFault([row], error);
        }
      }
      before = { part: step.part, subject: step.subject, value };
    }
  }

  private rejectFault(rows: readonly Row[], error: unknown): void {
    if (!(error instanceof RowFault)) throw error;
    this.reject(rows, refuse('invalid', error.message, error.column, error.value), error.line);
  }

  /** @param at the line of the row at fault, where it is one of several. */
  private reject(rows: readonly Row[], refusal: Refusal, at?: number): void {
    const all = `ll ${rows.length} rows of the case are refused.)`;
    const others = rows.length === 1 ? '' : at === undefined ? ` (A${all}` : ` (Line ${at}; a${all}`;
    for (const { line } of rows) this.spool.addReject(line, { ...refusal, detail: `${refusal.detail}${others}` });
  }
}

function sameCase(before: { part: number; subject: string } | undefined, step: SpooledStep): boolean {
  return before?.part === step.part && before.subject === step.subject;
}

/** Whether events that begin their case contradict each other. Events of a case that began elsewhere are not judged here. */
function foretell(records: readonly CheckedRecord[]): Refusal | undefined {
  const cases = new Map<string, CaseState | undefined>();
  try {
    for (const { fact } of records) {
      const state = cases.get(fact.subject);
      if (!state && !factDefinitions.get(fact.type)?.opens) continue;
      cases.set(fact.subject, evolve(state, fact));
    }
    return undefined;
  } catch (error) {
    if (error instanceof ContradictionError) return refuse('contradiction', error.message);
    throw error;
  }
}
