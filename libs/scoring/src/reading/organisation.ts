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

  private constructor(
    private readonly history: UnitHistory,
    /** Nobody moved, so that every unit is where it is told. */
    readonly isStill: boolean,
    /** As the units are now, whatever the day. */
    private readonly isAsNow: boolean,
    private readonly lastInstant: number,
    /** The first day (since 1970-01-01) on which somebody is elsewhere than told. */
    readonly firstDay: number,
    /** By path: what a unit that moved there was called before. */
    private readonly movedNames: ReadonlyMap<string, string>,
    /** Paths of the companies that units moved from and to. */
    readonly companies: ReadonlySet<string>,
  ) {}

  static async of(view: ScoreView, { document }: CompiledScheme, period: Period): Promise<Organisation> {
    const isAsNow = document.organisation === 'as-it-is';
    const offset = offsetMinutes(document);
    const units = await view.unitsWithPast();
    const changes = units
      .flatMap((unit) => changeOf(unit, offset))
      .filter(({ day, kind }) => isAsNow || day <= period.lastDay || (kind === 'moved' && day > period.firstDay));
    const isLaterOnly = !isAsNow && changes.every(({ kind }) => kind === 'merged');
    const firstDay = isLaterOnly
      ? Math.max(period.firstDay, Math.min(...changes.map(({ day }) => day)))
      : period.firstDay;
    const lastInstant = (period.lastDay + 1) * DAY_MS - offset * 60_000 - 1;
    const names = new Map(units.map(({ path, name }) => [path, name]));
    const movedNames = changes.flatMap(({ from, to, kind }): [string, string][] =>
      kind === 'moved' ? [[to, names.get(from) ?? '']] : [],
    );
    const history = new UnitHistory(changes);
    const concerned = new Set(changes.flatMap(({ from, to }) => [companyOf(from), companyOf(to)]));
    return new Organisation(
      history,
      changes.length === 0,
      isAsNow,
      lastInstant,
      firstDay,
      new Map(movedNames),
      concerned,
    );
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
