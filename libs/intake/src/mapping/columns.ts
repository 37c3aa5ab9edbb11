import { HeaderError } from '../importing/import-errors.js';
import { offsetMinutes, readDate } from './dates.js';
import { isMoment, type Mapping } from './mapping.js';
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
      const { names = [] } = column;
      if (column.part) continue;
      const places = found.flatMap((title, index) => (names.some((known) => normal(known) === title) ? [index] : []));
      if (places.length > 1)
        throw new HeaderError(`${file} has the column "${names[0] ?? name}" ${places.length} times. Leave one.`);
      const [place] = places;
      if (place !== undefined) this.places.set(name, place);
      else if (!column.optional) missing.push(names.map((known) => `"${known}"`).join(' or '));
    }
    if (missing.length > 0) throw new HeaderError(missingColumns(file, mapping, header, missing));
    const used = new Set(this.places.values());
    this.unused = header.filter((_title, index) => !used.has(index));
  }

  get width(): number {
    return this.header.length;
  }

  /** A column's name as the file has it; of a part of a column, the whole column's. */
  title(name: string): string {
    const place = this.places.get(this.mapping.columns[name]?.part?.of ?? name);
    return (place === undefined ? undefined : this.header[place]) ?? name;
  }

  /**
   * A column's value: the cell without blanks at its ends, or the default, or ''; where the column has a code table, what
   * the code means.
   */
  text(name: string): Read<string> {
    const cell = this.cell(name);
    const meaning = this.meaning(name);
    const plain: Read<string> = meaning === undefined ? cell : (row) => meaning(cell(row));
    if (this.mapping.rows.mark !== name) return plain;
    return (row) => (row.ordinal > 1 ? `${plain(row)}~${row.ordinal}` : plain(row));
  }

  /** Checks of what a row's cells may look like, whether an event is made of them or not. Each throws a RowFault. */
  formChecks(): ((row: Row) => void)[] {
    return Object.entries(this.mapping.columns).flatMap(([name, { filled, length, digits }]) => {
      if (!filled && length === undefined && !digits) return [];
      const cell = this.cell(name);
      const wanted = [...(length === undefined ? [] : [`${length}`]), digits ? 'digits' : 'characters'].join(' ');
      return (row: Row) => {
        const text = cell(row);
        if (text === '') {
          if (filled) throw new RowFault(`${this.title(name)} is empty.`, this.title(name), '');
          return;
        }
        if ((length === undefined || text.length === length) && (!digits || /^[0-9]+$/.test(text))) return;
        throw this.fault(name, text, `which is not ${wanted}`);
      };
    });
  }

  /** What is wrong with a column's value, in a sentence. */
  fault(name: string, value: string, why: string): RowFault {
    const title = this.title(name);
    // Such a cell looks right: nobody finds the mistake without being told.
    const wide = FULL_WIDTH.test(value) ? ' It has full-width characters: write digits and signs in half width.' : '';
    return new RowFault(`${title} is "${value}", ${why}.${wide}`, title, value);
  }

  private cell(name: string): Read<string> {
    const { part, default: otherwise = '' } = this.mapping.columns[name] ?? {};
    if (part) {
      const whole = this.cell(part.of);
      return (row) => whole(row).slice(part.from - 1, part.from - 1 + part.length) || otherwise;
    }
    const place = this.places.get(name);
    if (place === undefined) return () => otherwise;
    return (row) => row.cells[place]?.trim() || otherwise;
  }

  private meaning(name: string): ((cell: string) => string) | undefined {
    const table = this.mapping.columns[name]?.codes;
    if (table === undefined) return undefined;
    const codes = new Map(Object.entries(this.mapping.codes[table] ?? {}));
    const known = [...codes.keys()].sort();
    const listed = known.length > LISTED ? `${known.slice(0, LISTED).join(', ')} …` : known.join(', ');
    return (cell) => {
      const meaning = cell === '' ? '' : codes.get(cell);
      if (meaning === undefined)
        throw this.fault(name, cell, `which is no code of the mapping’s table ${table}; it has ${listed}`);
      return meaning;
    };
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
    const { date: formats = [], edge = 'start', clock = 'start' } = this.mapping.columns[name] ?? {};
    const reading = { formats, edge, clock, utcOffset: offsetMinutes(this.mapping.utcOffset) };
    const wanted = formats.every(isMoment) ? 'moment' : 'day';
    // Rows that stand together mostly tell of the same days.
    let last = { cell: '', instant: '' };
    return (row) => {
      const cell = text(row);
      if (cell === '') return undefined;
      if (cell === last.cell) return last.instant;
      const instant = readDate(cell, reading);
      if (instant === undefined)
        throw this.fault(name, cell, `which is no ${wanted} written as ${formats.join(' or ')}`);
      last = { cell, instant };
      return instant;
    };
  }
}

/** Codes that a refusal names. */
const LISTED = 12;
/** Full-width forms of ASCII, as Chinese and Japanese keyboards write them, and the blank among them. */
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/;

/** Titles differ in case, width, blanks and underscores between exports of one register: `Complaint number`, `complaint_number`. */
function normal(title: string): string {
  return title
    .normalize('NFKC')
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
      : header.some((title) => /^\d[\d\s:./-]*$/.test(title.trim()))
        ? ' Its first line looks like a row of data: put the line with the titles of the columns before it.'
        : ` Is it the file that the mapping ${mapping.id} is for?`;
  return `${file} lacks the ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}. ${has}${advice}`;
}

function shown(sign: string): string {
  return sign === '\t' ? 'a tab' : `"${sign}"`;
}
