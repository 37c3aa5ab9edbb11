import { UNIT_LEVELS } from '#assay/service-record';
import { z } from 'zod';
import { name, numeric } from './numeric.js';
import type { UNIT_BOUNDS } from './unit-bounds.js';

/**
 * What a scheme may ask of a unit when it scores it: how its measures stand, how many of them have a value, what sort of
 * insurer it is. Asked of totals, never of cases; for those see `condition.ts`.
 */
export type UnitCondition =
  | ({ readonly measure: string; readonly of?: MeasureSide | undefined } & UnitBounds)
  | { readonly known: readonly string[]; readonly atLeast: z.infer<typeof numeric> }
  | { readonly level: readonly (typeof UNIT_LEVELS)[number][] }
  | { readonly insurerType: readonly string[] }
  | { readonly all: readonly UnitCondition[] }
  | { readonly any: readonly UnitCondition[] }
  | { readonly not: UnitCondition };

const SIDES = ['value', 'numerator', 'denominator'] as const;
export type MeasureSide = (typeof SIDES)[number];

const bounds = {
  equals: numeric.optional(),
  in: z.array(numeric).min(1).max(64).optional(),
  atLeast: numeric.optional(),
  above: numeric.optional(),
  atMost: numeric.optional(),
  below: numeric.optional(),
} satisfies Record<(typeof UNIT_BOUNDS)[number], z.ZodType>;
export type UnitBounds = { readonly [B in keyof typeof bounds]?: z.infer<(typeof bounds)[B]> };

export const measureSide = z.enum(SIDES);

export const unitCondition: z.ZodType<UnitCondition> = z
  .lazy(() =>
    z.union(
      [
        z
          .strictObject({ measure: name, of: measureSide.optional(), ...bounds })
          .describe('How a measure of the unit stands; false where it has no value.'),
        z
          .strictObject({ known: z.array(name).min(1).max(128), atLeast: numeric })
          .describe('So many of these measures (or those of these groups) have a value.'),
        z.strictObject({ level: z.array(z.enum(UNIT_LEVELS)).min(1) }).describe('The unit is of one of these levels.'),
        z
          .strictObject({ insurerType: z.array(name).min(1).max(32) })
          .describe('Its company is an insurer of one of these types.'),
        z.strictObject({ all: z.array(unitCondition).min(1).max(16) }),
        z.strictObject({ any: z.array(unitCondition).min(1).max(16) }),
        z.strictObject({ not: unitCondition }),
      ],
      {
        error:
          'must be {measure, equals|in|atLeast|above|atMost|below}, {known, atLeast}, {level}, {insurerType}, {all: […]}, {any: […]} or {not: …}.',
      },
    ),
  )
  .meta({ id: 'unit-condition', description: 'What is asked of a unit when it is scored.' });
