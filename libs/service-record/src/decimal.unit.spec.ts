import fc from 'fast-check';
import { addDecimals, compareDecimals, isPositive, isTooLong } from './decimal.js';

describe('decimal texts', () => {
  test.each([
    ['1.50', '2.5', '4.00'],
    ['0.1', '0.2', '0.3'],
    ['5', '7', '12'],
    ['-0.05', '0.04', '-0.01'],
    ['-1', '1.00', '0.00'],
    ['999999999999999999.999999999', '0.000000001', '1000000000000000000.000000000'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(addDecimals(a, b)).toBe(sum);
    expect(addDecimals(b, a)).toBe(sum);
  });

  test.each([
    ['1.50', '1.5', 0],
    ['0.1', '0.09', 1],
    ['-1', '0.0001', -1],
    ['99999999999.9999', '100000000000', -1],
  ])('%s compared with %s is %d', (a, b, order) => {
    expect(compareDecimals(a, b)).toBe(order);
    expect(compareDecimals(b, a)).toBe(order === 0 ? 0 : -order);
  });

  test('sums do not depend on the order of adding', () => {
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 27n), max: 10n ** 27n }), fc.nat(9)).map(([units, scale]) => {
      const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
      const point = digits.length - scale;
      return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${scale ? `.${digits.slice(point)}` : ''}`;
    });
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(addDecimals(addDecimals(a, b), c)).toBe(addDecimals(a, addDecimals(b, c)));
      }),
    );
  });

  test.each([
    ['0', false],
    ['0.00', false],
    ['-0.01', false],
    ['0.01', true],
    ['10', true],
  ])('%s is positive: %s', (text, positive) => expect(isPositive(text)).toBe(positive));

  test.each([
    ['99999999999.9999', false],
    ['-99999999999.9999', false],
    ['100000000000', true],
    ['-100000000000.0000', true],
  ])('%s is too long for 15 digits with 4 decimals: %s', (text, long) => expect(isTooLong(text, 4)).toBe(long));

  test('what is no decimal is a mistake of the caller', () =>
    expect(() => addDecimals('1e3', '1')).toThrow('no decimal'));
});
