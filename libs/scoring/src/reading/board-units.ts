import { companyOf, type PeriodCode, unitAndAncestors, type UnitLevel, unitLevel } from '#assay/service-record';

import type { UnitRow } from '../score-store.js';
import { lastId } from '../unit-register.js';
import type { Organisation } from './organisation.js';

/** The units of a board: for every unit below them, which of them its amounts belong to. */
export class BoardUnits {
  private readonly byPath: Map<string, UnitRow>;
  private readonly byKey: Map<number, UnitRow>;
  /** Of units that never moved; null for one above the board's level. */
  private readonly toldOf = new Map<number, number | null>();
  /** By path, as {@link toldOf}. */
  private readonly ancestors = new Map<string, number | null>();

  constructor(
    private readonly level: UnitLevel,
    units: readonly UnitRow[],
    private readonly organisation: Organisation,
  ) {
    this.byPath = new Map(units.map((unit) => [unit.path, unit]));
    this.byKey = new Map(units.map((unit) => [unit.key, unit]));
  }

  /** All units, those among them of which nothing was ever told under their own path. */
  get all(): UnitRow[] {
    return [...this.byPath.values()];
  }

  /** Key of the company that a unit belongs to, as told. */
  companyOf(unit: number): number | undefined {
    return this.byKey.get(unit)?.company;
  }

  /**
   * Key of the board's unit that a unit is, or lies below, where it stood when a period ended; undefined when it lies above.
   *
   * @param period a day, or the period that an amount was reported for
   */
  placed(unit: number, period: PeriodCode): number | undefined {
    const path = this.byKey.get(unit)?.path ?? '';
    if (this.organisation.concerns(path)) return this.ancestor(this.organisation.placeOf(path, period));
    let told = this.toldOf.get(unit);
    if (told === undefined) this.toldOf.set(unit, (told = this.ancestor(path) ?? null));
    return told ?? undefined;
  }

  private ancestor(path: string): number | undefined {
    let key = this.ancestors.get(path);
    if (key === undefined) {
      const ancestor = unitAndAncestors(path).find((each) => unitLevel(each) === this.level);
      this.ancestors.set(path, (key = ancestor === undefined ? null : this.known(ancestor).key));
    }
    return key ?? undefined;
  }

  /** A place of which nothing was told itself gets a key of its own, below those of the ledger. */
  private known(path: string): UnitRow {
    const known = this.byPath.get(path);
    if (known) return known;
    const key = -this.byPath.size - 1;
    const company = companyOf(path) === path ? key : this.known(companyOf(path)).key;
    const facts = { name: lastId(path), licensedAt: null, insurerType: null, past: null, since: 0, describedAt: 0 };
    const unit: UnitRow = { key, path, level: unitLevel(path), company, ...facts };
    this.byPath.set(path, unit);
    this.byKey.set(key, unit);
    return unit;
  }
}
