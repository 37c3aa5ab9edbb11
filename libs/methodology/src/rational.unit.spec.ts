import fc from 'fast-check';
import Fraction from 'fraction.js';
import {
  add,
  clamp,
  compare,
  DECIMAL,
  divide,
  fromDecimal,
  type Integer,
  isWhole,
  multiply,
  type Rational,
  reduce,
  round,
  roundTo,
  signOf,
  squareRoot,
  subtract,
  sumOfColumns,
  toFixed,
  toText,
  unitsText,
} from './rational.js';

/** Small ones, ones at the edge of what is safe, and big ones: each step may go from one kind to the other. */
const LARGEST = Number.MAX_SAFE_INTEGER;
const between = (min: bigint): fc.Arbitrary<Integer> =>
  fc.oneof(
    fc.integer({ min: min > 0n ? 1 : -1000, max: 1000 }),
    fc.integer({ min: min > 0n ? LARGEST - 1000 : -LARGEST, max: LARGEST }),
    fc.bigInt({ min, max: 10n ** 20n }),
  );
const integer = between(-(10n ** 20n));
const rational = fc.record({ n: integer, d: between(1n) });
const oracle = ({ n, d }: Rational): Fraction => new Fraction(BigInt(n), BigInt(d));

describe('exact fractions', () => {
  test('agree with fraction.js in every operation', () => {
    fc.assert(
      fc.property(rational, rational, (a, b) => {
        expect(oracle(add(a, b)).equals(oracle(a).add(oracle(b)))).toBe(true);
        expect(oracle(subtract(a, b)).equals(oracle(a).sub(oracle(b)))).toBe(true);
        expect(oracle(multiply(a, b)).equals(oracle(a).mul(oracle(b)))).toBe(true);
        if (signOf(b) !== 0) expect(oracle(divide(a, b)).equals(oracle(a).div(oracle(b)))).toBe(true);
        expect(Math.sign(compare(a, b))).toBe(oracle(a).compare(oracle(b)));
      }),
    );
  });

  test('round, reduce and are whole as fraction.js has it', () => {
    fc.assert(
      fc.property(rational, fc.integer({ min: 0, max: 12 }), (value, places) => {
        const half = oracle(value)
          .abs()
          .mul(10n ** BigInt(places))
          .add(1, 2)
          .floor()
          .div(10n ** BigInt(places));
        expect(oracle(round(value, places)).abs().equals(half)).toBe(true);
        expect(oracle(reduce(value)).equals(oracle(value))).toBe(true);
        expect(isWhole(value)).toBe(oracle(value).d === 1n);
      }),
    );
  });

  test('round to the nearest multiple of a step, half up', () => {
    const half = fromDecimal('0.5');
    const stars = (text: string): string => toText(roundTo(fromDecimal(text), half), 2);
    expect(['4.25', '4.249999999', '3.75', '0.25', '5'].map(stars)).toEqual(['4.5', '4', '4', '0.5', '5']);
  });

  test('have square roots whose last digit is right, half up', () => {
    fc.assert(
      fc.property(fc.record({ n: between(1n), d: between(1n) }), fc.integer({ min: 0, max: 9 }), (value, places) => {
        const root = squareRoot(value, places);
        const step = { n: 1, d: 2n * 10n ** BigInt(places) };
        const square = (side: Rational): Rational => multiply(side, side);
        expect(compare(square(add(root, step)), value)).toBeGreaterThan(0);
        const below = subtract(root, step);
        expect(signOf(below) < 0 || compare(square(below), value) <= 0).toBe(true);
      }),
    );
    expect(toText(squareRoot(fromDecimal(0), 4), 4)).toBe('0');
  });

  test('add up integers beyond what is safe', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.constantFrom(LARGEST, -LARGEST))), (values) => {
        const [sum = 0, doubled = 0] = sumOfColumns(
          [...values.map((value) => [value, value]), ...values.map((value) => [0, value])],
          2,
        );
        const expected = values.reduce((all, value) => all + BigInt(value), 0n);
        expect([BigInt(sum), BigInt(doubled)]).toEqual([expected, 2n * expected]);
      }),
    );
  });

  test('keep denominators positive, whatever they are divided by', () => {
    expect(divide(fromDecimal(1), fromDecimal(-4))).toEqual({ n: -1, d: 4 });
  });

  test('refuse to divide by zero', () => {
    expect(() => divide(fromDecimal(1), fromDecimal(0))).toThrow(RangeError);
  });

  test('read back the decimals that they print', () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 9 }), (units, scale) => {
        const text = unitsText(units, scale);
        expect(compare(fromDecimal(text), { n: units, d: 10n ** BigInt(scale) })).toBe(0);
      }),
    );
  });

  test.each([
    ['0.125', 2, '0.13'],
    ['0.1249999', 2, '0.12'],
    ['-0.125', 2, '-0.13'],
    ['94.995', 2, '95.00'],
    ['94.994999999', 2, '94.99'],
    ['0.5', 0, '1'],
    ['-0.004', 2, '0.00'],
    ['7', 2, '7.00'],
  ])('%s at %i decimals is %s, half up', (decimal, places, rounded) => {
    expect(toFixed(fromDecimal(decimal), places)).toBe(rounded);
  });

  test('print without trailing zeros, but with those of the integer part', () => {
    expect(toText(fromDecimal('100.50'), 10)).toBe('100.5');
    expect(toText(fromDecimal(100), 10)).toBe('100');
    expect(toText(divide(fromDecimal(2), fromDecimal(3)), 10)).toBe('0.6666666667');
    expect(unitsText(140474, 3)).toBe('140.474');
    expect(unitsText(-5, 2)).toBe('-0.05');
  });

  test('stay within bounds when clamped', () => {
    const [low, high] = [fromDecimal(0), fromDecimal(100)];
    expect(clamp(fromDecimal(-1), low, high)).toBe(low);
    expect(clamp(fromDecimal(101), low, high)).toBe(high);
  });

  test.each(['1', '-1', '0.5', '123456789012345678.123456789'])('%s is a decimal', (text) => {
    expect(DECIMAL.test(text)).toBe(true);
  });

  test.each(['', '+1', '1.', '.5', '01', '1e3', '1,000', '0x1', ' 1', '1234567890123456789', '0.1234567890'])(
    '"%s" is no decimal',
    (text) => {
      expect(DECIMAL.test(text)).toBe(false);
    },
  );
});

describe('figures that sources printed', () => {
  // Numerator, denominator and printed figure of bulletins and insurers (../shared/golden/arithmetic_facts.csv).
  test.each([
    ['hotline answer rate 2014Q1', '51264', '54019', 100, 2, '94.90'],
    ['2014Q1 web share', '196', '5984', 100, 2, '3.28'],
    ['2012H1 intermediary contract items', '16', '6651', 100, 2, '0.24'],
    ['2016 class A share', '11', '59', 100, 2, '18.64'],
    ['claims cycle, all paid claims', '91498.1588', '9458', 1, 4, '9.6742'],
    ['claims cycle, small claims', '70943.1171', '8439', 1, 4, '8.4066'],
  ])('%s', (_what, numerator, denominator, factor, places, printed) => {
    const ratio = divide(multiply(fromDecimal(numerator), fromDecimal(factor)), fromDecimal(denominator));
    expect(toFixed(ratio, places)).toBe(printed);
  });
});
