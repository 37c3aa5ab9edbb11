import * as fc from 'fast-check';

import { amountPairs } from '../amounts.js';
import { MovementColumns } from '../movement-columns.js';
import type { Movement } from '../score-store.js';
import {
  byPosition,
  columnParts,
  movementParts,
  packColumns,
  packMovements,
  partOf,
  readMovements,
  unpackInto,
  unpackMovements,
} from './packed-movements.js';

const whole = fc.oneof(fc.integer({ min: -200, max: 200 }), fc.maxSafeInteger());
const key = fc.integer({ min: 1, max: 2 ** 24 - 1 });
const movement = fc.record({
  scheme: fc.constant(0),
  company: fc.constant(1),
  period: fc.integer({ min: 10_000_000, max: 69_999_999 }),
  position: fc.oneof(fc.nat(9), fc.maxSafeInteger().map(Math.abs)),
  unit: key,
  amounts: fc.array(fc.tuple(fc.nat(200), whole), { minLength: 1, maxLength: 5 }).map((pairs) => pairs.flat()),
});
const inOrder = (movements: readonly Movement[]): Movement[] => movements.toSorted((a, b) => a.position - b.position);

function amountsOf(packed: Uint8Array, upTo?: number): number[][] {
  const amounts: number[][] = [];
  readMovements(packed, (...amount) => amounts.push(amount), upTo);
  return amounts;
}

const flat = (movements: readonly Movement[]): number[][] =>
  movements.flatMap(({ position, unit, period, amounts }) =>
    amountPairs(amounts).map(([slot, amount]) => [position, unit, period, slot, amount]),
  );

describe('packed movements', () => {
  test('gives back every amount, whatever its size and sign', () => {
    fc.assert(
      fc.property(fc.array(movement).map(inOrder), (movements) => {
        expect(amountsOf(packMovements(movements))).toEqual(flat(movements));
      }),
    );
  });

  test('stops after the last position that is asked for', () => {
    fc.assert(
      fc.property(fc.array(movement).map(inOrder), fc.nat(9), (movements, upTo) => {
        expect(amountsOf(packMovements(movements), upTo)).toEqual(flat(movements.filter((m) => m.position <= upTo)));
      }),
    );
  });

  test('takes a handful of bytes for a movement like the one before', () => {
    const counted = (position: number): Movement => ({
      ...{ scheme: 0, company: 1, position, unit: 40, period: 60_739_000 + position },
      amounts: [0, 1, 1, 1],
    });
    expect(packMovements([1, 2, 3].map(counted)).length - packMovements([1, 2].map(counted)).length).toBe(8);
  });

  test('are kept in parts that have the order of their periods, each movement in one of them', () => {
    const moved = fc.record({
      ...{ scheme: fc.nat(1), company: fc.nat(1), unit: fc.nat(2), position: fc.nat(9) },
      period: fc.constantFrom(10_002_024, 30_008_097, 60_739_000, 60_739_001, 60_739_090, 60_740_000),
      amounts: fc.constant([0, 1]),
    });
    const each = fc.uniqueArray(moved, {
      selector: ({ scheme, period, unit, position }) => [scheme, period, unit, position].join(),
    });
    fc.assert(
      fc.property(each, (movements) => {
        const parts = [...movementParts(movements)];
        const found = parts.flatMap(({ scheme, company, movements: packed, part }) =>
          unpackMovements(packed).map((movement) => ({ ...movement, scheme, company, part })),
        );
        const text = (movement: Movement, part: number): string =>
          JSON.stringify([...Object.entries(movement).sort(), part]);
        expect(found.map(({ part, ...movement }) => text(movement, part)).sort()).toEqual(
          movements.map((movement) => text(movement, partOf(movement.period))).sort(),
        );
        const places = parts.map(({ scheme, company, part }) => [scheme, company, part].join());
        expect(new Set(places).size).toBe(places.length);
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
        const [earlier, later] = [Math.min(Math.abs(a), Math.abs(b)), Math.max(Math.abs(a), Math.abs(b))];
        expect(partOf(earlier)).toBeLessThanOrEqual(partOf(later));
      }),
    );
  });

  test('are the same bytes from flat columns, in whatever order they came there', () => {
    const from = 4_096;
    const moved = fc.record({
      ...{
        scheme: fc.constant(3),
        company: fc.constant(0),
        unit: fc.nat(9),
        position: fc.nat(20).map((n) => from + n),
      },
      period: fc.constantFrom(10_002_024, 60_739_000, 60_739_001, 60_739_090),
      amounts: fc.array(fc.tuple(fc.nat(200), whole), { minLength: 1, maxLength: 4 }).map((pairs) => pairs.flat()),
    });
    const each = fc.uniqueArray(moved, {
      maxLength: 200,
      selector: ({ period, unit, position }) => [period, unit, position].join(),
    });
    const companyOf = (unit: number): number => unit % 3;
    fc.assert(
      fc.property(each, fc.nat(200), (movements, first) => {
        const expected = movements.map((row) => ({ ...row, company: companyOf(row.unit) })).toSorted(byPosition);
        const columns = new MovementColumns();
        // Nothing is left of what was there before.
        unpackInto(columns, packMovements(expected));
        columns.clear();
        const halves = [movements.slice(0, first), movements.slice(first)];
        for (const half of halves) unpackInto(columns, packMovements(half.toSorted(byPosition)));
        const indexes = columns.byStretch(from).get(1) ?? [];
        expect(indexes).toHaveLength(movements.length);
        const order = columns.inOrder(indexes, from, from);
        expect(packColumns(columns, order)).toEqual(packMovements(expected));
        expect([...columnParts({ scheme: 3, columns, order }, companyOf)]).toEqual([...movementParts(expected)]);
      }),
    );
  });
});
