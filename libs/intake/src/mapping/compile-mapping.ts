import { Columns } from './columns.js';
import { readDecimal } from './decimals.js';
import type { CaseSpec, EventSpec, Mapping } from './mapping.js';
import { type Row, RowFault } from './row.js';
import { compileCondition, compileFilledTemplate, compileValue, type Value } from './values.js';

/** A mapping made ready for one file: its columns found, its expressions compiled. */
export interface RowMapper {
  readonly columns: Columns;
  /** Throws a RowFault when the row cannot be used at all. */
  checkRow(row: Row): void;
  /** Rows with the same key tell of the same thing. */
  keyOf(row: Row): string;
  /** The key in words, for sentences: `file_no 7005690, company GEICO Indemnity Company`. */
  describeKey(row: Row): string;
  /** Throws a RowFault when rows that make one case contradict each other. */
  checkAgreement(rows: readonly Row[]): void;
  readonly cases: readonly CaseMapper[];
}

export interface CaseMapper {
  /** Set when the case follows a value over many rows, in the order of another. */
  readonly follow: { order(row: Row): string; value(row: Row): string } | null;
  /** The case's id, `kind/key`. */
  subjectOf(row: Row): string;
  /**
   * The events that the rows of one case tell of, not yet checked by the door.
   * @param on for a case that follows a value: what this row is.
   */
  eventsOf(rows: readonly Row[], on?: 'first' | 'change'): Record<string, unknown>[];
}

/** @throws HeaderError when the file's header does not have what the mapping asks for. */
export function compileMapping(mapping: Mapping, header: readonly string[], file: string): RowMapper {
  const columns = new Columns(mapping, header, file);
  const checks = mapping.checks.map((check) => compileCheck(check, columns));
  const key = mapping.rows.key.map((name) => columns.filled(name, 'it tells which rows belong together'));
  const agreeing = mapping.rows.agree.map((name) => ({ title: columns.title(name), text: columns.text(name) }));
  const keyTitles = mapping.rows.key.map((name) => columns.title(name));
  const describeKey = (row: Row): string =>
    keyTitles.map((title, index) => `${title} ${key[index]?.(row) ?? ''}`).join(', ');
  return {
    columns,
    checkRow: (row) => {
      if (row.cells.length !== columns.width)
        throw new RowFault(`The row has ${row.cells.length} cells, the header has ${columns.width}.`);
      for (const check of checks) check(row);
    },
    keyOf: (row) => JSON.stringify(key.map((read) => read(row))),
    describeKey,
    checkAgreement: (rows) => {
      const [first] = rows;
      for (const { title, text } of first ? agreeing : []) {
        const other = rows.find((row) => first && text(row) !== text(first));
        if (first && other)
          throw new RowFault(
            `Lines ${first.line} and ${other.line} are of one case (${describeKey(first)}) but disagree in ${title}: "${text(first)}" and "${text(other)}".`,
            title,
            text(other),
          );
      }
    },
    cases: mapping.cases.map((spec) => compileCase(spec, mapping, columns)),
  };
}

function compileCheck({ sum, equals }: Mapping['checks'][number], columns: Columns): (row: Row) => void {
  const decimal = (name: string): ((row: Row) => string) => {
    const text = columns.filled(name, 'it is part of a sum that is checked');
    return (row) => {
      const value = readDecimal(text(row), undefined, 0);
      if (value === undefined)
        throw new RowFault(
          `${columns.title(name)} is "${text(row)}", which is no number.`,
          columns.title(name),
          text(row),
        );
      return value;
    };
  };
  const parts = sum.map(decimal);
  const whole = decimal(equals);
  const words = sum.map((name) => columns.title(name)).join(' + ');
  return (row) => {
    const values = parts.map((read) => read(row));
    const total = whole(row);
    if (addDecimals(values) !== addDecimals([total]))
      throw new RowFault(
        `${words} is ${values.join(' + ')}, which does not add up to ${columns.title(equals)}, ${total}.`,
        columns.title(equals),
        total,
      );
  };
}

/** Exact: every number becomes an integer of the finest place among any nine. */
function addDecimals(values: readonly string[]): bigint {
  let sum = 0n;
  for (const value of values) sum += BigInt(readDecimal(value, undefined, 9)?.replace(/\..*$/, '') ?? '0');
  return sum;
}

function compileCase(spec: CaseSpec, mapping: Mapping, columns: Columns): CaseMapper {
  const key = compileFilledTemplate(spec.key, columns);
  const subjectOf = (row: Row): string => `${spec.kind}/${key(row)}`;
  const events = spec.events.map((event) => compileEvent(event, mapping.source.uri, columns, subjectOf));
  return {
    follow: spec.follow ? { order: columns.text(spec.follow.order), value: columns.text(spec.follow.value) } : null,
    subjectOf,
    eventsOf: (rows, on) =>
      events.flatMap((event) => {
        const made = event(rows, on);
        return made ? [made] : [];
      }),
  };
}

function compileEvent(spec: EventSpec, source: string, columns: Columns, subjectOf: (row: Row) => string) {
  const when = compileCondition(spec.when, columns);
  const id = compileFilledTemplate(spec.id, columns);
  const time = columns.date(spec.time);
  const title = columns.title(spec.time);
  const members = Object.entries(spec.data).map(([member, value]) => [member, compileValue(value, columns)] as const);
  return (rows: readonly Row[], on?: 'first' | 'change'): Record<string, unknown> | undefined => {
    const [first] = rows;
    if (!first || spec.on !== on || !when(first)) return undefined;
    const instant = time(first);
    if (instant === undefined)
      throw new RowFault(`${title} is empty, but it says when ${spec.type} happened.`, title, '');
    const data: Record<string, Value> = {};
    for (const [member, read] of members) {
      const value = read(rows, first);
      if (value !== undefined) data[member] = value;
    }
    return {
      specversion: '1.0',
      id: id(first),
      source,
      type: spec.type,
      subject: subjectOf(first),
      time: instant,
      data,
    };
  };
}
