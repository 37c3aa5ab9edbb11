import { type CompiledScheme, offsetMinutes } from '#assay/methodology';
import {
  companyOf,
  dayOf,
  daysOf,
  nameAt,
  type Period,
  type PeriodCode,
  type UnitChange,
  UnitHistory,
  type UnitLevel,
  unitLevel,
} from '#assay/service-record';

import type { ScoreView, UnitRow } from '../score-store.js';
import { readPast } from '../unit-past.js';
import { lastId } from '../unit-register.js';

const DAY_MS = 86_400_000;

/**
 * The organisation as a scheme sees it over a period: a branch that moved, a company that was merged, a name that changed.
 * Amounts are stored under the unit that they were told of; where that unit stood on the day on which they count is found
 * here, when a board is read. So a move that becomes known late puts right what was scored before, and nothing is rewritten.
 */
export class Organisation {
  private readonly concerned = new Map<string, boolean>();
  private readonly history: UnitHistory;
  private readonly changesByCompany = new Map<string, readonly UnitChange[]>();

  private constructor(
    private readonly changes: readonly UnitChange[],
    /** As the units are now, whatever the day. */
    private readonly isAsNow: boolean,
    private readonly lastInstant: number,
    /** By path: what a unit that moved there was called before. */
    private readonly movedNames: ReadonlyMap<string, string>,
    /** Paths of the companies that units moved from and to. */
    readonly companies: ReadonlySet<string>,
  ) {
    this.history = new UnitHistory(changes);
  }

  static async of(view: ScoreView, { document }: CompiledScheme, period: Period): Promise<Organisation> {
    const isAsNow = document.organisation === 'as-it-is';
    const offset = offsetMinutes(document);
    const units = await view.unitsWithPast();
    const changes = units
      .flatMap((unit) => changeOf(unit, offset))
      .filter(({ day, kind }) => isAsNow || day <= period.lastDay || (kind === 'moved' && day > period.firstDay));
    const lastInstant = (period.lastDay + 1) * DAY_MS - offset * 60_000 - 1;
    const names = new Map(units.map(({ path, name }) => [path, name]));
    const movedNames = changes.flatMap(({ from, to, kind }): [string, string][] =>
      kind === 'moved' ? [[to, names.get(from) ?? '']] : [],
    );
    const concerned = new Set(changes.flatMap(({ from, to }) => [companyOf(from), companyOf(to)]));
    return new Organisation(changes, isAsNow, lastInstant, new Map(movedNames), concerned);
  }

  /** Nobody moved, so that every unit is where it is told. */
  get isStill(): boolean {
    return this.changes.length === 0;
  }

  /**
   * Whether each sum of a company's totals rows, those of a board of some level, lay in one place from the first to the last of
   * these days: the sum is placed then, and its movements need not be looked at. A company's own row holds all that lies below
   * it, so that nothing below may have moved; and what changes its level is on other rows than its place is.
   */
  isSettled(company: string, level: UnitLevel, [first, last]: readonly [first: number, last: number]): boolean {
    return this.changesOf(company).every(({ from, to, day }) => {
      if (unitLevel(from) !== unitLevel(to) || (level === 'company' && unitLevel(from) !== level)) return false;
      return this.isAsNow || day <= first || day > last;
    });
  }

  /** Every change that may have a part in where something told of the company stood. */
  private changesOf(company: string): readonly UnitChange[] {
    const known = this.changesByCompany.get(company);
    if (known) return known;
    const companies = new Set([company]);
    const left = new Set(this.changes);
    const found: UnitChange[] = [];
    // Companies that are met on the way are gone through, too.
    for (const each of companies) {
      for (const change of left) {
        const [from, to] = [companyOf(change.from), companyOf(change.to)];
        if (from !== each && (to !== each || change.kind === 'merged')) continue;
        left.delete(change);
        found.push(change);
        companies.add(from).add(to);
      }
    }
    this.changesByCompany.set(company, found);
    return found;
  }

  /** Whether the unit, as told, may have stood elsewhere. */
  concerns(path: string): boolean {
    if (this.isStill) return false;
    let answer = this.concerned.get(path);
    if (answer === undefined) this.concerned.set(path, (answer = this.history.concerns(path)));
    return answer;
  }

  /** The unit to which an amount, told of some unit for a day or a reported period, belongs: as it stood at its end. */
  placeOf(path: string, period: PeriodCode): string {
    if (!this.concerns(path)) return path;
    return this.history.placeOn(path, this.isAsNow ? Number.POSITIVE_INFINITY : daysOf(period)[1]);
  }

  /** What the unit was called when the period ended; a unit that moved keeps its name until its new path is placed. */
  nameOf({ path, name, past }: Pick<UnitRow, 'path' | 'name' | 'past'>): string {
    if (name === lastId(path)) return this.movedNames.get(path) ?? name;
    if (past === null || this.isAsNow) return name;
    return nameAt(readPast(past).names, this.lastInstant) ?? name;
  }
}

function changeOf({ path, past }: UnitRow, offset: number): UnitChange[] {
  const left = past === null ? undefined : readPast(past).left;
  if (!left) return [];
  return [{ from: path, to: left.to, day: dayOf(left.at, offset), kind: left.kind }];
}
