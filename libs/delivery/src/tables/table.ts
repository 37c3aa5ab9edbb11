/** A table on its way out: rows as they come, and how each is written in columns. */
import type { ExportSubject } from '../exports/export-query.js';
import type { Language } from '../language.js';
import type { CsvValue } from '../csv.js';

export interface Column<R> {
  /** Stable name, the same in every language. */
  readonly id: string;
  title(language: Language): string;
  /** `decimal`: exact decimal text, which a spreadsheet may hold as a number where it can do so exactly. */
  readonly kind: 'text' | 'decimal' | 'count' | 'flag';
  /** The cell of a row. */
  of(row: R): CsvValue;
}

export interface Table<R extends object> {
  /** What it is. */
  readonly name: ExportSubject;
  readonly columns: readonly Column<R>[];
  readonly rows: AsyncIterable<R> | Iterable<R>;
  /** Members that stand once at the head of a JSON document, before its rows. */
  readonly head: Readonly<Record<string, unknown>>;
  /** Members that every row of NDJSON carries besides its own. */
  readonly carried: object;
}

/** A reader is handed parts of about this size: fewer of them, and still little in memory. */
const PART = 65_536;

/** Small texts gathered into parts. */
export async function* inParts(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string, void> {
  let part = '';
  for await (const text of texts) {
    part += text;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  if (part !== '') yield part;
}
