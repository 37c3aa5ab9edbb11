import type { EventLog, ReadStreamsOptions, StoredEvent } from '#assay/event-log';
import type { CompiledScheme, Contribution } from '#assay/methodology';
import {
  companyOf,
  daysOf,
  evolve,
  type Fact,
  fold,
  granularityOf,
  type PeriodCode,
  periodContaining,
  readFact,
  unitAndAncestors,
} from '#assay/service-record';

import { SumRows } from './sum-rows.js';

/** A totals row as the replay finds it: `[scheme, period, unit path, sums by slot]`. */
export type ReplayedRow = readonly [scheme: number, period: PeriodCode, unit: string, slots: Float64Array];

/** A unit's rows one after another, each as scheme, period, sums by slot. */
export interface ReplayedUnitRows {
  readonly path: string;
  readonly rows: Float64Array<ArrayBuffer>;
}

/** A case that cannot be folded. */
export interface BrokenReplay {
  readonly caseId: string;
  /** Path of its company, when the case says one before it breaks. */
  readonly company: string | null;
  readonly reason: string;
}

/** Events between two words on progress. */
const TELL_EVERY = 2_000;

/**
 * Folds whole streams from the log and adds what their cases contribute in the end. It shares nothing with the running
 * scores but the pure libraries: no differences, no caches, no order of events, no read model.
 */
export class ReplayedTotals {
  readonly broken: BrokenReplay[] = [];
  cases = 0;
  private readonly units = new Map<string, ReplayedUnit>();
  /** By scheme. */
  private readonly sums: readonly SumRows[];

  constructor(private readonly schemes: readonly CompiledScheme[]) {
    this.sums = schemes.map(({ slots }) => new SumRows(slots.length));
  }

  /** Adds one share of the log's streams, as they are at a position; everything without a share. */
  async addStreams(log: EventLog, options: ReadStreamsOptions, onEvents: (count: number) => void): Promise<void> {
    let told = 0;
    let read = 0;
    for await (const events of log.readStreams(options)) {
      this.addCase(events);
      read += events.length;
      if (read - told < TELL_EVERY) continue;
      onEvents(read - told);
      told = read;
    }
    onEvents(read - told);
  }

  /** Adds what another worker found for one unit. */
  addUnit({ path, rows }: ReplayedUnitRows): void {
    const unit = this.unit(path);
    for (let at = 0; at < rows.length;) {
      const [scheme = 0, period = 0] = rows.subarray(at, at + 2);
      const slots = this.schemes[scheme]?.slots.length ?? 0;
      const row = this.row(unit, scheme, period);
      for (let slot = 0; slot < slots; slot++) this.sums[scheme]?.addTo(row, slot, rows[at + 2 + slot] ?? 0);
      at += 2 + slots;
    }
  }

  /** All sums, unit by unit, packed for another thread. */
  *packed(): Generator<ReplayedUnitRows> {
    for (const { path, rows } of this.units.values()) {
      const numbers: number[] = [];
      for (const [scheme, periods] of rows.entries())
        for (const [period, row] of periods) numbers.push(scheme, period, ...(this.sums[scheme]?.row(row) ?? []));
      if (numbers.length > 0) yield { path, rows: Float64Array.from(numbers) };
    }
  }

  /** Every row that is not all zero. */
  *rows(): Generator<ReplayedRow> {
    for (const { path, rows } of this.units.values()) {
      for (const [scheme, periods] of rows.entries()) {
        for (const [period, row] of periods) {
          const slots = this.sums[scheme]?.row(row);
          if (slots?.some((amount) => amount !== 0)) yield [scheme, period, path, slots];
        }
      }
    }
  }

  /** The sums of a row, none when there is no such row. It is taken out, so that what is left was not asked for. */
  take(scheme: number, period: PeriodCode, path: string): ArrayLike<number> {
    const periods = this.units.get(path)?.rows[scheme];
    const row = periods?.get(period);
    if (row === undefined) return [];
    periods?.delete(period);
    return this.sums[scheme]?.row(row) ?? [];
  }

  private addCase(events: readonly StoredEvent[]): void {
    this.cases += 1;
    try {
      const state = fold(events.map(({ body }) => readFact(body)));
      this.schemes.forEach((scheme, index) => {
        if (scheme.caseKinds.has(state.kind)) this.addContributions(scheme, index, scheme.contributions(state));
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.broken.push({ caseId: events[0]?.stream ?? '', company: lastKnownCompany(events), reason });
    }
  }

  private addContributions(scheme: CompiledScheme, index: number, contributions: readonly Contribution[]): void {
    for (const { unit, period, slot, amount } of contributions) {
      const isDated = scheme.slots[slot]?.attribution === 'dated' && granularityOf(period) === 'day';
      for (const each of isDated ? yearAndMonth(period) : [period]) {
        for (const above of this.unit(unit).lineage)
          this.sums[index]?.addTo(this.row(above, index, each), slot, amount);
      }
    }
  }

  private unit(path: string): ReplayedUnit {
    let unit = this.units.get(path);
    if (!unit) {
      const lineage: ReplayedUnit[] = [];
      unit = { path, lineage, rows: this.schemes.map(() => new Map<PeriodCode, number>()) };
      this.units.set(path, unit);
      for (const each of unitAndAncestors(path)) lineage.push(this.unit(each));
    }
    return unit;
  }

  private row({ rows }: ReplayedUnit, scheme: number, period: PeriodCode): number {
    const periods = rows[scheme];
    let row = periods?.get(period);
    if (row === undefined) {
      row = this.sums[scheme]?.addRow() ?? 0;
      periods?.set(period, row);
    }
    return row;
  }
}

interface ReplayedUnit {
  readonly path: string;
  /** The company first, the unit itself last. */
  readonly lineage: readonly ReplayedUnit[];
  /** Index of its row of sums by period, by scheme. */
  readonly rows: readonly Map<PeriodCode, number>[];
}

const calendar = new Map<PeriodCode, readonly PeriodCode[]>();

function yearAndMonth(day: PeriodCode): readonly PeriodCode[] {
  let periods = calendar.get(day);
  if (!periods) {
    const [number] = daysOf(day);
    calendar.set(day, (periods = [periodContaining('year', number), periodContaining('month', number)]));
  }
  return periods;
}

function lastKnownCompany(events: readonly StoredEvent[]): string | null {
  let company: string | null = null;
  try {
    let state = undefined;
    for (const { body } of events) {
      const fact: Fact = readFact(body);
      state = evolve(state, fact);
      company = companyOf(state.unit);
    }
  } catch {
    // Here it broke; what was known before is the answer.
  }
  return company;
}
