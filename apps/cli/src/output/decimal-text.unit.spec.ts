import fc from 'fast-check';
import Fraction from 'fraction.js';
import { grouped, shiftPoint, toPlaces } from './decimal-text.js';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, scale]) => {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const point = digits.length - scale;
    return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
  });

test('shifting the point multiplies by a power of ten, exactly', () => {
  fc.assert(
    fc.property(decimal, fc.integer({ min: 0, max: 9 }), (text, places) => {
      expect(new Fraction(shiftPoint(text, places))).toEqual(new Fraction(text).mul(10 ** places));
    }),
  );
});

test('rounding is half up, away from zero, and shows as many places as asked', () => {
  fc.assert(
    fc.property(decimal, fc.integer({ min: 0, max: 10 }), (text, places) => {
      const rounded = toPlaces(text, places);
      expect(rounded).toMatch(places === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${places}}$`));
      const half = new Fraction(1, 2).div(10 ** places);
      const error = new Fraction(text).abs().sub(new Fraction(rounded).abs());
      // The half itself goes up: the rounded figure lies at most a half above, and less than a half below.
      expect(error.compare(half)).toBeLessThan(0);
      expect(error.compare(half.neg())).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(toPlaces('0.125', 2)).toBe('0.13');
  expect(toPlaces('-0.125', 2)).toBe('-0.13');
  expect(toPlaces('-0.001', 2)).toBe('0.00');
  expect(toPlaces('999.999', 2)).toBe('1000.00');
});

test.each([
  ['0', '0'],
  ['999', '999'],
  ['1000', '1,000'],
  ['-1234567.8901', '-1,234,567.8901'],
])('%s in groups of three is %s', (plain, shown) => expect(grouped(plain)).toBe(shown));

test('what is no decimal text is a fault, not a figure', () => {
  expect(() => grouped('1e21')).toThrow('"1e21" is no decimal text.');
});
