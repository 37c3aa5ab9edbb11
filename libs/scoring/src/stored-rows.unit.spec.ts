import type { TotalsKey } from './score-store.js';
import { StoredRows } from './stored-rows.js';

const key = (unit: number, other: Partial<TotalsKey> = {}): TotalsKey => ({
  scheme: 0,
  level: 'province',
  period: 24_000,
  unit,
  ...other,
});
const many = (from: number, count: number, other?: Partial<TotalsKey>): TotalsKey[] =>
  Array.from({ length: count }, (_, index) => key(from + index, other));

/** A store that has rows of the periods named, and counts how often it is asked. */
function storeWith(periods: readonly number[]) {
  const asked: Omit<TotalsKey, 'unit'>[] = [];
  return {
    asked,
    hasTotals(ranges: readonly Omit<TotalsKey, 'unit'>[]): Promise<boolean[]> {
      asked.push(...ranges);
      return Promise.resolve(ranges.map(({ period }) => periods.includes(period)));
    },
  };
}

test('what was asked for once may be stored from then on', async () => {
  const rows = new StoredRows(storeWith([]));
  const all = many(1, 50_000);
  expect(await rows.among(all)).toEqual([]);
  expect(await rows.among(all)).toEqual(all);
});

test('hardly any row is looked for that is not there', async () => {
  const rows = new StoredRows(storeWith([]));
  await rows.among(many(1, 50_000));
  for (const other of [{}, { period: 24_001 }, { scheme: 1 }]) {
    const found = await rows.among(many(50_001, 10_000, other));
    expect(found.length).toBeLessThan(10);
  }
});

test('a store is asked once about a scheme, level and period, and where it had rows, any may be there', async () => {
  const store = storeWith([7]);
  const rows = new StoredRows(store);
  const [there, new1, new2] = [key(1, { period: 7 }), key(1), key(3, { level: 'city' })];
  expect(await rows.among([new1, there, new2])).toEqual([there]);
  expect(await rows.among([key(4), key(2, { period: 7 }), key(5, { level: 'city' })])).toEqual([key(2, { period: 7 })]);
  expect(store.asked).toEqual([new1, there, new2]);
});
