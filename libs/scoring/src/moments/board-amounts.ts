/** Amounts of movements, added up by the units of a board and its measures. */
import type { CompiledScheme } from '#assay/methodology';
import type { UnitLevel } from '#assay/service-record';

import { sideText } from '../reading/evidence.js';
import type { ScopeQuery } from '../reading/scope.js';

/** A board, or the part of it within a unit. */
export interface BoardScope extends Omit<ScopeQuery, 'slots'> {
  readonly level: UnitLevel;
}

/** What something adds to (or, with a minus, takes from) a unit's measure; null where the measure has no such side. */
export interface MeasureDifference {
  readonly unit: string;
  readonly measure: string;
  readonly numerator: string | null;
  readonly denominator: string | null;
}

export class BoardAmounts {
  private readonly byUnit = new Map<string, Map<number, number>>();

  add(unit: string, slot: number, amount: number): void {
    let sums = this.byUnit.get(unit);
    if (!sums) this.byUnit.set(unit, (sums = new Map<number, number>()));
    const sum = (sums.get(slot) ?? 0) + amount;
    if (sum === 0) sums.delete(slot);
    else sums.set(slot, sum);
  }

  get units(): Iterable<string> {
    return this.byUnit.keys();
  }

  /** The sums of a unit by slot; none of them zero. */
  of(unit: string): ReadonlyMap<number, number> {
    return this.byUnit.get(unit) ?? new Map<number, number>();
  }

  /** In order of unit, then of the scheme's measures; what adds up to nothing is left out. */
  differences(scheme: CompiledScheme): MeasureDifference[] {
    return [...this.byUnit]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([unit, sums]) =>
        scheme.measureIds.flatMap((measure, index): MeasureDifference[] => {
          const [numerator, denominator] = [sums.get(2 * index) ?? 0, sums.get(2 * index + 1) ?? 0];
          if (numerator === 0 && denominator === 0) return [];
          return [
            {
              unit,
              measure,
              numerator: sideText(scheme, 2 * index, numerator),
              denominator: sideText(scheme, 2 * index + 1, denominator),
            },
          ];
        }),
      );
  }
}
