/** The five lists and the quota items of a life insurer, from their files to the indicators, counted again by hand. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Board, DeclarationsPage } from '#assay/scoring';
import { assay } from '../../apps/cli/src/testing/run-command.js';
import {
  callbackList,
  callList,
  claimList,
  deliveryList,
  quotaList,
  servicingList,
  type SubmittedList,
} from '../../libs/intake/src/testing/cn-life-lists.js';
import { inGb18030 } from '../../libs/intake/src/testing/gb18030.js';

const LISTS: Readonly<Record<string, SubmittedList>> = {
  calls: callList(11, 400),
  deliveries: deliveryList(12, 400),
  callbacks: callbackList(13, 400),
  claims: claimList(14, 400),
  servicing: servicingList(15, 400),
  quota: quotaList(16),
};

/** The rows of a list as records by title. */
function records(name: string): Record<string, string>[] {
  const { header = '', rows = [] } = LISTS[name] ?? {};
  const titles = header.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [titles[index] ?? '', cell])));
}

const days = (from = '', to = ''): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('what a life insurer submits', () => {
  let folder: string;
  const told = async (...args: string[]): Promise<any> => {
    const { code, stdout, stderr } = await assay([...args, '--data', join(folder, 'data'), '--format', 'json']);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-cn-life-'));
    for (const [name, { text, rows }] of Object.entries(LISTS)) {
      const file = join(folder, `${name}.csv`);
      await writeFile(file, inGb18030(text));
      const summary = await told('import', file, '--mapping', `cn-life-${name}`, '--expect-rows', String(rows.length));
      expect(summary).toMatchObject({ accepted: rows.length, refused: 0, gaps: [] });
    }
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  const board = (...args: string[]): Promise<Board> =>
    told('board', '--scheme', 'cn-2015-life', '--period', '2015', ...args);

  test('gives every indicator that the lists are for', async () => {
    const { rows } = await board();
    const calls = records('calls');
    const policies = records('deliveries');
    const callbacks = records('callbacks');
    const closed = records('claims').filter((row) => ['01', '02', '03'].includes(row['结案类型'] ?? ''));
    const approved = records('servicing').filter((row) => row['是否通过'] === '01');
    const expected: Record<string, [number, number]> = {
      'call-connect-rate': [calls.filter((row) => row['是否接通'] === '01').length, calls.length],
      'delivery-within-15-days': [
        policies.filter((row) => row['是否有回执'] === '是' && days(row['投保日期'], row['回执日期']) <= 15).length,
        policies.length,
      ],
      'callback-success-rate': [
        callbacks.filter((row) => row['是否完成回访'] === '01' && days(row['回访日期'], row['犹豫期截止日期']) >= 0)
          .length,
        callbacks.length,
      ],
      'claim-service-days': [sum(closed.map((row) => days(row['申请日期'], row['结案日期']))), closed.length],
      'claim-success-rate': [closed.filter((row) => row['结案类型'] === '01').length, closed.length],
      'servicing-days': [sum(approved.map((row) => days(row['申请日期'], row['审批日期']))), approved.length],
    };
    expect(rows.map(({ unit }) => unit)).toEqual(['company/000002']);
    for (const [measure, [numerator, denominator]] of Object.entries(expected)) {
      expect([numerator > 0, numerator === denominator]).toEqual([true, false]);
      expect([measure, rows[0]?.measures[measure]]).toMatchObject([
        measure,
        { numerator: String(numerator), denominator: String(denominator) },
      ]);
    }
  });

  test('counts by provincial branch, the rows of the head office with the company alone', async () => {
    const [company] = (await board()).rows;
    const branches = (await board('--unit-level', 'province')).rows;
    expect(branches.map(({ unit }) => unit).sort()).toEqual(
      ['Beijing', 'Jiangxi', 'Shenzhen'].map((area) => `company/000002/province/${area}`),
    );
    const head = records('calls').filter((row) => row['地区代码'] === '000000').length;
    const inBranches = sum(branches.map((row) => Number(row.measures['call-connect-rate']?.denominator)));
    expect(inBranches + head).toBe(Number(company?.measures['call-connect-rate']?.denominator));
    expect(head).toBeGreaterThan(0);
  });

  test('sets the quota items beside them, each with the word of the system', async () => {
    const declared: DeclarationsPage = await told(
      ...['declared', '--scheme', 'cn-2015-life', '--period', '2015', '--measure', 'call-connect-rate'],
    );
    const items = records('quota').filter((row) => row['地区代码'] === '000000');
    const answered = items.find((row) => row['指标项代码'] === '03');
    expect(declared.rows.find(({ side }) => side === 'numerator')).toMatchObject({
      match: 'differs',
      declared: {
        value: answered?.['公司申报值'],
        collector: { value: answered?.['系统计算值'], matches: answered?.['是否一致'] === '01' },
      },
    });
  });
});
