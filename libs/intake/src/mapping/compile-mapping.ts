import { Columns } from './columns.js';
import { readDecimal } from './decimals.js';
import type { CaseSpec, CheckSpec, Condition, EventSpec, Mapping } from './mapping.js';
import { type Row, RowFault } from './row.js';
import { compileCondition, compileFilledTemplate, compileValue, inOrder, type Value } from './values.js';

/** A mapping made ready for one file: its columns found, its expressions compiled. */
export interface RowMapper {
  readonly columns: Columns;
  /** Throws a RowFault when the row cannot be used at all. */
  checkRow(row: Row): void;
  /** Rows with the same key tell of the same thing. */
  keyOf(row: Row): string;
  /** No event of the row happened before this instant; '' where the row alone cannot tell. */
  earliestOf(row: Row): string;
  /** Where the row stands in a numbering without gaps; undefined when the mapping knows of none, or the row has no number. */
  serialOf(row: Row): Serial | undefined;
  /** The key in words, for sentences: `file_no 7005690, company GEICO Indemnity Company`. */
  describeKey(row: Row): string;
  /** Throws a RowFault when rows that make one case contradict each other. */
  checkAgreement(rows: readonly Row[]): void;
  readonly cases: readonly CaseMapper[];
}

/** The number of a row, and the values within which rows are numbered, in words: `company 000002, year 2015`. */
export interface Serial {
  readonly within: string;
  readonly number: number;
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
  const checks = [...columns.formChecks(), ...mapping.checks.map((check) => compileCheck(check, columns))];
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
    earliestOf: compileEarliest(mapping, columns),
    serialOf: compileSerial(mapping, columns),
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

function compileSerial({ rows: { serial } }: Mapping, columns: Columns): (row: Row) => Serial | undefined {
  if (!serial) return () => undefined;
  const number = columns.text(serial.column);
  const within = serial.within.map((name) => ({ name, text: columns.text(name) }));
  return (row) => {
    const digits = number(row);
    if (!/^[0-9]{1,15}$/.test(digits)) return undefined;
    return { within: within.map(({ name, text }) => `${name} ${text(row)}`).join(', '), number: Number(digits) };
  };
}

function compileEarliest({ cases }: Mapping, columns: Columns): (row: Row) => string {
  // What has changed is known once all rows of the case are.
  if (cases.some(({ follow }) => follow)) return () => '';
  const names = new Set(cases.flatMap(({ events }) => events.flatMap(({ time }) => time)));
  const dates = [...names].map((name) => columns.date(name));
  return (row) => {
    try {
      return dates.flatMap((date) => date(row) ?? []).sort()[0] ?? '';
    } catch (error) {
      // It will be refused, and when it is told why.
      if (error instanceof RowFault) return '';
      throw error;
    }
  };
}

type Check = (row: Row) => void;

function compileCheck(spec: CheckSpec, columns: Columns): Check {
  if ('sum' in spec) return compileSum(spec, columns);
  if ('same' in spec) return compileSame(spec.same, columns);
  const when = compileCondition(spec.when, columns);
  const musts = Object.entries(spec.must).map(([name, wanted]) => ({
    name,
    text: columns.text(name),
    holds: compileCondition({ [name]: wanted }, columns),
  }));
  const because = describeCondition(spec.when, columns);
  return (row) => {
    if (!when(row)) return;
    for (const { name, text, holds } of musts)
      if (!holds(row))
        throw columns.fault(name, text(row), `but where ${because}, it must be ${wantedText(spec.must[name])}`);
  };
}

function describeCondition(condition: Condition, columns: Columns): string {
  return Object.entries(condition)
    .map(([name, wanted]) => `${columns.title(name)} is ${wantedText(wanted)}`)
    .join(' and ');
}

function wantedText(wanted: Condition[string] | undefined): string {
  if (wanted === undefined || typeof wanted === 'string') return wanted ?? '';
  if ('isNot' in wanted) return `not ${wanted.isNot.join(' or ')}`;
  return [wanted.is].flat().join(' or ');
}

function compileSame([one, other]: readonly [string, string], columns: Columns): Check {
  const texts = [columns.text(one), columns.text(other)] as const;
  return (row) => {
    const [first, second] = [texts[0](row), texts[1](row)];
    if (first !== second)
      throw columns.fault(
        one,
        first,
        `but ${other} of ${columns.title(other)} is "${second}", and the two must be the same`,
      );
  };
}

function compileSum({ sum, equals }: Extract<CheckSpec, { sum: unknown }>, columns: Columns): Check {
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
  const times = spec.time.map((name) => columns.date(name));
  const title = spec.time.map((name) => columns.title(name)).join(' and ');
  const members = Object.entries(spec.data).map(([member, value]) => [member, compileValue(value, columns)] as const);
  const names = Object.keys(spec.data).sort();
  return (rows: readonly Row[], on?: 'first' | 'change'): Record<string, unknown> | undefined => {
    const [first] = rows;
    if (!first || spec.on !== on || !when(first)) return undefined;
    const instant = times.map((time) => time(first)).find((found) => found !== undefined);
    if (instant === undefined)
      throw new RowFault(
        `${title} ${times.length > 1 ? 'are' : 'is'} empty, but it says when ${spec.type} happened.`,
        title,
        '',
      );
    const data: Record<string, Value> = {};
    for (const [member, read] of members) {
      const value = read(rows, first);
      if (value !== undefined) data[member] = value;
    }
    return {
      data: inOrder(names, data),
      id: id(first),
      source,
      specversion: '1.0',
      subject: subjectOf(first),
      time: instant,
      type: spec.type,
    };
  };
}
