/**
 * Cases that the ledger would take, at the bounds of what it takes: data is generated from the JSON Schemas of the event
 * types, which are what the door checks, and told along the life cycle. For laws of schemes that must hold for all of them.
 */
import { caseKinds, type CaseState, ContradictionError, dataSchemas, evolve, type Fact } from '#assay/service-record';
import fc from 'fast-check';

interface FieldSchema {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly example?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
}

/** What was told of one case, and the case after each fact. */
export interface Told {
  readonly facts: readonly Fact[];
  readonly states: readonly CaseState[];
}

/** @param words to choose texts from, so that conditions of a scheme are met. */
export function toldCases(kind: string, words: readonly string[]): fc.Arbitrary<Told> {
  const rules = caseKinds.get(kind)?.facts ?? [];
  const schemas = dataSchemas() as unknown as Readonly<Record<string, FieldSchema>>;
  const step = fc.oneof(
    ...rules.map(({ type }) => fc.tuple(fc.constant(type), dataOf(schemas[type] as FieldSchema, words))),
  );
  return fc.array(step, { minLength: 1, maxLength: 8 }).map((steps) => tell(kind, steps));
}

function tell(kind: string, steps: readonly (readonly [type: string, data: unknown])[]): Told {
  const facts: Fact[] = [];
  const states: CaseState[] = [];
  for (const [index, [type, data]] of steps.entries()) {
    const fact: Fact = {
      specversion: '1.0',
      id: String(index),
      source: 'urn:spec',
      type,
      subject: `${kind}/x`,
      time: new Date(Date.UTC(2024, 0, 1 + index)).toISOString(),
      data: data as object,
    };
    try {
      states.push(evolve(states.at(-1), fact));
      facts.push(fact);
    } catch (error) {
      if (!(error instanceof ContradictionError)) throw error;
    }
  }
  return { facts, states };
}

function dataOf(schema: FieldSchema, words: readonly string[]): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema;
  const fields = Object.entries(properties).map(([name, field]) => [name, fieldOf(field, words)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
}

function fieldOf(field: FieldSchema, words: readonly string[]): fc.Arbitrary<unknown> {
  if (field.enum) return fc.constantFrom(...field.enum);
  if (field.format === 'date-time') return instants;
  if (field.items?.pattern !== undefined) return fc.constant(['0'.repeat(64)]);
  if (field.items) return fc.array(dataOf(field.items, words), { minLength: 1, maxLength: 3 });
  if (field.pattern !== undefined) return decimals(new RegExp(field.pattern));
  if (field.type === 'integer') return fc.constantFrom(field.minimum, field.maximum);
  if (field.type === 'boolean') return fc.boolean();
  // Units and periods have an example in place of a length.
  const { example, maxLength } = field;
  if (maxLength === undefined) return fc.constant(example);
  return fc.constantFrom('x', ...words.filter(({ length }) => length <= maxLength));
}

const instants = fc.constantFrom(
  '0000-01-01T00:00:00.000Z',
  '2024-01-02T00:00:00.000Z',
  '2024-02-29T23:59:59.999Z',
  '9999-12-31T23:59:59.999Z',
);

/** Every length that the pattern takes, all nines; every second one the longest. */
function decimals(pattern: RegExp): fc.Arbitrary<string> {
  const candidates = [...Array(20).keys()].flatMap((whole) =>
    [...Array(10).keys()].flatMap((places) => {
      const text = `${'9'.repeat(whole + 1)}${places === 0 ? '' : `.${'9'.repeat(places)}`}`;
      return [text, `-${text}`];
    }),
  );
  const taken = candidates.filter((text) => pattern.test(text));
  const digits = (text: string): number => text.replace(/\D/g, '').length;
  const most = Math.max(...taken.map(digits));
  const longest = taken.filter((text) => digits(text) === most);
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...longest) },
    fc.constantFrom(...taken),
    fc.stringMatching(pattern),
  );
}
