import { unitAndAncestors, unitLevel, type UnitLevel } from '#assay/service-record';

import type { UnitRow } from './score-store.js';

/** A unit with what adding to it and to all above it needs. */
export interface KnownUnit {
  readonly key: number;
  readonly path: string;
  readonly level: UnitLevel;
  readonly company: number;
  /** The company first, the unit itself last. */
  readonly lineage: readonly KnownUnit[];
  name: string;
  licensedAt: number | null;
  insurerType: string | null;
  past: string | null;
}

/** What a company's or unit's own case says of it. */
export interface UnitDescription {
  readonly name: string;
  readonly licensedAt: number | null;
  readonly insurerType: string | null;
  /** See `unit-past.ts`. */
  readonly past: string | null;
}

/** A key has to fit beside a period code in one exact number: see `running-totals.ts`. */
export const MAX_UNIT_KEY = 2 ** 24 - 1;

/**
 * The units that the ledger speaks of, with keys in order of first mention, a company before what is below it. All of them
 * are in memory: organisations have thousands of nodes, not millions.
 */
export class UnitRegister {
  private readonly byPath = new Map<string, KnownUnit>();
  private changed = new Set<KnownUnit>();

  constructor(stored: readonly UnitRow[] = []) {
    for (const row of stored) this.add(row.path, row);
  }

  /** The unit of a path; it and everything above it become known when they are not yet. */
  mention(path: string): KnownUnit {
    const known = this.byPath.get(path);
    if (known) return known;
    const above = unitAndAncestors(path).at(-2);
    if (above !== undefined) this.mention(above);
    const unit = this.add(path, { name: lastId(path), licensedAt: null, insurerType: null, past: null });
    this.changed.add(unit);
    return unit;
  }

  /** Takes over what a unit's own case says now. */
  describe(path: string, { name, licensedAt, insurerType, past }: UnitDescription): void {
    const unit = this.mention(path);
    const isKnown = unit.name === name && unit.licensedAt === licensedAt && unit.insurerType === insurerType;
    if (isKnown && unit.past === past) return;
    Object.assign(unit, { name, licensedAt, insurerType, past });
    this.changed.add(unit);
  }

  /** Rows that are new or changed since the last call, by key. */
  takeChanges(): UnitRow[] {
    const rows = [...this.changed].sort((a, b) => a.key - b.key);
    this.changed = new Set();
    return rows.map(({ key, path, level, company, name, licensedAt, insurerType, past }) => ({
      key,
      path,
      level,
      company,
      name,
      licensedAt,
      insurerType,
      past,
    }));
  }

  private add(path: string, description: UnitDescription): KnownUnit {
    const key = this.byPath.size + 1;
    if (key > MAX_UNIT_KEY) throw new RangeError(`The ledger names more than ${MAX_UNIT_KEY} units; no more fit.`);
    const ancestors = unitAndAncestors(path).slice(0, -1);
    const lineage = ancestors.flatMap((ancestor) => this.byPath.get(ancestor) ?? []);
    const { name, licensedAt, insurerType, past } = description;
    const unit: KnownUnit = {
      key,
      path,
      level: unitLevel(path),
      company: lineage[0]?.key ?? key,
      lineage,
      name,
      licensedAt,
      insurerType,
      past,
    };
    lineage.push(unit);
    this.byPath.set(path, unit);
    return unit;
  }
}

/** How a unit is shown until its own case names it: `company/GEICO/province/CT` → `CT`. */
export function lastId(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('%2F', '/')
    .replaceAll('%25', '%');
}
