/** Tables as texts: CSV for spreadsheets, JSON for programs that read a document, NDJSON for those that read lines. */
import { csvLine } from '../csv.js';
import { inParts, type Table } from './table.js';

export const csvTable = <R extends object>(table: Table<R>): AsyncIterable<string> => inParts(csvLines(table));
export const jsonTable = <R extends object>(table: Table<R>): AsyncIterable<string> => inParts(jsonTexts(table));
export const ndjsonTable = <R extends object>(table: Table<R>): AsyncIterable<string> => inParts(ndjsonLines(table));

async function* csvLines<R extends object>({ columns, rows }: Table<R>): AsyncGenerator<string, void> {
  yield csvLine(columns.map(({ id }) => id));
  for await (const row of rows) yield csvLine(columns.map((column) => column.of(row)));
}

/** One document, a row a line: it can be read whole by any parser and looked through by eye. */
async function* jsonTexts<R extends object>({ head, rows }: Table<R>): AsyncGenerator<string, void> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Every line stands for itself: it carries where it comes from. */
async function* ndjsonLines<R extends object>({ rows, carried }: Table<R>): AsyncGenerator<string, void> {
  for await (const row of rows) yield `${JSON.stringify({ ...row, ...carried })}\n`;
}
