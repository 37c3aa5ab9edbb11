import fc from 'fast-check';
import { allot } from './allotment.js';

const weights = fc.array(fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0.01, max: 5, noNaN: true })), {
  minLength: 1,
  maxLength: 60,
});
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('allot', () => {
  test('gives out exactly the cases there are, none to a day without weight', () => {
    fc.assert(
      fc.property(fc.nat(5_000), weights, (cases, days) => {
        const seats = allot(cases, days);
        expect(sum(seats)).toBe(sum(days) > 0 ? cases : 0);
        for (const [day, weight] of days.entries()) if (weight === 0) expect(seats[day]).toBe(0);
      }),
    );
  });

  test('with more cases no day loses one', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), weights, (cases, more, days) => {
        const before = allot(cases, days);
        const after = allot(cases + more, days);
        for (const [day, count] of before.entries()) expect(after[day]).toBeGreaterThanOrEqual(count);
      }),
    );
  });

  test('is in proportion', () => {
    expect(allot(600, [1, 2, 3])).toEqual([100, 200, 300]);
  });
});
