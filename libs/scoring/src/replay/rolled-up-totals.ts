import { type CompiledScheme, ExactRangeError } from '#assay/methodology';
import { companyOf, daysOf, granularityOf, type PeriodCode, periodContaining } from '#assay/service-record';

import type { BrokenReplay, ReplayedShare } from './replayed-cases.js';
import { SumTable } from './sum-table.js';

/** A totals row as the replay finds it. */
export type ReplayedRow = readonly [scheme: number, period: PeriodCode, unit: string, sums: Float64Array];

/** Every total that the shares of a replay make: of each unit and of its company, in the periods that totals are kept by. */
export class RolledUpTotals {
  /** Cases that cannot be folded, and units whose sums outgrew what can be added exactly. */
  readonly broken: BrokenReplay[] = [];
  private readonly units = new Map<string, number>();
  private readonly paths: string[] = [];
  private readonly tables: readonly SumTable[];

  constructor(private readonly schemes: readonly CompiledScheme[]) {
    this.tables = schemes.map(({ slots }) => new SumTable(slots.length));
  }

  /** Takes what a share found at the next position. */
  take({ units, moments }: ReplayedShare): void {
    const { broken = [], tables = [] } = moments.shift() ?? {};
    this.broken.push(...broken);
    const counted = units.map((path) => [...new Set([companyOf(path), path])].map((each) => this.index(each)));
    for (const [index, { slots: places = [] } = {}] of this.schemes.entries()) {
      const packed = tables.shift();
      const table = this.tables[index];
      if (!packed || !table) continue;
      const { keys, ends, slots, amounts } = packed;
      for (let row = 0, begin = 0; row < keys.length; begin = ends[row++] ?? 0) {
        const [period, unit] = SumTable.parts(keys[row] ?? 0);
        try {
          for (const each of counted[unit] ?? []) {
            const [key, yearKey] = [SumTable.key(period, each), SumTable.key(yearOf(period), each)];
            for (let at = begin; at < (ends[row] ?? 0); at++) {
              const [slot, amount] = [slots[at] ?? 0, amounts[at] ?? 0];
              table.add(key, slot, amount);
              if (places[slot]?.isStanding) table.add(yearKey, slot, amount);
            }
          }
        } catch (error) {
          if (!(error instanceof ExactRangeError)) throw error;
          const path = units[unit] ?? '';
          this.broken.push({ caseId: path, company: companyOf(path), reason: error.message });
        }
      }
    }
  }

  /** The sums of a row, none when there is no such row. */
  find(scheme: number, period: PeriodCode, path: string): ArrayLike<number> {
    const unit = this.units.get(path);
    return (unit === undefined ? undefined : this.tables[scheme]?.find(SumTable.key(period, unit))) ?? [];
  }

  /** Every row that is not all zero. */
  *rows(): Generator<ReplayedRow> {
    for (const [scheme, table] of this.tables.entries()) {
      for (const [key, sums] of table.rows()) {
        const [period, unit] = SumTable.parts(key);
        if (sums.some((sum) => sum !== 0)) yield [scheme, period, this.paths[unit] ?? '', sums];
      }
    }
  }

  private index(path: string): number {
    let index = this.units.get(path);
    if (index === undefined) {
      index = this.paths.push(path) - 1;
      this.units.set(path, index);
    }
    return index;
  }
}

const years = new Map<PeriodCode, PeriodCode>();

/** The year of a month; for any other period, which no dated sum has, the period itself. */
function yearOf(period: PeriodCode): PeriodCode {
  let year = years.get(period);
  if (year === undefined) {
    year = granularityOf(period) === 'month' ? periodContaining('year', daysOf(period)[0]) : period;
    years.set(period, year);
  }
  return year;
}
