import { ExactRangeError } from '#assay/methodology';
import * as fc from 'fast-check';

import { NO_ROW } from './sum-rows.js';
import { SumTable } from './sum-table.js';

const ROWS = 200;
const amount = fc.record({
  row: fc.oneof(fc.nat(3), fc.nat(ROWS - 1)),
  slot: fc.oneof(fc.nat(3), fc.nat(200)),
  amount: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
});
type Amount = typeof amount extends fc.Arbitrary<infer T> ? T : never;

const amounts = fc.array(amount, { maxLength: 400 });

function tableOf(added: readonly Amount[], table = new SumTable()): SumTable {
  for (const { row, slot, amount: each } of added) table.add(row, slot, each);
  return table;
}

/** The same in lists: slots by row. */
function listsOf(added: readonly Amount[], rows = ROWS): number[][] {
  const lists = Array.from({ length: rows }, (): number[] => []);
  for (const { row, slot, amount: each } of added) {
    const sums = lists[row]!;
    while (sums.length <= slot) sums.push(0);
    sums[slot]! += each;
  }
  return lists;
}

const slotsOf = (table: SumTable, rows = ROWS): number[][] =>
  Array.from({ length: rows }, (_, row) => table.slotsOf(row));

describe('a table of sums', () => {
  test('holds what lists would hold', () => {
    fc.assert(
      fc.property(amounts, (added) => {
        const [table, lists] = [tableOf(added), listsOf(added)];
        expect(slotsOf(table)).toEqual(lists);
        expect(lists.map((_, row) => table.isZero(row))).toEqual(lists.map((sums) => sums.every((sum) => sum === 0)));
      }),
    );
  });

  test('takes in rows of another table, and of its own', () => {
    fc.assert(
      fc.property(amounts, amounts, fc.nat(ROWS - 1), fc.nat(ROWS - 1), (own, others, from, to) => {
        fc.pre(from !== to);
        const [table, other] = [tableOf(own), tableOf(others)];
        table.addRow(to, other, from);
        const taken = others.filter(({ row }) => row === from).map((each) => ({ ...each, row: to }));
        expect(slotsOf(table)).toEqual(listsOf([...own, ...taken]));
        expect(slotsOf(other)).toEqual(listsOf(others));
        table.addRow(from, table, to);
        const moved = [...own, ...taken].filter(({ row }) => row === to).map((each) => ({ ...each, row: from }));
        expect(slotsOf(table)).toEqual(listsOf([...own, ...taken, ...moved]));
      }),
    );
  });

  test('has nothing in a row that is not there', () => {
    const table = tableOf([{ row: 0, slot: 1, amount: 7 }]);
    for (const row of [NO_ROW, 1, 100_000])
      expect([table.isZero(row), table.slotsOf(row), table.isEqual(row, []), table.isEqual(row, [0, 1])]).toEqual([
        true,
        [],
        true,
        false,
      ]);
  });

  test('tells its sums from any others, zeros at the end aside', () => {
    const sums = fc.array(fc.integer({ min: -1, max: 1 }), { maxLength: 6 });
    const trimmed = (slots: readonly number[]): string =>
      slots.slice(0, slots.findLastIndex((sum) => sum !== 0) + 1).join(' ');
    fc.assert(
      fc.property(sums, sums, (own, found) => {
        const table = new SumTable();
        for (const [slot, sum] of own.entries()) if (sum !== 0) table.add(7, slot, sum);
        expect(table.isEqual(7, own)).toBe(true);
        expect(table.isEqual(7, [...own, 0, 0])).toBe(true);
        expect(table.isEqual(7, found)).toBe(trimmed(own) === trimmed(found));
      }),
    );
  });

  test('taken over, in another thread too, it is the same and can be added to', () => {
    fc.assert(
      fc.property(amounts, amounts, (before, after) => {
        const taken = new SumTable(structuredClone(tableOf(before).columns));
        expect(slotsOf(taken)).toEqual(listsOf(before));
        expect(slotsOf(tableOf(after, taken))).toEqual(listsOf([...before, ...after]));
      }),
    );
  });

  test('grows with what is added', () => {
    const added = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ row: (index * 7_919) % 10_007, slot: index % 5, amount: index },
    }));
    expect(slotsOf(tableOf(added), 10_007)).toEqual(listsOf(added, 10_007));
  });

  test('refuses a sum that would no longer be exact, and keeps the one before', () => {
    const table = tableOf([{ row: 1, slot: 3, amount: Number.MAX_SAFE_INTEGER }]);
    expect(() => table.add(1, 3, 1)).toThrow(ExactRangeError);
    table.add(1, 3, -1);
    expect(table.slotsOf(1)).toEqual([0, 0, 0, Number.MAX_SAFE_INTEGER - 1]);
  });
});
