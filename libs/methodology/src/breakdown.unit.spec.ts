import fc from 'fast-check';
import { shipped } from '../testing/shipped.js';
import { breakdownOf } from './breakdown.js';
import { parseScheme } from './parse.js';
import { add, divide, fromDecimal, multiply, toFixed, toText, ZERO } from './rational.js';

const { measures } = parseScheme(shipped('cn-2015-property'));
const part = fc.record({
  measure: fc.nat(7),
  weight: fc.constantFrom('10', '15', '2.5', '0').map(fromDecimal),
  points: fc.record({ n: fc.nat(10 ** 7), d: fc.integer({ min: 1, max: 10 ** 6 }) }),
});

test('each part is the weighted mean of its own measures, exact until it is rounded', () => {
  fc.assert(
    fc.property(fc.uniqueArray(part, { selector: ({ measure }) => measure, maxLength: 8 }), (parts) => {
      const { office = {}, ...others } = breakdownOf(measures, parts, 2);
      const expected = (['front', 'back'] as const).flatMap((side) => {
        const own = parts.filter(({ measure }) => measures[measure]?.office === side);
        const weight = own.reduce((sum, each) => add(sum, each.weight), ZERO);
        if (weight.n === 0) return [];
        const sum = own.reduce((all, each) => add(all, multiply(each.weight, each.points)), ZERO);
        return [[side, { weight: toText(weight, 9), score: toFixed(divide(sum, weight), 2) }] as const];
      });
      expect(office).toEqual(Object.fromEntries(expected));
      if (expected.length > 0) expect(Object.keys(others).sort()).toEqual(['kind', 'source']);
    }),
    { numRuns: 500 },
  );
});
