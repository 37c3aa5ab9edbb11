import * as fc from 'fast-check';

import { NO_ROW, SumRows } from './sum-rows.js';

const PERIODS = [10_002_024, 40_024_288, 40_024_289];
const keys = fc.array(fc.record({ unit: fc.nat(60), period: fc.constantFrom(...PERIODS) }), { maxLength: 400 });
type Key = typeof keys extends fc.Arbitrary<(infer K)[]> ? K : never;

const nameOf = ({ unit, period }: Key): string => `${unit} ${period}`;
const namesOf = (rows: SumRows): string[] =>
  Array.from({ length: rows.rows }, (_, row) => nameOf({ unit: rows.unitOf(row), period: rows.periodOf(row) }));

function rowsOf(mentioned: readonly Key[], rows = new SumRows()): SumRows {
  for (const { unit, period } of mentioned) rows.of(unit, period);
  return rows;
}

describe('rows of sums', () => {
  test('are numbered in order of first mention, each once', () => {
    fc.assert(
      fc.property(keys, (mentioned) => {
        const names = [...new Set(mentioned.map(nameOf))];
        const rows = rowsOf(mentioned);
        expect(namesOf(rows)).toEqual(names);
        for (const key of mentioned) expect(rows.of(key.unit, key.period)).toBe(names.indexOf(nameOf(key)));
        expect(rows.rows).toBe(names.length);
      }),
    );
  });

  test('are found where they were mentioned, and nowhere else', () => {
    fc.assert(
      fc.property(keys, (mentioned) => {
        const rows = rowsOf(mentioned);
        const names = [...new Set(mentioned.map(nameOf))];
        for (let unit = 0; unit <= 61; unit++)
          for (const period of PERIODS) expect(rows.find(unit, period)).toBe(names.indexOf(nameOf({ unit, period })));
        expect(NO_ROW).toBe(-1);
      }),
    );
  });

  test('taken over are the same, can be added to, and leave the others as they are', () => {
    fc.assert(
      fc.property(keys, keys, (before, after) => {
        const rows = rowsOf(before);
        const others = rowsOf(after, new SumRows(rows.columns()));
        expect(namesOf(others)).toEqual([...new Set([...before, ...after].map(nameOf))]);
        expect(namesOf(rows)).toEqual([...new Set(before.map(nameOf))]);
      }),
    );
  });

  test('grow with what is mentioned', () => {
    const mentioned = Array.from({ length: 20_000 }, (_, index) => ({
      unit: (index * 7_919) % 10_007,
      period: PERIODS[index % 3]!,
    }));
    expect(namesOf(rowsOf(mentioned))).toEqual([...new Set(mentioned.map(nameOf))]);
  });
});
