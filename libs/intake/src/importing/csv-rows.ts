/** A CSV file as rows with their line numbers and their own text, so that a refused row can be given back as it came. */
import type { TextEncoding } from '../mapping/mapping.js';
import type { CsvRow } from './csv-row.js';
import { ParsedRows } from './parsed-rows.js';
import type { SourceFile } from './source-file.js';
import { UnclaimedLines } from './unclaimed-lines.js';

export interface CsvFormat {
  readonly delimiter: string;
  readonly encoding: TextEncoding;
}

/**
 * The rows in order, some at a time, the header first; blank lines are left out. Where CSV can make no sense of a stretch
 * (a quote in the wrong place), each of its lines comes as a row with the fault, and the rows after it follow.
 *
 * Lines are taken one by one as long as each is plainly a row, which most files are to their end. From the first on that is
 * not, a parser reads the rest: it knows where rows of several lines, and broken ones, end.
 *
 * @throws what {@link SourceFile.text} throws, and UnreadableFileError for a row longer than a mebibyte.
 */
export async function* csvRows(file: SourceFile, { delimiter, encoding }: CsvFormat): AsyncGenerator<CsvRow[], void> {
  const lines = new UnclaimedLines();
  let parsed: ParsedRows | undefined;
  try {
    for await (const text of withLineEnd(file.text(encoding))) {
      lines.add(text);
      const rows = parsed ? await parsed.take(text) : lines.plainRows(delimiter);
      if (!parsed && lines.isStuck) {
        parsed = new ParsedRows(file.name, delimiter, lines);
        rows.push(...(await parsed.take(lines.rest())));
      }
      if (rows.length > 0) yield rows;
    }
    const last = (await parsed?.end()) ?? [];
    if (last.length > 0) yield last;
  } finally {
    parsed?.close();
  }
}

/** The last row may lack its line end; where it has one, a blank line more says nothing. */
async function* withLineEnd(text: AsyncIterable<string>): AsyncGenerator<string, void> {
  yield* text;
  yield '\n';
}
