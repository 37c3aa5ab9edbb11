import { z } from 'zod';
import { attributeName, condition } from './condition.js';
import { name, numeric, text } from './numeric.js';

/** The part of the language that says what is added up: time limits, where a case counts, and what it adds. */
const attributePair = z.tuple([attributeName, attributeName], {
  error: 'must be two attributes, such as [filedAt, closedAt].',
});

const when = condition.optional().describe('For these cases; absent: for all that no step before took.');

const daysStep = z.strictObject({
  when,
  within: numeric.describe('Days after the starting day.'),
  calendar: name.optional().describe('Business days of this calendar; absent: calendar days.'),
});

const hoursStep = z.strictObject({
  when,
  within: numeric.describe('Hours after the starting instant, in whole minutes: 24, "0.5".'),
});

export const limit = z
  .strictObject({
    doc: text,
    case: name,
    from: attributeName.describe('The instant on whose day the limit begins.'),
    met: attributeName.optional().describe('The instant that meets the limit when it lies within it.'),
    stated: attributeName.optional().describe('An instant that, where a case has it, is the end of the limit itself.'),
    hours: z.array(hoursStep).min(1).max(16).optional().describe('The first step that fits a case gives its hours.'),
    days: z
      .array(daysStep)
      .min(1)
      .max(16)
      .optional()
      .describe('The first step that fits a case gives its days, where no step of `hours` does.'),
    atRisk: numeric
      .optional()
      .describe('About to break from this share of the time on, such as "0.8"; absent: never said to be.'),
  })
  .meta({
    id: 'limit',
    description: 'A time limit of one step of the process: how long a case of some sort has.',
  });

const standing = z
  .strictObject({
    from: attributeName.describe('An instant: from its day on.'),
    until: z
      .union(
        [
          attributeName.describe('An instant: until the day before it.'),
          z.strictObject({ months: z.int().min(1).max(120), after: attributeName }),
        ],
        { error: 'must be an attribute that is an instant, or {months, after}.' },
      )
      .optional()
      .describe('Absent, or of an instant that the case does not have: for ever.'),
  })
  .describe('A standing: a case counts in a period on whose last day it stands, whenever that began.');

const attribution = z
  .union(
    [
      attributeName.describe('The day of this instant.'),
      z.strictObject({ period: attributeName }).describe('The very period that a reported figure is for.'),
      z.strictObject({ limit: name }).describe('The day on which this limit ends for the case.'),
      standing,
    ],
    { error: 'must be an attribute that is an instant, {period: attribute}, {limit: name} or {from, until}.' },
  )
  .meta({ id: 'attribution', description: 'Which day (or reported period) a case counts in.' });

const places = (most: number) =>
  z.int().min(0).max(most).describe('Decimal places kept; what one case adds is rounded to them, half up.');

const addition = z
  .union(
    [
      z.literal('count').describe('One for each case.'),
      z
        .strictObject({
          sum: attributeName,
          decimals: z
            .int()
            .min(0)
            .max(12)
            .describe('Decimal places kept: those of the attribute, and those that `in` moves behind the point.'),
          in: z
            .enum(['1', '10', '100', '1000', '10000', '100000', '1000000', '10000000', '100000000'])
            .optional()
            .describe('Counted in tens, hundreds … hundred millions: "1000000" for million dollars.'),
        })
        .describe('The value of a count or decimal.'),
      z
        .strictObject({
          days: attributePair,
          calendar: name.optional().describe('Business days of this calendar; absent: calendar days.'),
        })
        .describe('Days from one instant to another.'),
      z.strictObject({ hours: attributePair, decimals: places(4) }).describe('Hours from one instant to another.'),
      z.strictObject({ minutes: attributePair, decimals: places(4) }).describe('Minutes from one instant to another.'),
      z
        .strictObject({ seconds: attributePair, decimals: places(3) })
        .describe('Seconds from one instant to another; exact with 3 decimals.'),
    ],
    {
      error:
        'must be count, {sum: attribute, decimals}, {days: [from, to], calendar} or {hours | minutes | seconds: [from, to], decimals}.',
    },
  )
  .meta({ id: 'addition', description: 'What one case adds.' });

export const term = z
  .strictObject({
    case: name.describe('The case kind.'),
    on: attribution,
    where: condition.optional(),
    add: addition,
  })
  .meta({ id: 'term', description: 'A sum over cases.' });

export type Term = z.infer<typeof term>;
export type Attribution = z.infer<typeof attribution>;
export type Standing = z.infer<typeof standing>;
export type Addition = z.infer<typeof addition>;
export type LimitRule = z.infer<typeof limit>;
