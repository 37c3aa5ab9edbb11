import { compare, type Rational, round, roundTo, toText } from './rational.js';
import type { BandRules } from './score-language.js';
import type { Settings } from './settings.js';

/** From a score to what is published of it. */
export interface GradeScale {
  /** The score as it is compared with edges: rounded to its decimals, or to stars. */
  readonly published: (exact: Rational) => Rational;
  /** Null where the scheme gives neither grades nor stars. */
  readonly grade: (exact: Rational) => string | null;
}

/** @param decimals of the score; stars are made of the score before that rounding, so that nothing is rounded twice. */
export function gradeScale(
  {
    bands,
    step,
  }: { readonly bands?: BandRules | undefined; readonly step?: Parameters<Settings['number']>[0] | undefined },
  decimals: number,
  settings: Settings,
): GradeScale {
  if (step !== undefined) {
    const size = settings.number(step);
    const stars = (exact: Rational): Rational => roundTo(exact, size);
    return { published: stars, grade: (exact) => toText(stars(exact), 9) };
  }
  const published = (exact: Rational): Rational => round(exact, decimals);
  if (!bands) return { published, grade: () => null };
  const edges = bands.map(({ grade, from }) => ({ grade, from: settings.number(from) }));
  return {
    published,
    grade: (exact) => {
      const score = published(exact);
      return edges.find(({ from }) => compare(score, from) >= 0)?.grade ?? null;
    },
  };
}
