import fc from 'fast-check';
import {
  daysOf,
  formatPeriod,
  GRANULARITIES,
  monthsAfter,
  parsePeriod,
  periodContaining,
  periodParts,
  windowTo,
} from './period.js';

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
    ['2023-07-16..2024-07-15', '2023-07-16', '2024-07-15'],
  ])('%s spans %s to %s', (text, first, last) => {
    const period = parsePeriod(text);
    expect(period.firstDay).toBe(Date.parse(first) / 86_400_000);
    expect(period.lastDay).toBe(Date.parse(last) / 86_400_000);
  });

  test.each([
    ...['2024-13', '2024-H3', '2024-Q0', '2024-W00', '2024-W53', '2024-02-30', '24', '2024-07..2023-06', ''],
    ...['2024-07-15..2024-07-14', '2023-02-29..2024-02-28', '2023..2024', '2023-07..2024-06-30'],
  ])('refuses %s with a sentence that shows the forms', (text) => {
    expect(() => parsePeriod(text)).toThrow(/2024-W05|ends before/);
  });

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

  test('parts are as few whole years and months as there are, and the days at the ends', () => {
    const told = (text: string): string[] => {
      const { whole, days } = periodParts(parsePeriod(text));
      return [...whole.map(formatPeriod), ...days.map(([first, last]) => `${dayText(first)}..${dayText(last)}`)];
    };
    expect(told('2024')).toEqual(['2024']);
    expect(told('2024-Q1')).toEqual(['2024-01', '2024-02', '2024-03']);
    expect(told('2023-11..2025-01')).toEqual(['2023-11', '2023-12', '2024', '2025-01']);
    expect(told('2023-11-16..2025-02-15')).toEqual([
      ...['2023-12', '2024', '2025-01'],
      ...['2023-11-16..2023-11-30', '2025-02-01..2025-02-15'],
    ]);
    expect(told('2024-07-16..2024-08-15')).toEqual(['2024-07-16..2024-08-15']);
    expect(told('2024-W05')).toEqual(['2024-01-29..2024-02-04']);
  });

  test('parts cover every day of a window once', () => {
    const day = fc.integer({ min: 10_000, max: 12_000 });
    fc.assert(
      fc.property(day, fc.nat(1_500), (firstDay, length) => {
        const lastDay = firstDay + length;
        const { whole, days } = periodParts({ text: '', code: null, firstDay, lastDay });
        const spans = [...whole.map(daysOf), ...days].sort(([a], [b]) => a - b);
        let next = firstDay;
        for (const [first, last] of spans) {
          expect(first).toBe(next);
          next = last + 1;
        }
        expect(next).toBe(lastDay + 1);
      }),
    );
  });

  test.each([
    ['2024-07-15', 12, '2023-07-16..2024-07-15'],
    ['2024-06-30', 12, '2023-07..2024-06'],
    ['2024-02-28', 12, '2023-03-01..2024-02-28'],
    ['2024-05-30', 3, '2024-03-01..2024-05-30'],
    ['2024-03-31', 1, '2024-03..2024-03'],
  ])('the window to %s of %d months is %s', (day, months, window) => {
    const found = windowTo(parsePeriod(day).lastDay, months);
    expect(found).toEqual(parsePeriod(window));
  });
});

test('a day is in the window of so many months to another exactly before as many months after it are over', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(1_000),
      (day, months, on) => {
        const isIn = windowTo(day + on, months).firstDay <= day;
        expect(isIn).toBe(day + on < monthsAfter(day, months));
      },
    ),
    { numRuns: 1_000 },
  );
});

const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
