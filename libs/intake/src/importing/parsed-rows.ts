import { finished } from 'node:stream/promises';
import { type CsvError, type Parser, parse } from 'csv-parse';
import type { CsvRow } from './csv-row.js';
import { UnreadableFileError } from './import-errors.js';
import { MAX_ROW, type UnclaimedLines } from './unclaimed-lines.js';

/** The rows that csv-parse finds in a text, from the first unclaimed line on. What it passes over comes as broken rows. */
export class ParsedRows {
  private readonly parser: Parser;
  private readonly parsed: Promise<void>;
  private rows: CsvRow[] = [];
  private fault: string | null = null;
  private tooLong = false;

  constructor(
    private readonly file: string,
    delimiter: string,
    private readonly lines: UnclaimedLines,
  ) {
    const linesBefore = lines.next - 1;
    this.parser = parse({
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: MAX_ROW,
      on_record: (cells: string[], { lines: lastLine }) => {
        this.add(cells, linesBefore + lastLine);
        // Nothing is handed to the parser's own output: a stream of single rows costs more than parsing them.
        return null;
      },
      on_skip: (error) => {
        if (error?.code === 'CSV_MAX_RECORD_SIZE') this.tooLong = true;
        this.fault = whatIsWrong(error);
      },
    });
    this.parsed = finished(this.parser, { readable: false });
    this.parsed.catch(() => undefined); // awaited at the end; until then `write` tells
  }

  /** The rows that end in the next piece of the text. */
  async take(text: string): Promise<CsvRow[]> {
    await new Promise<void>((resolve, reject) => {
      this.parser.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    if (this.tooLong) throw rowTooLong(this.file, this.lines.next);
    const ready = this.rows;
    this.rows = [];
    return ready;
  }

  /** The last rows, when there is no more text. */
  async end(): Promise<CsvRow[]> {
    this.parser.end();
    await this.parsed;
    return [...this.rows, ...this.lines.broken(Infinity, this.fault)];
  }

  close(): void {
    this.parser.destroy();
  }

  private add(cells: readonly string[], lastLine: number): void {
    const height = 1 + cells.reduce((sum, cell) => sum + newlinesIn(cell), 0);
    this.rows.push(...this.lines.broken(lastLine - height, this.fault));
    this.fault = null;
    const line = this.lines.next;
    this.rows.push({ line, cells, text: this.lines.claim(lastLine), fault: null });
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
