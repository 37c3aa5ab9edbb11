import type { CompiledScheme } from '#assay/methodology';
import type { UnitLevel } from '#assay/service-record';

import { ClockKeeper } from '../clock-keeper.js';
import {
  comparePlaces,
  type ClockRow,
  type ClocksQuery,
  type FactsQuery,
  type Movement,
  type MovementsQuery,
  type OriginRow,
  type ParkedCompany,
  type ScoreCheckpoint,
  type ScoreView,
  type TotalsQuery,
  type TotalsRow,
  type UnitRow,
} from '../score-store.js';
import type { AmountChange } from '../reading/cohort.js';
import type { SupposedCases } from './supposed-cases.js';
import { type SupposedSums, supposedSums } from './supposed-sums.js';

/** What a supposition makes of the registers of units and origins. */
export interface SupposedRegisters {
  /** Rows that are other than the ledger's, or that only the supposition has, by key. */
  readonly units: ReadonlyMap<number, UnitRow>;
  readonly origins: readonly OriginRow[];
}

/**
 * A view over a view: the scores as they would be had some cases been told otherwise. The base view's rows stand but for
 * what those cases moved, which is taken off, and what they would have moved, which is added. So boards and explanations
 * work over it unchanged, and nothing is written anywhere.
 */
export class SupposedView implements ScoreView {
  private readonly sums = new Map<number, SupposedSums>();
  /** Positions of all events of the supposed cases: what these moved is told anew. */
  private readonly retold: ReadonlySet<number>;
  private readonly cases: ReadonlySet<string>;

  constructor(
    private readonly base: ScoreView,
    private readonly supposed: SupposedCases,
    private readonly registers: SupposedRegisters,
    private readonly schemes: readonly CompiledScheme[],
  ) {
    const { cases } = supposed;
    this.retold = new Set(cases.flatMap(({ recorded }) => recorded.map(({ event }) => event.position)));
    this.cases = new Set(cases.map(({ id }) => id));
  }

  /** The amounts by which sums under a scheme differ from the base view's; undefined when it tells of units otherwise, too. */
  changes(scheme: number): readonly AmountChange[] | undefined {
    if (this.registers.units.size > 0 || this.supposed.units.added.length > 0) return undefined;
    return this.sumsOf(scheme).changes;
  }

  checkpoint(): Promise<ScoreCheckpoint> {
    return this.base.checkpoint();
  }

  async totals(query: TotalsQuery): Promise<TotalsRow[]> {
    const rows = await this.base.totals(query);
    const periods = new Set(query.periods);
    const changes = new Map(
      this.sumsOf(query.scheme)
        .cells.filter(({ level, period }) => level === query.level && periods.has(period))
        .map((cell) => [`${cell.period} ${cell.unit}`, cell]),
    );
    if (changes.size === 0) return rows;
    const changed = rows.map((row) => {
      const name = `${row.period} ${row.unit}`;
      const change = changes.get(name);
      if (!change) return row;
      changes.delete(name);
      return { ...row, slots: change.slots.map((amount, slot) => (row.slots[slot] ?? 0) + amount) };
    });
    return [...changed, ...changes.values()];
  }

  allTotals(): AsyncIterable<never> {
    throw new TypeError('The totals of a supposition are no read model: there is nothing to validate.');
  }

  async movements(query: MovementsQuery): Promise<Movement[]> {
    const { fromPeriod, toPeriod, after, limit = Infinity } = query;
    const own = (this.sumsOf(query.scheme).movements.get(query.company) ?? []).filter(
      (movement) =>
        movement.period >= fromPeriod && movement.period <= toPeriod && (!after || comparePlaces(movement, after) > 0),
    );
    const told: Movement[] = [];
    for (let page = query; ;) {
      const found = await this.base.movements(page);
      for (const movement of found) if (!this.retold.has(movement.position)) told.push(movement);
      const last = found.at(-1);
      if (found.length < limit || told.length >= limit || !last) break;
      page = { ...query, after: last };
    }
    return merged(told, own).slice(0, limit);
  }

  async clocks(query: ClocksQuery): Promise<ClockRow[]> {
    const rows = (await this.base.clocks(query)).filter((row) => !this.cases.has(row.case));
    const own = this.clocksOf(query);
    if (own.length === 0) return rows;
    return [...rows, ...own].sort((a, b) => a.promise - b.promise || (a.case < b.case ? -1 : a.case > b.case ? 1 : 0));
  }

  async unitByPath(path: string): Promise<UnitRow | undefined> {
    const row = await this.base.unitByPath(path);
    if (row) return this.patched(row);
    return this.supposed.units.added.find((added) => added.path === path);
  }

  async units(level?: UnitLevel): Promise<UnitRow[]> {
    const rows = (await this.base.units(level)).map((row) => this.patched(row));
    return [...rows, ...this.supposed.units.added.filter((added) => level === undefined || added.level === level)];
  }

  async unitsWithPast(): Promise<UnitRow[]> {
    const rows = await this.base.unitsWithPast();
    if (this.registers.units.size === 0) return rows;
    const changed = [...this.registers.units.values()];
    return [...rows.filter(({ key }) => !this.registers.units.has(key)), ...changed]
      .filter(({ past }) => past !== null)
      .sort((a, b) => a.key - b.key);
  }

  async subtree(path: string): Promise<UnitRow[]> {
    const rows = (await this.base.subtree(path)).map((row) => this.patched(row));
    return [
      ...rows,
      ...this.supposed.units.added.filter((added) => added.path === path || added.path.startsWith(`${path}/`)),
    ];
  }

  async facts(query: FactsQuery): Promise<number[]> {
    const left = new Set(this.supposed.cases.flatMap(({ supposed }) => supposed.map(({ event }) => event.position)));
    const found: number[] = [];
    for (let page = query; ;) {
      const positions = await this.base.facts(page);
      found.push(...positions.filter((position) => !this.retold.has(position) || left.has(position)));
      const last = positions.at(-1);
      if (positions.length < query.limit || found.length >= query.limit || last === undefined) break;
      page = { ...query, after: last };
    }
    return found.slice(0, query.limit);
  }

  origins(): Promise<OriginRow[]> {
    return Promise.resolve([...this.registers.origins]);
  }

  parked(): Promise<ParkedCompany[]> {
    return Promise.resolve([...this.supposed.parked.supposed.values()].sort((a, b) => a.company - b.company));
  }

  private patched(row: UnitRow): UnitRow {
    return this.registers.units.get(row.key) ?? row;
  }

  /** Made when first asked for: a question is mostly of one rulebook. */
  private sumsOf(key: number): SupposedSums {
    let sums = this.sums.get(key);
    if (!sums) {
      const scheme = this.schemes[key];
      if (!scheme) throw new RangeError(`There is no scheme with the key ${key}.`);
      this.sums.set(key, (sums = supposedSums(this.supposed, key, scheme)));
    }
    return sums;
  }

  /** The last version of each clock of the supposed cases. */
  private clocksOf({ scheme: key, company }: ClocksQuery): ClockRow[] {
    const scheme = this.schemes[key];
    if (!scheme) return [];
    const { cases, units, parked } = this.supposed;
    const keeper = new ClockKeeper([[key, scheme]]);
    const mention = (path: string): { key: number; company: number } => {
      const keyed = units.of(path);
      return { key: keyed.row.key, company: keyed.company.key };
    };
    const since = parked.supposed.get(company)?.since ?? Infinity;
    const last = new Map<string, ClockRow>();
    for (const { supposed } of cases) {
      for (const { event, before, after } of supposed) {
        if (after.broken || event.position >= since) break;
        for (const row of keeper.changes(event, before.state, after.state, { mention }))
          if (row.company === company) last.set(`${row.promise} ${row.case}`, row);
      }
    }
    return [...last.values()];
  }
}

/** Two lists in order of place, as one. */
function merged(a: readonly Movement[], b: readonly Movement[]): Movement[] {
  if (b.length === 0) return [...a];
  return [...a, ...b].sort(comparePlaces);
}
