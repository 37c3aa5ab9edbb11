/** Calendars of a scheme: which days are business days. Made of weekdays and lists of days, so that any count of days ends. */
import { z } from 'zod';
import { text } from './numeric.js';
import { WEEKDAYS } from './weekdays.js';

const day = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(?:\.\.\d{4}-\d\d-\d\d)?$/,
    'must be a day such as 2024-10-01, or days such as 2024-10-01..2024-10-07.',
  );

export const calendar = z
  .strictObject({
    doc: text,
    source: text.optional(),
    weekend: z.array(z.enum(WEEKDAYS)).max(6, 'must leave at least one working day.').describe('Never worked.'),
    holidays: z
      .array(day)
      .max(1000)
      .optional()
      .describe('Days off, in any order: `2024-10-01`, or `2024-10-01..2024-10-07`.'),
    workdays: z.array(day).max(1000).optional().describe('Days of a weekend that are worked (調休).'),
  })
  .meta({ id: 'calendar', description: 'Which days are business days.' });

export type CalendarRule = z.infer<typeof calendar>;
