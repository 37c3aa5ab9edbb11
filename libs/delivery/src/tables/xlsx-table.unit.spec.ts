import { readXlsx } from 'hucre/xlsx';
import { isExactInExcel, xlsxTable } from './xlsx-table.js';
import type { Table } from './table.js';

describe('a workbook', () => {
  test.each([
    ['123456789012345', true],
    ['1234567890123456', false],
    ['0.000000000000001', true],
    ['-0.123456789012345', true],
    ['1.0000000000000001', false],
    ['12.50', true],
    ['', false],
    ['1e5', false],
  ])('holds %j as a number: %s', (decimal, isExact) => {
    expect(isExactInExcel(decimal)).toBe(isExact);
    // What is written as a number reads back as the same decimal.
    if (isExact && !decimal.startsWith('0.0')) expect(Number(decimal).toString()).toBe(decimal.replace(/0$/, ''));
  });

  test('of many rows is written a part at a time', async () => {
    let asked = 0;
    const rows = function* () {
      for (; asked < 200_000; asked++) yield { n: String(asked) };
    };
    const table: Table<{ n: string }> = {
      name: 'measures',
      columns: [{ id: 'n', kind: 'decimal', title: () => 'N', of: (row) => row.n }],
      rows: rows(),
      head: {},
      carried: {},
    };
    const parts = xlsxTable(table, 'Many', 'en')[Symbol.asyncIterator]();
    await parts.next();
    // The first bytes are out long before the last row was asked for.
    expect(asked).toBeLessThan(100_000);
    await parts.return?.();
  });

  test('has texts that Excel would refuse for their length cut short, with a mark', async () => {
    const table: Table<{ n: string }> = {
      name: 'measures',
      columns: [{ id: 'n', kind: 'text', title: () => 'N', of: (row) => row.n }],
      rows: [{ n: 'x'.repeat(40_000) }],
      head: {},
      carried: {},
    };
    const bytes: Uint8Array[] = [];
    for await (const part of xlsxTable(table, 'One', 'en')) bytes.push(part);
    const { sheets } = await readXlsx(Buffer.concat(bytes));
    expect(String(sheets[0]!.rows[1]![0])).toMatch(/^x{32766}…$/);
  });
});
