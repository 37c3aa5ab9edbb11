/** The expressions of a mapping, compiled: a row (or a case's rows) → a member of an event's data, or nothing. */
import { formatUnitPath, UNIT_LEVELS } from '#assay/service-record';
import type { Columns } from './columns.js';
import { readDecimal } from './decimals.js';
import type { Condition, LeafValueSpec, ValueSpec } from './mapping.js';
import { type Row, RowFault } from './row.js';
import { compileTemplate, columnsIn } from './template.js';

export type Value = string | boolean | number | readonly Value[] | { readonly [member: string]: Value };
type Read<T> = (row: Row) => T;
type ReadCase<T> = (rows: readonly Row[], first: Row) => T;

/** A member of an event's data. It is left out of the event when this gives undefined: an empty cell says nothing. */
export function compileValue(spec: ValueSpec, columns: Columns): ReadCase<Value | undefined> {
  if (spec.perRow === undefined) {
    const leaf = compileLeaf(spec, columns);
    return (_rows, first) => leaf(first);
  }
  const item = compileMembers(spec.perRow, columns);
  const names = Object.keys(spec.perRow).sort();
  return (rows) => {
    const items: [order: string, item: Value][] = [];
    for (const row of rows) {
      const made = item(row);
      if (Object.keys(made).length === 0) continue;
      items.push([rows.length > 1 ? JSON.stringify(made) : '', inOrder(names, made)]);
    }
    // The order of a register's rows is an accident of its export: the same rows in another order are the same event.
    items.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return items.length === 0 ? undefined : items.map(([, made]) => made);
  };
}

/**
 * Members in the order of the canonical text (RFC 8785), whatever order the mapping tells them in: an event that is in that
 * order already is several times faster to write.
 */
export function inOrder(names: readonly string[], made: Readonly<Record<string, Value>>): Record<string, Value> {
  const ordered: Record<string, Value> = {};
  for (const name of names) {
    const value = made[name];
    if (value !== undefined) ordered[name] = value;
  }
  return ordered;
}

function compileMembers(specs: Readonly<Record<string, LeafValueSpec>>, columns: Columns): Read<Record<string, Value>> {
  const members = Object.entries(specs).map(([member, spec]) => [member, compileLeaf(spec, columns)] as const);
  return (row) => {
    try {
      const made: Record<string, Value> = {};
      for (const [member, read] of members) {
        const value = read(row);
        if (value !== undefined) made[member] = value;
      }
      return made;
    } catch (error) {
      throw error instanceof RowFault ? error.onLine(row.line) : error;
    }
  };
}

function compileLeaf(spec: LeafValueSpec, columns: Columns): Read<Value | undefined> {
  if (spec.const !== undefined) {
    const value = spec.const;
    return () => value;
  }
  if (spec.template !== undefined) return compileFilledTemplate(spec.template, columns);
  if (spec.column !== undefined) return nonEmpty(columns.text(spec.column), (text) => text);
  if (spec.values !== undefined) return lookUp(spec, spec.values, columns);
  if (spec.decimal !== undefined) {
    const name = spec.decimal;
    const { suffix = '' } = spec;
    return nonEmpty(columns.text(name), (text) => {
      const number = text.endsWith(suffix) ? text.slice(0, text.length - suffix.length).trimEnd() : text;
      const decimal = readDecimal(number, spec.thousands, spec.shift ?? 0);
      if (decimal === undefined) throw columns.fault(name, text, 'which is not a decimal number');
      return decimal;
    });
  }
  if (spec.integer !== undefined) {
    const name = spec.integer;
    return nonEmpty(columns.text(name), (text) => {
      const whole = Number(readDecimal(text, spec.thousands, 0));
      if (!Number.isSafeInteger(whole)) throw columns.fault(name, text, 'which is not a whole number');
      return whole;
    });
  }
  if (spec.date !== undefined) return columns.date(spec.date);
  if (spec.seconds !== undefined) return secondsBetween(spec.seconds, columns);
  if (spec.list !== undefined) return splitList(spec, columns.text(spec.list));
  return compileUnit(spec, columns);
}

function nonEmpty(text: Read<string>, value: (text: string) => Value | undefined): Read<Value | undefined> {
  return (row) => {
    const cell = text(row);
    return cell === '' ? undefined : value(cell);
  };
}

function lookUp(spec: LeafValueSpec, name: string, columns: Columns): Read<Value | undefined> {
  const map = new Map(Object.entries(spec.map ?? {}));
  return nonEmpty(columns.text(name), (text) => {
    const value = map.get(text);
    if (value === undefined && spec.otherwise !== 'omit')
      throw columns.fault(name, text, `which the mapping does not know; it knows ${[...map.keys()].join(', ')}`);
    return value;
  });
}

function splitList(spec: LeafValueSpec, text: Read<string>): Read<Value | undefined> {
  const { separator = '; ', member } = spec;
  const sign = separator.trim() || separator;
  return nonEmpty(text, (cell) => {
    // In a cell of several values their order says nothing, and a value twice says no more than once.
    const items = [...new Set(cell.split(sign).map((item) => item.trim()))].filter((item) => item !== '').sort();
    if (items.length === 0) return undefined;
    return member === undefined ? items : items.map((item) => ({ [member]: item }));
  });
}

/** Undefined where neither end is known. */
function secondsBetween(
  { from, to }: NonNullable<LeafValueSpec['seconds']>,
  columns: Columns,
): Read<Value | undefined> {
  const begin = columns.date(from);
  const ends = to.map((name) => ({ name, date: columns.date(name), text: columns.text(name) }));
  return (row) => {
    const began = begin(row);
    if (began === undefined) return undefined;
    for (const { name, date, text } of ends) {
      const ended = date(row);
      if (ended === undefined) continue;
      const seconds = (Date.parse(ended) - Date.parse(began)) / 1000;
      if (seconds < 0) throw columns.fault(name, text(row), `which is before ${columns.title(from)}, ${began}`);
      return Math.floor(seconds);
    }
    return undefined;
  };
}

function compileUnit({ unit = {}, whenEmpty }: LeafValueSpec, columns: Columns): Read<string> {
  const steps = UNIT_LEVELS.flatMap((level) => {
    const template = unit[level];
    if (template === undefined) return [];
    const texts = columnsIn(template).map((name) => columns.text(name));
    const isEmpty: Read<boolean> =
      whenEmpty === 'above' && level !== 'company' ? (row) => texts.some((text) => text(row) === '') : () => false;
    return [{ level, isEmpty, id: compilePlainTemplate(template, columns) }];
  });
  return (row) =>
    formatUnitPath(steps.flatMap(({ level, isEmpty, id }) => (isEmpty(row) ? [] : [{ level, id: id(row) }])));
}

/** A template whose columns must all have a value: what it makes would otherwise name the wrong thing. */
export function compileFilledTemplate(template: string, columns: Columns): Read<string> {
  return compileTemplate(template, (name) => columns.filled(name, 'it is part of a name'));
}

/** As above, without percent-encoding: a unit path encodes its own ids. */
function compilePlainTemplate(template: string, columns: Columns): Read<string> {
  const [only, ...others] = columnsIn(template);
  if (only !== undefined && others.length === 0 && template === `{${only}}`)
    return columns.filled(only, 'it names the unit');
  return compileFilledTemplate(template, columns);
}

export function compileCondition(condition: Condition | undefined, columns: Columns): Read<boolean> {
  const tests = Object.entries(condition ?? {}).map(([name, wanted]): Read<boolean> => {
    const text = columns.text(name);
    if (wanted === 'filled') return (row) => text(row) !== '';
    if (wanted === 'empty') return (row) => text(row) === '';
    if ('isNot' in wanted) {
      const others = new Set(wanted.isNot);
      return (row) => text(row) !== '' && !others.has(text(row));
    }
    const values = new Set(Array.isArray(wanted.is) ? wanted.is : [wanted.is]);
    return (row) => values.has(text(row));
  });
  return (row) => tests.every((test) => test(row));
}
