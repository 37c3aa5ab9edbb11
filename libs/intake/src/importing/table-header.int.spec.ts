import { ImportScenario } from '../testing/import-scenario.js';

/** A published table: a title, groups of columns, columns, a row of dates, then figures with words in place of some. */
const TABLE = `Ratings of 2026,,,
Company,HD1: Health,,HD2: Service
,C01: Screening,C02: Vaccine,
,2024,2025,2025
A ,89%,Plan too small,4.5
B ,90 %,91,
`;

const rates = {
  id: 'rates',
  version: 1,
  title: 'Rates',
  source: { publisher: 'Example', dataSet: 'Rates', uri: 'urn:register:rates' },
  format: { headerRows: [2, 3], firstRow: 5 },
  columns: {
    company: 'Company',
    published: { names: ['Published'], optional: true, default: '2026-01-01', date: ['YYYY-MM-DD'] },
    c01: 'C01: Screening',
    c02: 'C02: Vaccine',
    service: 'HD2: Service',
  },
  rows: { key: ['company'], repeated: 'refuse' },
  cases: ['c01', 'c02', 'service'].map((column) => ({
    kind: 'measure-report',
    key: `rates/{company}/${column}`,
    events: [
      {
        type: 'measure.reported.v1',
        when: { [column]: { isNot: ['Plan too small'] } },
        id: 'reported',
        time: 'published',
        data: {
          unit: { unit: { company: '{company}' } },
          period: { const: '2026' },
          measure: { const: column },
          value: { decimal: column, suffix: '%' },
        },
      },
    ],
  })),
};

let scenario: ImportScenario;
beforeAll(async () => void (scenario = await ImportScenario.open()));
beforeEach(() => scenario.beginAnew());
afterAll(() => scenario.close());

test('columns are named by the last header row with a cell there; percents and words in number cells are told apart', async () => {
  expect(await scenario.run(TABLE, { mapping: rates })).toMatchObject({ read: 2, accepted: 2, refused: 0, events: 4 });
  const events = (await scenario.log.readAll({ after: 0, limit: 10 })).map(
    ({ body }) => (JSON.parse(body) as { data: Record<string, string> }).data,
  );
  expect(events.map(({ unit, measure, value }) => [unit, measure, value])).toEqual(
    expect.arrayContaining([
      ['company/A', 'c01', '89'],
      ['company/A', 'service', '4.5'],
      ['company/B', 'c01', '90'],
      ['company/B', 'c02', '91'],
    ]),
  );
});

test('a text in a number cell that the mapping does not list refuses the row', async () => {
  const summary = await scenario.run(TABLE.replace('Plan too small', 'Plan too tall'), { mapping: rates });
  expect(summary).toMatchObject({ read: 2, accepted: 1, refused: 1 });
});

test('data that begins before the header ends is no mapping', async () => {
  const mapping = { ...rates, format: { headerRows: [2, 3], firstRow: 3 } };
  await expect(scenario.run(TABLE, { mapping })).rejects.toThrow('/format/firstRow: must come after the header rows');
});

test('a file that ends before its header does has no header', async () => {
  await expect(scenario.run('Ratings of 2026,,,\n', { mapping: rates })).rejects.toThrow('it has not even a header');
});

test('a suffix goes with a decimal', async () => {
  const [first] = rates.cases;
  const [event] = first!.events;
  const wrong = { ...event!, data: { ...event!.data, value: { column: 'c01', suffix: '%' } } };
  const mapping = { ...rates, cases: [{ ...first!, events: [wrong] }] };
  await expect(scenario.run(TABLE, { mapping })).rejects.toThrow('has `suffix`, which goes with `decimal` only');
});
