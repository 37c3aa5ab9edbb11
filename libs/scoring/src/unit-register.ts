import { companyOf, unitAndAncestors, unitLevel, type UnitLevel } from '#assay/service-record';

import type { FormerUnit, UnitRow } from './score-store.js';

/** A unit with what adding to it and to its company needs. */
export interface KnownUnit {
  readonly key: number;
  readonly path: string;
  readonly level: UnitLevel;
  readonly company: number;
  /** The company; itself for a company. */
  readonly head: KnownUnit;
  name: string;
  licensedAt: number | null;
  insurerType: string | null;
  past: string | null;
  readonly since: number;
  /** Position since which it is known as this. */
  describedAt: number;
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
  /** The unit with key `k` is at `k − 1`. */
  private readonly byKey: KnownUnit[] = [];
  private changed = new Set<KnownUnit>();
  private former: FormerUnit[] = [];
  /** The unit last mentioned: one event mentions the same one many times. */
  private last: KnownUnit | undefined;

  constructor(stored: readonly UnitRow[] = []) {
    for (const row of stored) this.add(row.path, row, row.since, row.describedAt);
  }

  /** The unit of a path; it and everything above it become known with the event at `position` when they are not yet. */
  mention(path: string, position: number): KnownUnit {
    if (this.last?.path === path) return this.last;
    const known = this.byPath.get(path);
    if (known) return (this.last = known);
    const above = unitAndAncestors(path).at(-2);
    if (above !== undefined) this.mention(above, position);
    const description = { name: lastId(path), licensedAt: null, insurerType: null, past: null };
    const unit = this.add(path, description, position, position);
    this.changed.add(unit);
    return unit;
  }

  withKey(key: number): KnownUnit | undefined {
    return this.byKey[key - 1];
  }

  /** Takes over what a unit's own case says after the event at `position`. */
  describe(path: string, { name, licensedAt, insurerType, past }: UnitDescription, position: number): void {
    const unit = this.mention(path, position);
    const isKnown = unit.name === name && unit.licensedAt === licensedAt && unit.insurerType === insurerType;
    if (isKnown && unit.past === past) return;
    if (unit.describedAt < position) this.former.push(formerOf(unit, position));
    Object.assign(unit, { name, licensedAt, insurerType, past, describedAt: position });
    this.changed.add(unit);
  }

  /** Rows that are new or changed since the last call, by key. */
  takeChanges(): UnitRow[] {
    const rows = [...this.changed].sort((a, b) => a.key - b.key);
    this.changed = new Set();
    return rows.map(({ key, path, level, company, name, licensedAt, insurerType, past, since, describedAt }) => ({
      ...{ key, path, level, company, name, licensedAt, insurerType, past },
      ...{ since, describedAt },
    }));
  }

  /** What was known until one of the events since the last call said otherwise. */
  takeFormer(): FormerUnit[] {
    const rows = this.former;
    this.former = [];
    return rows;
  }

  private add(path: string, description: UnitDescription, since: number, describedAt: number): KnownUnit {
    const key = this.byPath.size + 1;
    if (key > MAX_UNIT_KEY) throw new RangeError(`The ledger names more than ${MAX_UNIT_KEY} units; no more fit.`);
    const head = this.byPath.get(companyOf(path));
    const { name, licensedAt, insurerType, past } = description;
    const own = { key, path, level: unitLevel(path), name, licensedAt, insurerType, past, since, describedAt };
    const unit: KnownUnit = head ? { ...own, company: head.key, head } : alone(own);
    this.byPath.set(path, unit);
    this.byKey.push(unit);
    return unit;
  }
}

/** A company heads itself. */
function alone(own: Omit<KnownUnit, 'company' | 'head'>): KnownUnit {
  const unit: Omit<KnownUnit, 'head'> & { head?: KnownUnit } = { ...own, company: own.key };
  return Object.assign(unit, { head: unit as KnownUnit });
}

function formerOf({ key, describedAt, name, licensedAt, insurerType, past }: KnownUnit, until: number): FormerUnit {
  return { key, from: describedAt, until, name, licensedAt, insurerType, past };
}

/** How a unit is shown until its own case names it: `company/GEICO/province/CT` → `CT`. */
export function lastId(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('%2F', '/')
    .replaceAll('%25', '%');
}
