import { compare, type Rational } from './rational.js';
import type { RankKey as RankKeyRule, ResultRule } from './score-language.js';
import type { SchemeDocument } from './scheme.js';
import type { UnitFigures } from './unit-figures.js';
import { measureIndex } from './unit-predicate.js';

/** What a unit is ranked by. */
export interface RankedUnit {
  readonly figures: UnitFigures;
  /** As rounded; null where there is none. */
  readonly score: Rational | null;
  readonly results: ReadonlyMap<string, Rational | null>;
}

export interface RankKey {
  /** For sentences: `against-share`. */
  readonly label: string;
  readonly of: (unit: RankedUnit) => Rational | null;
  readonly sign: 1 | -1;
}

type RankRule = NonNullable<ResultRule['rank']>;

export function rankKeys(rule: RankRule, document: SchemeDocument): RankKey[] {
  return rule.by.map((key) => rankKey(key, document));
}

function rankKey(key: RankKeyRule, document: SchemeDocument): RankKey {
  if ('score' in key) return { label: 'score', of: ({ score }) => score, sign: signOf(key.score) };
  if ('result' in key)
    return { label: key.result, of: ({ results }) => results.get(key.result) ?? null, sign: signOf(key.order) };
  const measure = measureIndex(document, key.measure);
  const side = key.of ?? 'value';
  return { label: key.measure, of: ({ figures }) => figures.side(measure, side), sign: signOf(key.order) };
}

const signOf = (order: 'ascending' | 'descending'): 1 | -1 => (order === 'ascending' ? 1 : -1);

/**
 * Ranks from 1. Every unit must have a value for every key. Equals share a rank (and the ranks after them are skipped), or
 * are put in order of their unit path, so that the same figures give the same ranks whatever order they come in.
 */
export function ranks<T extends RankedUnit>(
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
  const sorted = units.toSorted((a, b) => order(a, b) || comparePaths(a.figures.unit, b.figures.unit));
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
