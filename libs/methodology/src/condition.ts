import { GRANULARITIES } from '#assay/service-record';
import { z } from 'zod';
import { name, numeric, type Numeric } from './numeric.js';

/**
 * Where-clauses: which cases a term counts. A tree of plain comparisons over a case's attributes, never an expression to be
 * evaluated, so a scheme cannot reach code and every clause ends. A comparison with an attribute that the case does not
 * have is false.
 */
export const attributeName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,59}$/, 'must be the name of a case attribute, such as closedAt.');

const scalar = z.union([z.string().max(300), z.int(), z.boolean()], {
  error: 'must be text, an integer or true/false.',
});
const pair = z.tuple([attributeName, attributeName], { error: 'must be two attributes, such as [filedAt, closedAt].' });
const bounds = {
  atLeast: numeric.optional(),
  atMost: numeric.optional(),
  above: numeric.optional(),
  below: numeric.optional(),
};

export interface Bounds {
  readonly atLeast?: Numeric | undefined;
  readonly atMost?: Numeric | undefined;
  readonly above?: Numeric | undefined;
  readonly below?: Numeric | undefined;
}

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly attribute: string; readonly equals: string | number | boolean }
  | { readonly attribute: string; readonly in: readonly string[] }
  | { readonly attribute: string; readonly includes: string }
  | { readonly attribute: string; readonly exists: boolean }
  | ({ readonly attribute: string } & Bounds)
  | ({ readonly days: readonly [from: string, to: string]; readonly calendar?: string | undefined } & Bounds)
  | ({ readonly hours: readonly [from: string, to: string] } & Bounds)
  | { readonly status: readonly string[] }
  | { readonly limit: string; readonly met: string }
  | { readonly limit: string; readonly is: 'kept' | 'broken' }
  | { readonly samePeriod: (typeof CYCLES)[number]; readonly of: readonly [string, string] };

/** Calendar cycles that a case may have to begin and end in. */
export const CYCLES = GRANULARITIES.filter((granularity) => granularity !== 'week' && granularity !== 'day');

const list = z
  .array(z.lazy(() => condition))
  .min(1, 'must name at least one condition.')
  .max(32);

export const condition: z.ZodType<Condition> = z
  .lazy(() =>
    z.union(
      [
        z.strictObject({ all: list }).describe('Every one of these holds.'),
        z.strictObject({ any: list }).describe('At least one of these holds.'),
        z.strictObject({ not: condition }).describe('This does not hold.'),
        z.strictObject({ attribute: attributeName, equals: scalar }).describe('A text, count or flag is this.'),
        z
          .strictObject({ attribute: attributeName, in: z.array(z.string().max(300)).min(1).max(64) })
          .describe('A text is one of these.'),
        z.strictObject({ attribute: attributeName, includes: z.string().max(300) }).describe('A list has this text.'),
        z.strictObject({ attribute: attributeName, exists: z.boolean() }).describe('The case has (or lacks) it.'),
        z.strictObject({ attribute: attributeName, ...bounds }).describe('A count or decimal lies within bounds.'),
        z
          .strictObject({ days: pair, calendar: name.optional(), ...bounds })
          .describe('Calendar days, or business days of a calendar, from one instant to another lie within bounds.'),
        z
          .strictObject({ hours: pair, ...bounds })
          .describe('The time between two instants, in hours, lies within bounds.'),
        z.strictObject({ status: z.array(name).min(1).max(32) }).describe('The case is in one of these states.'),
        z
          .strictObject({ limit: name, met: attributeName })
          .describe('An instant lies within a limit: not after its end.'),
        z
          .strictObject({ limit: name, is: z.enum(['kept', 'broken']) })
          .describe(
            'What meets the limit lies within it, or came after its end. A case that has not met it yet is neither.',
          ),
        z
          .strictObject({ samePeriod: z.enum(CYCLES), of: pair })
          .describe('Two instants lie in the same year, half-year, quarter or month.'),
      ],
      {
        error:
          'must be one condition: {all}, {any}, {not}, {attribute, equals | in | includes | exists | atLeast | atMost | above | below}, ' +
          '{days | hours, atLeast | atMost | above | below}, {status}, {limit, met | is} or {samePeriod, of}.',
      },
    ),
  )
  .meta({ id: 'condition', description: 'Which cases are counted.' });
