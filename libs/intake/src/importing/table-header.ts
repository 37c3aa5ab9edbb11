import type { Mapping } from '../mapping/mapping.js';
import type { CsvRow } from './csv-rows.js';
import { HeaderError } from './import-errors.js';

/**
 * The rows of a table before its data. Published tables often begin with a title, then name groups of columns in one row
 * and the columns in the next; a column is called what the last of those rows with a cell there says.
 */
export class TableHeader {
  private readonly headerRows: ReadonlySet<number>;
  private readonly lastRow: number;
  private readonly names: string[] = [];
  private row = 0;

  constructor(
    { headerRows, firstRow }: Pick<Mapping['format'], 'headerRows' | 'firstRow'>,
    private readonly file: string,
  ) {
    this.headerRows = new Set(headerRows);
    this.lastRow = (firstRow ?? Math.max(...headerRows) + 1) - 1;
  }

  /**
   * @returns the names of the columns once the last row before the data is taken; undefined until then.
   * @throws HeaderError when a row that should name columns is no CSV.
   */
  take(row: CsvRow): readonly string[] | undefined {
    this.row += 1;
    if (this.headerRows.has(this.row)) {
      if (row.fault !== null) throw new HeaderError(`${this.file} has no header that can be read: ${row.fault}`);
      row.cells.forEach((cell, index) => {
        if (cell.trim() !== '' || this.names[index] === undefined) this.names[index] = cell;
      });
    }
    return this.row < this.lastRow ? undefined : this.names;
  }
}
