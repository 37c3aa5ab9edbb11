/**
 * A table as an Excel workbook. Excel holds numbers as binary floating point and shows at most 15 digits: what has more
 * stays text, digit for digit. Nothing is a formula. The header row stays in sight; beyond Excel's 1,048,576 rows the table
 * goes on in another sheet.
 */
import type { Language } from '../language.js';
import type { CsvValue } from '../csv.js';
import type { Column, Table } from './table.js';

const EXACT_DIGITS = 15;
/** Excel refuses a cell with more characters. */
const LONGEST_TEXT = 32_767;
const WIDTHS = { text: 28, decimal: 14, count: 12, flag: 10 } as const;

/** The bytes are the same for the same rows: the archive carries no time of its making. */
export async function* xlsxTable<R extends object>(
  { columns, rows }: Table<R>,
  sheet: string,
  language: Language,
): AsyncIterable<Uint8Array> {
  // Few who open a ledger ask for a workbook.
  const { writeXlsxStream } = await import('hucre/xlsx');
  yield* writeXlsxStream(cells(columns, rows), {
    name: sheet,
    freezePane: { rows: 1 },
    columns: columns.map((column) => ({ header: column.title(language), width: WIDTHS[column.kind] })),
  });
}

async function* cells<R>(
  columns: readonly Column<R>[],
  rows: AsyncIterable<R> | Iterable<R>,
): AsyncGenerator<(string | number | boolean | null)[], void> {
  for await (const row of rows) yield columns.map((column) => cell(column.kind, column.of(row)));
}

function cell(kind: Column<never>['kind'], value: CsvValue): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') return value;
  if (kind === 'decimal' && isExactInExcel(value)) return Number(value);
  return value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT - 1)}…`;
}

/** Whether a decimal has few enough digits to be shown as it is. */
export function isExactInExcel(decimal: string): boolean {
  if (!/^-?\d+(?:\.\d+)?$/.test(decimal)) return false;
  return decimal.replace(/^-?0*\.?0*/, '').replace('.', '').length <= EXACT_DIGITS;
}
