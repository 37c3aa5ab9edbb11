/**
 * The envelope: CloudEvents 1.0 in its JSON form, with what Assay asks for on top. `subject` and `time` are optional in
 * CloudEvents and mandatory here, for without them a fact belongs to no case and to no day.
 */
import 'reflect-metadata';
import { ValidateBy, ValidateIf } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

type Schema = Parameters<typeof JSONSchema>[0];

function attribute(schema: Schema, says: string, validate: (value: unknown) => boolean): PropertyDecorator {
  const check = ValidateBy({
    name: 'cloudEventAttribute',
    validator: { validate, defaultMessage: () => `$property must be ${says}` },
  });
  const describe = JSONSchema(schema) as PropertyDecorator;
  return (target, key) => {
    check(target, key);
    describe(target, key);
  };
}

const Optional = (): PropertyDecorator => ValidateIf((_event, value) => value !== undefined);

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

function isName(value: unknown, max: number): boolean {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= max &&
    !CONTROL.test(value) &&
    value.trim().length === value.length
  );
}

const URI_REFERENCE = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]{1,512}$/;
const SUBJECT = /^[a-z][a-z-]*\/./u;

export class CloudEventDto {
  @attribute({ type: 'string', enum: ['1.0'] }, '"1.0"', (value) => value === '1.0')
  specversion!: '1.0';

  /** The sender's id, unique within the case; sent again with the same content it changes nothing. */
  @attribute(
    {
      type: 'string',
      minLength: 1,
      maxLength: 600,
      description: 'Unique within its case. The same id and content again changes nothing.',
    },
    'a text of 1 to 600 characters, without control characters and without blanks at its ends',
    (value) => isName(value, 600),
  )
  id!: string;

  /** Who says so. */
  @attribute(
    { type: 'string', format: 'uri-reference', maxLength: 512, example: 'urn:register:ct-cid' },
    'a URI reference of 1 to 512 characters, such as urn:register:ct-cid',
    (value) => typeof value === 'string' && URI_REFERENCE.test(value),
  )
  source!: string;

  /** Type and version. */
  @attribute(
    { type: 'string', example: 'complaint.filed.v1' },
    'a versioned event type, such as complaint.filed.v1',
    (value) => isName(value, 200),
  )
  type!: string;

  /** The case that the fact belongs to. */
  @attribute(
    {
      type: 'string',
      maxLength: 700,
      example: 'complaint/my-register/2024-001',
      description: 'The case: its kind, a slash, and its key.',
    },
    'the case as kind/key, such as complaint/my-register/2024-001, of at most 700 characters',
    (value) => isName(value, 700) && SUBJECT.test(value as string),
  )
  subject!: string;

  /** When it happened, by the source's word. */
  @attribute(
    {
      type: 'string',
      format: 'date-time',
      example: '2024-07-15T09:30:00.000Z',
      description: 'When it happened: RFC 3339 with an offset; kept as the same instant in UTC with milliseconds.',
    },
    'an RFC 3339 instant with an offset, such as 2024-07-15T09:30:00.000Z',
    (value) => typeof value === 'string',
  )
  time!: string;

  @Optional()
  @attribute(
    { type: 'string', enum: ['application/json'] },
    'application/json, for data is JSON here',
    (value) => value === 'application/json',
  )
  datacontenttype?: string;

  @attribute(
    { type: 'object', description: 'What happened: the fields of the event type.' },
    'an object',
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  data!: object;
}
