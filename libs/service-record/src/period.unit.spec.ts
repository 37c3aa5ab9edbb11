import fc from 'fast-check';
import { calendarParts, daysOf, formatPeriod, GRANULARITIES, parsePeriod, periodContaining } from './period.js';

describe('period', () => {
  test.each([
    ['2024', '2024-01-01', '2024-12-31'],
    ['2024-H1', '2024-01-01', '2024-06-30'],
    ['2024-Q3', '2024-07-01', '2024-09-30'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2024-W05', '2024-01-29', '2024-02-04'],
    ['2020-W53', '2020-12-28', '2021-01-03'],
    ['2024-07-15', '2024-07-15', '2024-07-15'],
    ['2023-07..2024-06', '2023-07-01', '2024-06-30'],
  ])('%s spans %s to %s', (text, first, last) => {
    const period = parsePeriod(text);
    expect(period.firstDay).toBe(Date.parse(first) / 86_400_000);
    expect(period.lastDay).toBe(Date.parse(last) / 86_400_000);
  });

  test.each(['2024-13', '2024-H3', '2024-Q0', '2024-W00', '2024-W53', '2024-02-30', '24', '2024-07..2023-06', ''])(
    'refuses %s with a sentence that shows the forms',
    (text) => {
      expect(() => parsePeriod(text)).toThrow(/2024-W05|ends before/);
    },
  );

  test('every day lies in the period that contains it, and a period is written as it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), fc.constantFrom(...GRANULARITIES), (day, granularity) => {
        const code = periodContaining(granularity, day);
        const [first, last] = daysOf(code);
        expect(first).toBeLessThanOrEqual(day);
        expect(last).toBeGreaterThanOrEqual(day);
        expect(parsePeriod(formatPeriod(code)).code).toBe(code);
      }),
    );
  });

  test('calendar parts cover the same days, in as few whole years and months as there are', () => {
    expect(calendarParts(parsePeriod('2024'))).toEqual([parsePeriod('2024').code]);
    expect(calendarParts(parsePeriod('2023-07..2025-01'))!.map(formatPeriod)).toEqual([
      '2023-07',
      '2023-08',
      '2023-09',
      '2023-10',
      '2023-11',
      '2023-12',
      '2024',
      '2025-01',
    ]);
    expect(calendarParts(parsePeriod('2024-W05'))).toBeNull();
  });
});
