/** A CSV file as rows with their line numbers and their own text, so that a refused row can be given back as it came. */
import { finished } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { UnreadableFileError } from './import-errors.js';
import type { SourceFile, TextEncoding } from './source-file.js';

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
 * The rows in order, some at a time, the header first. Where CSV can make no sense of a stretch (a quote in the wrong
 * place), each of its lines comes as a row with the fault, and the rows after it follow.
 *
 * @throws what {@link SourceFile.utf8} throws, and UnreadableFileError for a row longer than a mebibyte.
 */
export async function* csvRows(file: SourceFile, format: CsvFormat): AsyncGenerator<CsvRow[], void> {
  let rows: CsvRow[] = [];
  let broken: BrokenStretch | null = null;
  let linesDone = 0;
  let tooLong = false as boolean; // set by the parser's callback, which control flow does not see
  const settleBroken = (): void => {
    if (!broken) return;
    const lines = broken.text.replace(/\r?\n$/, '').split(/\r?\n/);
    rows.push(...brokenRows(lines, linesDone, broken.why));
    linesDone += lines.length;
    broken = null;
  };
  const parser = parse({
    bom: true,
    delimiter: format.delimiter,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW,
    on_record: (record, { lines }) => {
      // With `raw: true` the parser gives this shape; its types do not say so.
      const { record: cells, raw } = record as unknown as { record: string[]; raw: string };
      settleBroken();
      const text = raw.replace(/^[\r\n]+|[\r\n]+$/g, '');
      rows.push({ line: lines - newlinesIn(text), cells, text, fault: null });
      linesDone = lines;
      // Nothing is handed to the parser's own output: a stream of single rows costs more than parsing them.
      return null;
    },
    // The parser tells of one broken row again and again while it looks for its end; the last telling has all of it.
    on_skip: (error, text = '') => {
      if (error?.code === 'CSV_MAX_RECORD_SIZE') tooLong = true;
      broken = { text, why: whatIsWrong(error) };
    },
  });
  const parsed = finished(parser, { readable: false });
  parsed.catch(() => undefined); // awaited at the end; until then `write` tells
  try {
    for await (const chunk of file.utf8(format.encoding)) {
      await new Promise<void>((resolve, reject) => {
        parser.write(chunk, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
      if (tooLong) throw rowTooLong(file.name, linesDone + 1);
      const ready = rows;
      rows = [];
      if (ready.length > 0) yield ready;
    }
    parser.end();
    await parsed;
    settleBroken();
    if (rows.length > 0) yield rows;
  } finally {
    parser.destroy();
  }
}

interface BrokenStretch {
  readonly text: string;
  readonly why: string;
}

function brokenRows(lines: readonly string[], linesBefore: number, why: string): CsvRow[] {
  const first = linesBefore + 1;
  const last = linesBefore + lines.length;
  const where = lines.length === 1 ? `Line ${first}` : `Lines ${first} to ${last}, which cannot be told apart,`;
  return lines
    .map((text, index) => ({ line: first + index, cells: [], text, fault: `${where} ${why}` }))
    .filter(({ text }) => text !== '');
}

function whatIsWrong(error: CsvError | undefined): string {
  switch (error?.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'open a quote that is never closed.';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'hold text after a closing quote. A quote inside a quoted cell is written twice.';
    case 'INVALID_OPENING_QUOTE':
      return 'hold a quote in the middle of a cell. A cell with quotes is quoted, and its quotes are written twice.';
    default:
      return `are no CSV: ${error?.message ?? 'unknown fault'}.`;
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
