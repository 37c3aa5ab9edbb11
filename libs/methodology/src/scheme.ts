import { UNIT_LEVELS } from '#assay/service-record';
import { z } from 'zod';
import { calendar } from './calendar.js';
import type { Condition } from './condition.js';
import { decimal, name, numeric, parameterReference, text, title } from './numeric.js';
import { periods } from './periods.js';
import { limit, term } from './term.js';

/**
 * The language of schemes: a rulebook as data. A scheme says what is measured over which cases, how a measure's value
 * becomes points, how points become a score, and how scores become grades or ranks. `docs/schemes.md` tells it by example;
 * the JSON Schema made from these definitions completes it in editors.
 *
 * A document is kept exactly as written (nothing is filled in or converted), so that its canonical bytes are its identity.
 */
const anchor = z.strictObject({ value: numeric, points: numeric });
const steps = z.array(anchor).min(1).max(64);

const points = z
  .union(
    [
      z
        .strictObject({ linear: z.strictObject({ zero: numeric, full: numeric }) })
        .describe('0 points at `zero`, 100 at `full`, a straight line between them, no more and no less outside.'),
      z
        .strictObject({ atLeast: steps, otherwise: numeric })
        .describe('The points of the first step whose value is reached; from the highest value down.'),
      z
        .strictObject({ atMost: steps, otherwise: numeric })
        .describe('The points of the first step whose value is not exceeded; from the lowest value up.'),
    ],
    { error: 'must be {linear: {zero, full}}, {atLeast: [{value, points}…], otherwise} or {atMost: […], otherwise}.' },
  )
  .meta({ id: 'points', description: 'How a value becomes points from 0 to 100.' });

const display = z
  .strictObject({
    as: z.enum(['count', 'number', 'percent', 'days', 'hours', 'money']),
    decimals: z.int().min(0).max(10),
    unit: text.max(60).optional().describe('Words after the figure: `per million dollars of premium`.'),
  })
  .meta({ id: 'display', description: 'How a value is shown; it is never rounded for it.' });

const declaredFigure = z
  .strictObject({
    measure: text.max(300).describe('What reports call the figure.'),
    decimals: z
      .int()
      .min(0)
      .max(4)
      .describe(
        'Decimal places that it is declared with: ours is rounded half up to as many before they are compared.',
      ),
  })
  .meta({ id: 'declared-figure', description: 'A figure that is declared, and how finely.' });

const declared = z
  .strictObject({
    line: text.max(300).optional().describe('Only reports for this line of business; absent: those that name none.'),
    value: declaredFigure.optional(),
    numerator: declaredFigure.optional(),
    denominator: declaredFigure.optional(),
  })
  .meta({ id: 'declared', description: 'The declared figures (measure-report cases) that a measure is shown beside.' });

const measure = z
  .strictObject({
    id: name,
    title,
    definition: z
      .strictObject({ version: text.max(60), text })
      .describe('What the measure means, in words, and which version of that definition this is.'),
    kind: z.enum(['quantitative', 'qualitative']).optional(),
    office: z.enum(['front', 'back']).optional(),
    source: z.enum(['internal', 'external']).optional(),
    better: z.enum(['higher', 'lower', 'neither']),
    display,
    numerator: term,
    denominator: term.optional().describe('Absent: the value is the numerator.'),
    declared: declared.optional(),
    weight: numeric.optional(),
    points: points.optional(),
  })
  .meta({ id: 'measure', description: 'An indicator: numerator ÷ denominator over cases.' });

const missing = z.enum(['reweight', 'zero', 'full']);

const score = z
  .strictObject({
    weights: numeric.describe('What the weights of the measures add up to.'),
    missing: z
      .union([missing, parameterReference], { error: 'must be reweight, zero, full or {param: name}.' })
      .describe('A measure without a value is left out and the rest weighs more, or gets no points, or gets all.'),
    round: z
      .strictObject({ points: z.int().min(0).max(10).optional(), score: z.int().min(0).max(10) })
      .describe(
        'Decimal places, half up: of each measure’s points (absent: not rounded) and of the score, before its grade.',
      ),
    adjustments: z
      .array(
        z.strictObject({
          measure: name,
          effect: z.enum(['add', 'subtract']),
          cap: numeric.describe('At most so many points.'),
        }),
      )
      .max(16)
      .optional()
      .describe('Plus and minus points after the weighted mean, in this order.'),
    lowest: numeric,
    highest: numeric,
  })
  .meta({ id: 'score', description: 'The weighted mean of the points, with adjustments.' });

const grades = z
  .strictObject({
    levels: z.array(z.enum(UNIT_LEVELS)).min(1).describe('Levels that get a grade; others are scored only.'),
    bands: z
      .array(
        z.strictObject({
          grade: text.max(20),
          class: text.max(20).optional(),
          from: numeric.describe('Lower edge, inclusive.'),
        }),
      )
      .min(2)
      .max(32)
      .describe('From the best grade down; the last begins at the lowest score.'),
  })
  .meta({ id: 'grades', description: 'An ordered grade scale.' });

const rankOrder = z.enum(['ascending', 'descending']);
const rankKey = z.union(
  [
    z.strictObject({ score: rankOrder }),
    z.strictObject({ measure: name, of: z.enum(['value', 'numerator', 'denominator']).optional(), order: rankOrder }),
  ],
  { error: 'must be {score: order} or {measure, of, order}; order is ascending or descending.' },
);

const result = z
  .strictObject({
    grades: grades.optional(),
    rank: z
      .strictObject({
        by: z.array(rankKey).min(1).max(8).describe('From unrounded values of measures, and the score as rounded.'),
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
  .meta({ id: 'result', description: 'Grades, ranks, and who gets them.' });

const parameter = z
  .strictObject({
    doc: text,
    default: z.union([...decimal.options, name], {
      error: 'must be an integer, a decimal as text, or one of the choices.',
    }),
    choices: z.array(name).min(2).max(16).optional().describe('For a parameter that is a word.'),
    inferred: z.boolean().optional().describe('No source states it: the default is ours, the committee decides.'),
    source: text.optional(),
  })
  .meta({ id: 'parameter', description: 'A decision that is left open, with its default.' });

export const schemeDocument = z
  .strictObject({
    language: z.literal(1, { error: 'must be 1, the version of the scheme language.' }),
    id: name,
    version: z.int().min(1),
    title,
    summary: text,
    sources: z.array(text).min(1).max(32).describe('Where the rules are written.'),
    utcOffset: z
      .string()
      .regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/, 'must be an offset from UTC such as "+08:00".')
      .describe('Whose calendar days count.'),
    periods: periods.optional(),
    parameters: z.record(name, parameter).optional(),
    calendars: z.record(name, calendar).optional(),
    limits: z.record(name, limit).optional(),
    measures: z.array(measure).min(1).max(64),
    score: score.optional(),
    result,
  })
  .meta({ title: 'Assay scheme', description: 'A rulebook for rating insurers by how they serve people.' });

export type SchemeDocument = z.infer<typeof schemeDocument>;
export type Measure = SchemeDocument['measures'][number];
export type DeclaredRule = z.infer<typeof declared>;
export type PointsRule = z.infer<typeof points>;
export type ScoreRule = z.infer<typeof score>;
export type ResultRule = z.infer<typeof result>;
export type RankKey = z.infer<typeof rankKey>;
export type Parameter = z.infer<typeof parameter>;
export type MissingRule = z.infer<typeof missing>;
export type { Condition };

/** The JSON Schema (2020-12) of scheme files, for editors and for other tools. */
export function schemeJsonSchema(): object {
  return z.toJSONSchema(schemeDocument, { io: 'input' });
}
