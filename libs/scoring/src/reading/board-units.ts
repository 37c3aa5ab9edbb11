import { companyOf, type PeriodCode, unitAndAncestors, type UnitLevel, unitLevel } from '#assay/service-record';

import type { UnitRow } from '../score-store.js';
import { lastId } from '../unit-register.js';
import type { Organisation } from './organisation.js';

/** The units of a board: for every unit below them, which of them its amounts belong to. */
export class BoardUnits {
  private readonly byPath: Map<string, UnitRow>;
  private readonly byKey: Map<number, UnitRow>;
  /** Null for a unit above the board's level. */
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

  /** Companies of which some unit may have stood elsewhere. */
  get concernedCompanies(): ReadonlySet<number> {
    return new Set(this.all.filter(({ path }) => this.organisation.concerns(path)).map(({ company }) => company));
  }

  /** Key of the board's unit that a unit is, or lies below, as told; undefined when it lies above. */
  told(unit: number): number | undefined {
    let told = this.toldOf.get(unit);
    if (told === undefined) this.toldOf.set(unit, (told = this.ancestor(this.byKey.get(unit)?.path ?? '') ?? null));
    return told ?? undefined;
  }

  /** Whether a unit may have stood elsewhere than where it is told: of all others amounts need not be looked at. */
  mayBeElsewhere(unit: number): boolean {
    return this.organisation.concerns(this.byKey.get(unit)?.path ?? '');
  }

  /** As {@link told}, for an amount of a day or reported period: where the unit stood then. */
  placed(unit: number, period: PeriodCode): number | undefined {
    return this.ancestor(this.organisation.placeOf(this.byKey.get(unit)?.path ?? '', period));
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
