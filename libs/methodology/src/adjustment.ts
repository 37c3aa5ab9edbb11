import { clamp, compare, negate, type Rational, ZERO } from './rational.js';
import type { AdjustmentRule } from './score-language.js';
import type { SchemeDocument } from './scheme.js';
import type { Settings } from './settings.js';
import type { UnitFigures } from './unit-figures.js';
import { measureIndex } from './unit-predicate.js';

/** Plus or minus points that a measure brings after the weighted mean. */
export interface Adjustment {
  readonly measure: number;
  /** What is added; negative where something is taken. */
  readonly of: (unit: UnitFigures) => Rational;
}

export function adjustmentOf(rule: AdjustmentRule, document: SchemeDocument, settings: Settings): Adjustment {
  const measure = measureIndex(document, rule.measure);
  if ('table' in rule) {
    const table = rule.table.map(({ value, add }) => ({ value: settings.number(value), add: settings.number(add) }));
    const otherwise = settings.number(rule.otherwise);
    return {
      measure,
      of: (unit) => {
        const category = unit.value(measure);
        return (category && table.find(({ value }) => compare(value, category) === 0)?.add) ?? otherwise;
      },
    };
  }
  const cap = settings.number(rule.cap);
  const sign = rule.effect === 'add' ? (points: Rational): Rational => points : negate;
  return { measure, of: (unit) => sign(clamp(unit.value(measure) ?? ZERO, ZERO, cap)) };
}
