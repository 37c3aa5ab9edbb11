/**
 * What the data of an event are, member by member, as the decorators of `fields.ts` say it of a class. Plain descriptions
 * that need no library: every thread that folds cases loads them, and only the door makes rules of them that refuse.
 */

/** The data of an event type, as the class that documents it and that the door checks it by. */
export type DataClass = new () => object;

/** A JSON Schema (2020-12, the part of it that OpenAPI 3.1 shares and fields are described with). */
export interface JsonSchema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly example?: string;
}

/** What the value of a field must be. */
export interface FieldRule {
  /** `isText` */
  readonly name: string;
  readonly schema: JsonSchema;
  /** What a value that breaks the rule should have been: `<field> must be ‹says›`. */
  readonly says: (value: unknown) => string;
  readonly validate: (value: unknown) => boolean;
  /** The class of a list's items, each of which is checked as data of its own. */
  readonly item?: DataClass;
}

/** A member of an event's data. */
export interface Field extends FieldRule {
  readonly property: string;
  /** Whether it may be left out. (`null` is not the same as left out, and is refused.) */
  readonly isOptional: boolean;
}

interface Description {
  rule?: FieldRule;
  isOptional?: true;
}

const DESCRIPTIONS = new WeakMap<object, Map<string, Description>>();

/** A decorator that says something of a member, beside what others say of it. */
export function describeField(said: Readonly<Description>): PropertyDecorator {
  return (prototype, key) => {
    let members = DESCRIPTIONS.get(prototype);
    if (!members) DESCRIPTIONS.set(prototype, (members = new Map<string, Description>()));
    members.set(String(key), { ...members.get(String(key)), ...said });
  };
}

/** The members of a data class, in the order in which it declares them. */
export function fieldsOf(dataClass: DataClass): readonly Field[] {
  const members = DESCRIPTIONS.get(dataClass.prototype as object) ?? [];
  return Array.from(members, ([property, { rule, isOptional = false }]) => {
    if (!rule) throw new TypeError(`${dataClass.name}.${property} is optional, but nothing says what it must be.`);
    return { ...rule, property, isOptional };
  });
}

/** The JSON Schema of a data class; a member that is not listed is refused at the door, and the schema says so. */
export function schemaOf(dataClass: DataClass): JsonSchema {
  const fields = fieldsOf(dataClass);
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ property }) => property);
  return {
    properties: Object.fromEntries(fields.map(({ property, schema }) => [property, schema])),
    type: 'object',
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}
