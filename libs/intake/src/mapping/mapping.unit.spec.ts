import fc from 'fast-check';
import { compileMapping } from './compile-mapping.js';
import { readDate } from './dates.js';
import { readDecimal } from './decimals.js';
import { loadMapping, shippedMappings } from './load-mapping.js';
import { MappingError } from './mapping.js';
import { parseMapping } from './parse-mapping.js';
import type { Row } from './row.js';

/** A small register: one row per complaint. */
const complaints = {
  id: 'small',
  version: 1,
  title: 'A small register',
  source: { publisher: 'Somebody', dataSet: 'Complaints', uri: 'urn:register:small' },
  columns: {
    no: 'No',
    insurer: 'Insurer',
    opened: { names: ['Opened'], date: ['D.M.YYYY'] },
    about: { names: ['About', 'Topic'], optional: true, default: 'nothing said' },
  },
  rows: { key: ['no'], repeated: 'refuse' },
  cases: [
    {
      kind: 'complaint',
      key: 'small/{no}',
      events: [
        {
          type: 'complaint.filed.v1',
          id: '{no}/filed',
          time: 'opened',
          data: { unit: { unit: { company: '{insurer}' } }, reason: 'about' },
        },
      ],
    },
  ],
};

function problemsOf(change: (mapping: Record<string, any>) => void): string[] {
  const mapping = structuredClone(complaints) as Record<string, any>;
  change(mapping);
  try {
    parseMapping(mapping, 'small');
    return [];
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const event = (mapping: Record<string, any>) => mapping['cases'][0].events[0] as Record<string, any>;
const row = (...cells: string[]): Row => ({ line: 2, cells, ordinal: 1 });

describe('a mapping file', () => {
  test('the shipped ones hold together', async () => {
    expect(await shippedMappings()).toEqual(['ct-cid', 'events', 'ny-dfs-auto', 'tx-tdi']);
    expect(await loadMapping('events')).toBe('events');
    for (const id of ['ct-cid', 'ny-dfs-auto', 'tx-tdi']) expect(await loadMapping(id)).toMatchObject({ id });
  });

  test('that is not there is told what there is', async () => {
    await expect(loadMapping('ct-cdi')).rejects.toThrow(
      'is neither a shipped mapping (ct-cid, events, ny-dfs-auto, tx-tdi) nor a file that can be read',
    );
  });

  test.each<[string, (mapping: Record<string, any>) => void, string]>([
    ['an unknown member', (m) => (m.colums = {}), ': Unrecognized key: "colums"'],
    [
      'a column that is not declared',
      (m) => (m.rows.key = ['number']),
      '/rows/key: "number" is not declared under columns',
    ],
    [
      'an unknown event type',
      (m) => (event(m).type = 'complaint.sung.v1'),
      '/cases/0/events/0/type: is no event type; docs/events.md lists them',
    ],
    [
      'an event of another kind',
      (m) => (m.cases[0].kind = 'claim'),
      '/cases/0/events/0/type: complaint.filed.v1 is no event of a claim',
    ],
    [
      'a field that the event does not have',
      (m) => (event(m).data.colour = 'about'),
      '/cases/0/events/0/data/colour: complaint.filed.v1 has no such field; it has',
    ],
    [
      'a field that the event must have',
      (m) => delete event(m).data.unit,
      '/cases/0/events/0/data: lacks unit, which complaint.filed.v1 must have',
    ],
    [
      'a time that is no date',
      (m) => (event(m).time = 'about'),
      '/cases/0/events/0/time: "about" is no date column: say under columns how its dates are written',
    ],
    [
      'a template with an unknown column',
      (m) => (m.cases[0].key = 'small/{num}'),
      '/cases/0/key: "num" is not declared under columns',
    ],
    [
      'a value with two meanings',
      (m) => (event(m).data.reason = { column: 'about', const: 'x' }),
      '/cases/0/events/0/data/reason: must have exactly one of column, const, template, values, decimal, integer, date, list, unit, perRow; it has column and const',
    ],
    [
      'a look-up without its table',
      (m) => (event(m).data.reason = { values: 'about' }),
      '/cases/0/events/0/data/reason: needs `values`, the column, and `map`, what each of its values means: both or neither',
    ],
    [
      'merged rows that would lose a value in silence',
      (m) => (m.rows = { key: ['no', 'insurer', 'opened'], repeated: 'merge' }),
      '/cases/0/events/0/data/reason: "about" may differ between merged rows: list it under rows.agree, or use it in a perRow list',
    ],
    [
      'separated rows without a mark',
      (m) => (m.rows = { key: ['no'], repeated: 'separate' }),
      '/rows/mark: must name a column of the key: its value gets ~2, ~3 in repeated rows',
    ],
    [
      'first or change without a value to follow',
      (m) => (event(m).on = 'first'),
      '/cases/0/events/0/on: goes with `follow`: say first or change there, and nothing elsewhere',
    ],
  ])('with %s is refused, and says where', (_case, change, problem) => {
    expect(problemsOf(change)).toContainEqual(expect.stringContaining(problem));
  });

  test('every problem is told at once', () => {
    const problems = problemsOf((mapping) => {
      mapping.rows.key = ['number'];
      event(mapping).time = 'never';
    });
    expect(problems).toHaveLength(2);
  });
});

describe('a mapping at work', () => {
  const compiled = (header: string[]) => compileMapping(parseMapping(complaints, 'small'), header, 'small.csv');

  test('finds its columns by any of their names, whatever their case, and says which it does not use', () => {
    const mapper = compiled(['NO', ' topic ', 'Opened', 'Remark', 'insurer']);
    expect(mapper.columns.unused).toEqual(['Remark']);
    expect(mapper.cases[0]?.eventsOf([row('7', 'Delay', '5.3.2024', 'x', 'A/B 50%')])).toEqual([
      {
        specversion: '1.0',
        id: '7/filed',
        source: 'urn:register:small',
        type: 'complaint.filed.v1',
        subject: 'complaint/small/7',
        time: '2024-03-05T00:00:00.000Z',
        data: { unit: 'company/A%2FB 50%25', reason: 'Delay' },
      },
    ]);
  });

  test('a slash in a value does not make another case of it', () => {
    const mapper = compiled(['No', 'Opened', 'Insurer']);
    expect(mapper.cases[0]?.subjectOf(row('7/8', '5.3.2024', 'A'))).toBe('complaint/small/7%2F8');
  });

  test('a column that may lack has its default', () => {
    const [made] = compiled(['No', 'Opened', 'Insurer']).cases[0]!.eventsOf([row('7', '5.3.2024', 'A')]);
    expect(made?.['data']).toMatchObject({ reason: 'nothing said' });
  });

  test('a column that must be there and is not, or is there twice, is an error', () => {
    expect(() => compiled(['No', 'Opened'])).toThrow(
      'small.csv lacks the column "Insurer". Its header has 2 columns: No, Opened. Is it the file that the mapping small is for?',
    );
    expect(() => compiled(['No;Opened;Insurer'])).toThrow(
      'The columns look separated by ";", but the mapping small says ",": set format.delimiter.',
    );
    expect(() => compiled(['No', 'no', 'Opened', 'Insurer'])).toThrow(
      'small.csv has the column "No" 2 times. Leave one.',
    );
  });
});

describe('decimals as registers print them', () => {
  test.each<[string, string | undefined, number, string | undefined]>([
    ['140.474', undefined, 6, '140474000'],
    ['0.004', undefined, 6, '4000'],
    ['1,234.50', ',', 0, '1234.5'],
    ['1.234.567,50', '.', 0, '1234567.5'],
    ["1'000", "'", 0, '1000'],
    ['0.0', undefined, 0, '0'],
    ['-0.00', undefined, 0, '0'],
    ['+7', undefined, 0, '7'],
    ['.5', undefined, 0, '0.5'],
    ['-5', undefined, -3, '-0.005'],
    ['1,23', ',', 0, undefined],
    ['1,234', undefined, 0, undefined],
    ['$5', undefined, 0, undefined],
    ['1e3', undefined, 0, undefined],
    ['.', undefined, 0, undefined],
    ['-', undefined, 0, undefined],
  ])('%s (thousands %s, shift %s) is %s', (cell, thousands, shift, decimal) => {
    expect(readDecimal(cell, thousands, shift)).toBe(decimal);
  });

  test('shifting moves the point and changes no digit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.integer({ min: 0, max: 9 }),
        (units, places) => {
          const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
          const text = `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
          expect(readDecimal(text.replace(/\.$/, ''), undefined, places)).toBe(units.toString());
        },
      ),
    );
  });
});

describe('dates as registers write them', () => {
  test.each<[string, Parameters<typeof readDate>[1], 'start' | 'end', string | undefined]>([
    ['2/28/2022', ['M/D/YYYY'], 'start', '2022-02-28T00:00:00.000Z'],
    ['28/2/2022', ['D/M/YYYY'], 'start', '2022-02-28T00:00:00.000Z'],
    ['28.02.2022', ['D.M.YYYY'], 'start', '2022-02-28T00:00:00.000Z'],
    ['20220228', ['YYYYMMDD'], 'start', '2022-02-28T00:00:00.000Z'],
    ['2022-02-28', ['M/D/YYYY', 'YYYY-MM-DD'], 'start', '2022-02-28T00:00:00.000Z'],
    ['2022', ['YYYY'], 'start', '2022-01-01T00:00:00.000Z'],
    ['2022', ['YYYY'], 'end', '2022-12-31T00:00:00.000Z'],
    ['2022-02-28T23:30:00-05:00', ['RFC 3339'], 'start', '2022-03-01T04:30:00.000Z'],
    ['2/30/2022', ['M/D/YYYY'], 'start', undefined],
    ['13/1/2022', ['M/D/YYYY'], 'start', undefined],
    ['2022-2-8', ['YYYY-MM-DD'], 'start', undefined],
    ['yesterday', ['YYYY-MM-DD', 'RFC 3339'], 'start', undefined],
  ])('%s as %j (%s) is %s', (cell, formats, edge, instant) => {
    expect(readDate(cell, formats, edge)).toBe(instant);
  });
});
