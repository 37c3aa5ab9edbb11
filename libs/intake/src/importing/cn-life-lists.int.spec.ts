/** The lists that life insurers submit, in the shape that uploads have, with the mistakes that uploads have. */
import { fold, readFact } from '#assay/service-record';
import {
  asFile,
  callbackList,
  callList,
  claimList,
  COMPANY,
  deliveryList,
  quotaList,
  recordKey,
  servicingList,
  type SubmittedList,
} from '../testing/cn-life-lists.js';
import { inGb18030 } from '../testing/gb18030.js';
import { ImportScenario } from '../testing/import-scenario.js';

let scenario: ImportScenario;
beforeEach(async () => (scenario = await ImportScenario.open()));
afterEach(() => scenario.close());

const LISTS: Readonly<Record<string, SubmittedList>> = {
  calls: callList(1, 200),
  deliveries: deliveryList(2, 200),
  callbacks: callbackList(3, 200),
  claims: claimList(4, 200),
  servicing: servicingList(5, 200),
  quota: quotaList(6),
};

const events = async () => (await scenario.bodies()).map((body) => readFact(body));

/** Every case that was recorded, folded. */
async function cases() {
  const streams = Map.groupBy(await events(), ({ subject }) => subject);
  return [...streams.values()].map(fold);
}

/** A list of one row under the titles of another. */
const rowOf = ({ header }: SubmittedList, ...cells: string[]): string =>
  asFile(header, [[recordKey(1), COMPANY, '360000', ...cells].join(',')]);

describe.each(Object.entries(LISTS))('the list of %s', (name, list) => {
  const mapping = `cn-life-${name}`;

  test('is recorded whole, from UTF-8 and from GB18030 alike, and once', async () => {
    const size = list.rows.length;
    const summary = await scenario.run(inGb18030(list.text), { mapping });
    expect(summary).toMatchObject({ read: size, accepted: size, duplicate: 0, refused: 0, cases: size, gaps: [] });
    expect(summary.warnings).toEqual(['register.csv is not UTF-8 (line 1); it was read as gb18030.']);
    expect(await scenario.run(list.text, { mapping })).toMatchObject({ accepted: 0, duplicate: size, events: 0 });
  });

  test('whose first row was taken for a title, or which lost rows, is reported with the numbers that are missing', async () => {
    const rows = list.rows.filter((_, index) => index !== 0 && index !== 9 && index !== 10 && index !== 11);
    expect(await scenario.run(asFile(list.header, rows), { mapping })).toMatchObject({
      refused: 0,
      gaps: [
        {
          within: 'company 000002, year 2015',
          missing: 4,
          ranges: [
            [1, 1],
            [10, 12],
          ],
        },
      ],
    });
  });

  test('that was cut off is an error, wherever the cut lies', async () => {
    const bytes = inGb18030(list.text);
    const sentence =
      /was cut off: its last row, line \d+, does not end with a line break|mean nothing in that encoding/;
    for (const cut of [1, 7, 61, 500]) {
      const promise = scenario.run(bytes.subarray(0, bytes.length - 2 - cut), { mapping });
      await expect(promise).rejects.toThrow(sentence);
    }
    expect((await scenario.log.head()).position).toBe(0);
  });

  test('that was cut off between two rows is an error when the sender said how many there are', async () => {
    const expectedRows = list.rows.length;
    const half = asFile(list.header, list.rows.slice(0, 30));
    await expect(scenario.run(half, { mapping, expectedRows })).rejects.toThrow(
      `register.csv should have ${expectedRows} rows and has 30: ${expectedRows - 30} are missing. Ask for the whole file. 30 rows were read before that; nothing was recorded.`,
    );
    expect((await scenario.log.head()).position).toBe(0);
    expect(await scenario.run(list.text, { mapping, expectedRows })).toMatchObject({ refused: 0 });
  });

  test('without titles, or with another element name, is an error that says so', async () => {
    await expect(scenario.run(`${list.rows.join('\r\n')}\r\n`, { mapping })).rejects.toThrow(
      'Its first line looks like a row of data: put the line with the titles of the columns before it.',
    );
    const renamed = list.text.replace('公司代码', '公司编码');
    await expect(scenario.run(renamed, { mapping })).rejects.toThrow(
      `register.csv lacks the column "company_code" or "公司代码" or "公司代碼". Its header has ${list.header.split(',').length} columns: 记录主键, 公司编码, `,
    );
  });

  test.each<[string, (key: string, company: string, area: string) => string[], string]>([
    [
      'full-width digits',
      (key, _company, area) => [key, '０００００２', area],
      '公司代码 is "０００００２", which is not 6 digits. It has full-width characters: write digits and signs in half width.',
    ],
    [
      'a company code that a spreadsheet took for a number',
      (key, _company, area) => [key, '2', area],
      '公司代码 is "2", which is not 6 digits.',
    ],
    [
      'a key of another company',
      (_key, company, area) => [recordKey(1, '000009'), company, area],
      '公司代码 is "000002", but company_of_record of 记录主键 is "000009", and the two must be the same.',
    ],
    [
      'a key cut short',
      (key, company, area) => [key.slice(0, 19), company, area],
      `记录主键 is "${recordKey(1).slice(0, 19)}", which is not 20 digits.`,
    ],
    [
      'an area that the table does not have',
      (key, company) => [key, company, '999999'],
      '地区代码 is "999999", which is no code of the mapping’s table areas; it has 000000, 110000, 120000, 130000, 140000, 150000, 210000, 210200, 220000, 230000, 310000, 320000 ….',
    ],
    ['no area', (key, company) => [key, company, ''], '地区代码 is empty.'],
  ])('with %s: the row is refused', async (_case, change, reason) => {
    const [key = '', company = '', area = '', ...cells] = (list.rows[0] ?? '').split(',');
    const bad = [...change(key, company, area), ...cells].join(',');
    const summary = await scenario.run(asFile(list.header, [bad, ...list.rows.slice(1)]), { mapping });
    expect(summary).toMatchObject({ accepted: list.rows.length - 1, refused: 1 });
    expect(await scenario.rejects()).toMatchObject([{ line: 2, reason, row: bad }]);
  });
});

describe('what becomes of a row', () => {
  test('a call counts where it was taken, with its waiting time; its number is recorded nowhere', async () => {
    const row = ['2015-03-01 23:59:50', '138****1234', '2015-03-02 00:00:05', '2015-03-02 00:01:00', '01'];
    const { unusedColumns } = await scenario.run(rowOf(callList(1, 1), ...row), { mapping: 'cn-life-calls' });
    expect(unusedColumns).toEqual([]);
    expect(await events()).toMatchObject([
      {
        subject: `call/cn-life-calls/${recordKey(1)}`,
        time: '2015-03-01T15:59:50.000Z',
        data: {
          unit: 'company/000002/province/Jiangxi',
          line: 'life',
          askedForPerson: true,
          answered: true,
          waitingSeconds: 15,
          talkSeconds: 55,
        },
      },
    ]);
    expect((await scenario.bodies()).join()).not.toContain('138');
  });

  test('a call that nobody took waited until the caller hung up', async () => {
    const row = ['2015-03-01 10:00:00', '', '', '2015-03-01 10:01:30', '00'];
    await scenario.run(rowOf(callList(1, 1), ...row), { mapping: 'cn-life-calls' });
    const [fact] = await events();
    expect(fact?.data).toMatchObject({ answered: false, waitingSeconds: 90 });
    expect(fact?.data).not.toHaveProperty('talkSeconds');
  });

  test.each<[string, string, SubmittedList, string[], string]>([
    [
      'a call that is connected and was never answered',
      'calls',
      callList(1, 1),
      ['2015-03-01 10:00:00', '', '', '2015-03-01 10:01:30', '01'],
      '接听时间 is "", but where 是否接通 is yes, it must be filled.',
    ],
    [
      'a call that is answered before it comes in',
      'calls',
      callList(1, 1),
      ['2015-03-01 10:00:00', '', '2015-03-01 09:59:59', '2015-03-01 10:01:30', '01'],
      '接听时间 is "2015-03-01 09:59:59", which is before 呼入时间, 2015-03-01T02:00:00.000Z.',
    ],
    [
      'a call without a time of day',
      'calls',
      callList(1, 1),
      ['2015-03-01', '', '', '2015-03-01 10:01:30', '00'],
      '呼入时间 is "2015-03-01", which is no moment written as YYYY-MM-DD HH:mm:ss or YYYY/M/D H:mm:ss or YYYYMMDDHHmmss.',
    ],
    [
      'a policy without receipt and with its day',
      'deliveries',
      deliveryList(1, 1),
      ['2015-03-01', '2015-03-02', '个险', '否', '2015-03-05'],
      '回执日期 is "2015-03-05", but where 是否有回执 is no, it must be empty.',
    ],
    [
      'a claim that is closed, nobody says how',
      'claims',
      claimList(1, 1),
      ['C1', '2015-03-01', '2015-03-02', '2015-03-09', ''],
      '结案类型 is "", but where 结案日期 is filled, it must be filled.',
    ],
    [
      'a request that is approved, nobody says when',
      'servicing',
      servicingList(1, 1),
      ['B1', '退保', '2015-03-02', '01', ''],
      '审批日期 is "", but where 是否通过 is yes, it must be filled.',
    ],
    [
      'a match flag without anything to match',
      'quota',
      quotaList(1),
      ['01', '5', '', '01'],
      '系统计算值 is "", but where 是否一致 is filled, it must be filled.',
    ],
  ])('%s is refused', async (_case, name, list, cells, reason) => {
    expect(await scenario.run(rowOf(list, ...cells), { mapping: `cn-life-${name}` })).toMatchObject({ refused: 1 });
    expect(await scenario.rejects()).toMatchObject([{ line: 2, reason }]);
  });

  test('a call-back on the last day of the cooling-off period is in time, on the day after it is not', async () => {
    for (const [serial, called] of [
      [1, '2015-03-20'],
      [2, '2015-03-21'],
    ] as const) {
      const cells = [`P${serial}`, '2015-03-01', '2015-03-05', '2015-03-20', '01', called, '电话'];
      const { header } = callbackList(1, 1);
      const row = [recordKey(serial), COMPANY, '360000', ...cells].join(',');
      await scenario.run(asFile(header, [row]), { mapping: 'cn-life-callbacks' });
    }
    expect((await cases()).map(({ id, attributes }) => [id, attributes['insideCoolingOff']])).toEqual([
      ['callback/cn-life/000002/P1', true],
      ['callback/cn-life/000002/P2', false],
    ]);
  });

  test('a claim that is open in one year’s list and closed in the next year’s is one case', async () => {
    const { header } = claimList(1, 1);
    const open = ['C7', '2014-12-20', '2014-12-28'];
    const one = `0000022014${'1'.padStart(10, '0')}`;
    await scenario.run(asFile(header, [[one, COMPANY, '360000', ...open, '', ''].join(',')]), {
      mapping: 'cn-life-claims',
    });
    const closed = rowOf(claimList(1, 1), ...open, '2015-01-12', '01');
    expect(await scenario.run(closed, { mapping: 'cn-life-claims' })).toMatchObject({ accepted: 1, events: 1 });
    expect(await cases()).toMatchObject([
      { id: 'claim/cn-life/000002/C7', status: 'closed', attributes: { closeType: 'paid' } },
    ]);
  });

  test('a quota item is what the company declares, with the word of the system beside it; 000000 is the whole company', async () => {
    const row = [recordKey(1), COMPANY, '000000', '13', '"1,204"', '1200', '00'].join(',');
    await scenario.run(asFile(quotaList(1).header, [row]), { mapping: 'cn-life-quota' });
    expect(await cases()).toMatchObject([
      {
        id: 'measure-report/cn-life-quota/000002/000000/2015/complaints',
        unit: 'company/000002',
        attributes: {
          measure: 'complaints',
          period: '2015',
          line: 'life',
          value: '1204',
          recomputedValue: '1200',
          recomputedMatches: false,
        },
      },
    ]);
  });

  test('a quota item that is submitted again is restated, and its old match no longer holds', async () => {
    const { header } = quotaList(1);
    const row = (serial: number, ...cells: string[]) =>
      asFile(header, [[recordKey(serial), COMPANY, '360000', ...cells].join(',')]);
    await scenario.run(row(1, '13', '5', '5', '01'), { mapping: 'cn-life-quota' });
    await scenario.run(row(73, '13', '6', '', ''), { mapping: 'cn-life-quota' });
    const [restated, ...others] = await cases();
    expect(others).toEqual([]);
    expect(restated?.attributes).toMatchObject({ value: '6', recomputedValue: '5', recomputedMatches: undefined });
  });
});
