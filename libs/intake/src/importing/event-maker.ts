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
import type { EventOrder } from './event-order.js';
import { Listed } from './listed.js';
import type { RowFates } from './row-fates.js';
import { LAST_RANK, type Spool, type SpooledStep } from './spool.js';

/** Different rows with one key that a mapping keeps apart. */
export interface Collision {
  /** The key in words. */
  readonly key: string;
  readonly lines: readonly number[];
}

/** Most rows of one case: its findings would not fit into one event, and the key is hardly a key. */
const MAX_CASE_ROWS = 10_000;
/** Rows that are mapped before those who wait for events hear of it. */
const MAPPED_TOGETHER = 256;

/** How far the mapping of the rows has come. */
export interface MappedRows {
  readonly rows: number;
  /** Every event before this place is in the spool; null: all events are. */
  readonly before: string | null;
}

export class EventMaker {
  /** Lines that are exact copies of an earlier one. */
  readonly exactDuplicates = new Listed<number>((line) => line);
  readonly collisions = new Listed<Collision>(({ lines }) => lines[0] ?? 0);
  /** How many rows were exact copies; `exactDuplicates` lists the first of them. */
  copies = 0;
  /** Of the rows at hand. */
  private rank = 0;

  constructor(
    private readonly spool: Spool,
    private readonly fates: RowFates,
    private readonly mapping: Mapping,
    private readonly mapper: RowMapper,
    private readonly recorder: EventRecorder,
    private readonly order: EventOrder,
  ) {}

  /** Maps all spooled rows, those of the earliest events first, and says now and then which events are complete. */
  *run(): Generator<MappedRows, void> {
    let rows = 0;
    let told = 0;
    for (const group of this.spool.groups()) {
      if (rows - told >= MAPPED_TOGETHER) {
        yield { rows, before: group.place };
        told = rows;
      }
      this.rank = group.rank;
      this.takeGroup(group.rows);
      rows += group.rows.length;
    }
    this.rank = LAST_RANK;
    this.takeSteps();
    yield { rows, before: null };
  }

  private takeGroup(group: readonly Row[]): void {
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
    this.collisions.add({ key: this.mapper.describeKey(first), lines });
    rows.forEach((row, index) => this.takeCase([{ ...row, ordinal: index + 1 }]));
  }

  private withoutCopies(group: readonly Row[]): readonly Row[] {
    if (group.length === 1) return group;
    const seen = new Set<string>();
    return group.filter(({ line, cells }) => {
      // No cell has a NUL: a file with one is no text.
      const content = cells.join('\0');
      const isCopy = seen.has(content);
      if (isCopy) {
        this.copies += 1;
        this.exactDuplicates.add(line);
      }
      seen.add(content);
      return !isCopy;
    });
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
          steps.push(() => this.spool.addStep(index, subject, place, row));
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
    const lines = rows.map(({ line }) => line);
    this.fates.tell(lines);
    for (const { fact, body } of checked) {
      this.spool.addSubject(fact.subject);
      const place = this.order === 'occurred' ? fact.time : fact.subject;
      this.spool.addEvent({ place, rank: this.rank, lines, body });
    }
    return true;
  }

  /** Cases that follow a value: an event for the first row, and for each later one whose value is another. */
  private takeSteps(): void {
    let before: { readonly part: number; readonly subject: string; readonly value: string } | undefined;
    for (const step of this.spool.steps()) {
      const { row } = step;
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
    this.fates.settle(
      rows.map(({ line }) => line),
      'refused',
    );
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
