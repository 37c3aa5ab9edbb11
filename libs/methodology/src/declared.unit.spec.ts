import fc from 'fast-check';
import Fraction from 'fraction.js';
import { compareDeclared, isRecorded } from './declared.js';

describe('a declared figure beside ours', () => {
  test.each<[string, number, 'value' | 'numerator' | 'denominator', string, string | null, string, boolean]>([
    ['0.8571', 4, 'value', '6', '7', '-0.0000428571', true],
    ['0.8572', 4, 'value', '6', '7', '0.0000571429', false],
    ['0.857', 4, 'value', '6', '7', '-0.0001428571', false],
    ['0.5', 4, 'value', '1', '2', '0', true],
    ['12.35', 2, 'value', '24.69', '2', '0.005', true],
    ['12.34', 2, 'value', '24.69', '2', '-0.005', false],
    ['6', 0, 'numerator', '6', '7', '0', true],
    ['8', 0, 'denominator', '6', '7', '1', false],
    ['3.2174', 4, 'denominator', '6', '3.21738', '0.00002', true],
    ['5', 0, 'value', '5', null, '0', true],
    ['-1', 0, 'value', '-1', null, '0', true],
    ['0', 0, 'numerator', '0', '7', '0', true],
  ])(
    '%s (%i decimals) as the %s of %s ÷ %s differs by %s: %s',
    (told, decimals, side, numerator, denominator, difference, matches) => {
      expect(compareDeclared(told, decimals, side, { numerator, denominator })).toEqual({ difference, matches });
    },
  );

  test('is compared with nothing where nothing was recorded', () => {
    for (const [numerator, denominator] of [
      ['0', '0'],
      ['0', null],
      [null, null],
    ] as const) {
      expect(compareDeclared('0', 0, 'numerator', { numerator, denominator })).toBeNull();
      expect(isRecorded('numerator', { numerator, denominator })).toBe(false);
    }
    expect(compareDeclared('0', 4, 'value', { numerator: '3', denominator: '0' })).toBeNull();
    expect(isRecorded('numerator', { numerator: '3', denominator: '0' })).toBe(true);
  });

  test('matches exactly when it is ours, half up', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 10_000 }), fc.nat(4), (above, below, decimals) => {
        const ours = { numerator: String(above), denominator: String(below) };
        const exact = new Fraction(above, below);
        const units = exact
          .mul(10 ** decimals)
          .add(1, 2)
          .floor();
        const at = (shift: number): string =>
          units
            .add(shift)
            .div(10 ** decimals)
            .toString(decimals);
        expect(compareDeclared(at(0), decimals, 'value', ours)?.matches).toBe(true);
        expect(compareDeclared(at(1), decimals, 'value', ours)?.matches).toBe(false);
        expect(compareDeclared(at(-1), decimals, 'value', ours)?.matches).toBe(false);
      }),
    );
  });
});
