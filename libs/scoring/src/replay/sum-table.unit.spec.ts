import { ExactRangeError } from '#assay/methodology';
import * as fc from 'fast-check';

import { NO_ROW, SumTable } from './sum-table.js';

const PERIODS = [10_002_024, 40_024_288, 40_024_289];
const amount = fc.record({
  unit: fc.nat(40),
  period: fc.constantFrom(...PERIODS),
  slot: fc.oneof(fc.nat(3), fc.nat(200)),
  amount: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
});
type Amount = typeof amount extends fc.Arbitrary<infer T> ? T : never;

const amounts = fc.array(amount, { maxLength: 400 });

function tableOf(added: readonly Amount[], table = new SumTable()): SumTable {
  for (const { unit, period, slot, amount: each } of added) table.add(unit, period, slot, each);
  return table;
}

/** The same in a map: slots by row, in order of first mention. */
function mapOf(added: readonly Amount[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const { unit, period, slot, amount: each } of added) {
    const name = `${unit} ${period}`;
    const sums = rows.get(name) ?? [];
    while (sums.length <= slot) sums.push(0);
    sums[slot]! += each;
    rows.set(name, sums);
  }
  return rows;
}

const rowsOf = (table: SumTable): [string, number[]][] =>
  Array.from({ length: table.rows }, (_, row) => [`${table.unitOf(row)} ${table.periodOf(row)}`, table.slotsOf(row)]);

describe('a table of sums', () => {
  test('holds what a map would hold, rows in order of first mention', () => {
    fc.assert(
      fc.property(amounts, (added) => {
        expect(rowsOf(tableOf(added))).toEqual([...mapOf(added)]);
      }),
    );
  });

  test('finds the row of every unit and period, and none for what was never added', () => {
    fc.assert(
      fc.property(amounts, (added) => {
        const [table, map] = [tableOf(added), mapOf(added)];
        for (let unit = 0; unit <= 41; unit++)
          for (const period of PERIODS) {
            const row = table.find(unit, period);
            const sums = map.get(`${unit} ${period}`);
            expect(row === NO_ROW).toBe(sums === undefined);
            expect(table.isZero(row)).toBe(sums?.every((sum) => sum === 0) ?? true);
          }
      }),
    );
  });

  test('tells its sums from any others, zeros at the end aside', () => {
    const sums = fc.array(fc.integer({ min: -1, max: 1 }), { maxLength: 6 });
    const trimmed = (slots: readonly number[]): string =>
      slots.slice(0, slots.findLastIndex((sum) => sum !== 0) + 1).join(' ');
    fc.assert(
      fc.property(sums, sums, (own, found) => {
        const table = new SumTable();
        for (const [slot, sum] of own.entries()) if (sum !== 0) table.add(7, PERIODS[0]!, slot, sum);
        const row = table.find(7, PERIODS[0]!);
        expect(table.isEqual(row, own)).toBe(true);
        expect(table.isEqual(row, [...own, 0, 0])).toBe(true);
        expect(table.isEqual(row, found)).toBe(trimmed(own) === trimmed(found));
      }),
    );
  });

  test('given away it is empty; taken over it is the same and can be added to', () => {
    fc.assert(
      fc.property(amounts, amounts, (before, after) => {
        const table = tableOf(before);
        const taken = new SumTable(structuredClone(table.take()));
        expect(rowsOf(taken)).toEqual([...mapOf(before)]);
        expect(rowsOf(tableOf(after, taken))).toEqual([...mapOf([...before, ...after])]);
        expect(rowsOf(tableOf(after, table))).toEqual([...mapOf(after)]);
      }),
    );
  });

  test('grows with what is added', () => {
    const added = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ unit: (index * 7_919) % 10_007, period: PERIODS[index % 3]! },
      ...{ slot: index % 5, amount: index },
    }));
    expect(rowsOf(tableOf(added))).toEqual([...mapOf(added)]);
  });

  test('refuses a sum that would no longer be exact, and keeps the one before', () => {
    const table = tableOf([{ unit: 1, period: PERIODS[0]!, slot: 3, amount: Number.MAX_SAFE_INTEGER }]);
    expect(() => table.add(1, PERIODS[0]!, 3, 1)).toThrow(ExactRangeError);
    table.add(1, PERIODS[0]!, 3, -1);
    expect(rowsOf(table)).toEqual([[`1 ${PERIODS[0]!}`, [0, 0, 0, Number.MAX_SAFE_INTEGER - 1]]]);
  });
});
