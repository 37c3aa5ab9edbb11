import { smallScheme, vocabulary } from '../testing/small-scheme.js';
import { describeScheme } from './describe.js';
import { parseScheme } from './parse.js';

function told(change: (scheme: ReturnType<typeof smallScheme>) => void): readonly string[] {
  const scheme = smallScheme();
  change(scheme);
  return describeScheme(parseScheme(scheme, vocabulary));
}

test.each([
  [{ hours: ['beganAt', 'endedAt'], decimals: 1 }, 'hours from beganAt to endedAt of visit cases'],
  [{ minutes: ['beganAt', 'endedAt'], decimals: 0 }, 'minutes from beganAt to endedAt of visit cases'],
  [{ seconds: ['beganAt', 'endedAt'], decimals: 3 }, 'seconds from beganAt to endedAt of visit cases'],
  [
    { days: ['beganAt', 'endedAt'], calendar: 'house' },
    'business days of house from beganAt to endedAt of visit cases',
  ],
])('%j reads as words', (add, words) => {
  const lines = told((scheme) => {
    scheme.measures[2]!.numerator = { case: 'visit', on: 'endedAt', add };
    if ('calendar' in add) Object.assign(scheme, { calendars: { house: { doc: 'The house.', weekend: ['sunday'] } } });
  });
  expect(lines).toContain(`    = ${words}, on the day of endedAt`);
});

test('limits and calendars read as words', () => {
  const lines = told((scheme) => {
    scheme.limits.clock = {
      doc: 'A clock.',
      case: 'visit',
      from: 'beganAt',
      met: 'endedAt',
      hours: [{ when: { attribute: 'paid', equals: true }, within: '0.5' }],
      days: [{ within: 3, calendar: 'house' }],
      atRisk: '0.8',
    };
    Object.assign(scheme, {
      calendars: {
        house: {
          doc: 'The house.',
          weekend: ['saturday', 'sunday'],
          holidays: ['2024-10-01..2024-10-07'],
          workdays: ['2024-10-12'],
          source: 'The door.',
        },
      },
    });
    scheme.measures[2]!.numerator = {
      case: 'visit',
      on: { limit: 'clock' },
      where: {
        any: [
          { limit: 'clock', is: 'kept' },
          { hours: ['beganAt', 'endedAt'], below: 1 },
        ],
      },
      add: 'count',
    };
  });
  expect(lines).toContain(
    '  clock: A clock. Ends: 0.5 hours after beganAt if paid is true; else 3 business days of house after beganAt. Met by endedAt. About to break from 0.8 of the time on.',
  );
  expect(lines).toContain(
    '  house: The house. Never worked: saturday, sunday. Days off: 2024-10-01..2024-10-07. Worked instead: 2024-10-12. (The door.)',
  );
  expect(lines).toContain(
    '    = number of visit cases where clock is kept or hours from beganAt to endedAt are below 1, on the last day of clock',
  );
});

test('whose case a case is, where it is not as it was', () => {
  const line = 'Cases count for what their units are now, whatever they were then.';
  expect(told((scheme) => Object.assign(scheme, { organisation: 'as-it-is' }))).toContain(line);
  expect(told((scheme) => Object.assign(scheme, { organisation: 'as-it-was' }))).not.toContain(line);
});

test.each([
  [{ from: 'beganAt', until: 'endedAt' }, 'from beganAt on, before endedAt'],
  [{ from: 'endedAt', until: { months: 12, after: 'beganAt' } }, 'from endedAt on, before 12 months after beganAt'],
  [{ from: 'beganAt' }, 'from beganAt on'],
])('a standing %j reads as words', (on, words) => {
  const lines = told((scheme) => (scheme.measures[2]!.numerator = { case: 'visit', on, add: 'count' }));
  expect(lines).toContain(`    = number of visit cases, standing at the end of the period: ${words}`);
});
