import { type CompiledScheme, ExactRangeError } from '#assay/methodology';
import {
  companyOf,
  daysOf,
  granularityOf,
  type PeriodCode,
  periodContaining,
  unitAndAncestors,
} from '#assay/service-record';

import type { BrokenReplay, ReplayedShare } from './replayed-cases.js';
import { SumTable } from './sum-table.js';

/** A totals row as the replay finds it. */
export type ReplayedRow = readonly [scheme: number, period: PeriodCode, unit: string, sums: Float64Array];

/** Every total that the shares of a replay make: of each unit and all above it, by month, year and reported period. */
export class RolledUpTotals {
  /** Units whose sums outgrew what can be added exactly. */
  readonly broken: BrokenReplay[] = [];
  private readonly units = new Map<string, number>();
  private readonly paths: string[] = [];
  private readonly lineages: (readonly number[])[] = [];
  private readonly tables: readonly SumTable[];

  constructor(private readonly schemes: readonly CompiledScheme[]) {
    this.tables = schemes.map(({ slots }) => new SumTable(slots.length));
  }

  add({ units, tables }: ReplayedShare): void {
    const lineages = units.map((path) => this.lineage(path));
    tables.forEach(({ keys, sums }, index) => {
      const slots = this.schemes[index]?.slots ?? [];
      const isDated = slots.map(({ attribution }) => attribution === 'dated');
      const table = this.tables[index];
      keys.forEach((key, row) => {
        const [period, unit] = SumTable.parts(key);
        try {
          const own = sums.subarray(row * slots.length, (row + 1) * slots.length);
          for (const above of lineages[unit] ?? []) {
            addAll(table, SumTable.key(period, above), own);
            // What was reported for a month counts in that month alone.
            addAll(table, SumTable.key(yearOf(period), above), own, isDated);
          }
        } catch (error) {
          if (!(error instanceof ExactRangeError)) throw error;
          const path = units[unit] ?? '';
          this.broken.push({ caseId: path, company: companyOf(path), reason: error.message });
        }
      });
    });
  }

  /** The sums of a row, none when there is no such row. It is taken out, so that what is left was not asked for. */
  take(scheme: number, period: PeriodCode, path: string): ArrayLike<number> {
    const unit = this.units.get(path);
    return (unit === undefined ? undefined : this.tables[scheme]?.take(SumTable.key(period, unit))) ?? [];
  }

  /** Every row that is left and is not all zero. */
  *rows(): Generator<ReplayedRow> {
    for (const [scheme, table] of this.tables.entries()) {
      for (const [key, sums] of table.rows()) {
        const [period, unit] = SumTable.parts(key);
        if (sums.some((sum) => sum !== 0)) yield [scheme, period, this.paths[unit] ?? '', sums];
      }
    }
  }

  /** Indexes of a unit and all above it. */
  private lineage(path: string): readonly number[] {
    const known = this.units.get(path);
    if (known !== undefined && this.lineages[known]) return this.lineages[known];
    const lineage = unitAndAncestors(path).map((each) => this.index(each));
    this.lineages[this.index(path)] = lineage;
    return lineage;
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

function addAll(table: SumTable | undefined, key: number, sums: Float64Array, which?: readonly boolean[]): void {
  for (let slot = 0; slot < sums.length; slot++) {
    const sum = sums[slot] ?? 0;
    if (sum !== 0 && which?.[slot] !== false) table?.add(key, slot, sum);
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
