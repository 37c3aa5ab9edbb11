import { dataSchemas, factDefinitions } from '#assay/service-record';
import type { core } from 'zod';
import {
  type CaseSpec,
  type ColumnSpec,
  type Condition,
  type EventSpec,
  isMoment,
  type LeafValueSpec,
  type Mapping,
  MappingError,
  type MappingProblem,
  mappingSchema,
  type ValueSpec,
} from './mapping.js';
import { columnsIn } from './template.js';

/**
 * A parsed YAML or JSON document → a mapping that holds together. Beside its shape this checks what would otherwise go
 * wrong row by row: columns that are used but not declared, fields that an event type does not have, dates that are no
 * dates, and, where rows are merged, columns of which all rows but one would be lost in silence.
 *
 * @param origin the file or name, for the error's sentence.
 * @throws MappingError with every problem.
 */
export function parseMapping(document: unknown, origin: string): Mapping {
  const parsed = mappingSchema.safeParse(document);
  if (!parsed.success) throw new MappingError(origin, parsed.error.issues.map(problemOf));
  const problems = [...problemsIn(parsed.data)];
  if (problems.length > 0) throw new MappingError(origin, problems);
  return parsed.data;
}

function problemOf(issue: core.$ZodIssue): MappingProblem {
  const path = issue.path.map((step) => `/${String(step)}`).join('');
  return { path, message: issue.message };
}

function* problemsIn(mapping: Mapping): Generator<MappingProblem> {
  const { rows, columns } = mapping;
  const used = new ColumnCheck(mapping);
  yield* used.columns(rows.key, '/rows/key');
  yield* used.columns(rows.agree, '/rows/agree');
  if (rows.mark !== undefined) yield* used.columns([rows.mark], '/rows/mark');
  if (rows.repeated === 'separate' && (rows.mark === undefined || !rows.key.includes(rows.mark)))
    yield { path: '/rows/mark', message: 'must name a column of the key: its value gets ~2, ~3 in repeated rows' };
  if (rows.repeated !== 'separate' && rows.mark !== undefined)
    yield { path: '/rows/mark', message: 'is for `repeated: separate` only' };
  if (rows.repeated !== 'merge' && rows.agree.length > 0)
    yield { path: '/rows/agree', message: 'is for `repeated: merge` only' };
  if (rows.serial) yield* used.columns([rows.serial.column, ...rows.serial.within], '/rows/serial');
  for (const [index, check] of mapping.checks.entries()) {
    const names =
      'sum' in check
        ? [...check.sum, check.equals]
        : 'same' in check
          ? check.same
          : [...Object.keys(check.when), ...Object.keys(check.must)];
    yield* used.columns(names, `/checks/${index}`);
  }
  for (const [name, column] of Object.entries(columns)) yield* columnProblems(name, column, mapping);
  for (const [index, spec] of mapping.cases.entries()) yield* caseProblems(spec, `/cases/${index}`, mapping, used);
}

function* columnProblems(
  name: string,
  { edge, clock, date = [], part, codes }: ColumnSpec,
  { columns, codes: tables }: Mapping,
): Generator<MappingProblem> {
  const path = `/columns/${name}`;
  if (edge === 'end' && !date.includes('YYYY'))
    yield { path: `${path}/edge`, message: 'is for dates written as YYYY only' };
  if (clock === 'end' && date.every(isMoment))
    yield { path: `${path}/clock`, message: 'is for dates without a time of day' };
  if (codes !== undefined && !Object.hasOwn(tables, codes))
    yield { path: `${path}/codes`, message: `"${codes}" is no table under codes` };
  if (codes !== undefined && date.length > 0) yield { path: `${path}/codes`, message: 'has no use for a date' };
  if (!part) return;
  const whole = Object.hasOwn(columns, part.of) ? columns[part.of] : undefined;
  if (!whole || whole.part)
    yield { path: `${path}/part/of`, message: `"${part.of}" is no column of the file declared under columns` };
  else if (whole.length === undefined || part.from + part.length - 1 > whole.length)
    yield {
      path: `${path}/part`,
      message: `needs a length of "${part.of}" of at least ${part.from + part.length - 1}, so that a cell cut short is refused`,
    };
}

function* caseProblems(spec: CaseSpec, path: string, mapping: Mapping, used: ColumnCheck): Generator<MappingProblem> {
  const { follow } = spec;
  const merged = mapping.rows.repeated === 'merge' && !follow;
  yield* used.template(spec.key, `${path}/key`, merged);
  if (follow) yield* used.columns([follow.order, follow.value], `${path}/follow`);
  if (follow && mapping.rows.repeated === 'merge')
    yield { path: `${path}/follow`, message: 'needs rows that are not merged' };
  for (const [index, event] of spec.events.entries()) {
    const at = `${path}/events/${index}`;
    const definition = factDefinitions.get(event.type);
    if (definition?.caseKind !== spec.kind)
      yield { path: `${at}/type`, message: `${event.type} is no event of a ${spec.kind}` };
    if ((event.on !== undefined) !== (follow !== undefined))
      yield { path: `${at}/on`, message: 'goes with `follow`: say first or change there, and nothing elsewhere' };
    yield* used.condition(event.when, `${at}/when`, merged);
    yield* used.template(event.id, `${at}/id`, merged);
    for (const time of event.time) yield* used.date(time, `${at}/time`, merged);
    yield* fieldProblems(event, `${at}/data`, used, merged);
  }
}

function* fieldProblems(event: EventSpec, path: string, used: ColumnCheck, merged: boolean): Generator<MappingProblem> {
  const schema = dataSchemas()[event.type];
  const known = Object.keys(schema?.properties ?? {});
  for (const [field, value] of Object.entries(event.data)) {
    if (!known.includes(field))
      yield { path: `${path}/${field}`, message: `${event.type} has no such field; it has ${known.join(', ')}` };
    yield* used.value(value, `${path}/${field}`, merged);
  }
  for (const field of schema?.required ?? []) {
    if (!(field in event.data)) yield { path, message: `lacks ${field}, which ${event.type} must have` };
  }
}

/** Whether the columns that a mapping speaks of are declared, and in a merged case alike in all of its rows. */
class ColumnCheck {
  private readonly alike: ReadonlySet<string>;

  constructor(private readonly mapping: Mapping) {
    this.alike = new Set([...mapping.rows.key, ...mapping.rows.agree]);
  }

  *columns(names: readonly string[], path: string, merged = false): Generator<MappingProblem> {
    for (const name of names) {
      const column = Object.hasOwn(this.mapping.columns, name) ? this.mapping.columns[name] : undefined;
      if (!column) yield { path, message: `"${name}" is not declared under columns` };
      else if (column.personal)
        yield { path, message: `"${name}" holds personal data, of which nothing may be recorded` };
      else if (merged && !this.alike.has(name))
        yield {
          path,
          message: `"${name}" may differ between merged rows: list it under rows.agree, or use it in a perRow list`,
        };
    }
  }

  *template(template: string, path: string, merged: boolean): Generator<MappingProblem> {
    yield* this.columns(columnsIn(template), path, merged);
  }

  *condition(condition: Condition | undefined, path: string, merged: boolean): Generator<MappingProblem> {
    yield* this.columns(Object.keys(condition ?? {}), path, merged);
  }

  *date(name: string, path: string, merged: boolean): Generator<MappingProblem> {
    yield* this.columns([name], path, merged);
    const column = this.mapping.columns[name];
    if (column && !column.date)
      yield { path, message: `"${name}" is no date column: say under columns how its dates are written` };
  }

  *value(value: ValueSpec | LeafValueSpec, path: string, merged: boolean): Generator<MappingProblem> {
    for (const name of [value.column, value.values, value.decimal, value.integer, value.list])
      if (name !== undefined) yield* this.columns([name], path, merged);
    const dates = [value.date, value.seconds?.from, ...(value.seconds?.to ?? [])];
    for (const name of dates) if (name !== undefined) yield* this.date(name, path, merged);
    if (value.template !== undefined) yield* this.template(value.template, path, merged);
    for (const template of Object.values(value.unit ?? {})) yield* this.template(template, path, merged);
    if (!('perRow' in value)) return;
    for (const [member, item] of Object.entries(value.perRow ?? {}))
      yield* this.value(item, `${path}/perRow/${member}`, false);
  }
}
