import { GRANULARITIES } from '#assay/service-record';
import { z } from 'zod';

/** Which periods a scheme is meant for: the calendar's, windows of any days, or windows of its own length. */
const PERIOD_KINDS = [...GRANULARITIES, 'window'] as const;

export const periods = z
  .strictObject({
    kinds: z
      .array(z.enum(PERIOD_KINDS))
      .min(1)
      .max(PERIOD_KINDS.length)
      .describe('What may be asked for; `window` is any span of whole months or days. Other periods are refused.'),
    rolling: z
      .strictObject({ months: z.int().min(1).max(120) })
      .optional()
      .describe('The scheme’s own window, of so many months to a day: asked for as `..2024-06-30` or `..2024-06`.'),
  })
  .meta({ id: 'periods', description: 'The periods that the scheme is meant for; absent: any.' });

export type PeriodRule = z.infer<typeof periods>;
