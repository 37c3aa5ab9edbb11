import { type Contribution, Contributions } from '#assay/methodology';
import fc from 'fast-check';

import { amountPairs } from './amounts.js';
import { type Difference, difference } from './difference.js';

/** What a case contributes: for one unit, in order of period and slot, no two of them alike, none of them 0. */
const contributions: fc.Arbitrary<Contributions> = fc
  .record({
    unit: fc.constantFrom('company/A', 'company/A/province/B'),
    cells: fc.uniqueArray(
      fc.record({ period: fc.integer({ min: 1, max: 3 }), slot: fc.nat(4), amount: fc.constantFrom(-2, -1, 1, 2) }),
      { selector: ({ period, slot }) => period * 10 + slot, maxLength: 8 },
    ),
  })
  .map(({ unit, cells }) =>
    laidFlat(
      unit,
      cells.toSorted((a, b) => a.period - b.period || a.slot - b.slot),
    ),
  );

function laidFlat(unit: string, cells: readonly Omit<Contribution, 'unit'>[]): Contributions {
  return new Contributions(
    unit,
    cells.flatMap(({ period, slot, amount }) => [period, slot, amount]),
  );
}

/** Slot by slot, without walking along both. */
function subtracted(before: Contributions, after: Contributions): Map<string, number> {
  const sums = new Map<string, number>();
  const add = ({ unit, period, slot }: Contribution, amount: number): void => {
    const cell = `${unit} ${period} ${slot}`;
    sums.set(cell, (sums.get(cell) ?? 0) + amount);
  };
  for (const each of after) add(each, each.amount);
  for (const each of before) add(each, -each.amount);
  return new Map([...sums].filter(([, amount]) => amount !== 0));
}

const flat = (differences: readonly Difference[]): [string, number][] =>
  differences.flatMap(({ unit, period, amounts }) =>
    amountPairs(amounts).map(([slot, amount]): [string, number] => [`${unit} ${period} ${slot}`, amount]),
  );

describe('the difference of two states of a case', () => {
  test('is what the one contributes less what the other does, each cell once', () => {
    fc.assert(
      fc.property(contributions, contributions, (before, after) => {
        const cells = flat(difference(before, after));
        expect(new Map(cells)).toEqual(subtracted(before, after));
        expect(new Set(cells.map(([cell]) => cell)).size).toBe(cells.length);
      }),
    );
  });

  test('has each unit and period once, with its slots in order', () => {
    fc.assert(
      fc.property(contributions, contributions, (before, after) => {
        const differences = difference(before, after);
        expect(new Set(differences.map(({ unit, period }) => `${unit} ${period}`)).size).toBe(differences.length);
        for (const { amounts } of differences) {
          const slots = amountPairs(amounts).map(([slot]) => slot);
          expect(slots).toEqual(slots.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test('tells what a case adds to now before what it adds to no more', () => {
    const at = (...places: [period: number, slot: number][]): Contributions =>
      laidFlat(
        'company/A',
        places.map(([period, slot]) => ({ period, slot, amount: 1 })),
      );
    expect(difference(at([1, 0], [2, 0], [3, 0]), at([2, 0], [3, 1]))).toEqual([
      {
        unit: 'company/A',
        period: 3,
        amounts: [0, -1, 1, 1],
      },
      { unit: 'company/A', period: 1, amounts: [0, -1] },
    ]);
  });

  test('of equal states is nothing', () => {
    fc.assert(
      fc.property(contributions, (same) => expect(difference(same, laidFlat(same.unit, [...same]))).toEqual([])),
    );
  });
});
