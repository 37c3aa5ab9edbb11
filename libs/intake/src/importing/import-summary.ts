import type { Collision } from './event-maker.js';
import type { SerialGaps } from './serial-gaps.js';

/** What an import did. Rows always add up: `read = accepted + duplicate + refused`. */
export interface ImportSummary {
  /** Rows of the table (lines, for the mapping `events`), without the header and blank lines. */
  readonly read: number;
  /** Rows that told something new. */
  readonly accepted: number;
  /** Rows that told nothing new: exact copies of another row, or rows whose events had all been recorded before. */
  readonly duplicate: number;
  readonly refused: number;
  /** Different cases that the rows (but the refused) tell of. */
  readonly cases: number;
  /** Events that this import added to the ledger. */
  readonly events: number;
  readonly head: { readonly position: number; readonly recordedAt: string | null };
  /** Where the refused rows are, each with its reason; null when there are none or no file was asked for. */
  readonly rejectsFile: string | null;
  /** Lines that are exact copies of an earlier one; the first thousand. */
  readonly exactDuplicates: readonly number[];
  /** Different rows with one key that were kept apart (mappings with `repeated: separate`); the first thousand. */
  readonly collisions: readonly Collision[];
  /** Rows that are not in the file though rows after them are (mappings with `rows.serial`). */
  readonly gaps: readonly SerialGaps[];
  /** Columns of the file that the mapping does not use. */
  readonly unusedColumns: readonly string[];
  readonly warnings: readonly string[];
  readonly dryRun: boolean;
}

/** How far an import is; `bytes` are of the file as it lies on disk. */
export interface ImportProgress {
  /** `checking`: rows are mapped and checked and nothing is recorded yet; then both go on together. */
  readonly phase: 'reading' | 'checking' | 'recording';
  readonly bytes: number;
  readonly totalBytes: number;
  /** Rows read. */
  readonly rows: number;
  /** Within the phase, where its end is known: rows checked, rows whose events are recorded; lines. */
  readonly done: number;
  readonly total: number;
}
