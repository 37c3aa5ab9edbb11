/** One row of a register, as far as a mapping is concerned. */
export interface Row {
  /** Line of the file, from 1, on which the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
  /** 1, or 2, 3 … for a further, different row with the same key where the mapping keeps them apart. */
  readonly ordinal: number;
}

/** A row (or several that make one case) cannot be mapped. The sentence says what is wrong with which column. */
export class RowFault extends Error {
  override readonly name = 'RowFault';
  constructor(
    message: string,
    /** The column's name in the file, where one is at fault. */
    readonly column?: string,
    readonly value?: string,
    /** Line of the row at fault, when the case has others. */
    readonly line?: number,
  ) {
    super(message);
  }

  onLine(line: number): RowFault {
    return new RowFault(this.message, this.column, this.value, line);
  }
}
