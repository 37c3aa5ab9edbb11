import { z } from 'zod';
import { DECIMAL } from './rational.js';

/**
 * Numbers in a scheme: an integer, a decimal as text (a binary fraction would not be exact), or the name of one of the
 * scheme's parameters, whose default the round that uses the scheme may set.
 */
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'must be a name in lower case, such as complaint-rate.')
  .max(60, 'must have at most 60 characters.');

export const decimal = z.union(
  [
    z.int({ error: 'must be an integer; write a decimal as text, such as "0.95".' }),
    z.string().regex(DECIMAL, 'must be a decimal such as "0.95": at most 18 digits before and 9 after the point.'),
  ],
  { error: 'must be an integer, or a decimal as text such as "0.95".' },
);

export const parameterReference = z.strictObject({ param: name }).meta({
  id: 'parameter-reference',
  description: 'The value of a parameter that the scheme declares.',
});

export const numeric = z
  .union([...decimal.options, parameterReference], {
    error: 'must be an integer, a decimal as text such as "0.95", or {param: name}.',
  })
  .meta({ id: 'numeric', description: 'An integer, a decimal as text, or a parameter.' });

export const text = z.string().trim().min(1, 'must say something.').max(4000, 'must have at most 4,000 characters.');

/** A name in the languages of the console; English is required, for it is what is shown when another is missing. */
export const title = z
  .strictObject({ en: text.max(200), 'zh-Hans': text.max(200).optional(), 'zh-Hant': text.max(200).optional() })
  .meta({ id: 'title', description: 'A title by language.' });

export type Numeric = z.infer<typeof numeric>;
export type ParameterReference = z.infer<typeof parameterReference>;
