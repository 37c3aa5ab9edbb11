import { problemsOf, smallScheme } from '../testing/small-scheme.js';
import { describeScheme } from './describe.js';
import { periodUnder } from './periods.js';
import { problemLine } from './scheme-error.js';
import type { SchemeDocument } from './scheme.js';

const free = { id: 'free' };
const monthly = { id: 'monthly', periods: { kinds: ['month' as const], rolling: { months: 12 } } };

describe('the period of a question', () => {
  test('is any, under a scheme that says nothing of periods', () => {
    for (const text of ['2024', '2024-W05', '2024-07-15', '2023-07..2024-06', '2023-07-16..2024-07-15'])
      expect(periodUnder(free, text).text).toBe(text);
  });

  test.each([
    ['..2024-06', '2023-07..2024-06'],
    ['..2024-06-30', '2023-07..2024-06'],
    ['..2024-07-15', '2023-07-16..2024-07-15'],
    ['2023-07-16..2024-07-15', '2023-07-16..2024-07-15'],
    ['2023-07..2024-06', '2023-07..2024-06'],
    ['2024-06', '2024-06'],
  ])('%s under a scheme of months and 12-month windows is %s', (text, window) => {
    expect(periodUnder(monthly, text).text).toBe(window);
  });

  test.each([
    [monthly, '2024', 'monthly is meant for months and windows of 12 months to a day (..2024-06-30); 2024 is a year.'],
    [
      monthly,
      '2023-07-16..2024-07-14',
      'monthly is meant for months and windows of 12 months to a day (..2024-06-30); 2023-07-16..2024-07-14 is a window.',
    ],
    [
      { id: 'all', periods: { kinds: ['year' as const, 'week' as const, 'window' as const] } },
      '2024-07-15',
      'all is meant for years, weeks and windows of any days (2023-07..2024-06); 2024-07-15 is a day.',
    ],
    [
      free,
      '..2024-06',
      'free has no rolling window of its own: name both ends, such as 2023-07..2024-06, not ..2024-06.',
    ],
  ])('under %j, %s is refused', (scheme, text, sentence) => {
    expect(() => periodUnder(scheme, text)).toThrow(sentence);
  });

  test('must be one', () => {
    expect(() => periodUnder(free, 'last year')).toThrow('"last year" is no period');
    expect(() => periodUnder(monthly, '..soon')).toThrow('"soon" is no period');
  });
});

describe('the periods of a scheme', () => {
  const withPeriods = (periods: object): object => ({ ...smallScheme(), periods });

  test.each([
    [{ kinds: [] }, '/periods/kinds must have at least one item.'],
    [
      { kinds: ['decade'] },
      '/periods/kinds/0 ("decade") must be one of: year, half, quarter, month, week, day, window.',
    ],
    [{ kinds: ['year', 'year'] }, '/periods/kinds/1 ("year") is listed twice.'],
    [{ kinds: ['year'], rolling: { months: 0 } }, '/periods/rolling/months (0) must be at least 1.'],
    [{ kinds: ['year'], rolling: { days: 365 } }, '/periods/rolling/months is missing: it must be an integer.'],
  ])('%j are refused', (periods, line) => {
    expect(problemsOf(withPeriods(periods)).map(problemLine)).toContain(line);
  });

  test('read as words', () => {
    const scheme = withPeriods({ kinds: ['year', 'quarter'], rolling: { months: 12 } }) as SchemeDocument;
    expect(describeScheme(scheme)).toContain(
      'Meant for years, quarters and windows of 12 months to a day (..2024-06-30).',
    );
  });
});
