import { ExactRangeError } from '#assay/methodology';
import { companyOf, type PeriodCode } from '#assay/service-record';

import type { BrokenReplay, ReplayedShare } from './replayed-cases.js';
import { NO_ROW, SumRows } from './sum-rows.js';
import { type SumColumns, SumTable } from './sum-table.js';

/** A totals row as the replay finds it. */
export interface ReplayedRow {
  /** By its index among those that are replayed. */
  readonly scheme: number;
  readonly period: PeriodCode;
  readonly unit: string;
  /** Integers by slot, up to the last that occurs. */
  readonly sums: readonly number[];
}

/**
 * Every total of some schemes that the shares of a replay make: of a company the sum of all below it, of any other unit what it
 * was told itself. It adds to the tables of these schemes, which nobody else may use any more.
 */
export class RolledUpTotals {
  /** Units whose sums outgrew what can be added exactly. */
  readonly broken: BrokenReplay[] = [];
  /** Paths by the number that units have in the rows. */
  readonly units: string[] = [];
  readonly rows: SumRows;
  private readonly numbers = new Map<string, number>();
  /** By share: the rows here of its rows. */
  private readonly rowsOfShares: readonly Uint32Array[];
  /** By row of a share: that of its company. */
  private readonly companyRows: Uint32Array;
  private readonly tables = new Map<number, SumTable>();
  private moment = 0;

  /** @param schemes which ones, by index */
  constructor(
    private readonly schemes: readonly number[],
    private readonly shares: readonly ReplayedShare[],
  ) {
    // Units and rows of the first share have the same numbers here, so that its tables can be taken over.
    this.rows = new SumRows(shares[0]?.rows);
    this.rowsOfShares = shares.map(({ units, rows: { rows, keys } }) => {
      const numbers = units.map((path) => this.number(path));
      const rowsHere = new Uint32Array(rows);
      for (let row = 0; row < rows; row++)
        rowsHere[row] = this.rows.of(numbers[keys[2 * row] ?? 0] ?? 0, keys[2 * row + 1] ?? 0);
      return rowsHere;
    });
    const companies = [...this.units].map((path) => this.number(companyOf(path)));
    this.companyRows = new Uint32Array(this.rows.rows);
    for (let row = 0; row < this.companyRows.length; row++)
      this.companyRows[row] = this.rows.of(companies[this.rows.unitOf(row)] ?? 0, this.rows.periodOf(row));
  }

  /** The number of a unit; undefined when nothing was ever told of it. */
  numberOf(path: string): number | undefined {
    return this.numbers.get(path);
  }

  /** The sums of a scheme at the moment that was taken last; undefined of a scheme that is none of these. */
  table(scheme: number): SumTable | undefined {
    return this.tables.get(scheme);
  }

  /** Takes what the shares found at the next position. */
  takeMoment(): void {
    for (const scheme of this.schemes)
      for (const [share, { moments }] of this.shares.entries()) {
        const columns = moments[this.moment]?.tables[scheme];
        if (columns) this.add(scheme, columns, this.rowsOfShares[share] ?? new Uint32Array());
      }
    this.moment += 1;
  }

  /** How many rows of some units are not all zero. */
  count(isCounted: (path: string) => boolean): number {
    const counted = this.units.map(isCounted);
    let count = 0;
    for (const table of this.tables.values())
      for (let row = 0; row < this.rows.rows; row++)
        if (!table.isZero(row) && counted[this.rows.unitOf(row)] === true) count += 1;
    return count;
  }

  /** Every row that is not all zero. */
  *nonZero(): Generator<ReplayedRow> {
    for (const [scheme, table] of this.tables)
      for (let row = 0; row < this.rows.rows; row++) {
        const unit = this.units[this.rows.unitOf(row)] ?? '';
        if (!table.isZero(row)) yield { scheme, period: this.rows.periodOf(row), unit, sums: table.slotsOf(row) };
      }
  }

  private add(scheme: number, columns: SumColumns, rows: Uint32Array): void {
    const found = new SumTable(columns);
    let totals = this.tables.get(scheme);
    if (!totals) this.tables.set(scheme, (totals = found));
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? NO_ROW;
      const company = this.companyRows[row] ?? row;
      try {
        if (company !== row) totals.addRow(company, found, index);
        if (found !== totals) totals.addRow(row, found, index);
      } catch (error) {
        if (!(error instanceof ExactRangeError)) throw error;
        const path = this.units[this.rows.unitOf(row)] ?? '';
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
