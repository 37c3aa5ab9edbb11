import { existsSync } from 'node:fs';
import type { PromisePage } from '#assay/scoring';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { assay } from './testing/run-command.js';
import { type SmallRegister, writeSmallRegister } from './testing/small-register.js';

const BOARD = ['board', '--scheme', 'complaint-outcomes', '--period', '2024'];

let folder: string;
let data: string;
let register: SmallRegister;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-cli-'));
  data = join(folder, 'ledger');
  register = await writeSmallRegister(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const importSmall = (...more: string[]) =>
  assay(['import', register.csv, '--mapping', register.mapping, '--data', data, ...more]);

describe('given nothing but a register', () => {
  test('a dry run counts and records nothing', async () => {
    const { code, stdout } = await importSmall('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('dry run: nothing was recorded');
    const after = await assay(['events', '--data', data, '--format', 'ndjson']);
    expect(after).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('an import says in JSON what it did, and nothing else on stdout', async () => {
    const { code, stdout, stderr } = await importSmall('--format', 'json');
    expect(code).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ read: 7, accepted: 5, duplicate: 1, refused: 1, cases: 5, events: 10 });
    expect(summary.head).toEqual({ position: 10, recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(stderr).toContain('1 of 7 rows were refused.');
    expect(stderr).toContain(summary.rejectsFile);
    const reject = JSON.parse(await readFile(summary.rejectsFile, 'utf8'));
    expect(reject).toMatchObject({ line: 6, row: '4,"Beta Mutual, Inc",2024-05-30,2024-05-01,upheld,0' });
  });

  test('the same file again adds no event', async () => {
    const { stdout } = await importSmall('--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: 0,
      duplicate: 6,
      refused: 1,
      events: 0,
      head: { position: 10 },
    });
  });

  test('the summary for people names the copies by line, and its counts', async () => {
    const { stdout } = await importSmall();
    expect(stdout).toMatch(
      /^Nobody: Complaints for tests\n\n7 {2}rows read\n0 {2}accepted\n6 {2}duplicate\n1 {2}refused\n/,
    );
    expect(stdout).toMatch(/\n\n\d+ cases, 0 new events, all in [\d.]+ s \([\d,]+ rows\/s\)\.\n/);
    expect(stdout).toContain('Exact copies of an earlier row, on the lines 5.');
  });
});

describe('given an imported register', () => {
  test('the board as JSON is the contract', async () => {
    const { code, stdout, stderr } = await assay([...BOARD, '--data', data, '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    const board = JSON.parse(stdout);
    expect(board).toMatchObject({ scheme: 'complaint-outcomes', version: 1, period: '2024', unitLevel: 'company' });
    expect(board.knownAt).toEqual({ position: 10, recordedAt: expect.any(String) });
    expect(board.sources).toEqual([{ source: 'urn:test:small', publisher: 'Nobody', dataSet: 'Complaints for tests' }]);
    expect(board.simulated).toBe(false);
    const alpha = board.rows.find(({ unit }: { unit: string }) => unit === 'company/Alpha Insurance');
    expect(alpha).toMatchObject({ name: 'Alpha Insurance', rank: null, score: null, grade: null, state: 'too-few' });
    expect(alpha.measures['mean-days']).toEqual({ numerator: '30', denominator: '2', value: '15', points: null });
    expect(alpha.measures['recovered']).toMatchObject({ numerator: '100.5', denominator: '2', value: '50.25' });
    expect(board.totals.measures['cases']).toEqual({ numerator: '4', denominator: null, value: '4' });
  });

  test('the board as CSV has one line per unit, quoted where needed', async () => {
    const { stdout } = await assay([...BOARD, '--data', data, '--format', 'csv']);
    const lines = stdout.trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^unit,name,rank,score,grade,state,cases\.numerator,cases\.denominator,cases\.value,/);
    expect(stdout).toContain('\r\n"company/Beta Mutual, Inc","Beta Mutual, Inc",,,,too-few,1,,1,,');
  });

  test.each(['40', '60', '80', '120'])('the board as a table fits %s columns', async (COLUMNS) => {
    const { stdout } = await assay([...BOARD, '--data', data], { env: { COLUMNS } });
    expect(stdout).toContain('known at position 10, recorded ');
    expect(stdout.replaceAll('\n', ' ')).toContain('figures from Nobody: Complaints for tests (urn:test:small)');
    expect(stdout).toMatch(/Alpha/);
    const table = stdout.split('\n').slice(3);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(Number(COLUMNS));
  });

  test('headings and marks come in Chinese when asked for', async () => {
    const { stdout } = await assay([...BOARD, '--data', data, '--lang', 'zh-Hans']);
    expect(stdout).toContain('投诉处理结果 · complaint-outcomes v1 · 2024 · 按公司');
    expect(stdout).toContain('样本不足');
    const traditional = await assay([...BOARD, '--data', data], { env: { LANG: 'zh_TW.UTF-8' } });
    expect(traditional.stdout).toContain('投訴處理結果');
  });

  test('a page of the board gives the cursor of the next', async () => {
    const first = JSON.parse((await assay([...BOARD, '--data', data, '--format', 'json', '--limit', '2'])).stdout);
    expect(first.rows).toHaveLength(2);
    const rest = ['--limit', '2', '--cursor', first.nextCursor, '--format', 'json'];
    const second = JSON.parse((await assay([...BOARD, '--data', data, ...rest])).stdout);
    expect(second.nextCursor).toBeNull();
    expect([...first.rows, ...second.rows].map(({ unit }: { unit: string }) => unit).sort()).toEqual([
      'company/Alpha Insurance',
      'company/Beta Mutual, Inc',
      'company/丙保险公司',
    ]);
  });

  test('an explanation leads from a measure to its cases and their events', async () => {
    const args = ['explain', '--scheme', 'complaint-outcomes', '--period', '2024', '--unit', 'company/Alpha Insurance'];
    const { stdout } = await assay([...args, '--measure', 'mean-days', '--data', data, '--format', 'json']);
    const { cases } = JSON.parse(stdout).measures['mean-days'];
    expect(cases.map((each: { case: string; numerator: string }) => [each.case, each.numerator])).toEqual([
      ['complaint/small/1', '10'],
      ['complaint/small/2', '20'],
    ]);
    expect(cases[0].events.map(({ type }: { type: string }) => type)).toEqual([
      'complaint.filed.v1',
      'complaint.resolved.v1',
    ]);
    const table = await assay([...args, '--measure', 'mean-days', '--data', data]);
    expect(table.stdout).toMatch(/complaint\/small\/1 {2}adds 10 of 1\n.*complaint\.filed\.v1 +2024-01-02/);
    const csv = await assay([...args, '--measure', 'cases', '--data', data, '--format', 'csv']);
    expect(csv.stdout.trimEnd().split('\r\n')).toHaveLength(5);
  });

  test('a case shows what it is, its events and what it adds', async () => {
    const { code, stdout } = await assay(['case', 'complaint/small/1', '--data', data]);
    expect(code).toBe(0);
    expect(stdout).toContain('complaint/small/1 · complaint · resolved');
    expect(stdout).toMatch(/outcome +against/);
    expect(stdout).toMatch(/mean-days +complaint-outcomes +2024-01-12 +10 +1/);
  });

  test('events can be chosen, and their export makes the same ledger again', async () => {
    const filed = await assay(['events', '--data', data, '--type', 'complaint.filed', '--format', 'csv']);
    expect(filed.stdout.trimEnd().split('\r\n')).toHaveLength(6);
    const newest = await assay(['events', '--data', data, '--newest-first', '--limit', '1', '--format', 'json']);
    expect(JSON.parse(newest.stdout).events[0].position).toBe(10);

    const { stdout: exported } = await assay(['events', '--data', data, '--format', 'ndjson']);
    expect(exported.trimEnd().split('\n')).toHaveLength(10);
    expect(Object.keys(JSON.parse(exported.slice(0, exported.indexOf('\n'))))).toEqual([
      'event',
      'position',
      'recordedAt',
    ]);
    const file = join(folder, 'export.ndjson');
    await writeFile(file, exported);
    const copy = join(folder, 'copy');
    expect((await assay(['import', file, '--mapping', 'events', '--data', copy])).code).toBe(0);
    const board = async (place: string) =>
      (JSON.parse((await assay([...BOARD, '--data', place, '--format', 'json'])).stdout) as { rows: unknown }).rows;
    expect(await board(copy)).toEqual(await board(data));
  });

  test('a replay agrees, and says where the scores were tampered with', async () => {
    const sound = await assay(['replay', '--data', data]);
    expect(sound.code).toBe(0);
    expect(sound.stdout).toContain('Equal: every total is what the events say.');

    const scores = new DatabaseSync(join(data, 'scores', '1', 'scores.db'));
    scores.exec("UPDATE totals SET amounts = replace(amounts, ',30,', ',31,') WHERE amounts LIKE '%,30,%'");
    scores.close();
    const broken = await assay(['replay', '--scheme', 'complaint-outcomes', '--data', data]);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/DIFFERENT: figures that are not what the events say: \d+\./);
    expect(broken.stdout).toMatch(/company\/Alpha Insurance +20\d\d-\d\d +mean-days ↑ +30 +31/);
    const json = JSON.parse((await assay(['replay', '--data', data, '--format', 'json'])).stdout);
    expect(json).toMatchObject({ isEqual: false, events: 10 });

    await rm(join(data, 'scores'), { recursive: true });
    expect((await assay(['replay', '--data', data])).code).toBe(0);
  });
});

describe('given a simulated market', () => {
  const market = [
    'simulate',
    '--companies',
    '6',
    '--cases',
    '300',
    '--seed',
    '7',
    '--from',
    '2025-01-01',
    '--to',
    '2025-07-01',
  ];

  test('it is recorded once, and every screen of it is marked', async () => {
    const place = join(folder, 'market');
    const first = await assay([...market, '--data', place, '--format', 'json']);
    expect(first.code).toBe(0);
    const told = JSON.parse(first.stdout);
    expect(told).toMatchObject({ simulated: true, seed: 7, duplicate: 0, head: { position: told.accepted } });
    const again = JSON.parse((await assay([...market, '--data', place, '--format', 'json'])).stdout);
    expect(again).toMatchObject({ accepted: 0, duplicate: told.accepted, head: told.head });

    const board = ['board', '--scheme', 'cn-2015-property', '--period', '2025', '--data', place];
    expect((await assay(board)).stdout).toContain('[SIMULATED DATA]');
    expect((await assay([...board, '--lang', 'zh-Hans'])).stdout).toContain('[模拟数据]');

    const promises = ['promises', '--at', '2025-03-31', '--data', place];
    const screen = await assay([...promises, '--lang', 'zh-Hant']);
    expect(screen).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/計時至 2025-03-31 23:59:59 UTC.*\[模擬資料\]/),
    });
    const page = JSON.parse((await assay([...promises, '--format', 'json'])).stdout) as PromisePage;
    const counted = page.steps.flatMap((step) => [
      step.kept,
      step.running,
      step.aboutToBreak,
      step.overdue,
      step.metLate,
    ]);
    const csv = (await assay([...promises, '--format', 'csv'])).stdout.trimEnd().split('\n');
    expect(csv.length - 1).toBe(counted.reduce((sum, count) => sum + count, 0));
    expect(csv.length).toBeGreaterThan(20);
  });

  test('stopped half-way it says how far it came, and the same command again goes on', async () => {
    const place = join(folder, 'half');
    const stopped = await assay([...market, '--data', place], { interrupted: AbortSignal.abort() });
    expect(stopped).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/^assay: Stopped after [\d,]+ events\./),
    });
    const { stdout } = await assay([...market, '--data', place, '--format', 'json']);
    const { accepted, duplicate, head } = JSON.parse(stdout) as Record<'accepted' | 'duplicate', number> & {
      head: { position: number };
    };
    expect(duplicate).toBeGreaterThan(0);
    expect(head.position).toBe(accepted + duplicate);
  });

  test('a live market goes on until it is stopped', async () => {
    const place = join(folder, 'live');
    const { code, stderr, stdout } = await assay([...market, '--live', '50', '--data', place, '--format', 'json'], {
      stopAfter: 'Going on live',
    });
    expect(code).toBe(0);
    expect(stderr).toContain('Going on live at 50 facts a second.');
    const { accepted, head } = JSON.parse(stdout);
    expect(head.position).toBe(accepted);
  });
});

describe('given something that cannot be done', () => {
  const refusals: [why: string, args: string[], sentence: RegExp][] = [
    ['an unknown command', ['bord'], /^assay: unknown command 'bord'\n\(Did you mean board\?\)/],
    ['a command of a later time', ['publish'], /^assay: unknown command 'publish'/],
    ['a missing option', ['board', '--period', '2024'], /^assay: required option '--scheme <id>' not specified/],
    ['a limit that is no number', [...BOARD, '--limit', 'x'], /Write a whole number from 1 on\./],
    ['a folder without a ledger', [...BOARD, '--data', '/nowhere'], /^assay: There is no ledger in \/nowhere\. Record/],
    [
      'a file that is not there',
      ['import', '/nope.csv', '--mapping', 'ct-cid'],
      /^assay: There is no file \/nope\.csv\.$/,
    ],
    [
      'a mapping that is not there',
      ['import', '/nope.csv', '--mapping', 'nope'],
      /nope is not valid:\n.*shipped mapping/,
    ],
    [
      'a server that is not there',
      [...BOARD, '--server', 'http://127.0.0.1:9'],
      /^assay: No Assay server answers at http/,
    ],
    ['a server and a folder', [...BOARD, '--server', 'http://a', '--data', 'b'], /cannot be used with/],
  ];
  test.each(refusals)('%s is told in a sentence, with exit code 2', async (_why, args, sentence) => {
    const { code, stdout, stderr } = await assay(args, { env: { ASSAY_DATA: join(folder, 'never-made') } });
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(join(folder, 'never-made'))).toBe(false);
  });

  const questions: [why: string, args: string[], sentence: RegExp][] = [
    ['scheme', ['board', '--scheme', 'nope', '--period', '2024'], /There is no scheme "nope"; the schemes are /],
    ['period', ['board', '--scheme', 'complaint-outcomes', '--period', '20x4'], /"20x4" is no period/],
    [
      'period of the scheme',
      ['board', '--scheme', 'service-star', '--period', '2024'],
      /service-star is meant for days, weeks, months and quarters; 2024 is a year\./,
    ],
    ['case', ['case', 'complaint/none'], /There is no case "complaint\/none"/],
    ['cursor', [...BOARD, '--cursor', 'abc'], /The cursor does not belong to this question/],
    ['event type', ['events', '--type', 'nonsense'], /No type of event is called "nonsense"/],
  ];
  test.each(questions)('a question for an unknown %s is answered with exit code 2', async (_what, args, sentence) => {
    const { code, stderr } = await assay([...args, '--data', data]);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  test('a wrong setting is told by name, and a trace only to those who ask', async () => {
    const wrong = await assay([...BOARD, '--data', data], { env: { ASSAY_PORT: 'eighty' } });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('ASSAY_PORT is "eighty"') });
    const traced = await assay(['case', 'complaint/none', '--data', data], { env: { ASSAY_LOG_LEVEL: 'debug' } });
    expect(traced.stderr).toMatch(/There is no case .*\n[\s\S]*\n {4}at /);
  });

  test('Ctrl-C during an import says how far it came, with exit code 130', async () => {
    const { code, stderr } = await assay(
      ['import', register.csv, '--mapping', register.mapping, '--data', join(folder, 'stopped')],
      { interrupted: AbortSignal.abort() },
    );
    expect(code).toBe(130);
    expect(stderr).toMatch(/^assay: Stopped .*nothing was recorded\.$/m);
  });
});

describe('schemes', () => {
  test('are listed and shown without any ledger', async () => {
    const list = await assay(['scheme', 'list', '--format', 'json']);
    const ids = JSON.parse(list.stdout).map(({ id }: { id: string }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['cn-2015-life', 'cn-2015-property', 'complaint-outcomes', 'ny-dfs-auto']),
    );
    expect(ids).toEqual(ids.toSorted());
    const table = await assay(['scheme', 'list', '--lang', 'zh-Hant']);
    expect(table.stdout).toContain('投訴處理結果');
    const shown = await assay(['scheme', 'show', 'cn-2015-property'], { env: { COLUMNS: '80' } });
    expect(shown.stdout).toMatch(/Identity: SHA-256 [0-9a-f]{64}/);
    const chinese = await assay(['scheme', 'show', 'cn-2015-property', '--lang', 'zh-Hant']);
    expect(chinese.stdout).toContain('各指標得分的加權平均，權重合計 100。');
    for (const line of shown.stdout.split('\n').filter((each) => !each.startsWith('Identity')))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  test('a shipped scheme file is sound, a spoilt one is not', async () => {
    const shipped = new URL('../../../libs/methodology/schemes/complaint-outcomes.yaml', import.meta.url).pathname;
    const sound = await assay(['scheme', 'validate', shipped]);
    expect(sound).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is a sound rulebook: complaint-outcomes'),
    });
    const spoilt = join(folder, 'spoilt.yaml');
    await writeFile(spoilt, (await readFile(shipped, 'utf8')).replace('equals: against', 'equalz: against'));
    const refused = await assay(['scheme', 'validate', spoilt]);
    expect([refused.code, refused.stderr]).toEqual([1, '']);
    expect(refused.stdout).toMatch(/is no sound rulebook; \d+ to mend:\n {2}\/measures\/2\/numerator\/where/);
    const noYaml = join(folder, 'no.yaml');
    await writeFile(noYaml, 'a: [1,');
    expect(await assay(['scheme', 'validate', noYaml])).toMatchObject({ code: 2 });
  });
});

test('help is on stdout and ends well', async () => {
  const { code, stdout, stderr } = await assay(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const name of ['import', 'board', 'explain', 'case', 'events', 'scheme', 'replay', 'simulate', 'serve', 'demo'])
    expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
});
