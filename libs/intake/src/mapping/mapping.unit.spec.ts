import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileMapping, type RowMapper } from './compile-mapping.js';
import { loadMapping } from './load-mapping.js';
import { publisherOf } from './publisher-of.js';
import { shippedMappings } from './shipped-mappings.js';
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
    const lists = ['callbacks', 'calls', 'claims', 'deliveries', 'quota', 'servicing'].map((list) => `cn-life-${list}`);
    const stars = ['adjustments', 'contracts', 'stars', 'values'].map((table) => `cms-2026-${table}`);
    expect(await shippedMappings()).toEqual([...stars, ...lists, 'ct-cid', 'events', 'ny-dfs-auto', 'tx-tdi']);
    expect(await loadMapping('events')).toBe('events');
    for (const id of [...stars, ...lists, 'ct-cid', 'ny-dfs-auto', 'tx-tdi'])
      expect(await loadMapping(id)).toMatchObject({ id });
  });

  test('that is shipped says who publishes what comes from its source', async () => {
    expect(await publisherOf('urn:register:ct-cid')).toEqual({
      publisher: 'Connecticut Insurance Department',
      dataSet: 'Consumer complaints',
    });
    expect(await publisherOf('urn:register:cms-star-ratings-2026')).toEqual({
      publisher: 'Centers for Medicare & Medicaid Services',
      dataSet: ['CAI', 'Summary Ratings', 'Measure Stars', 'Measure Data']
        .map((table) => `2026 Star Ratings Data Table - ${table}`)
        .join(', '),
    });
    for (const source of ['urn:register:events', 'urn:register:nobody', 'urn:register:ct', 'ct-cid', ''])
      expect([source, await publisherOf(source)]).toEqual([source, null]);
  });

  test('that is not there is told what there is', async () => {
    await expect(loadMapping('ct-cdi')).rejects.toThrow(
      /is neither a shipped mapping \(cms-2026-adjustments, .*, ct-cid, events, ny-dfs-auto, tx-tdi\) nor a file that can be read/,
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
      '/cases/0/events/0/data/reason: must have exactly one of column, const, template, values, decimal, integer, date, seconds, list, unit, perRow; it has column and const',
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
    [
      'a column that is neither in the file nor a part of one',
      (m) => (m.columns.no = { digits: true }),
      '/columns/no: needs `names`, what the file calls it, or `part`, which column it is a part of: one of the two',
    ],
    [
      'a part of a column that nobody declared',
      (m) => (m.columns.year = { part: { of: 'key', from: 1, length: 4 } }),
      '/columns/year/part/of: "key" is no column of the file declared under columns',
    ],
    [
      'a part of a column that may be shorter',
      (m) => (m.columns.year = { part: { of: 'no', from: 3, length: 4 } }),
      '/columns/year/part: needs a length of "no" of at least 6, so that a cell cut short is refused',
    ],
    [
      'codes without their table',
      (m) => (m.columns.insurer = { names: ['Insurer'], codes: 'insurers' }),
      '/columns/insurer/codes: "insurers" is no table under codes',
    ],
    [
      'the last moment of what has a time of day',
      (m) => void Object.assign(m.columns.opened, { date: ['YYYY-MM-DD HH:mm:ss'], clock: 'end' }),
      '/columns/opened/clock: is for dates without a time of day',
    ],
    [
      'personal data in an event',
      (m) => (m.columns.about = { names: ['About'], personal: true }),
      '/cases/0/events/0/data/reason: "about" holds personal data, of which nothing may be recorded',
    ],
    [
      'personal data in a key',
      (m) => (m.columns.no = { names: ['No'], personal: true }),
      '/cases/0/key: "no" holds personal data, of which nothing may be recorded',
    ],
    [
      'seconds between what are no dates',
      (m) => (event(m).data.reason = { seconds: { from: 'opened', to: ['about'] } }),
      '/cases/0/events/0/data/reason: "about" is no date column: say under columns how its dates are written',
    ],
    [
      'an empty level of what is no unit',
      (m) => (event(m).data.reason = { column: 'about', whenEmpty: 'above' }),
      '/cases/0/events/0/data/reason: has `whenEmpty`, which goes with `unit` only',
    ],
    [
      'a check of another shape',
      (m) => (m.checks = [{ same: ['no'] }]),
      '/checks/0: must be {sum, equals}, {same: [column, column]} or {when, must}',
    ],
    [
      'a check of a column that is not declared',
      (m) => (m.checks = [{ when: { closed: 'filled' }, must: { about: 'filled' } }]),
      '/checks/0: "closed" is not declared under columns',
    ],
    [
      'a serial number that is not declared',
      (m) => void Object.assign(m.rows, { serial: { column: 'serial' } }),
      '/rows/serial: "serial" is not declared under columns',
    ],
    ['an unknown encoding', (m) => (m.format = { encoding: ['utf-8', 'big5'] }), '/format/encoding/1: Invalid option'],
    ['a calendar of nowhere', (m) => (m.utcOffset = '8'), '/utcOffset: must be an offset from UTC such as "+08:00"'],
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

describe('a mapping that says more of its columns', () => {
  const richer = (change: (mapping: Record<string, any>) => void) => {
    const mapping = structuredClone(complaints) as Record<string, any>;
    change(mapping);
    return compileMapping(parseMapping(mapping, 'small'), ['No', 'Insurer', 'Opened', 'About'], 'small.csv');
  };
  const made = (mapper: RowMapper, ...cells: string[]) => mapper.cases[0]!.eventsOf([row(...cells)])[0];

  test('reads codes by their table wherever the column stands, and leaves an empty cell empty', () => {
    const mapper = richer((m) => {
      m.codes = { insurers: { '01': 'Alpha', '02': 'Beta' } };
      m.columns.insurer = { names: ['Insurer'], codes: 'insurers' };
      event(m).data.note = { template: 'against {insurer}' };
      event(m).when = { insurer: { is: 'Beta' } };
    });
    expect(made(mapper, '1', '02', '5.3.2024', '')).toMatchObject({
      data: { unit: 'company/Beta', note: 'against Beta' },
    });
    expect(made(mapper, '1', '01', '5.3.2024', '')).toBeUndefined();
    expect(() => made(mapper, '1', '03', '5.3.2024', '')).toThrow(
      'Insurer is "03", which is no code of the mapping’s table insurers; it has 01, 02.',
    );
    expect(() => made(mapper, '1', 'toString', '5.3.2024', '')).toThrow('which is no code');
  });

  test('reads days on the calendar of the source', () => {
    const days = (change: (mapping: Record<string, any>) => void) =>
      made(
        richer((m) => {
          m.utcOffset = '+08:00';
          change(m);
        }),
        '1',
        'A',
        '5.3.2024',
        '',
      )?.['time'];
    expect(days(() => undefined)).toBe('2024-03-04T16:00:00.000Z');
    expect(days((m) => (m.columns.opened.clock = 'end'))).toBe('2024-03-05T15:59:59.999Z');
  });

  test('takes the first of several times that has a value', () => {
    const mapper = richer((m) => {
      m.columns.about = { names: ['About'], date: ['YYYY-MM-DD'] };
      event(m).time = ['opened', 'about'];
      delete event(m).data.reason;
    });
    expect(made(mapper, '1', 'A', '', '2024-03-09')).toMatchObject({ time: '2024-03-09T00:00:00.000Z' });
    expect(made(mapper, '1', 'A', '5.3.2024', '2024-03-09')).toMatchObject({ time: '2024-03-05T00:00:00.000Z' });
    expect(() => made(mapper, '1', 'A', '', '')).toThrow(
      'Opened and About are empty, but it says when complaint.filed.v1 happened.',
    );
  });

  test('means the unit above where a level is empty and the mapping says so', () => {
    const unit = { company: '{insurer}', province: '{about}' };
    const above = richer((m) => {
      m.columns.about = 'About';
      event(m).data = { unit: { unit, whenEmpty: 'above' } };
    });
    expect(made(above, '1', 'A', '5.3.2024', 'Jiangxi')?.['data']).toEqual({ unit: 'company/A/province/Jiangxi' });
    expect(made(above, '1', 'A', '5.3.2024', '')?.['data']).toEqual({ unit: 'company/A' });
    expect(() => made(above, '1', '', '5.3.2024', '')).toThrow('Insurer is empty, but it names the unit.');
    const strict = richer((m) => {
      m.columns.about = 'About';
      event(m).data = { unit: { unit } };
    });
    expect(() => made(strict, '1', 'A', '5.3.2024', '')).toThrow('About is empty, but it names the unit.');
  });

  test('finds titles written in full width', () => {
    const mapping = parseMapping({ ...complaints, columns: { ...complaints.columns, no: 'No(主键)' } }, 'small');
    const header = ['Ｎｏ（主键）', 'Insurer', 'Opened', 'About'];
    expect(compileMapping(mapping, header, 'small.csv').columns.unused).toEqual([]);
  });
});

describe('code tables in files of their own', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'assay-mapping-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const load = async (table: string) => {
    const file = join(folder, 'mapping.json');
    await writeFile(file, JSON.stringify({ ...complaints, codes: { areas: table } }));
    const mapping = await loadMapping(file);
    return mapping === 'events' ? {} : mapping.codes['areas'];
  };

  test('are shipped, or lie beside the mapping', async () => {
    expect(await load('cn-areas')).toMatchObject({ '360000': 'Jiangxi', '000000': '' });
    await writeFile(join(folder, 'areas.yaml'), "'36': Jiangxi\n");
    expect(await load('areas.yaml')).toEqual({ '36': 'Jiangxi' });
  });

  test('that are not there are told', async () => {
    await expect(load('cn-aeras')).rejects.toThrow(
      '/codes/areas: "cn-aeras" is neither a shipped code table nor a file beside the mapping that can be read',
    );
  });
});
