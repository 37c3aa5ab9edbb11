/** A row of a CSV file, as it was found. */
export interface CsvRow {
  /** Line of the file, from 1, on which the row begins. */
  readonly line: number;
  /** The cells as they stand, without their quotes; empty when the row is broken. */
  readonly cells: readonly string[];
  /** The row as it stands in the file, without its line end. */
  readonly text: string;
  /** Why CSV cannot make sense of the row, when it cannot. */
  readonly fault: string | null;
}
