import { type CompiledScheme, ExactRangeError } from '#assay/methodology';
import { companyOf, type PeriodCode } from '#assay/service-record';

import type { BrokenCase, BrokenReplay, ReplayedShare } from './replayed-cases.js';
import { type SumColumns, SumTable } from './sum-table.js';

/** A totals row as the replay finds it. */
export interface ReplayedRow {
  readonly scheme: number;
  readonly period: PeriodCode;
  readonly unit: string;
  /** Integers by slot, up to the last that occurs. */
  readonly sums: readonly number[];
}

/** Every total that the shares of a replay make: of a company the sum of all below it, of any other unit what it was told itself. */
export class RolledUpTotals {
  /** Cases that cannot be folded, and units whose sums outgrew what can be added exactly. */
  readonly broken: BrokenReplay[] = [];
  /** By scheme. */
  readonly tables: SumTable[];
  /** Paths by the number that units have in the tables. */
  readonly units: string[] = [];
  /** By unit: the number of its company. */
  private readonly companies: number[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(schemes: readonly CompiledScheme[]) {
    this.tables = schemes.map(() => new SumTable());
  }

  /** The number of a unit; undefined when nothing was ever told of it. */
  numberOf(path: string): number | undefined {
    return this.numbers.get(path);
  }

  /** Takes what shares found at the next position. */
  take(shares: readonly ReplayedShare[]): void {
    const broken: BrokenCase[] = [];
    for (const { units, moments } of shares) {
      const moment = moments.shift();
      if (!moment) continue;
      broken.push(...moment.broken);
      this.addTables(units, moment.tables);
    }
    // In order of first mention, whichever share they were in.
    broken.sort((a, b) => a.since - b.since);
    this.broken.push(...broken.map(({ caseId, company, reason }) => ({ caseId, company, reason })));
  }

  /** How many rows of some units are not all zero. */
  count(isCounted: (unit: number) => boolean): number {
    let count = 0;
    for (const table of this.tables)
      for (let row = 0; row < table.rows; row++) if (isCounted(table.unitOf(row)) && !table.isZero(row)) count += 1;
    return count;
  }

  /** Every row that is not all zero. */
  *rows(): Generator<ReplayedRow> {
    for (const [scheme, table] of this.tables.entries()) {
      for (let row = 0; row < table.rows; row++) {
        const unit = this.units[table.unitOf(row)] ?? '';
        if (!table.isZero(row)) yield { scheme, period: table.periodOf(row), unit, sums: table.slotsOf(row) };
      }
    }
  }

  /** Tables are taken out one by one, so that none is held longer than it is needed. */
  private addTables(units: readonly string[], tables: SumColumns[]): void {
    const isFirst = this.units.length === 0;
    const numbers = units.map((path) => this.number(path));
    for (const path of this.units.slice(this.companies.length)) this.companies.push(this.number(companyOf(path)));
    for (const [scheme, totals] of this.tables.entries()) {
      const columns = tables.shift();
      if (!columns) continue;
      const found = new SumTable(columns);
      // Units of the first share have the same numbers here: what it found need not be added to nothing.
      if (isFirst) this.tables[scheme] = found;
      this.add(found, isFirst ? found : totals, numbers);
    }
  }

  private add(found: SumTable, totals: SumTable, numbers: readonly number[]): void {
    // Rows that companies get meanwhile were not found.
    const { rows } = found;
    for (let row = 0; row < rows; row++) {
      const unit = numbers[found.unitOf(row)] ?? -1;
      const company = this.companies[unit] ?? unit;
      const period = found.periodOf(row);
      try {
        if (company !== unit) found.visit(row, (slot, sum) => totals.add(company, period, slot, sum));
        if (found !== totals) found.visit(row, (slot, sum) => totals.add(unit, period, slot, sum));
      } catch (error) {
        if (!(error instanceof ExactRangeError)) throw error;
        const path = this.units[unit] ?? '';
        this.broken.push({ caseId: path, company: companyOf(path), reason: error.message });
      }
    }
  }

  private number(path: string): number {
    let number = this.numbers.get(path);
    if (number === undefined) this.numbers.set(path, (number = this.units.push(path) - 1));
    return number;
  }
}
