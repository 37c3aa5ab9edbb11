import fc from 'fast-check';
import { ExactRangeError } from './contribution.js';
import { decimalUnits } from './decimal-units.js';
import { unitsText } from './rational.js';

describe('decimals as integers of a scale', () => {
  test.each([
    ['12.5', 2, 1250],
    ['12.50', 1, 125],
    ['-0.07', 2, -7],
    ['0.000', 0, 0],
    [12, 2, 1200],
    ['140474000', 2, 14047400000],
  ])('%p at scale %i is %i', (decimal, scale, units) => {
    expect(decimalUnits(decimal, scale, 'recovered')).toBe(units);
  });

  test('more decimals than the slot keeps are refused, never rounded', () => {
    const refused = (): number => decimalUnits('12.345', 2, 'recovered');
    expect(refused).toThrow(ExactRangeError);
    expect(refused).toThrow(
      'recovered 12.345 has 3 decimal places, but is added with 2: such a value never passes the door.',
    );
  });

  test.each([['9007199254740993'], ['90071992547409.92'], [900719925474099]])('%p is too large to add', (decimal) => {
    expect(() => decimalUnits(decimal, 2, 'premium')).toThrow(
      `premium ${decimal} cannot be added exactly with 2 decimal places: it is too large.`,
    );
  });

  test('what fits comes back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 9 }), (units, scale) => {
        expect(decimalUnits(unitsText(units, scale), scale, 'value')).toBe(units);
      }),
    );
  });
});
