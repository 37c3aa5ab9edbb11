import { CohortValues } from './cohort-values.js';
import type { Slot } from './contribution.js';
import type { UnitFigures } from './unit-figures.js';

/** Which units a relative rule compares with: all that were given, or those that take part in the round. */
export type Among = 'all' | 'eligible';

/** The units that are scored together, and the values of their measures. */
export class ScoringCohort {
  private readonly made = new Map<string, CohortValues>();
  private readonly remembered = new Map<object, unknown>();
  private readonly eligible: ReadonlySet<UnitFigures>;

  constructor(
    private readonly all: readonly UnitFigures[],
    readonly takingPart: readonly UnitFigures[],
    private readonly slots: readonly Slot[],
  ) {
    this.eligible = new Set(takingPart);
  }

  has(unit: UnitFigures, among: Among): boolean {
    return among === 'all' || this.eligible.has(unit);
  }

  values(measure: number, among: Among, lowerIsBetter: boolean): CohortValues {
    const key = `${measure} ${among}`;
    let values = this.made.get(key);
    if (!values) {
      const units = among === 'all' ? this.all : this.takingPart;
      values = new CohortValues(units, measure, this.slots, lowerIsBetter);
      this.made.set(key, values);
    }
    return values;
  }

  /** What a rule found out about this cohort, made once. */
  remember<T>(rule: object, make: () => T): T {
    if (!this.remembered.has(rule)) this.remembered.set(rule, make());
    return this.remembered.get(rule) as T;
  }
}
