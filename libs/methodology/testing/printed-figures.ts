import { compileScheme } from '../src/compile.js';
import { scoreCohort } from '../src/cohort.js';
import type { ScoredCohort } from '../src/contribution.js';
import { decimalUnits } from '../src/decimal-units.js';
import { parseScheme } from '../src/parse.js';

/** Decimal places of the totals: bulletins print inputs with no more. */
const SCALE = 4;

export interface Ratio {
  readonly unit: string;
  readonly numerator: string;
  readonly denominator: string;
}

/**
 * Ratios as the engine prints them: totals of a numerator and a denominator per unit, through a scheme whose score is their
 * quotient times a factor, half up at so many places, ranked from the highest down.
 */
export function printed(ratios: readonly Ratio[], { times, places }: { times: number; places: number }): ScoredCohort {
  const side = (attribute: string): object => ({
    case: 'measure-report',
    on: { period: 'period' },
    add: { sum: attribute, decimals: SCALE },
  });
  const scheme = compileScheme(
    parseScheme({
      language: 1,
      id: 'printed-figures',
      version: 1,
      title: { en: 'Printed figures' },
      summary: 'A ratio as a bulletin prints it.',
      sources: ['The bulletin.'],
      utcOffset: '+08:00',
      measures: [
        {
          id: 'ratio',
          title: { en: 'Ratio' },
          definition: { version: '1', text: 'Numerator ÷ denominator.' },
          better: 'higher',
          display: { as: 'number', decimals: places },
          numerator: side('numerator'),
          denominator: side('denominator'),
          weight: 1,
          points: { asIs: { times, lowest: -1_000_000, highest: 1_000_000 } },
        },
      ],
      score: { weights: 1, missing: 'reweight', round: { score: places }, lowest: -1_000_000, highest: 1_000_000 },
      result: {
        rank: { by: [{ measure: 'ratio', order: 'descending' }], ties: 'shared' },
      },
    }),
    'hash',
  );
  const members = ratios.map(({ unit, numerator, denominator }) => ({
    unit: `company/${unit}`,
    slots: [decimalUnits(numerator, SCALE, 'numerator'), decimalUnits(denominator, SCALE, 'denominator')],
    profile: { name: unit },
  }));
  return scoreCohort(scheme, members, { level: 'company', lastDay: 0 });
}

/** The printed scores by unit. */
export function printedScores(
  ratios: readonly Ratio[],
  options: { times: number; places: number },
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(printed(ratios, options).units.map(({ name, score }) => [name, score]));
}
