import { formatPeriod } from '#assay/service-record';
import fc from 'fast-check';
import { at, caseOf } from '../testing/case-of.js';
import { changed, smallScheme, vocabulary } from '../testing/small-scheme.js';
import { compileScheme } from './compile.js';
import type { Condition } from './condition.js';
import { ExactRangeError } from './contribution.js';
import { parseScheme } from './parse.js';

const scheme = compileScheme(parseScheme(smallScheme(), vocabulary), 'abc');

/** Contributions as `period slot amount`, in the order given. */
const told = (state: Parameters<typeof scheme.contributions>[0], compiled = scheme): string[] =>
  [...compiled.contributions(state)].map(({ period, slot, amount }) => `${formatPeriod(period)} ${slot} ${amount}`);

const visit = (attributes: Parameters<typeof caseOf>[1], status = 'over') => caseOf('visit', attributes, { status });

test('a compiled scheme names its document, slots and case kinds', () => {
  expect(scheme).toMatchObject({
    id: 'good-tables',
    version: 1,
    hash: 'abc',
    measureIds: ['merry-share', 'days', 'tips'],
  });
  expect([...scheme.caseKinds]).toEqual(['visit', 'return']);
  expect(scheme.slots).toEqual([
    { measure: 0, side: 'numerator', scale: 0, attribution: 'dated' },
    { measure: 0, side: 'denominator', scale: 0, attribution: 'dated' },
    { measure: 1, side: 'numerator', scale: 0, attribution: 'dated' },
    { measure: 1, side: 'denominator', scale: 0, attribution: 'span' },
    { measure: 2, side: 'numerator', scale: 2, attribution: 'dated' },
    { measure: 2, side: 'denominator', scale: 0, attribution: 'unused' },
  ]);
});

describe('a case contributes', () => {
  test('to every term that counts it, by period and slot', () => {
    const state = visit({ beganAt: at('2024-02-27'), endedAt: at('2024-03-02'), mood: 'merry', cost: '12.5' });
    // The bill of a merry visit is due nine days after it began.
    expect(told(state)).toEqual(['2024-03-02 0 1', '2024-03-02 1 1', '2024-03-02 4 1250', '2024-03-07 2 4']);
  });

  test('under its own unit', () => {
    const state = caseOf('visit', { endedAt: at('2024-03-02') }, { unit: 'company/A/province/B' });
    expect([...scheme.contributions(state)]).toEqual([
      expect.objectContaining({ unit: 'company/A/province/B', slot: 1, amount: 1 }),
    ]);
  });

  test('a reported figure to the very period that it is for', () => {
    expect(told(caseOf('return', { period: '2024-Q3', seats: 40 }))).toEqual(['2024-Q3 3 40']);
  });

  test('nothing before the instant that decides its period', () => {
    expect(told(visit({ mood: 'merry' }))).toEqual([]);
  });

  test('nothing to a sum whose attribute it does not have', () => {
    expect(told(visit({ endedAt: at('2024-03-02') }))).toEqual(['2024-03-02 1 1']);
  });

  test('no zeros', () => {
    const state = visit({ beganAt: at('2024-03-02'), endedAt: at('2024-03-02'), cost: '0.00' });
    expect(told(state)).toEqual(['2024-03-02 1 1']);
  });

  test('nothing when it is void', () => {
    expect(told(visit({ endedAt: at('2024-03-02') }, 'voided'))).toEqual([]);
  });

  test('nothing when it is of a kind that the scheme does not count', () => {
    expect(told(caseOf('call', { endedAt: at('2024-03-02') }))).toEqual([]);
  });

  test('on the day of the scheme’s calendar, not of Greenwich', () => {
    expect(told(visit({ endedAt: at('2023-12-31T15:59:59.999Z') }))).toEqual(['2023-12-31 1 1']);
    expect(told(visit({ endedAt: at('2023-12-31T16:00:00.000Z') }))).toEqual(['2024-01-01 1 1']);
    const west = compileScheme(parseScheme(changed('/utcOffset', '-05:30'), vocabulary), '');
    expect(told(visit({ endedAt: at('2024-01-01T05:29:59.999Z') }), west)).toEqual(['2023-12-31 1 1']);
  });

  test('exactly, or not at all', () => {
    const tooFine = visit({ endedAt: at('2024-03-02'), cost: '0.001' });
    expect(() => scheme.contributions(tooFine)).toThrow(ExactRangeError);
  });

  test('in whole units where it is counted in millions', () => {
    const millions = smallScheme();
    millions.measures[2]!.numerator = {
      case: 'visit',
      on: 'endedAt',
      add: { sum: 'cost', in: '1000000', decimals: 8 },
    };
    const compiled = compileScheme(parseScheme(millions, vocabulary), '');
    expect(compiled.slots[4]!.scale).toBe(8);
    expect(told(visit({ endedAt: at('2024-03-02'), cost: '140474000.25' }), compiled)).toEqual([
      '2024-03-02 1 1',
      '2024-03-02 4 14047400025',
    ]);
  });
});

describe('a condition', () => {
  const whole = {
    beganAt: at('2024-02-27'),
    endedAt: at('2024-03-02'),
    cost: '12.50',
    guests: 4,
    mood: 'merry',
    paid: true,
    dishes: ['eel', 'rice'],
  };

  test.each<[Condition, boolean]>([
    [{ attribute: 'mood', equals: 'merry' }, true],
    [{ attribute: 'mood', equals: 'sad' }, false],
    [{ attribute: 'guests', equals: 4 }, true],
    [{ attribute: 'paid', equals: false }, false],
    [{ attribute: 'mood', in: ['sad', 'merry'] }, true],
    [{ attribute: 'mood', in: ['sad'] }, false],
    [{ attribute: 'dishes', includes: 'eel' }, true],
    [{ attribute: 'dishes', includes: 'soup' }, false],
    [{ attribute: 'cost', exists: true }, true],
    [{ attribute: 'cost', exists: false }, false],
    [{ attribute: 'cost', above: '12.5' }, false],
    [{ attribute: 'cost', atLeast: '12.5' }, true],
    [{ attribute: 'cost', atMost: '12.500' }, true],
    [{ attribute: 'cost', below: '12.500000001' }, true],
    [{ attribute: 'guests', atLeast: 2, atMost: 3 }, false],
    [{ attribute: 'guests', above: { param: 'hours' } }, true],
    [{ days: ['beganAt', 'endedAt'], atMost: 4 }, true],
    [{ days: ['beganAt', 'endedAt'], below: 4 }, false],
    [{ status: ['over'] }, true],
    [{ status: ['open'] }, false],
    [{ samePeriod: 'year', of: ['beganAt', 'endedAt'] }, true],
    [{ samePeriod: 'quarter', of: ['beganAt', 'endedAt'] }, true],
    [{ samePeriod: 'month', of: ['beganAt', 'endedAt'] }, false],
    [{ limit: 'bill', met: 'endedAt' }, true],
    [{ not: { attribute: 'mood', equals: 'merry' } }, false],
    [
      {
        all: [
          { attribute: 'paid', equals: true },
          { attribute: 'guests', equals: 4 },
        ],
      },
      true,
    ],
    [
      {
        all: [
          { attribute: 'paid', equals: true },
          { attribute: 'guests', equals: 5 },
        ],
      },
      false,
    ],
    [
      {
        any: [
          { attribute: 'paid', equals: false },
          { attribute: 'guests', equals: 4 },
        ],
      },
      true,
    ],
    [
      {
        any: [
          { attribute: 'paid', equals: false },
          { attribute: 'guests', equals: 5 },
        ],
      },
      false,
    ],
  ])('%j is %p', (condition, holds) => {
    expect(counts(condition, whole)).toBe(holds);
  });

  test.each<[Condition]>([
    [{ attribute: 'mood', equals: 'merry' }],
    [{ attribute: 'mood', in: ['merry'] }],
    [{ attribute: 'dishes', includes: 'eel' }],
    [{ attribute: 'cost', atLeast: -1 }],
    [{ days: ['beganAt', 'endedAt'], atLeast: -1 }],
    [{ samePeriod: 'year', of: ['beganAt', 'endedAt'] }],
    [{ limit: 'bill', met: 'endedAt' }],
  ])('%j is false of a case without such attributes', (condition) => {
    expect(counts(condition, {})).toBe(false);
  });

  test('compares decimals exactly, however long', () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(9, '0')}`);
    fc.assert(
      fc.property(decimal, decimal, (cost, bound) => {
        const scaled = (text: string): bigint => {
          const units = BigInt(text.replace('.', '').replace('-', ''));
          return text.startsWith('-') ? -units : units;
        };
        expect(counts({ attribute: 'cost', above: bound }, { cost })).toBe(scaled(cost) > scaled(bound));
        expect(counts({ attribute: 'cost', atMost: cost }, { cost })).toBe(true);
      }),
    );
  });

  function counts(where: Condition, attributes: object): boolean {
    const document = smallScheme();
    document.measures[2]!.numerator = { case: 'visit', on: { limit: 'clock' }, where, add: 'count' };
    document.limits.clock = { doc: 'Always.', case: 'visit', from: 'beganAt', days: [{ within: 0 }] };
    const compiled = compileScheme(parseScheme(document, vocabulary), '');
    const clocked = { beganAt: at('2024-02-27'), ...attributes };
    // `beganAt` is needed to count at all; conditions on it are still false without `endedAt`.
    return [...compiled.contributions(visit(clocked))].some(({ slot }) => slot === 4);
  }
});

describe('a limit', () => {
  const document = smallScheme();
  document.limits.bill = {
    doc: 'When the bill comes.',
    case: 'visit',
    from: 'beganAt',
    stated: 'endedAt',
    days: [
      { when: { attribute: 'mood', equals: 'merry' }, within: 9 },
      { when: { attribute: 'mood', equals: 'sad' }, within: { param: 'hours' } },
    ],
  };
  document.measures[1]!.numerator = { case: 'visit', on: { limit: 'bill' }, add: 'count' };
  const compiled = compileScheme(parseScheme(document, vocabulary), '');
  const due = (attributes: object): string | undefined =>
    told(visit({ beganAt: at('2024-02-27'), ...attributes }), compiled)
      .filter((line) => line.endsWith(' 2 1'))
      .map((line) => line.slice(0, 10))[0];

  test('ends by the first step that fits', () => {
    expect(due({ mood: 'merry' })).toBe('2024-03-07');
    expect(due({ mood: 'sad' })).toBe('2024-02-29');
  });

  test('is none where no step fits', () => {
    expect(due({ mood: 'calm' })).toBeUndefined();
  });

  test('ends when the source says so, whatever the steps', () => {
    expect(due({ mood: 'calm', endedAt: at('2024-05-01') })).toBe('2024-05-01');
  });
});
