import type { CsvRow } from './csv-row.js';
import { plainRow } from './plain-row.js';

/** Longest row, in characters: more is a file without line ends, or a quote that never closes. */
export const MAX_ROW = 1024 * 1024;

/** The lines of a file that no row has claimed yet: what a parser passes over is found here. */
export class UnclaimedLines {
  /** Number of the first unclaimed line. */
  next = 1;
  private lines: string[] = [];
  private start = 0;
  private unfinished = '';

  add(text: string): void {
    const lines = (this.unfinished + text).split('\n');
    this.unfinished = lines.pop() ?? '';
    this.lines = this.lines.slice(this.start).concat(lines);
    this.start = 0;
  }

  /** The rows up to the first line that is not plainly one. */
  plainRows(delimiter: string): CsvRow[] {
    const rows: CsvRow[] = [];
    for (; this.start < this.lines.length; this.start++, this.next++) {
      const text = withoutReturn(this.lines[this.start] ?? '');
      if (text === '') continue;
      const cells = text.length > MAX_ROW ? undefined : plainRow(text, delimiter);
      if (!cells) break;
      rows.push({ line: this.next, cells, text, fault: null });
    }
    return rows;
  }

  /** Whether there is a line that is not plainly a row. */
  get isStuck(): boolean {
    return this.start < this.lines.length || this.unfinished.length > MAX_ROW;
  }

  /** The text of the lines that are not claimed, as it stands in the file. */
  rest(): string {
    return [...this.lines.slice(this.start), this.unfinished].join('\n');
  }

  /** Takes the lines up to one, given by its number, as one text. */
  claim(lastLine: number): string {
    const taken = this.lines.slice(this.start, this.start + lastLine - this.next + 1);
    this.start += taken.length;
    this.next += taken.length;
    return withoutReturn(taken.length === 1 ? (taken[0] ?? '') : taken.join('\n'));
  }

  /** Takes the lines up to one that belong to no row: blank ones say nothing, the others are broken. */
  broken(lastLine: number, fault: string | null): CsvRow[] {
    if (lastLine < this.next) return [];
    const first = this.next;
    const texts = this.claim(Math.min(lastLine, this.next + this.lines.length - this.start - 1)).split(/\r?\n/);
    const broken = texts.flatMap((text, index) => (text === '' ? [] : [{ line: first + index, text }]));
    const ends = [broken.at(0)?.line, broken.at(-1)?.line];
    const where = broken.length === 1 ? `Line ${ends[0] ?? 0}` : `Lines ${ends.join(' to ')} cannot be told apart`;
    return broken.map(({ line, text }) => ({
      line,
      cells: [],
      text,
      fault: `${where}: ${fault ?? 'this is no CSV.'}`,
    }));
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
