import { factDefinitions, UNIT_LEVELS } from '#assay/service-record';
import { z } from 'zod';

/**
 * A mapping says how a register's rows become events: which columns it has, which rows tell of the same thing, what a
 * case is, and which events tell its story. It is data, so that a user's own register needs no code; `docs/mappings.md`
 * explains every member with the shipped mappings as examples.
 */
const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be a name of lower-case letters, digits and underscores');
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be an id of lower-case letters, digits and hyphens');
const columnName = z.string().min(1);

const DAY_FORMATS = ['YYYY-MM-DD', 'M/D/YYYY', 'D/M/YYYY', 'D.M.YYYY', 'YYYY/M/D', 'YYYYMMDD', 'YYYY年M月D日'] as const;
const MOMENT_FORMATS = ['YYYY-MM-DD HH:mm:ss', 'YYYY/M/D H:mm:ss', 'YYYYMMDDHHmmss', 'RFC 3339'] as const;
export type DayFormat = (typeof DAY_FORMATS)[number];
export type DateFormat = DayFormat | (typeof MOMENT_FORMATS)[number] | 'YYYY';
/** Whether what is written so has a time of day. */
export const isMoment = (format: DateFormat): boolean => (MOMENT_FORMATS as readonly string[]).includes(format);

const column = z.preprocess(
  (value) => (typeof value === 'string' ? { names: [value] } : value),
  z
    .strictObject({
      /** What the column is called in the file: any of these, case and blanks around it apart. */
      names: z.array(z.string().min(1)).min(1).optional(),
      /** Not in the file by itself: so many characters of another column, from the first (1) on. */
      part: z.strictObject({ of: columnName, from: z.int().min(1), length: z.int().min(1) }).optional(),
      /** Whether the file may lack the column. */
      optional: z.boolean().default(false),
      /** The value where the column is lacking or its cell is empty. */
      default: z.string().optional(),
      /** No row may leave its cell empty. */
      filled: z.boolean().default(false),
      /** A filled cell has exactly so many characters. */
      length: z.int().min(1).max(300).optional(),
      /** A filled cell has nothing but the digits 0 to 9. */
      digits: z.boolean().default(false),
      /** The code table that says what a filled cell means. */
      codes: z.string().min(1).optional(),
      /** Holds personal data: no event may be made of it. */
      personal: z.boolean().default(false),
      /** How dates are written, tried in order; makes the column a date. */
      date: z.array(z.enum(['YYYY', ...DAY_FORMATS, ...MOMENT_FORMATS])).optional(),
      /** Which day a bare year stands for. */
      edge: z.enum(['start', 'end']).default('start'),
      /** Which moment a day stands for: its first, or its last. */
      clock: z.enum(['start', 'end']).default('start'),
    })
    .refine(({ names, part }) => (names === undefined) !== (part === undefined), {
      error: 'needs `names`, what the file calls it, or `part`, which column it is a part of: one of the two',
    }),
);
export type ColumnSpec = z.output<typeof column>;

/** A condition on a row's (or case's) columns; all members must hold. */
const condition = z.record(
  columnName,
  z.union([
    z.literal('filled'),
    z.literal('empty'),
    z.strictObject({ is: z.union([z.string(), z.array(z.string()).min(1)]) }),
    /** Filled, and none of these. */
    z.strictObject({ isNot: z.array(z.string()).min(1) }),
  ]),
);
export type Condition = z.output<typeof condition>;

const scalar = z.union([z.string(), z.boolean(), z.int()]);

const MAIN = [
  ...(['column', 'const', 'template', 'values', 'decimal', 'integer'] as const),
  ...(['date', 'seconds', 'list', 'unit', 'perRow'] as const),
] as const;

const leafShape = {
  /** The cell's text. */
  column: columnName.optional(),
  /** Always this. */
  const: scalar.optional(),
  /** Text with `{column}` in it. */
  template: z.string().min(1).optional(),
  /** A column whose values are looked up in `map`. */
  values: columnName.optional(),
  map: z.record(z.string(), scalar).optional(),
  /** What a value that is not in `map` means: `refuse` (the default) or `omit`. */
  otherwise: z.enum(['refuse', 'omit']).optional(),
  /** A column that holds an exact decimal; `thousands` are stripped, `shift: 6` multiplies by a million. */
  decimal: columnName.optional(),
  thousands: z.enum([',', '.', ' ', "'"]).optional(),
  /** A sign after the number that is no part of it, such as `%`; it may be lacking. */
  suffix: z.string().min(1).max(10).optional(),
  shift: z.int().min(-9).max(12).optional(),
  /** A column that holds a whole number. */
  integer: columnName.optional(),
  /** A date column, as an instant. */
  date: columnName.optional(),
  /** Whole seconds from one date column to the first of others that has a value. */
  seconds: z.strictObject({ from: columnName, to: z.array(columnName).min(1) }).optional(),
  /** A column with several values in one cell; `member` makes each an object with that one member. */
  list: columnName.optional(),
  separator: z.string().min(1).optional(),
  member: z.string().min(1).optional(),
  /** A unit path: level → template. */
  unit: z.partialRecord(z.enum(UNIT_LEVELS), z.string().min(1)).optional(),
  /** Where the columns of a level are empty: `refuse` the row (the default), or mean the unit `above` it. */
  whenEmpty: z.enum(['refuse', 'above']).optional(),
};

/** A bare text is a column's name. */
const shorthand = (given: unknown): unknown => (typeof given === 'string' ? { column: given } : given);

const leafValue = z.preprocess(shorthand, z.strictObject(leafShape).superRefine(oneMeaning));
export type LeafValueSpec = z.output<typeof leafValue>;

const value = z.preprocess(
  shorthand,
  z
    .strictObject({
      ...leafShape,
      /** A list of objects, one for each row of the case, in an order that does not depend on the file's. */
      perRow: z.record(z.string(), leafValue).optional(),
    })
    .superRefine(oneMeaning),
);
export type ValueSpec = z.output<typeof value>;

function oneMeaning(
  given: Partial<Record<(typeof MAIN)[number] | 'map' | 'whenEmpty' | 'suffix', unknown>>,
  context: z.RefinementCtx,
): void {
  const mains = MAIN.filter((member) => given[member] !== undefined);
  if (mains.length !== 1) {
    context.addIssue({
      code: 'custom',
      message: `must have exactly one of ${MAIN.join(', ')}; it has ${mains.join(' and ') || 'none'}`,
    });
  }
  if ((given.values === undefined) !== (given.map === undefined)) {
    context.addIssue({
      code: 'custom',
      message: 'needs `values`, the column, and `map`, what each of its values means: both or neither',
    });
  }
  if (given.suffix !== undefined && given.decimal === undefined)
    context.addIssue({ code: 'custom', message: 'has `suffix`, which goes with `decimal` only' });
  if (given.whenEmpty !== undefined && given.unit === undefined)
    context.addIssue({ code: 'custom', message: 'has `whenEmpty`, which goes with `unit` only' });
}

const event = z.strictObject({
  type: z
    .string()
    .refine((type) => factDefinitions.has(type), { error: 'is no event type; docs/events.md lists them' }),
  when: condition.optional(),
  /** For a case that follows a value: whether this event tells of its first row or of a change. */
  on: z.enum(['first', 'change']).optional(),
  /** Template of the event's id, unique within its case. */
  id: z.string().min(1),
  /** The date column that says when it happened; of several the first that has a value. */
  time: z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(columnName).min(1)),
  data: z.record(z.string(), value),
});
export type EventSpec = z.output<typeof event>;

const caseSpec = z.strictObject({
  kind: z.string().min(1),
  /** Template of the case's key. */
  key: z.string().min(1),
  /** The case follows a value over rows in order of a column: an event for its first row, and one whenever it changes. */
  follow: z.strictObject({ order: columnName, value: columnName }).optional(),
  events: z.array(event).min(1),
});
export type CaseSpec = z.output<typeof caseSpec>;

const check = z.union(
  [
    z.strictObject({ sum: z.array(columnName).min(1), equals: columnName }),
    z.strictObject({ same: z.tuple([columnName, columnName]) }),
    z.strictObject({ when: condition, must: condition }),
  ],
  { error: 'must be {sum, equals}, {same: [column, column]} or {when, must}' },
);
export type CheckSpec = z.output<typeof check>;

const ENCODINGS = ['utf-8', 'gb18030', 'windows-1252'] as const;
export type TextEncoding = (typeof ENCODINGS)[number];

const encodings = z.preprocess(
  (given) => (given === 'auto' ? ['utf-8', 'windows-1252'] : typeof given === 'string' ? [given] : given),
  z.array(z.enum(ENCODINGS)).min(1).max(ENCODINGS.length),
);

export const mappingSchema = z.strictObject({
  id,
  version: z.int().min(1),
  title: z.string().min(1),
  source: z.strictObject({
    publisher: z.string().min(1),
    dataSet: z.string().min(1),
    /** The events' `source`. */
    uri: z.string().regex(/^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/, 'must be a URI, such as urn:register:my-register'),
    url: z.url().optional(),
    licence: z.string().optional(),
    note: z.string().optional(),
  }),
  format: z
    .strictObject({
      delimiter: z.string().length(1).default(','),
      /** Tried in order; the first that the whole file is in. */
      encoding: encodings.default(['utf-8', 'windows-1252']),
      /** `required`: a file whose last row lacks its line break was cut off, and is refused. */
      finalLineBreak: z.enum(['required', 'optional']).default('optional'),
      /** Which rows of the file, from 1, hold the names of its columns: the last of them that has one names a column. */
      headerRows: z.array(z.int().min(1).max(20)).min(1).default([1]),
      /** The first row that is no header; absent: the one after the last header row. */
      firstRow: z.int().min(2).max(50).optional(),
    })
    .refine(({ headerRows, firstRow }) => firstRow === undefined || firstRow > Math.max(...headerRows), {
      path: ['firstRow'],
      error: 'must come after the header rows',
    })
    .default({
      delimiter: ',',
      encoding: ['utf-8', 'windows-1252'],
      finalLineBreak: 'optional',
      headerRows: [1],
    }),
  /** On whose calendar days and times of day are. */
  utcOffset: z
    .string()
    .regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/, 'must be an offset from UTC such as "+08:00"')
    .default('+00:00'),
  /** What the codes of the source mean: code → meaning, in tables that columns name. */
  codes: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  columns: z.record(name, column),
  rows: z.strictObject({
    /** Rows with the same values here tell of the same thing. */
    key: z.array(columnName).min(1),
    /** What several different rows with one key mean. */
    repeated: z.enum(['merge', 'separate', 'refuse']),
    /** Merged rows must agree in these columns. */
    agree: z.array(columnName).default([]),
    /** Separated rows: the column whose value becomes `value~2`, `value~3` in the second and third row. */
    mark: columnName.optional(),
    /** A column that numbers the rows without gaps from 1 on, within the same values of others: gaps are reported. */
    serial: z.strictObject({ column: columnName, within: z.array(columnName).default([]) }).optional(),
  }),
  /** What must hold in every row, or it is refused. */
  checks: z.array(check).default([]),
  cases: z.array(caseSpec).min(1),
});
export type Mapping = z.output<typeof mappingSchema>;

export interface MappingProblem {
  /** JSON Pointer into the mapping. */
  readonly path: string;
  readonly message: string;
}

/** A mapping file is wrong: every problem at once. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  constructor(
    readonly origin: string,
    readonly problems: readonly MappingProblem[],
  ) {
    super(
      `The mapping ${origin} is not valid:\n${problems.map(({ path, message }) => `  ${path || '/'}: ${message}`).join('\n')}`,
    );
  }
}
