import { UNIT_LEVELS } from '#assay/service-record';
import { z } from 'zod';
import { name, numeric, parameterReference, text, title } from './numeric.js';
import { measureSide, unitCondition } from './unit-condition.js';

/**
 * The part of the language that says what is made of points: groups, weighted means, plus and minus points, reward
 * factors, what may be left out, rounding; then grades, stars or ranks, and who gets them. One scheme may give several
 * results.
 */
const decimals = z.int().min(0).max(10);
const members = z.array(name).min(1).max(128).describe('Measures, or groups of measures.');

export const group = z
  .strictObject({
    title,
    weight: numeric.optional().describe('What the group counts in a mean of groups.'),
    weights: numeric.optional().describe('What the weights of its measures add up to.'),
  })
  .meta({ id: 'group', description: 'Measures that belong together: a domain, an element, a dimension.' });

const missing = z.enum(['reweight', 'zero', 'full']);
export const missingRule = z
  .union([missing, parameterReference], { error: 'must be reweight, zero, full or {param: name}.' })
  .describe('A measure without a value is left out and the rest weighs more, or gets no points, or gets all.');

const capped = z.strictObject({
  measure: name,
  effect: z.enum(['add', 'subtract']),
  cap: numeric.describe('At most so many points.'),
  approver: text.max(200).optional().describe('Who decides on these points.'),
});
const tabled = z.strictObject({
  measure: name,
  table: z
    .array(z.strictObject({ value: numeric, add: numeric }))
    .min(1)
    .max(64)
    .describe('What is added for each value of the measure: an adjustment index by category.'),
  otherwise: numeric.describe('What is added for another value, or where there is none.'),
});

const adjustment = z.union([capped, tabled], {
  error: 'must be {measure, effect, cap} or {measure, table: [{value, add}…], otherwise}.',
});

const edges = z.array(numeric).min(1).max(8);
const reward = z
  .strictObject({
    decimals: decimals.describe('Decimals of mean and variance before they are compared, half up.'),
    edges: z
      .array(
        z.strictObject({
          when: unitCondition.optional(),
          leftOut: z.array(name).max(8).optional().describe('When exactly these leave-out rules are applied.'),
          mean: edges.describe('Lower edges, inclusive, rising.'),
          variance: edges,
        }),
      )
      .min(1)
      .max(64)
      .optional()
      .describe('The first that fits gives the edges; none: no reward.'),
    percentiles: z
      .strictObject({ mean: edges, variance: edges })
      .optional()
      .describe('Edges are these percentiles of the cohort’s means and variances, with nothing left out.'),
    points: z
      .array(z.array(numeric).min(2).max(9))
      .min(2)
      .max(9)
      .describe(
        'What is added: a row for each range of means, in it a figure for each range of variances, both rising.',
      ),
  })
  .meta({ id: 'reward', description: 'A reward for a high and steady performance.' });

const leaveOut = z
  .strictObject({
    id: name,
    members,
    when: unitCondition.optional(),
    rule: z
      .enum(['always', 'if-better'])
      .describe('Left out whenever the condition holds, or only if the score is better without (hold harmless).'),
    from: numeric.optional().describe('Only if the result without them, as it would be published, is at least this.'),
  })
  .meta({ id: 'leave-out', description: 'Measures that are not counted against a unit.' });

const enough = z.strictObject({
  of: members,
  except: members.optional(),
  atLeast: numeric,
  when: unitCondition.optional(),
});

const formula = {
  of: members.optional().describe('What it is the mean of; absent: every measure with a weight.'),
  except: members.optional(),
  mean: z
    .enum(['measures', 'groups'])
    .optional()
    .describe('Of all measures by their weights (the default), or of the groups’ means by the weights of the groups.'),
  weights: numeric.describe('What the weights of the measures (or groups) add up to.'),
  missing: missingRule,
  reweigh: z
    .array(z.strictObject({ members, weight: numeric, when: unitCondition }))
    .max(16)
    .optional()
    .describe('Another weight, which may be 0, for units that meet a condition.'),
  enough: z.array(enough).max(32).optional().describe('So many measures must have a value, else there is no score.'),
  leaveOut: z.array(leaveOut).max(4).optional().describe('Each is decided given the ones after it.'),
  reward: reward.optional(),
  round: z
    .strictObject({
      points: decimals.optional(),
      group: decimals.optional(),
      mean: decimals.optional(),
      score: decimals,
    })
    .describe('Decimals, half up, of points, groups’ means, the mean (absent: not rounded) and the score.'),
  adjustments: z
    .array(adjustment)
    .max(16)
    .optional()
    .describe('Plus and minus points after the weighted mean, in this order.'),
  lowest: numeric,
  highest: numeric,
};

const weighted = z
  .strictObject(formula)
  .meta({ id: 'weighted-score', description: 'The weighted mean of the points, with adjustments.' });

export const score = z
  .union(
    [
      weighted,
      z
        .strictObject({ take: z.array(name).min(1).max(8), round: z.strictObject({ score: decimals }) })
        .describe('The score of the first of these results that is for the unit.'),
    ],
    { error: 'must be {weights, missing, round, lowest, highest, …} or {take: [results…], round}.' },
  )
  .meta({ id: 'score', description: 'What the main result is made of.' });

const bands = z
  .array(
    z.strictObject({
      grade: text.max(20),
      class: text.max(20).optional(),
      from: numeric.describe('Lower edge, inclusive.'),
    }),
  )
  .min(2)
  .max(32)
  .describe('From the best grade down; the last begins at the lowest score.');

const levels = z.array(z.enum(UNIT_LEVELS)).min(1).describe('Levels that get a grade; others are scored only.');
const step = numeric.describe(
  'The score before its rounding is rounded once, half up, to a multiple: "0.5" for half stars.',
);

const rankOrder = z.enum(['ascending', 'descending']);
const rankKey = z.union(
  [
    z.strictObject({ score: rankOrder }),
    z.strictObject({ result: name, order: rankOrder }),
    z.strictObject({ measure: name, of: measureSide.optional(), order: rankOrder }),
  ],
  { error: 'must be {score: order}, {result, order} or {measure, of, order}; order is ascending or descending.' },
);

export const result = z
  .strictObject({
    grades: z.strictObject({ levels, bands }).meta({ id: 'grades', description: 'An ordered grade scale.' }).optional(),
    stars: z.strictObject({ levels, step }).meta({ id: 'stars', description: 'Stars, by the score.' }).optional(),
    rank: z
      .strictObject({
        by: z.array(rankKey).min(1).max(8).describe('From unrounded values of measures, and scores as rounded.'),
        ties: z.enum(['unique', 'shared']).describe('Equals are put in order of their unit path, or share a rank.'),
      })
      .optional(),
    eligibility: z
      .strictObject({
        accountingYears: numeric
          .optional()
          .describe('Full calendar years since the licence, by the end of the period.'),
        excludedTypes: z.array(name).max(32).optional().describe('Insurer types that are left out.'),
        whenUnknown: z
          .enum(['eligible', 'ineligible'])
          .describe('What a company is whose licence or type nobody recorded.'),
      })
      .optional(),
    minimumVolume: z
      .array(z.strictObject({ measure: name, of: z.enum(['numerator', 'denominator']), atLeast: numeric }))
      .max(16)
      .optional()
      .describe('Below it a unit is neither graded nor ranked.'),
  })
  .meta({ id: 'result', description: 'Grades or stars, ranks, and who gets them.' });

export const furtherResult = z
  .strictObject({
    id: name,
    title,
    for: unitCondition.optional().describe('Whom it is for; absent: everybody.'),
    requires: z.array(name).min(1).max(8).optional().describe('Results above it that a unit must have.'),
    score: weighted,
    bands: bands.optional(),
    stars: z.strictObject({ step }).optional(),
  })
  .meta({ id: 'further-result', description: 'A result beside the main one: a part, a domain, a line.' });

export type GroupRule = z.infer<typeof group>;
export type MissingRule = z.infer<typeof missing>;
export type ScoreRule = z.infer<typeof score>;
export type WeightedScoreRule = z.infer<typeof weighted>;
export type RewardRule = z.infer<typeof reward>;
export type LeaveOutRule = z.infer<typeof leaveOut>;
export type AdjustmentRule = z.infer<typeof adjustment>;
export type ResultRule = z.infer<typeof result>;
export type FurtherResult = z.infer<typeof furtherResult>;
export type BandRules = z.infer<typeof bands>;
export type RankKey = z.infer<typeof rankKey>;
