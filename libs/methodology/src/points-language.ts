import { z } from 'zod';
import { numeric } from './numeric.js';
import { unitCondition } from './unit-condition.js';

/**
 * The part of the language that says how a measure's value becomes points: by itself (a line, steps), as it is, by where
 * it stands among the others, or by a rule that depends on the unit.
 */
const anchor = z.strictObject({ value: numeric, points: numeric });
const steps = z.array(anchor).min(1).max(64);

const linear = z
  .strictObject({ linear: z.strictObject({ zero: numeric, full: numeric }) })
  .describe('0 points at `zero`, 100 at `full`, a straight line between them, no more and no less outside.');
const atLeast = z
  .strictObject({ atLeast: steps, otherwise: numeric })
  .describe('The points of the first step whose value is reached; from the highest value down.');
const atMost = z
  .strictObject({ atMost: steps, otherwise: numeric })
  .describe('The points of the first step whose value is not exceeded; from the lowest value up.');
const asIs = z
  .strictObject({ asIs: z.strictObject({ times: numeric.optional(), lowest: numeric, highest: numeric }) })
  .describe('The value itself (`times: 100` makes percents of shares), kept within `lowest` and `highest`.');

const plainRule = z.union([linear, atLeast, atMost, asIs]);

const REFERENCES = ['mean', 'median', 'market', 'best', 'worst'] as const;
const reference = z
  .enum(REFERENCES)
  .describe(
    'Of the cohort’s values: their mean, their median, the value of all units taken together (sum of numerators ÷ sum of denominators), the best, the worst.',
  );

const relative = z.strictObject({
  relative: z
    .union(
      [
        z
          .strictObject({ ratioTo: reference })
          .describe(
            'Value ÷ reference. With `market`: the unit’s share of the numerator ÷ its share of the denominator.',
          ),
        z.strictObject({ differenceFrom: reference }).describe('Value − reference.'),
        z
          .literal('percentile')
          .describe('Percent of the other units that do worse, those that do as well counted half; 100 when alone.'),
        z
          .strictObject({ zScore: z.strictObject({ decimals: z.int().min(1).max(9) }) })
          .describe(
            '(Value − mean) ÷ standard deviation of the cohort, turned so that more is better; rounded half up to `decimals`, for a root has no end. 0 where all are equal.',
          ),
        z
          .strictObject({
            efficacy: z.strictObject({
              base: numeric,
              span: numeric,
              worst: numeric.optional().describe('Absent: the worst of the cohort.'),
              best: numeric.optional().describe('Absent: the best of the cohort.'),
            }),
          })
          .describe(
            '功效係數: base + span × (value − worst) ÷ (best − worst), no more and no less outside; base + span where best and worst are equal.',
          ),
        z
          .strictObject({ rank: z.strictObject({ first: numeric, last: numeric }) })
          .describe(
            '`first` points for the first, `last` for the last, in equal steps between; equals share the best.',
          ),
      ],
      {
        error:
          'must be {ratioTo}, {differenceFrom}, percentile, {zScore: {decimals}}, {efficacy: {base, span}} or {rank: {first, last}}.',
      },
    )
    .meta({ id: 'relative', description: 'How a value stands in its cohort.' }),
  among: z
    .enum(['all', 'eligible'])
    .optional()
    .describe('Which units make the cohort: all that have a value, or (absent) those that take part in the round.'),
  then: plainRule
    .optional()
    .describe('Makes points of that figure; absent: the figure is the points. `better` turns round where it ranks.'),
});

const simpleRule = z.union([linear, atLeast, atMost, asIs, relative]);

export const points = z
  .union(
    [
      ...simpleRule.options,
      z
        .strictObject({
          choose: z
            .array(z.strictObject({ when: unitCondition.optional(), points: simpleRule }))
            .min(1)
            .max(16),
        })
        .describe('The first rule whose condition the unit meets: cut points that differ by group. None: no points.'),
    ],
    {
      error:
        'must be {linear: {zero, full}}, {atLeast: [{value, points}…], otherwise}, {atMost: […], otherwise}, {asIs: {lowest, highest}}, {relative: …} or {choose: [{when, points}…]}.',
    },
  )
  .meta({ id: 'points', description: 'How a value becomes points.' });

export type PointsRule = z.infer<typeof points>;
export type SimplePointsRule = z.infer<typeof simpleRule>;
export type PlainPointsRule = z.infer<typeof plainRule>;
export type RelativePointsRule = z.infer<typeof relative>;
export type RelativeFigure = RelativePointsRule['relative'];
export type Reference = z.infer<typeof reference>;
