import { companyOf, unitLevel } from '#assay/service-record';

import type { ScoreView, UnitRow } from '../score-store.js';
import { lastId } from '../unit-register.js';

/** A unit with its company, as amounts are kept under it. */
export interface KeyedUnit {
  readonly row: UnitRow;
  readonly company: UnitRow;
}

/**
 * The units that supposed cases speak of, by path. One of which the ledger was never told itself, because it only comes to
 * light when an event is left out, gets a key of its own above those of the ledger.
 */
export class UnitKeys {
  private constructor(
    private readonly byPath: ReadonlyMap<string, UnitRow>,
    /** Rows that only the supposition knows. */
    readonly added: readonly UnitRow[],
  ) {}

  /** @param paths of units; their companies are found as well */
  static async of(view: ScoreView, paths: Iterable<string>): Promise<UnitKeys> {
    const byPath = new Map<string, UnitRow>();
    const unknown: string[] = [];
    const wanted = new Set(paths);
    for (const path of wanted) wanted.add(companyOf(path));
    for (const path of wanted) {
      const row = await view.unitByPath(path);
      if (row) byPath.set(path, row);
      else unknown.push(path);
    }
    const added: UnitRow[] = [];
    if (unknown.length > 0) {
      const { position } = await view.checkpoint();
      let key = (await view.units()).reduce((most, unit) => Math.max(most, unit.key), 0);
      // A company comes before what is below it, for it is shorter.
      for (const path of unknown.sort((a, b) => a.length - b.length)) {
        key += 1;
        const company = byPath.get(companyOf(path))?.key ?? key;
        const known = { since: position, describedAt: position, ...nameless(path) };
        const row = { key, path, level: unitLevel(path), company, ...known };
        byPath.set(path, row);
        added.push(row);
      }
    }
    return new UnitKeys(byPath, added);
  }

  of(path: string): KeyedUnit {
    const row = this.byPath.get(path);
    const company = this.byPath.get(companyOf(path));
    if (!row || !company) throw new RangeError(`The supposition speaks of ${path}, which was not looked up.`);
    return { row, company };
  }
}

/** What is known of a unit of which nothing is told but its path. */
export const nameless = (path: string): Pick<UnitRow, 'name' | 'licensedAt' | 'insurerType' | 'past'> => ({
  name: lastId(path),
  licensedAt: null,
  insurerType: null,
  past: null,
});
