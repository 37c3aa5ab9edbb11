import { z } from 'zod';
import { calendar } from './calendar.js';
import type { Condition } from './condition.js';
import { decimal, name, numeric, text, title } from './numeric.js';
import { periods } from './period-language.js';
import { points } from './points-language.js';
import { furtherResult, group, missingRule, result, score } from './score-language.js';
import { limit, term } from './term.js';

/**
 * The language of schemes: a rulebook as data. A scheme says what is measured over which cases, how a measure's value
 * becomes points, how points become a score, and how scores become grades or ranks. `docs/schemes.md` tells it by example;
 * the JSON Schema made from these definitions completes it in editors.
 *
 * A document is kept exactly as written (nothing is filled in or converted), so that its canonical bytes are its identity.
 */
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
    group: name.optional().describe('The group that it belongs to.'),
    weight: numeric.optional(),
    points: points.optional().describe('Without a weight they are shown and count for nothing.'),
    minimum: numeric
      .optional()
      .describe('Below this denominator (numerator, where there is none) the value gives no points.'),
    missing: missingRule.optional().describe('As that of the score, for this measure alone.'),
  })
  .meta({ id: 'measure', description: 'An indicator: numerator ÷ denominator over cases.' });

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
    organisation: z
      .enum(['as-it-was', 'as-it-is'])
      .optional()
      .describe(
        'Whose case a case is: of the unit as it was called and stood on the day on which the case counts (the default), or of the unit that it has become.',
      ),
    parameters: z.record(name, parameter).optional(),
    calendars: z.record(name, calendar).optional(),
    limits: z.record(name, limit).optional(),
    groups: z.record(name, group).optional(),
    measures: z.array(measure).min(1).max(128),
    results: z.array(furtherResult).min(1).max(16).optional().describe('Results beside the main one, in this order.'),
    score: score.optional(),
    result,
  })
  .meta({ title: 'Assay scheme', description: 'A rulebook for rating insurers by how they serve people.' });

export type SchemeDocument = z.infer<typeof schemeDocument>;
export type Measure = SchemeDocument['measures'][number];
export type DeclaredRule = z.infer<typeof declared>;
export type Parameter = z.infer<typeof parameter>;
export type { Condition };
export type { PointsRule } from './points-language.js';
export type { MissingRule, RankKey, ResultRule, ScoreRule, WeightedScoreRule } from './score-language.js';

/** The JSON Schema (2020-12) of scheme files, for editors and for other tools. */
export function schemeJsonSchema(): object {
  return z.toJSONSchema(schemeDocument, { io: 'input' });
}
