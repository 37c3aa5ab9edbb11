import fc from 'fast-check';
import { formatTimestamp, isCanonicalTimestamp, parseTimestamp, TimestampError } from './timestamp.js';

describe('timestamp', () => {
  test.each([
    ['2024-07-15T09:30:00Z', '2024-07-15T09:30:00.000Z'],
    ['2024-07-15T17:30:00+08:00', '2024-07-15T09:30:00.000Z'],
    ['2024-07-14T23:30:00.5-10:00', '2024-07-15T09:30:00.500Z'],
    ['2024-07-15t09:30:00.123000z', '2024-07-15T09:30:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is the instant %s', (text, canonical) => {
    expect(formatTimestamp(parseTimestamp(text))).toBe(canonical);
  });

  test.each([
    ['2024-07-15', /RFC 3339/],
    ['2024-07-15T09:30:00', /offset/],
    ['2024-02-30T00:00:00Z', /does not exist/],
    ['2023-02-29T00:00:00Z', /does not exist/],
    ['2024-07-15T24:00:00Z', /does not exist/],
    ['2024-07-15T09:30:60Z', /does not exist/],
    ['2024-07-15T09:30:00+24:00', /does not exist/],
    ['2024-07-15T09:30:00.0001Z', /finer than a millisecond/],
    ['yesterday', /"yesterday" is not/],
  ])('refuses %s', (text, reason) => {
    expect(() => parseTimestamp(text)).toThrow(TimestampError);
    expect(() => parseTimestamp(text)).toThrow(reason);
    expect(isCanonicalTimestamp(text)).toBe(false);
  });

  test('an instant is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (epochMs) => {
        const text = formatTimestamp(epochMs);
        expect(parseTimestamp(text)).toBe(epochMs);
        expect(isCanonicalTimestamp(text)).toBe(true);
      }),
    );
  });
});
