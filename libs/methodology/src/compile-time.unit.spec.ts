import { formatPeriod } from '#assay/service-record';
import { at, caseOf } from '../testing/case-of.js';
import { smallScheme, vocabulary } from '../testing/small-scheme.js';
import { compileScheme } from './compile.js';
import type { CompiledScheme } from './contribution.js';
import { parseScheme } from './parse.js';

const visits = vocabulary.get('visit')!;
const withDue = new Map(vocabulary).set('visit', {
  ...visits,
  attributes: { ...visits.attributes, dueAt: { type: 'instant' } },
});

/** Tips (slot 4) are another sum here, over visits; the house rests on weekends and in the first week of October. */
function compiled(numerator: object, limits: object = {}): CompiledScheme {
  const document = smallScheme();
  document.measures[2]!.numerator = { case: 'visit', on: 'endedAt', ...numerator };
  Object.assign(document.limits, limits);
  const isCounted = JSON.stringify([numerator, limits]).includes('"house"');
  const whole = isCounted ? { ...document, calendars: { house } } : document;
  return compileScheme(parseScheme(whole, withDue), '');
}

const house = {
  doc: 'When the house works.',
  weekend: ['saturday', 'sunday'],
  holidays: ['2024-10-01..2024-10-07'],
  workdays: ['2024-10-12'],
};

const told = (scheme: CompiledScheme, attributes: object): string[] =>
  [...scheme.contributions(caseOf('visit', attributes as never))]
    .filter(({ slot }) => slot === 4)
    .map(({ period, amount }) => `${formatPeriod(period)} ${amount}`);

describe('time from one instant to another', () => {
  const visit = { beganAt: at('2024-07-15T00:00:00.000Z'), endedAt: at('2024-07-15T01:29:59.999Z') };

  test.each([
    [{ hours: ['beganAt', 'endedAt'], decimals: 0 }, 1],
    [{ hours: ['beganAt', 'endedAt'], decimals: 2 }, 150],
    [{ hours: ['endedAt', 'beganAt'], decimals: 2 }, -150],
    [{ minutes: ['beganAt', 'endedAt'], decimals: 0 }, 90],
    [{ minutes: ['beganAt', 'endedAt'], decimals: 4 }, 900_000],
    [{ seconds: ['beganAt', 'endedAt'], decimals: 0 }, 5_400],
    [{ seconds: ['beganAt', 'endedAt'], decimals: 3 }, 5_399_999],
  ])('%j of one hour and a half less a millisecond is %d', (add, amount) => {
    expect(told(compiled({ add }), visit)).toEqual([`2024-07-15 ${amount}`]);
  });

  test('keeps its decimals in the slot', () => {
    expect(compiled({ add: { hours: ['beganAt', 'endedAt'], decimals: 2 } }).slots[4]).toMatchObject({ scale: 2 });
  });

  test('is a half up at the last decimal', () => {
    const quarter = { beganAt: 0, endedAt: 900_000 };
    expect(told(compiled({ add: { hours: ['beganAt', 'endedAt'], decimals: 1 } }), quarter)).toEqual(['1970-01-01 3']);
  });

  test('adds nothing where one instant is missing', () => {
    expect(told(compiled({ add: { hours: ['beganAt', 'endedAt'], decimals: 1 } }), { endedAt: 0 })).toEqual([]);
  });

  test('is counted in business days of a calendar', () => {
    const days = compiled({ add: { days: ['beganAt', 'endedAt'], calendar: 'house' } });
    expect(told(days, { beganAt: at('2024-09-30'), endedAt: at('2024-10-12') })).toEqual(['2024-10-12 5']);
  });
});

describe('a condition on time', () => {
  const counts = (where: object, attributes: object): boolean =>
    told(compiled({ where, add: 'count' }), attributes).length > 0;

  test.each([
    [{ hours: ['beganAt', 'endedAt'], atMost: 24 }, '2024-07-15T00:00:00.000Z', '2024-07-16T00:00:00.000Z', true],
    [{ hours: ['beganAt', 'endedAt'], atMost: 24 }, '2024-07-15T00:00:00.000Z', '2024-07-16T00:00:00.001Z', false],
    [{ hours: ['beganAt', 'endedAt'], below: '0.5' }, '2024-07-15T00:00:00.000Z', '2024-07-15T00:29:59.999Z', true],
    [{ hours: ['beganAt', 'endedAt'], above: { param: 'hours' } }, '2024-07-15', '2024-07-15T02:00:00.000Z', false],
    [{ days: ['beganAt', 'endedAt'], calendar: 'house', atMost: 1 }, '2024-09-30', '2024-10-08', true],
    [{ days: ['beganAt', 'endedAt'], calendar: 'house', atMost: 1 }, '2024-09-30', '2024-10-09', false],
  ])('%j from %s to %s is %p', (where, beganAt, endedAt, holds) => {
    expect(counts(where, { beganAt: at(beganAt), endedAt: at(endedAt) })).toBe(holds);
  });

  test('is false where an instant is missing', () => {
    expect(counts({ hours: ['beganAt', 'endedAt'], atLeast: -1 }, { endedAt: 0 })).toBe(false);
  });
});

describe('a limit', () => {
  const clock = {
    doc: 'When the plates are cleared.',
    case: 'visit',
    from: 'beganAt',
    met: 'endedAt',
    hours: [{ when: { attribute: 'mood', equals: 'merry' }, within: '1.5' }],
    days: [{ when: { attribute: 'mood', equals: 'calm' }, within: 2, calendar: 'house' }, { within: 2 }],
  };
  const kept = compiled({ on: { limit: 'clock' }, where: { limit: 'clock', is: 'kept' }, add: 'count' }, { clock });
  const broken = compiled({ on: { limit: 'clock' }, where: { limit: 'clock', is: 'broken' }, add: 'count' }, { clock });
  const due = compiled({ on: { limit: 'clock' }, add: 'count' }, { clock });
  const answer = (attributes: object): string =>
    [kept, broken, due].map((scheme) => told(scheme, attributes).join()).join(' | ');

  // The house’s day begins at 16:00 in Greenwich.
  const beganAt = at('2024-09-30T15:00:00.000Z');
  test.each([
    ['in hours ends to the millisecond', 'merry', '2024-09-30T16:30:00.000Z', '2024-10-01 1 |  | 2024-10-01 1'],
    ['in hours is broken after it', 'merry', '2024-09-30T16:30:00.001Z', ' | 2024-10-01 1 | 2024-10-01 1'],
    ['in business days ends with its last one', 'calm', '2024-10-09T15:59:59.999Z', '2024-10-09 1 |  | 2024-10-09 1'],
    [
      'in business days is broken on the next day',
      'calm',
      '2024-10-09T16:00:00.000Z',
      ' | 2024-10-09 1 | 2024-10-09 1',
    ],
    ['in days counts every day', 'sad', '2024-10-02T15:59:59.999Z', '2024-10-02 1 |  | 2024-10-02 1'],
  ])('%s', (_what, mood, endedAt, told) => {
    expect(answer({ beganAt, mood, endedAt: at(endedAt) })).toBe(told);
  });

  test('is neither kept nor broken while nothing meets it, and is due all the same', () => {
    expect(answer({ beganAt, mood: 'sad' })).toBe(' |  | 2024-10-02 1');
  });

  test('in hours alone ends at the very instant that the source states, one with days on its day', () => {
    const until = (rule: object, endedAt: string): string[] =>
      told(
        compiled(
          { on: 'beganAt', where: { limit: 'clock', met: 'endedAt' }, add: 'count' },
          { clock: { doc: 'Stated.', case: 'visit', from: 'beganAt', stated: 'dueAt', ...rule } },
        ),
        { beganAt, dueAt: at('2024-10-05T10:00:00.000Z'), endedAt: at(endedAt) },
      );
    expect(until({ hours: [{ within: 1 }] }, '2024-10-05T10:00:00.000Z')).toHaveLength(1);
    expect(until({ hours: [{ within: 1 }] }, '2024-10-05T10:00:00.001Z')).toHaveLength(0);
    expect(until({ days: [{ within: 1 }] }, '2024-10-05T15:59:59.999Z')).toHaveLength(1);
    expect(until({ days: [{ within: 1 }] }, '2024-10-05T16:00:00.000Z')).toHaveLength(0);
  });
});

test('a case that counts nowhere costs nothing: the same empty list', () => {
  const scheme = compiled({ add: 'count' });
  expect(scheme.contributions(caseOf('visit', {}))).toBe(scheme.contributions(caseOf('call', {})));
});

describe('a standing', () => {
  const from = at('2024-01-30T16:00:00.000Z');

  test.each([
    ['stands until the day of an instant', { from: 'beganAt', until: 'endedAt' }, ['2024-01-31 1', '2024-02-05 -1']],
    [
      'stands for some months',
      { from: 'beganAt', until: { months: 1, after: 'beganAt' } },
      ['2024-01-31 1', '2024-02-29 -1'],
    ],
    ['stands for ever', { from: 'beganAt' }, ['2024-01-31 1']],
    ['stands until something that has not happened', { from: 'beganAt', until: 'dueAt' }, ['2024-01-31 1']],
    ['never stood when it ended before it began', { from: 'endedAt', until: 'beganAt' }, []],
    ['does not stand when it has not begun', { from: 'dueAt', until: 'endedAt' }, []],
  ])('%s', (_what, on, contributions) => {
    const scheme = compiled({ on, add: 'count' });
    expect(told(scheme, { beganAt: from, endedAt: at('2024-02-05') })).toEqual(contributions);
    expect(scheme.slots[4]).toMatchObject({ attribution: 'dated', isStanding: true });
  });

  test('adds whatever a term may add, and takes it back', () => {
    const scheme = compiled({ on: { from: 'beganAt', until: 'endedAt' }, add: { sum: 'cost', decimals: 2 } });
    expect(told(scheme, { beganAt: from, endedAt: at('2024-02-05'), cost: '1.5' })).toEqual([
      '2024-01-31 150',
      '2024-02-05 -150',
    ]);
  });

  test('stands from 1900 on when it began before', () => {
    const scheme = compiled({ on: { from: 'beganAt', until: 'endedAt' }, add: 'count' });
    expect(told(scheme, { beganAt: at('0001-01-01'), endedAt: at('2024-02-05') })[0]).toBe('1900-01-01 1');
    expect(told(scheme, { beganAt: at('0001-01-01'), endedAt: at('0002-02-05') })).toEqual([]);
  });
});
