import fc from 'fast-check';
import { QuickMean } from './quick-mean.js';
import { add, divide, multiply, type Rational, round, ZERO } from './rational.js';

const points = fc.record({ n: fc.nat({ max: 10 ** 9 }), d: fc.integer({ min: 1, max: 10 ** 12 }) });
const part = fc.record({ weight: fc.integer({ min: 1, max: 100 }), points });
const small = (n: number): Rational => ({ n, d: 1 });

function quick(parts: readonly { weight: number; points: Rational }[], plus: readonly Rational[], places: number) {
  const mean = new QuickMean();
  for (const each of parts) mean.add(each.weight, each.points);
  for (const each of plus) mean.plus(each);
  return mean.rounded(places);
}

test('says what the whole sum says, or nothing', () => {
  let told = 0;
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 20 }),
      fc.array(fc.record({ n: fc.integer({ min: 0, max: 10 ** 6 }), d: fc.constantFrom(1, 100, 10 ** 4) }), {
        maxLength: 2,
      }),
      fc.integer({ min: 0, max: 4 }),
      (parts, plus, places) => {
        const rounded = quick(parts, plus, places);
        if (rounded === null) return;
        told++;
        const sum = parts.reduce((all, each) => add(all, multiply(small(each.weight), each.points)), ZERO);
        const weights = parts.reduce((all, { weight }) => all + weight, 0);
        const exact = plus.reduce(add, divide(sum, small(weights)));
        expect(rounded).toEqual(round(exact, places));
      },
    ),
    { numRuns: 2_000 },
  );
  expect(told).toBeGreaterThan(500);
});

test('tells a half that is exact, and leaves one that is not to the whole sum', () => {
  expect(quick([{ weight: 1, points: { n: 1, d: 8 } }], [], 2)).toEqual({ n: 13, d: 100 });
  // ⅓ and ⅙ make a quarter: a half at one decimal, of two fractions that no decimals hold.
  const thirds = [
    { weight: 1, points: { n: 1, d: 3 } },
    { weight: 1, points: { n: 1, d: 6 } },
  ];
  expect(quick(thirds, [], 1)).toBeNull();
  expect(quick(thirds, [], 0)).toEqual({ n: 0, d: 1 });
});

test.each<[string, Rational]>([
  ['less than nothing', { n: -1, d: 3 }],
  ['a big integer', { n: 1n, d: 3 }],
])('says nothing of %s', (_what, value) => {
  expect(quick([{ weight: 1, points: value }], [], 2)).toBeNull();
});
