import * as fc from 'fast-check';

import type { Movement } from '../score-store.js';
import { packMovements, readMovements } from './movement-journal.js';

const whole = fc.oneof(fc.integer({ min: -200, max: 200 }), fc.maxSafeInteger());
const key = fc.integer({ min: 1, max: 2 ** 24 - 1 });
const movement = fc.record({
  scheme: fc.constant(0),
  company: fc.constant(1),
  period: fc.integer({ min: 10_000_000, max: 69_999_999 }),
  position: fc.oneof(fc.nat(9), fc.maxSafeInteger().map(Math.abs)),
  unit: key,
  amounts: fc.array(fc.tuple(fc.nat(200), whole), { minLength: 1, maxLength: 5 }),
});
const inOrder = (movements: readonly Movement[]): Movement[] => movements.toSorted((a, b) => a.position - b.position);

function amountsOf(packed: Uint8Array, upTo?: number): number[][] {
  const amounts: number[][] = [];
  readMovements(packed, (...amount) => amounts.push(amount), upTo);
  return amounts;
}

const flat = (movements: readonly Movement[]): number[][] =>
  movements.flatMap(({ position, unit, period, amounts }) =>
    amounts.map(([slot, amount]) => [position, unit, period, slot, amount]),
  );

describe('the journal of movements', () => {
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
      amounts: [
        [0, 1],
        [1, 1],
      ],
    });
    expect(packMovements([1, 2, 3].map(counted)).length - packMovements([1, 2].map(counted)).length).toBe(8);
  });
});
