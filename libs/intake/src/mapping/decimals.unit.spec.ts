import fc from 'fast-check';
import { readDecimal } from './decimals.js';

describe('decimals as registers print them', () => {
  test.each<[string, string | undefined, number, string | undefined]>([
    ['140.474', undefined, 6, '140474000'],
    ['0.004', undefined, 6, '4000'],
    ['1,234.50', ',', 0, '1234.5'],
    ['1.234.567,50', '.', 0, '1234567.5'],
    ["1'000", "'", 0, '1000'],
    ['0.0', undefined, 0, '0'],
    ['-0.00', undefined, 0, '0'],
    ['+7', undefined, 0, '7'],
    ['.5', undefined, 0, '0.5'],
    ['-5', undefined, -3, '-0.005'],
    ['1,23', ',', 0, undefined],
    ['1,234', undefined, 0, undefined],
    ['$5', undefined, 0, undefined],
    ['1e3', undefined, 0, undefined],
    ['.', undefined, 0, undefined],
    ['-', undefined, 0, undefined],
  ])('%s (thousands %s, shift %s) is %s', (cell, thousands, shift, decimal) => {
    expect(readDecimal(cell, thousands, shift)).toBe(decimal);
  });

  test('shifting moves the point and changes no digit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.integer({ min: 0, max: 9 }),
        (units, places) => {
          const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
          const text = `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
          expect(readDecimal(text.replace(/\.$/, ''), undefined, places)).toBe(units.toString());
        },
      ),
    );
  });
});
