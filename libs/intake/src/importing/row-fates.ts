import type { RecordResult } from '../record-events.js';

/** What became of a row; a row is all of these that happened to the events it tells of. */
const TOLD = 1;
const NEW = 2;
const KNOWN = 4;
const REFUSED = 8;
const FATES = { accepted: NEW, duplicate: KNOWN, refused: REFUSED } as const;

/** What became of every row of a table, by its line. */
export class RowFates {
  private readonly fates: Uint8Array;
  /** Rows of which it is known what became of them, as far as events say. */
  settled = 0;

  constructor(lastLine: number) {
    this.fates = new Uint8Array(lastLine + 1);
  }

  /** These rows are part of a case that holds. */
  tell(lines: readonly number[]): void {
    for (const line of lines) this.add(line, TOLD);
  }

  /** An event that these rows tell of was recorded, or was not. */
  settle(lines: readonly number[], status: RecordResult['status']): void {
    for (const line of lines) {
      if (!(this.of(line) & ~TOLD)) this.settled += 1;
      this.add(line, FATES[status]);
    }
  }

  /** A row with any refused event is refused; else, with anything new, accepted; else it told nothing new. */
  count(): { readonly accepted: number; readonly duplicate: number } {
    let accepted = 0;
    let duplicate = 0;
    for (const fate of this.fates) {
      if (fate === 0 || fate & REFUSED) continue;
      if (fate & NEW) accepted += 1;
      else duplicate += 1;
    }
    return { accepted, duplicate };
  }

  private of(line: number): number {
    return this.fates[line] ?? 0;
  }

  private add(line: number, fate: number): void {
    this.fates[line] = this.of(line) | fate;
  }
}
