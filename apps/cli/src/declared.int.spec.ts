/** What a life insurer submits, from its files to the table that sets its own figures beside ours. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeclarationsPage } from '#assay/scoring';
import stringWidth from 'string-width';
import { assay } from './testing/run-command.js';

const key = (serial: number): string => `0000022015${String(serial).padStart(10, '0')}`;

const CALLS = [
  '记录主键,公司代码,地区代码,呼入时间,来电号码,接听时间,挂断时间,是否接通',
  `${key(1)},000002,360000,2015-03-01 10:00:00,138****0001,2015-03-01 10:00:20,2015-03-01 10:05:00,01`,
  `${key(2)},000002,360000,2015-03-02 10:00:00,138****0002,,2015-03-02 10:01:00,00`,
  `${key(3)},000002,110000,2015-03-03 10:00:00,138****0003,2015-03-03 10:00:05,2015-03-03 10:01:00,01`,
  `${key(5)},000002,110000,2015-03-04 10:00:00,138****0004,2015-03-04 10:00:05,2015-03-04 10:01:00,01`,
];
const QUOTA = [
  '记录主键,公司代码,地区代码,指标项代码,公司申报值,系统计算值,是否一致',
  `${key(1)},000002,000000,03,3,3,01`,
  `${key(2)},000002,000000,04,5,4,00`,
  `${key(3)},000002,000000,13,7,,`,
];

describe('given the call list and the quota items of a life insurer', () => {
  let folder: string;
  const data = () => join(folder, 'data');
  const told = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await assay([...args, '--data', data()]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const declared = (...args: string[]) => told('declared', '--scheme', 'cn-2015-life', '--period', '2015', ...args);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-declared-'));
    await writeFile(join(folder, 'calls.csv'), `${CALLS.join('\r\n')}\r\n`);
    await writeFile(join(folder, 'quota.csv'), `${QUOTA.join('\r\n')}\r\n`);
    await told('import', join(folder, 'quota.csv'), '--mapping', 'cn-life-quota');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('an import says which serial numbers are missing, and keeps to the number of rows that the sender says', async () => {
    const calls = ['import', join(folder, 'calls.csv'), '--mapping', 'cn-life-calls'];
    const refused = await assay([...calls, '--expect-rows', '5', '--data', data()]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('calls.csv should have 5 rows and has 4: 1 are missing. Ask for the whole file.');
    expect(await told(...calls, '--expect-rows', '4')).toContain(
      '1 serial numbers of company 000002, year 2015 are missing: 4.',
    );
  });

  test('the figures stand side by side, with what the system made of them', async () => {
    const page = JSON.parse(await declared('--format', 'json')) as DeclarationsPage;
    const brief = page.rows.map((row) => [row.measure, row.side, row.declared?.value, row.difference, row.match]);
    expect(brief).toEqual([
      ['call-connect-rate', 'value', undefined, null, 'not declared'],
      ['call-connect-rate', 'numerator', '3', '0', 'match'],
      ['call-connect-rate', 'denominator', '5', '1', 'differs'],
      ['complaint-rate', 'numerator', '7', null, 'nothing recorded'],
      ['complaints-per-10k-policies', 'numerator', '7', null, 'nothing recorded'],
    ]);
    expect(page.rows[2]).toMatchObject({
      unit: 'company/000002',
      recomputed: { numerator: '3', denominator: '4', value: '0.75' },
      declared: { case: 'measure-report/cn-life-quota/000002/000000/2015/calls-asking-for-person' },
    });
    expect(page.rows[2]?.declared?.collector).toEqual({ value: '4', matches: false });
  });

  test.each(['60', '80', '120'])('the table fits %s columns', async (COLUMNS) => {
    const args = ['declared', '--scheme', 'cn-2015-life', '--period', '2015', '--data', data()];
    for (const language of ['en', 'zh-Hans', 'zh-Hant']) {
      const { stdout } = await assay([...args, '--lang', language], { env: { COLUMNS } });
      const lines = stdout.split('\n');
      expect(lines.filter((line) => stringWidth(line) > Number(COLUMNS) && !line.includes('urn:'))).toEqual([]);
      expect(lines.find((line) => line.includes('+1'))).toMatch(/ 5 +4 +\+1$/);
    }
  });

  test('as known before the calls were recorded there was nothing to compare with', async () => {
    const lines = (await declared('--known-at', '5', '--format', 'csv')).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^unit,name,measure,side,definition,match,declared,recomputed,difference,/);
    expect(lines).toHaveLength(5);
    expect(lines.slice(1).every((line) => line.includes(',nothing recorded,'))).toBe(true);
  });

  test('figures can be chosen by how they compare', async () => {
    const table = await declared('--match', 'differs');
    expect(table).toMatch(/\n {2}Call connect rate +denominator +5 +4 +\+1\n/);
    expect(table).toContain('agrees 1 · differs 1 · undeclared 1 · unrecorded 2');
    expect(await declared('--unit', 'company/000003')).toContain('Nothing is declared for this period.');
  });
});
