import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseView, SupposedBoard, SupposedExplanation } from '#assay/scoring';
import { assay } from './testing/run-command.js';
import { writeSmallRegister } from './testing/small-register.js';

const SCHEME = ['--scheme', 'complaint-outcomes', '--period', '2024'];
/** Two complaints are enough to be ranked: the register is small. */
const RANKED = ['--set', 'minimum-decided=1'];

describe('given a small register', () => {
  let folder: string;
  let data: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-supposing-'));
    data = join(folder, 'ledger');
    const { csv, mapping } = await writeSmallRegister(folder);
    const { code, stderr } = await assay(['import', csv, '--mapping', mapping, '--data', data]);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const told = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await assay([...args, '--data', data]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const board = async (...args: string[]): Promise<SupposedBoard> =>
    JSON.parse(await told('board', ...SCHEME, '--format', 'json', ...args)) as SupposedBoard;
  const row = ({ rows }: Pick<SupposedBoard, 'rows'>, unit: string) => rows.find((each) => each.unit === unit)!;

  test('without a case: its figures are gone, and everything else is as it was', async () => {
    const supposed = await board('--without-case', 'complaint/small/1');
    const alpha = 'company/Alpha Insurance';
    expect(row(supposed, alpha).measures['against-share']).toMatchObject({ numerator: '0', denominator: '1' });
    expect(row(supposed, alpha).measures['mean-days']).toMatchObject({ numerator: '20', denominator: '1' });
    expect(row(supposed, alpha).measures['recovered']).toMatchObject({ numerator: '0', denominator: '1' });
    expect(supposed.totals.measures['recovered']).toEqual({
      ...{ numerator: '20', denominator: '3', value: '6.6666666667' },
    });
    expect(supposed.actual).toEqual(await board());
    expect(supposed.changes).toEqual([
      {
        unit: alpha,
        name: 'Alpha Insurance',
        ...{ score: { from: null, to: null }, grade: { from: null, to: null }, rank: { from: null, to: null } },
        state: { from: 'too-few', to: 'too-few' },
        measures: {
          cases: { from: '2', to: '1' },
          decided: { from: '2', to: '1' },
          'against-share': { from: '0.5', to: '0' },
          'mean-days': { from: '15', to: '20' },
          recovered: { from: '50.25', to: '0' },
        },
      },
    ]);
    expect(supposed.suppositions.map(({ text }) => text)).toEqual(['Without the case complaint/small/1.']);
    expect(supposed.consequences).toEqual([]);
  });

  test('without an event: its case is told again, and what no longer fits is said', async () => {
    const open = await board('--without-event', 'complaint/small/1#1/resolved');
    expect(row(open, 'company/Alpha Insurance').measures['cases']).toMatchObject({ numerator: '1' });
    expect(open.consequences).toEqual([]);
    const gone = await board('--without-event', '1/filed');
    expect(gone.rows).toEqual(open.rows);
    expect(gone.consequences).toEqual([
      { case: 'complaint/small/1', event: null, sentence: expect.stringContaining('it does not exist yet') },
    ]);
    // As `assay events` prints it.
    const { timeline } = JSON.parse(await told('case', 'complaint/small/1', '--format', 'json')) as CaseView;
    const position = timeline[0]!.position;
    const byPosition = await board('--without-event', String(position));
    expect({ ...byPosition, suppositions: [] }).toEqual({ ...gone, suppositions: [] });
  });

  test('with another value in the scheme: the same sums are scored again', async () => {
    const supposed = await board(...RANKED);
    expect(supposed.rows.map(({ name, rank }) => [rank, name])).toEqual([
      [1, '丙保险公司'],
      [2, 'Alpha Insurance'],
      [3, 'Beta Mutual, Inc'],
    ]);
    expect(supposed.changes[1]).toMatchObject({ rank: { from: null, to: 2 }, state: { from: 'too-few', to: 'rated' } });
  });

  test('both at once: a rank is from → to in the table, in the language asked for', async () => {
    const table = await told('board', ...SCHEME, ...RANKED, '--without-case', 'complaint/small/1');
    expect(table).toContain('Supposed: without the case complaint/small/1; with minimum-decided=1');
    expect(table).toMatch(/Alpha Insurance\s+– → 1/);
    expect(table).toContain('50.00% → 0.00%');
    const chinese = await told('board', ...SCHEME, '--without-event', '1/filed', '--lang', 'zh-Hant');
    expect(chinese).toContain('假設: 沒有事件 complaint/small/1#1/filed');
    expect(chinese).toContain('complaint/small/1 整案不復存在：');
    const nobody = await told('board', ...SCHEME, '--without-case', 'complaint/small/6', '--lang', 'zh-Hans');
    expect(nobody).toContain('没有单位受影响。');
    const csv = await told('board', ...SCHEME, ...RANKED, '--format', 'csv');
    expect(csv).toContain('company/Alpha Insurance,Alpha Insurance,rank,,2\r\n');
  });

  test('an explanation leads to the cases that would be left', async () => {
    const args = ['explain', ...SCHEME, '--unit', 'company/Alpha Insurance', '--without-case', 'complaint/small/1'];
    const explained = JSON.parse(await told(...args, '--format', 'json')) as SupposedExplanation;
    expect(explained.measures['cases']!.cases.map((each) => each.case)).toEqual(['complaint/small/2']);
    expect(explained.actual.measures['cases']!.cases).toHaveLength(2);
    expect(explained.changes.map(({ unit }) => unit)).toEqual(['company/Alpha Insurance']);
    expect(await told(...args, '--measure', 'cases')).toMatch(
      /Supposed: [^]*complaint\/small\/2 {2}adds 1[^]*50.00% → 0.00%/,
    );
  });

  test('an earlier moment can be supposed otherwise, too', async () => {
    const early = await board('--without-case', 'complaint/small/6', '--known-at', '4');
    expect(early.knownAt.position).toBe(4);
    expect(early.actual).toEqual(await board('--known-at', '4'));
    const { code, stderr } = await assay([
      ...['board', ...SCHEME, '--data', data, '--known-at', '4', '--without-event', '9'],
    ]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('There is no event "9" up to the position asked about.'),
    ]);
  });

  test('what lies closest is told of whoever is ranked, and why nothing is of others', async () => {
    const args = ['sensitivity', ...SCHEME, '--unit', 'company/Alpha Insurance'];
    expect(JSON.parse(await told(...args, '--format', 'json'))).toMatchObject({
      ...{ by: null, state: 'too-few', cases: { up: null, down: null }, parameters: [] },
    });
    expect(await told(...args, '--lang', 'zh-Hans')).toContain('样本不足');
    expect((await assay([...args.slice(0, -1), 'company/Nobody', '--data', data])).stderr).toContain(
      'No event speaks of',
    );
  });

  test('nothing is written', async () => {
    const bytes = async (): Promise<string[]> =>
      Promise.all(
        (await readdir(data, { recursive: true, withFileTypes: true }))
          .filter((each) => each.isFile() && /\.db$/.test(each.name))
          .map(async ({ parentPath, name }) =>
            [
              name,
              createHash('sha256')
                .update(await readFile(join(parentPath, name)))
                .digest('hex'),
            ].join(' '),
          ),
      );
    const before = await bytes();
    await board('--without-source', 'urn:test:small', '--set', 'minimum-decided=3');
    await board('--without-event', '2', '--without-case', 'complaint/small/5');
    expect(await bytes()).toEqual(before);
  });

  test.each([
    [['--without-case', 'complaint/none'], 'There is no case "complaint/none"'],
    [['--without-event', '4711'], 'There is no event "4711" up to the position asked about.'],
    [['--without-event', 'nobody/knows'], 'There is no event "nobody/knows"'],
    [
      ['--without-source', 'urn:nobody'],
      'No event up to the position asked about comes from "urn:nobody"; the sources are urn:test:small.',
    ],
    [['--set', 'minimum-decided'], 'write PATH=VALUE'],
    [['--set', 'no-such=3'], 'complaint-outcomes has no parameter no-such: use minimum-decided'],
    [['--scheme-version', '7'], 'There is no scheme "complaint-outcomes@7"'],
  ])('what cannot be supposed is refused: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await assay(['board', ...SCHEME, ...args, '--data', data]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });
});
