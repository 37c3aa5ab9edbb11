/** What was known when, asked for by command: a small register that was recorded in order of what happened. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackdatedPage, Board, Comparison, ScoreHistory } from '#assay/scoring';
import stringWidth from 'string-width';
import { assay } from './testing/run-command.js';
import { writeSmallRegister } from './testing/small-register.js';

const QUESTION = ['--scheme', 'complaint-outcomes', '--period', '2024'];
const ALPHA = 'company/Alpha Insurance';

describe('given a register imported in order of what happened', () => {
  let folder: string;
  const data = () => join(folder, 'data');
  const told = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await assay([...args, '--data', data()]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await told(...args, '--format', 'json')) as T;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-moments-'));
    const { csv, mapping } = await writeSmallRegister(folder);
    await told('import', csv, '--mapping', mapping);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('a board, an explanation, a case and the events are as known at a position', async () => {
    const board = await json<Board>('board', ...QUESTION, '--known-at', '6');
    expect([board.knownAt.position, board.totals.measures.cases?.value]).toEqual([6, '2']);
    const why = await json<Board>('explain', ...QUESTION, '--unit', ALPHA, '--known-at', '4');
    expect(why).toMatchObject({ measures: { cases: { numerator: '1' }, recovered: { numerator: '100.5' } } });
    const one = await json<{ status: string; knownAt: object }>('case', 'complaint/small/2', '--known-at', '5');
    expect(one).toMatchObject({ status: 'filed', knownAt: { position: 5 } });
    expect(await told('case', 'complaint/small/2', '--known-at', '5')).toContain('known at position 5, recorded ');
    const { events } = await json<{ events: object[] }>('events', '--known-at', '5');
    expect(events).toHaveLength(5);
    expect(await told('events', '--known-at', '5')).toMatch(/^known at position 5, recorded /);
    expect(await told('board', ...QUESTION, '--known-at', '0')).toContain(
      'known at position 0, before the first event',
    );
    expect((await told('events', '--known-at', '5', '--format', 'ndjson')).trim().split('\n')).toHaveLength(5);
  });

  test.each([
    [['board', ...QUESTION, '--known-at', '11'], 'knownAt is 11, but the ledger ends at position 10.'],
    [['explain', ...QUESTION, '--unit', ALPHA, '--known-at', 'then'], 'knownAt is "then": write a position'],
    [['case', 'complaint/small/2', '--known-at', '2001-01-01'], 'Nothing was recorded by 2001-01-01: the first event'],
    [['events', '--known-at', '1e3'], 'knownAt is "1e3": write a position'],
    [['diff', ...QUESTION, '--from', '7', '--to', '3'], 'from is position 7, after position 3'],
    [['diff', ...QUESTION], "required option '--from <moment>' not specified"],
    [['history', ...QUESTION, '--unit', 'company/Nobody'], 'No event speaks of the unit "company/Nobody"'],
    [['backdated', '--over', 'long'], 'over is "long": write a number of minutes, hours, days or weeks'],
    [['backdated', '--scheme', 'complaint-outcomes'], 'name both, or neither'],
  ])('%j ends with 2 and a sentence', async (args, sentence) => {
    const { code, stderr } = await assay([...args, '--data', data()]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });

  test('the history of a score has every change of its own figures, in each format', async () => {
    const history = await json<ScoreHistory>('history', ...QUESTION, '--unit', ALPHA);
    expect(history.points.map(({ position, measures }) => [position, measures.recovered?.numerator])).toEqual([
      [4, '100.5'],
      [6, '100.5'],
      [10, '100.5'],
    ]);
    const csv = await told('history', ...QUESTION, '--unit', ALPHA, '--measure', 'cases', '--format', 'csv');
    expect(csv.split('\r\n').map((line) => line.split(',').at(-2))).toEqual(['cases.value', '1', '2', '2', undefined]);
    const table = await told('history', ...QUESTION, '--unit', ALPHA);
    expect(table).toContain('Alpha Insurance · history of the score');
    expect(table).toContain('2 changes of its own figures');
    expect(await told('history', ...QUESTION, '--unit', ALPHA, '--points', '2', '--lang', 'zh-Hans')).toContain(
      '抽样：自身数据变动 2 次，显示 2 点',
    );
  });

  test('a difference tells units, measures and cases, in each format', async () => {
    const diff = await json<Comparison>('diff', ...QUESTION, '--from', '4', '--to', '8');
    expect(diff.rows.map(({ unit, measures }) => [unit, measures.cases?.numerator])).toEqual([
      [ALPHA, { from: '1', to: '2' }],
      ['company/Beta Mutual, Inc', { from: null, to: '1' }],
    ]);
    expect(diff.cases.map((each) => [each.case, each.events.map(({ position }) => position)])).toEqual([
      ['complaint/small/2', [5, 6]],
      ['complaint/small/3', [7, 8]],
    ]);
    const between = [...QUESTION, '--from', '4', '--to', '8'];
    expect(await told('diff', ...between)).toMatch(/Alpha Insurance +Days to close +10\.0 → 15\.0 +10 → 30 +1 → 2/);
    expect(await told('diff', ...between, '--cases')).toMatch(/complaint\/small\/2 +cases +\+1/);
    expect(await told('diff', ...between, '--format', 'csv')).toContain('mean-days,10,30,1,2,10,15,');
    expect(await told('diff', ...between, '--cases', '--format', 'csv')).toContain(
      'complaint/small/2,company/Alpha Insurance,mean-days,20,1,5 6',
    );
  });

  test('what was back-dated is told by company and source, with what it did', async () => {
    const page = await json<BackdatedPage>('backdated', ...QUESTION);
    expect(page.rows.map(({ unit, events, backdated, share }) => [unit, events, backdated, share])).toEqual([
      [ALPHA, 6, 6, '1'],
      ['company/Beta Mutual, Inc', 2, 2, '1'],
      ['company/丙保险公司', 2, 2, '1'],
    ]);
    expect(page.rows[0]).toMatchObject({ source: 'urn:test:small', late: 6, corrections: 0, voidings: 0 });
    // Without what came late there is nothing at all.
    expect(page.effect?.changes.map(({ state }) => state)).toEqual(
      page.effect?.changes.map(() => ({ from: null, to: 'too-few' })),
    );
    expect(await json<BackdatedPage>('backdated', '--since', '8')).toMatchObject({ since: 8, totals: { events: 2 } });
    const between = await json<BackdatedPage>('backdated', '--since', '4', '--until', '6');
    expect(between).toMatchObject({ since: 4, until: 6, totals: { events: 2, late: 2 } });
    expect(await told('backdated', ...QUESTION, '--lang', 'zh-Hant')).toContain('補錄 · 發生後超過 48h 才記錄');
    expect(await told('backdated', '--over', '999999w')).toContain('Nothing was back-dated.');
    expect(await told('backdated', '--format', 'csv')).toContain(
      'company/Alpha Insurance,Alpha Insurance,urn:test:small,6,6,6,0,0,1,',
    );
  });

  test.each(['60', '80', '120'])('the tables fit %s columns', async (COLUMNS) => {
    for (const args of [
      ['history', ...QUESTION, '--unit', ALPHA],
      ['diff', ...QUESTION, '--from', '4', '--cases'],
      ['backdated', ...QUESTION],
    ]) {
      const { stdout } = await assay([...args, '--data', data()], { env: { COLUMNS } });
      for (const line of stdout.split('\n')) expect([line, stringWidth(line) <= Number(COLUMNS)]).toEqual([line, true]);
    }
  });
});
