/** A CSV file as rows with their line numbers and their own text, so that a refused row can be given back as it came. */
import { finished } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import type { TextEncoding } from '../mapping/mapping.js';
import { UnreadableFileError } from './import-errors.js';
import type { SourceFile } from './source-file.js';

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

export interface CsvFormat {
  readonly delimiter: string;
  readonly encoding: TextEncoding;
}

/** Longest row, in characters: more is a file without line ends, or a quote that never closes. */
const MAX_ROW = 1024 * 1024;

/**
 * The rows in order, some at a time, the header first; blank lines are left out. Where CSV can make no sense of a stretch
 * (a quote in the wrong place), each of its lines comes as a row with the fault, and the rows after it follow.
 *
 * @throws what {@link SourceFile.text} throws, and UnreadableFileError for a row longer than a mebibyte.
 */
export async function* csvRows(file: SourceFile, format: CsvFormat): AsyncGenerator<CsvRow[], void> {
  const lines = new UnclaimedLines();
  let rows: CsvRow[] = [];
  let fault: string | null = null;
  let tooLong = false as boolean; // set by the parser's callback, which control flow does not see
  const parser = parse({
    delimiter: format.delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW,
    on_record: (cells: string[], { lines: lastLine }) => {
      const height = 1 + cells.reduce((sum, cell) => sum + newlinesIn(cell), 0);
      rows.push(...lines.broken(lastLine - height, fault));
      fault = null;
      const line = lines.next;
      rows.push({ line, cells, text: lines.claim(lastLine), fault: null });
      // Nothing is handed to the parser's own output: a stream of single rows costs more than parsing them.
      return null;
    },
    on_skip: (error) => {
      if (error?.code === 'CSV_MAX_RECORD_SIZE') tooLong = true;
      fault = whatIsWrong(error);
    },
  });
  const parsed = finished(parser, { readable: false });
  parsed.catch(() => undefined); // awaited at the end; until then `write` tells
  try {
    for await (const text of file.text(format.encoding)) {
      lines.add(text);
      await new Promise<void>((resolve, reject) => {
        parser.write(text, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
      if (tooLong) throw rowTooLong(file.name, lines.next);
      const ready = rows;
      rows = [];
      if (ready.length > 0) yield ready;
    }
    lines.end();
    parser.end();
    await parsed;
    rows.push(...lines.broken(Infinity, fault));
    if (rows.length > 0) yield rows;
  } finally {
    parser.destroy();
  }
}

/** The lines of the file that no row has claimed yet: what the parser passes over is found here. */
class UnclaimedLines {
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

  end(): void {
    this.add('\n');
  }

  /** Takes the lines up to one, given by its number, as one text. */
  claim(lastLine: number): string {
    const taken = this.lines.slice(this.start, this.start + lastLine - this.next + 1);
    this.start += taken.length;
    this.next += taken.length;
    const text = taken.length === 1 ? (taken[0] ?? '') : taken.join('\n');
    return text.endsWith('\r') ? text.slice(0, -1) : text;
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

function whatIsWrong(error: CsvError | undefined): string {
  switch (error?.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed.';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote. A quote inside a quoted cell is written twice.';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands in the middle of a cell. A cell with quotes is quoted, and its quotes are written twice.';
    default:
      return `this is no CSV (${error?.message ?? 'unknown fault'}).`;
  }
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function rowTooLong(file: string, line: number): UnreadableFileError {
  return new UnreadableFileError(
    `${file}: the row that begins at line ${line} is longer than ${MAX_ROW} characters. Is a quote left open there, or is this no CSV file?`,
  );
}
