import { Command } from '@nestjs/cqrs';

/**
 * The one way into the ledger. HTTP, imports and the simulator all send this command through the CommandBus; its handler
 * validates each record at the door, decides it against its case, and appends what holds in as few transactions as it can.
 *
 * The answer has one result per record, in order. It rejects as a whole only when the log cannot take anything now
 * (`LogOverloadedError`, `CaseContentionError`, a closed or failed storage); sending the same records again is then safe,
 * because whatever had been recorded comes back as a duplicate.
 */
export class RecordEvents extends Command<RecordResult[]> {
  /** @param records parsed JSON values, not yet trusted. */
  constructor(readonly records: readonly unknown[]) {
    super();
  }
}

export type RecordResult = RecordReceipt | { readonly status: 'refused'; readonly refusal: Refusal };

export interface RecordReceipt {
  /** `duplicate`: the very same event had been recorded before; position and time are those of that first recording. */
  readonly status: 'accepted' | 'duplicate';
  readonly id: string;
  /** The case, which is the event's `subject`. */
  readonly case: string;
  readonly position: number;
  /** Canonical timestamp. */
  readonly recordedAt: string;
}

/** Why a record is not taken. `code` is stable for programs; `detail` is a sentence that says what to do. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  /** JSON Pointer to the member at fault, where one is. */
  readonly field?: string;
  /** The offending value, shortened to 120 characters, as JSON. */
  readonly value?: string;
}

export type RefusalCode =
  | 'not-json' // the line is no JSON object
  | 'invalid' // a field is missing, unknown or of the wrong type or range
  | 'unknown-type' // no such event type or version
  | 'in-the-future' // happened later than now
  | 'contradiction' // the case does not allow this fact
  | 'id-conflict' // the id is taken by another fact
  | 'too-large' // one record is larger than allowed
  | 'not-canonical'; // lone surrogates, fractions, unsafe integers, nesting
