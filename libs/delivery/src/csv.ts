/**
 * CSV as RFC 4180 has it, safe to open in a spreadsheet. A text that begins with `=`, `+`, `-`, `@`, a tab or a line break
 * would be run as a formula there: it gets an apostrophe before it. Numbers of ours (`-12.5`) are no texts and stay as they
 * are. Who needs such a text letter for letter takes JSON, NDJSON or XLSX.
 */
export type CsvValue = string | number | boolean | null | undefined;

export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const FORMULA = /^[=+\-@\t\r\n]/;

function csvField(value: CsvValue): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
