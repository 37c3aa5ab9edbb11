import { HeaderError } from '../importing/import-errors.js';
import { readDate } from './dates.js';
import type { Mapping } from './mapping.js';
import { type Row, RowFault } from './row.js';

type Read<T> = (row: Row) => T;

/** A mapping's columns found in a file's header. */
export class Columns {
  /** Columns of the file that the mapping does not speak of. */
  readonly unused: readonly string[];
  private readonly places = new Map<string, number>();

  /** @throws HeaderError when the file lacks a column that is not optional, or has one twice. */
  constructor(
    private readonly mapping: Mapping,
    private readonly header: readonly string[],
    file: string,
  ) {
    const found = header.map(normal);
    const missing: string[] = [];
    for (const [name, column] of Object.entries(mapping.columns)) {
      const places = found.flatMap((title, index) =>
        column.names.some((known) => normal(known) === title) ? [index] : [],
      );
      if (places.length > 1)
        throw new HeaderError(`${file} has the column "${column.names[0] ?? name}" ${places.length} times. Leave one.`);
      const [place] = places;
      if (place !== undefined) this.places.set(name, place);
      else if (!column.optional) missing.push(column.names.map((known) => `"${known}"`).join(' or '));
    }
    if (missing.length > 0) throw new HeaderError(missingColumns(file, mapping, header, missing));
    const used = new Set(this.places.values());
    this.unused = header.filter((_title, index) => !used.has(index));
  }

  get width(): number {
    return this.header.length;
  }

  /** A column's name as the file has it. */
  title(name: string): string {
    const place = this.places.get(name);
    return (place === undefined ? undefined : this.header[place]) ?? name;
  }

  /** A column's value: the cell without blanks at its ends, or the default, or ''. */
  text(name: string): Read<string> {
    const place = this.places.get(name);
    const otherwise = this.mapping.columns[name]?.default ?? '';
    if (place === undefined) return () => otherwise;
    const plain: Read<string> = (row) => row.cells[place]?.trim() || otherwise;
    if (this.mapping.rows.mark !== name) return plain;
    return (row) => (row.ordinal > 1 ? `${plain(row)}~${row.ordinal}` : plain(row));
  }

  /** As {@link text}, for a column that must have a value here. */
  filled(name: string, why: string): Read<string> {
    const text = this.text(name);
    return (row) => {
      const value = text(row);
      if (value === '') throw new RowFault(`${this.title(name)} is empty, but ${why}.`, this.title(name), '');
      return value;
    };
  }

  /** A date column's value as a canonical instant; undefined when the cell is empty. */
  date(name: string): Read<string | undefined> {
    const text = this.text(name);
    const { date: formats = [], edge = 'start' } = this.mapping.columns[name] ?? {};
    return (row) => {
      const cell = text(row);
      if (cell === '') return undefined;
      const instant = readDate(cell, formats, edge);
      if (instant === undefined)
        throw new RowFault(
          `${this.title(name)} is "${cell}", which is no day written as ${formats.join(' or ')}.`,
          this.title(name),
          cell,
        );
      return instant;
    };
  }
}

/** Titles differ in case, blanks and underscores between exports of one register: `Complaint number`, `complaint_number`. */
function normal(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ');
}

function missingColumns(file: string, mapping: Mapping, header: readonly string[], missing: readonly string[]): string {
  const { delimiter } = mapping.format;
  const has = `Its header has ${header.length} ${header.length === 1 ? 'column' : 'columns'}: ${header.slice(0, 30).join(', ').slice(0, 400)}.`;
  const [only = ''] = header;
  const other = [',', ';', '\t', '|'].find((sign) => sign !== delimiter && only.includes(sign));
  const advice =
    header.length === 1 && other !== undefined
      ? ` The columns look separated by ${shown(other)}, but the mapping ${mapping.id} says ${shown(delimiter)}: set format.delimiter.`
      : ` Is it the file that the mapping ${mapping.id} is for?`;
  return `${file} lacks the ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}. ${has}${advice}`;
}

function shown(sign: string): string {
  return sign === '\t' ? 'a tab' : `"${sign}"`;
}
