/**
 * The kinds of field that an event's data is made of: one decorator per field, which carries the rule, the sentence said when
 * it is broken, and the documentation that OpenAPI and `docs/events.md` show. Written once, read by all.
 *
 * One rule per field (and not a stack of them) keeps the door fast and every refusal a single sentence.
 */
import { isCanonicalTimestamp } from '#assay/transparency';
import { type DataClass, describeField, type JsonSchema, schemaOf } from './data-class.js';
import { wholeDigits } from './decimal.js';
import { parsePeriod } from './period.js';
import { parseUnitPath } from './unit-path.js';

/** Names of people, firms, products and places. */
export const MAX_NAME = 300;
/** What somebody wrote in sentences. */
export const MAX_NOTE = 4_000;

function field(
  name: string,
  schema: JsonSchema,
  says: string,
  validate: (value: unknown) => boolean,
): PropertyDecorator {
  return describeField({ rule: { name, schema, says: () => says, validate } });
}

/** The field may be left out. (`null` is not the same as left out, and is refused.) */
export const Optional = (): PropertyDecorator => describeField({ isOptional: true });

/** A unit of an insurer's organisation, from the company down: see `unit-path.ts`. */
export function UnitField(doc: string): PropertyDecorator {
  return parsed('isUnitPath', doc, 'a unit path', 'company/GEICO/province/CT', parseUnitPath);
}

/** A period as written: `2024`, `2024-H1`, `2024-Q3`, `2024-07`, `2024-W05`, `2024-07-15`; rolling windows have no report of their own. */
export function PeriodField(doc: string): PropertyDecorator {
  return parsed('isPeriod', doc, 'a period', '2024-Q3', (text) => {
    if (parsePeriod(text).code === null) throw new RangeError(`"${text}" is a rolling window: report its parts.`);
  });
}

/** A text that a parser of ours must be able to read; its error says what is wrong. */
function parsed(
  name: string,
  doc: string,
  says: string,
  example: string,
  parse: (text: string) => unknown,
): PropertyDecorator {
  return describeField({
    rule: {
      name,
      schema: { type: 'string', example, description: doc },
      says: (value) => `${says}, such as ${example}. ${reasonAgainst(value, parse) ?? ''}`,
      validate: (value) => reasonAgainst(value, parse) === undefined,
    },
  });
}

/** Why a parser refuses a value, in its own words; undefined when it takes it. */
function reasonAgainst(value: unknown, parse: (text: string) => unknown): string | undefined {
  if (typeof value !== 'string') return 'It must be a text.';
  try {
    parse(value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A text of 1 to `max` characters, without blanks at its ends; a name unless told otherwise. */
export function Text(doc: string, max = MAX_NAME): PropertyDecorator {
  return field(
    'isText',
    { type: 'string', minLength: 1, maxLength: max, description: doc },
    `a text of 1 to ${max} characters without blanks at its ends`,
    (value) => isText(value, max),
  );
}

/** Sentences: up to {@link MAX_NOTE} characters. */
export const Note = (doc: string): PropertyDecorator => Text(doc, MAX_NOTE);

function isText(value: unknown, max: number): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= max && value.trim().length === value.length;
}

/** A list of 1 to `maxItems` texts. */
export function Texts(doc: string, maxItems: number): PropertyDecorator {
  return field(
    'isTexts',
    {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: MAX_NAME },
      minItems: 1,
      maxItems,
      description: doc,
    },
    `a list of 1 to ${maxItems} texts, each of 1 to ${MAX_NAME} characters without blanks at its ends`,
    (value) =>
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= maxItems &&
      value.every((item) => isText(item, MAX_NAME)),
  );
}

/**
 * An exact decimal as text, with at most `decimals` (1 or more) digits after the point and 15 in all, so that it is below
 * 10^15 < 2^53 in units of 10^-decimals: every scheme can add it up exactly, and a number of a million digits is no bomb.
 * With `from: 0` it may not be negative. The attribute made of it declares the same number of decimals.
 */
export function Decimal(
  doc: string,
  { decimals, from }: { readonly decimals: number; readonly from?: 0 },
): PropertyDecorator {
  const sign = from === undefined ? '-?' : '';
  const pattern = new RegExp(`^${sign}(?:0|[1-9]\\d{0,${wholeDigits(decimals) - 1}})(?:\\.\\d{1,${decimals}})?$`);
  const form = `a decimal in quotes, such as "1234.50": at most ${wholeDigits(decimals)} digits before the point and ${decimals} after it`;
  return field(
    'isDecimal',
    { type: 'string', pattern: pattern.source, description: doc, example: '1234.50' },
    from === undefined ? form : `${form}, not negative`,
    (value) => typeof value === 'string' && pattern.test(value),
  );
}

/** A whole number from 0 (or `from`) to `to`, by default 10^12: far below 2^53, so that sums of thousands stay exact. */
export function Count(doc: string, from = 0, to = 1_000_000_000_000): PropertyDecorator {
  return field(
    'isCount',
    { type: 'integer', minimum: from, maximum: to, description: doc },
    `a whole number from ${from} to ${to}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to,
  );
}

/** True or false. */
export function Flag(doc: string): PropertyDecorator {
  return field(
    'isFlag',
    { type: 'boolean', description: doc },
    'true or false',
    (value) => value === true || value === false,
  );
}

/** An instant in the ledger's one spelling. */
export function Instant(doc: string): PropertyDecorator {
  return field(
    'isInstant',
    { type: 'string', format: 'date-time', description: doc, example: '2024-07-15T09:30:00.000Z' },
    'an instant in UTC with milliseconds, such as 2024-07-15T09:30:00.000Z',
    (value) => typeof value === 'string' && isCanonicalTimestamp(value),
  );
}

/** One of a few codes. */
export function OneOf(doc: string, codes: readonly string[]): PropertyDecorator {
  return field(
    'isOneOf',
    { type: 'string', enum: [...codes], description: doc },
    `one of: ${codes.join(', ')}`,
    (value) => typeof value === 'string' && codes.includes(value),
  );
}

/** The SHA-256 digests (lower-case hex) of evidence files. */
export function EvidenceDigests(doc: string, maxItems = 100): PropertyDecorator {
  const digest = /^[0-9a-f]{64}$/;
  return field(
    'isEvidence',
    { type: 'array', items: { type: 'string', pattern: digest.source }, maxItems, description: doc },
    `a list of at most ${maxItems} SHA-256 digests in lower-case hex`,
    (value) =>
      Array.isArray(value) &&
      value.length <= maxItems &&
      value.every((item) => typeof item === 'string' && digest.test(item)),
  );
}

/** A plain JSON object whose members another rule checks. */
export function Members(doc: string): PropertyDecorator {
  return field(
    'isMembers',
    { type: 'object', additionalProperties: true, description: doc },
    'an object with at least one member',
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0,
  );
}

/** A list of at most `maxItems` objects, each checked as an `item` of its own. */
export function ListOf(item: DataClass, doc: string, maxItems: number): PropertyDecorator {
  return describeField({
    rule: {
      name: 'isListOf',
      schema: { type: 'array', items: schemaOf(item), maxItems, description: doc },
      says: () => `a list of at most ${maxItems} objects`,
      // A list is an object to class-validator, which would let a list in the list pass unseen.
      validate: (value) => Array.isArray(value) && value.length <= maxItems && !value.some(Array.isArray),
      item,
    },
  });
}
