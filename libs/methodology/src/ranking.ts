import { compare, type Rational } from './rational.js';
import type { ResultRule, SchemeDocument } from './scheme.js';

/** What a unit is ranked by. */
export interface RankedValues {
  readonly unit: string;
  /** By measure. */
  readonly values: readonly (Rational | null)[];
  readonly numerators: readonly Rational[];
  readonly denominators: readonly (Rational | null)[];
  readonly score: Rational | null;
}

export interface RankKey {
  /** For sentences: `against-share`. */
  readonly label: string;
  readonly of: (unit: RankedValues) => Rational | null;
  readonly sign: 1 | -1;
}

type RankRule = NonNullable<ResultRule['rank']>;

export function rankKeys(rule: RankRule, document: SchemeDocument): RankKey[] {
  return rule.by.map((key) => {
    if ('score' in key) return { label: 'score', of: ({ score }) => score, sign: signOf(key.score) };
    const index = document.measures.findIndex(({ id }) => id === key.measure);
    return {
      label: key.measure,
      of: (unit) =>
        (key.of === 'numerator' ? unit.numerators : key.of === 'denominator' ? unit.denominators : unit.values)[
          index
        ] ?? null,
      sign: signOf(key.order),
    };
  });
}

const signOf = (order: 'ascending' | 'descending'): 1 | -1 => (order === 'ascending' ? 1 : -1);

/**
 * Ranks from 1. Every unit must have a value for every key. Equals share a rank (and the ranks after them are skipped), or
 * are put in order of their unit path, so that the same figures give the same ranks whatever order they come in.
 */
export function ranks<T extends RankedValues>(
  units: readonly T[],
  keys: readonly RankKey[],
  ties: RankRule['ties'],
): [T, number][] {
  const order = (a: T, b: T): number => {
    for (const { of, sign } of keys) {
      const left = of(a);
      const right = of(b);
      if (left === null || right === null) throw new TypeError('Only units with a value for every key are ranked.');
      const difference = compare(left, right) * sign;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const sorted = units.toSorted((a, b) => order(a, b) || comparePaths(a.unit, b.unit));
  const ranked: [T, number][] = [];
  sorted.forEach((unit, index) => {
    const before = ranked[index - 1];
    const shares = ties === 'shared' && before !== undefined && order(before[0], unit) === 0;
    ranked.push([unit, shares ? before[1] : index + 1]);
  });
  return ranked;
}

/** By code unit: the same on every machine, which no locale is. */
export const comparePaths = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
