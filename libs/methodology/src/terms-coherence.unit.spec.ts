import { problemsOf, smallScheme } from '../testing/small-scheme.js';
import { problemLine } from './scheme-error.js';

const lines = (input: unknown): string[] => problemsOf(input).map(problemLine);

const add = (addition: object) => (scheme: ReturnType<typeof smallScheme>) => {
  scheme.measures[2]!.numerator = { case: 'visit', on: 'endedAt', add: addition };
};
const where = (condition: object) => (scheme: ReturnType<typeof smallScheme>) => {
  scheme.measures[2]!.numerator = { case: 'visit', on: 'endedAt', where: condition, add: 'count' };
};
const on = (attribution: object) => (scheme: ReturnType<typeof smallScheme>) => {
  scheme.measures[2]!.numerator = { case: 'visit', on: attribution, add: 'count' };
};
const limit = (rule: object) => (scheme: ReturnType<typeof smallScheme>) => {
  scheme.limits.clock = {
    doc: 'A clock.',
    case: 'visit',
    from: 'beganAt',
    met: 'endedAt',
    days: [{ within: 1 }],
    ...rule,
  };
};
const calendar = (rule: object) => (scheme: ReturnType<typeof smallScheme>) => {
  const house = { doc: 'The house.', weekend: ['saturday', 'sunday'], ...rule };
  Object.assign(scheme, { calendars: { house } });
  add({ days: ['beganAt', 'endedAt'], calendar: 'house' })(scheme);
};

describe('what a scheme says of time is refused, for', () => {
  test.each<[what: string, change: (scheme: ReturnType<typeof smallScheme>) => void, line: string]>([
    [
      'hours without decimals',
      add({ hours: ['beganAt', 'endedAt'] }),
      '/measures/2/numerator/add must be count, {sum: attribute, decimals}, {days: [from, to], calendar} or {hours | minutes | seconds: [from, to], decimals}.',
    ],
    [
      'hours with more decimals than whole milliseconds allow',
      add({ hours: ['beganAt', 'endedAt'], decimals: 5 }),
      '/measures/2/numerator/add/decimals (5) must be at most 4.',
    ],
    [
      'seconds finer than a millisecond',
      add({ seconds: ['beganAt', 'endedAt'], decimals: 4 }),
      '/measures/2/numerator/add/decimals (4) must be at most 3.',
    ],
    [
      'hours between things that are no instants',
      add({ hours: ['beganAt', 'guests'], decimals: 0 }),
      '/measures/2/numerator/add/hours/1 ("guests") is of type count, not instant: use beganAt, endedAt.',
    ],
    [
      'minutes from an instant to itself',
      add({ minutes: ['endedAt', 'endedAt'], decimals: 0 }),
      '/measures/2/numerator/add/minutes must name two different instants.',
    ],
    [
      'a calendar that is not declared',
      add({ days: ['beganAt', 'endedAt'], calendar: 'bank' }),
      '/measures/2/numerator/add/calendar ("bank") is no calendar of this scheme: declare it under calendars, or use none (there is none).',
    ],
    [
      'a condition on an undeclared calendar',
      where({ days: ['beganAt', 'endedAt'], calendar: 'constructor', atMost: 1 }),
      '/measures/2/numerator/where/calendar ("constructor") is no calendar of this scheme: declare it under calendars, or use none (there is none).',
    ],
    [
      'hours compared with nothing',
      where({ hours: ['beganAt', 'endedAt'] }),
      '/measures/2/numerator/where compares with nothing: add atLeast, atMost, above or below.',
    ],
    [
      'hours of a list',
      where({ hours: ['beganAt', 'dishes'], atMost: 1 }),
      '/measures/2/numerator/where/hours/1 ("dishes") is of type list, not instant: use beganAt, endedAt.',
    ],
    [
      'a limit kept that nothing meets',
      where({ limit: 'bill', is: 'kept' }),
      '/measures/2/numerator/where/is ("kept") cannot be known: nothing meets bill; name the instant that does as its member met.',
    ],
    [
      'a limit in a state that no limit has',
      where({ limit: 'bill', is: 'late' }),
      '/measures/2/numerator/where/is ("late") must be one of: kept, broken.',
    ],
    ['a limit without a length', limit({ days: undefined }), '/limits/clock has no length: give it days or hours.'],
    [
      'hours that are no whole minutes',
      limit({ hours: [{ within: '0.0001' }], days: undefined }),
      '/limits/clock/hours/0/within ("0.0001") must be hours in whole minutes, from 0 to 87840: 24, "0.5".',
    ],
    [
      'hours before the beginning',
      limit({ hours: [{ within: -1 }], days: undefined }),
      '/limits/clock/hours/0/within (-1) must be hours in whole minutes, from 0 to 87840: 24, "0.5".',
    ],
    [
      'days that no step leaves over',
      limit({ hours: [{ within: 1 }] }),
      '/limits/clock/hours/0 takes every case, so that no step after it is reached: put it last.',
    ],
    [
      'business days of no calendar',
      limit({ days: [{ within: 1, calendar: 'bank' }] }),
      '/limits/clock/days/0/calendar ("bank") is no calendar of this scheme: declare it under calendars, or use none (there is none).',
    ],
    [
      'a limit by another limit',
      limit({ hours: [{ when: { limit: 'bill', met: 'endedAt' }, within: 1 }] }),
      '/limits/clock/hours/0/when refers to a limit, so that limits could go round in circles: say it by attributes.',
    ],
    [
      'a limit met by no instant',
      limit({ met: 'mood' }),
      '/limits/clock/met ("mood") is of type text, not instant: use beganAt, endedAt.',
    ],
    [
      'a limit met by its own beginning',
      limit({ met: 'beganAt' }),
      '/limits/clock/met ("beganAt") is where the limit begins: name the instant that meets it.',
    ],
    [
      'a risk beyond the whole time',
      limit({ atRisk: '1.5' }),
      '/limits/clock/atRisk ("1.5") must lie between 0 and 1.',
    ],
    [
      'a risk that nothing can avert',
      limit({ met: undefined, atRisk: '0.8' }),
      '/limits/clock/atRisk ("0.8") has no use while nothing meets the limit: add met.',
    ],
    ['a limit that nothing uses', limit({ met: undefined }), '/limits/clock is used nowhere: use it or remove it.'],
    [
      'a calendar that nothing uses',
      (scheme) => Object.assign(scheme, { calendars: { house: { doc: 'The house.', weekend: [] } } }),
      '/calendars/house is used nowhere: use it or remove it.',
    ],
    [
      'a calendar without a working day',
      calendar({ weekend: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] }),
      '/calendars/house/weekend must leave at least one working day.',
    ],
    [
      'a weekday that is none',
      calendar({ weekend: ['Sunday'] }),
      '/calendars/house/weekend/0 ("Sunday") must be one of: monday, tuesday, wednesday, thursday, friday, saturday, sunday.',
    ],
    [
      'a holiday that is no day',
      calendar({ holidays: ['1 October'] }),
      '/calendars/house/holidays/0 ("1 October") must be a day such as 2024-10-01, or days such as 2024-10-01..2024-10-07.',
    ],
    [
      'a holiday that does not exist',
      calendar({ holidays: ['2023-02-29'] }),
      '/calendars/house/holidays/0 ("2023-02-29") must be a day that exists, or days of which the first is not after the last.',
    ],
    [
      'holidays that end before they begin',
      calendar({ holidays: ['2024-10-07..2024-10-01'] }),
      '/calendars/house/holidays/0 ("2024-10-07..2024-10-01") must be a day that exists, or days of which the first is not after the last.',
    ],
    [
      'holidays without end',
      calendar({ holidays: ['2024-01-01..9999-12-31'] }),
      '/calendars/house/holidays/0 ("2024-01-01..9999-12-31") spans more than a year: list days off year by year.',
    ],
    [
      'a holiday said twice',
      calendar({ holidays: ['2024-10-01..2024-10-03', '2024-10-03'] }),
      '/calendars/house/holidays/1 ("2024-10-03") is listed twice.',
    ],
    [
      'a day that is off and worked',
      calendar({ holidays: ['2024-10-05'], workdays: ['2024-10-05'] }),
      '/calendars/house/workdays/0 ("2024-10-05") is a holiday as well: say one or the other.',
    ],
    [
      'a make-up day that is worked anyway',
      calendar({ workdays: ['2024-10-08'] }),
      '/calendars/house/workdays/0 ("2024-10-08") is a working day anyway: only days of a weekend are worked instead.',
    ],
    [
      'a standing from something that is no instant',
      on({ from: 'guests' }),
      '/measures/2/numerator/on/from ("guests") is of type count, not instant: use beganAt, endedAt.',
    ],
    [
      'a standing that ends where it begins',
      on({ from: 'beganAt', until: 'beganAt' }),
      '/measures/2/numerator/on/until ("beganAt") is where the standing begins: name the instant that ends it.',
    ],
    [
      'a standing for months after no instant',
      on({ from: 'beganAt', until: { months: 12, after: 'mood' } }),
      '/measures/2/numerator/on/until/after ("mood") is of type text, not instant: use beganAt, endedAt.',
    ],
    [
      'a standing of no months',
      on({ from: 'beganAt', until: { months: 0, after: 'beganAt' } }),
      '/measures/2/numerator/on/until/months (0) must be at least 1.',
    ],
    [
      'a standing until a day of the calendar',
      on({ from: 'beganAt', until: '2024-12-31' }),
      '/measures/2/numerator/on/until ("2024-12-31") must be the name of a case attribute, such as closedAt.',
    ],
    [
      'an organisation that nobody has',
      (scheme) => Object.assign(scheme, { organisation: 'as-it-should-be' }),
      '/organisation ("as-it-should-be") must be one of: as-it-was, as-it-is.',
    ],
  ])('%s', (_what, change, line) => {
    const scheme = smallScheme();
    change(scheme);
    expect(lines(JSON.parse(JSON.stringify(scheme)))).toContain(line);
  });

  test('nothing, where all is well', () => {
    const scheme = smallScheme();
    calendar({ holidays: ['2024-10-01..2024-10-07'], workdays: ['2024-10-12'] })(scheme);
    limit({ atRisk: '0.8', days: [{ within: 3, calendar: 'house' }] })(scheme);
    expect(lines(JSON.parse(JSON.stringify(scheme)))).toEqual([]);
  });
});
