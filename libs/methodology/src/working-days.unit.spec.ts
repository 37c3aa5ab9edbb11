import { parsePeriod } from '#assay/service-record';
import fc from 'fast-check';
import type { CalendarRule } from './calendar.js';
import { WEEKDAYS } from './weekdays.js';
import { spanOf, weekdayOf, WorkingDays } from './working-days.js';

const day = (text: string): number => parsePeriod(text).firstDay;
const text = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

/** The first week of October 2024 off, the Sunday before it and the Saturday after it worked. */
const october: CalendarRule = {
  doc: 'National day 2024.',
  weekend: ['saturday', 'sunday'],
  holidays: ['2024-10-01..2024-10-07'],
  workdays: ['2024-09-29', '2024-10-12'],
};

describe('business days', () => {
  const days = new WorkingDays(october);

  test.each([
    ['2024-07-15', '2024-07-15', 0],
    ['2024-07-15', '2024-07-16', 1],
    ['2024-07-12', '2024-07-15', 1],
    ['2024-07-13', '2024-07-14', 0],
    ['2024-09-27', '2024-09-30', 2],
    ['2024-09-30', '2024-10-08', 1],
    ['2024-10-11', '2024-10-14', 2],
    ['2024-10-08', '2024-09-30', -1],
    ['1969-12-26', '1970-01-02', 5],
  ])('after %s up to %s are %d', (from, to, count) => expect(days.between(day(from), day(to))).toBe(count));

  test.each([
    ['2024-07-12', 1, '2024-07-15'],
    ['2024-07-13', 1, '2024-07-15'],
    ['2024-07-13', 0, '2024-07-13'],
    ['2024-09-28', 1, '2024-09-29'],
    ['2024-09-30', 1, '2024-10-08'],
    ['2024-09-30', 5, '2024-10-12'],
    ['2024-09-27', 260, '2025-10-01'],
  ])('from %s, %d on is %s', (from, count, to) => expect(text(days.after(day(from), count))).toBe(to));

  test('are what counting day by day gives, for any calendar', () => {
    const some = fc.integer({ min: 19_000, max: 19_200 });
    const calendar = fc.record({
      weekend: fc.subarray([...WEEKDAYS], { maxLength: 6 }),
      off: fc.uniqueArray(some, { maxLength: 20 }),
      worked: fc.uniqueArray(some, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(calendar, some, fc.nat(150), ({ weekend, off, worked }, from, length) => {
        const holidays = off.map(text);
        const workdays = worked.filter((each) => !off.includes(each)).map(text);
        const counted = new WorkingDays({ doc: '', weekend, holidays, workdays });
        const isWorked = (each: number): boolean =>
          workdays.includes(text(each)) ||
          (!weekend.includes(WEEKDAYS[weekdayOf(each)]!) && !holidays.includes(text(each)));
        let count = 0;
        for (let each = from + 1; each <= from + length; each++) if (isWorked(each)) count++;
        expect(counted.between(from, from + length)).toBe(count);
        expect(counted.between(from + length, from)).toBe(0 - count);
        const end = counted.after(from, count + 1);
        expect(isWorked(end)).toBe(true);
        expect(counted.between(from, end)).toBe(count + 1);
      }),
    );
  });
});

test('an entry of a calendar is a day or days', () => {
  expect(spanOf('2024-10-01')).toEqual({ first: day('2024-10-01'), last: day('2024-10-01') });
  expect(spanOf('2024-10-01..2024-10-07')).toEqual({ first: day('2024-10-01'), last: day('2024-10-07') });
});
