/**
 * The real registers through the command line, as a user imports and reads them: the figures that their publishers and the
 * domain's own arithmetic give, to the last digit. Skipped by name where the registers are not there.
 */
import { jest } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Board, Explanation, Sensitivity, SupposedBoard } from '#assay/scoring';
import type { ImportSummary } from '#assay/intake';
import { assay } from './command-process.js';

jest.setTimeout(300_000);

const DATA = join(process.env['ASSAY_REAL_DATA'] ?? '../shared', 'data');
const CONNECTICUT = join(DATA, 'ct_cid_complaint_rows_2018_2026.csv.gz');
const NEW_YORK = join(DATA, 'ny_dfs_auto_rankings_2009_2016.csv.gz');

/** A register's ledger, recorded once for all tests of a block. */
function recorded(file: string, mapping: string) {
  let folder: string;
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await assay([...args, '--data', folder, '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as T;
  };
  const take = () => json<ImportSummary>('import', file, '--mapping', mapping);
  const first: { summary?: ImportSummary } = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-real-'));
    first.summary = await take();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const table = (...args: string[]) => assay([...args, '--data', folder]);
  return { first, take, json, table };
}

// Registers are not ours to commit: where a file is not beside the project, its tests are skipped by name.
const given = (file: string) => (existsSync(file) ? describe : describe.skip);

given(CONNECTICUT)('Connecticut Insurance Department, complaints 2018–2026', () => {
  const { first, take, json, table } = recorded(CONNECTICUT, 'ct-cid');
  const board = (period: string) => json<Board>('board', '--scheme', 'complaint-outcomes', '--period', period);

  test('75,045 rows are 21,609 cases; four exact copies are named; nothing is lost', () => {
    expect(first.summary).toMatchObject({ read: 75_045, accepted: 75_041, duplicate: 4, refused: 0, cases: 21_609 });
    expect(first.summary?.exactDuplicates).toHaveLength(4);
  });

  test('2024: 5,475 cases of 491 companies', async () => {
    const { rows, totals } = await board('2024');
    expect(totals.measures['cases']).toMatchObject({ value: '5475' });
    expect(rows.filter(({ measures }) => measures['cases']?.value !== '0')).toHaveLength(491);
  });

  test('Anthem Health Plans, Inc: 697 cases, 27,522 days, mean 39.4864; every case of them listed once', async () => {
    const unit = 'company/Anthem Health Plans, Inc';
    const { rows } = await board('2024');
    const anthem = rows.find((row) => row.unit === unit);
    expect(anthem?.measures['mean-days']).toEqual({
      ...{ numerator: '27522', denominator: '697', points: null },
      value: expect.stringMatching(/^39\.4863701/),
    });
    const question = ['--scheme', 'complaint-outcomes', '--period', '2024', '--unit', unit, '--measure', 'mean-days'];
    const { measures, nextCursor } = await json<Explanation>('explain', ...question, '--limit', '1000');
    const cases = measures['mean-days']?.cases ?? [];
    expect(nextCursor).toBeNull();
    expect(new Set(cases.map((each) => each.case)).size).toBe(697);
    expect(cases.reduce((days, { numerator }) => days + Number(numerator), 0)).toBe(27_522);
  });

  test.each([
    ['2023', '703', '2375'],
    ['2022', '550', '1945'],
  ])('%s: %s of %s decided cases went against the insurer', async (period, numerator, denominator) => {
    expect((await board(period)).totals.measures['against-share']).toMatchObject({ numerator, denominator });
  });

  test('recovered, once per case: $24,436,432.85', async () => {
    expect((await board('2018-01..2026-12')).totals.measures['recovered']).toMatchObject({ numerator: '24436432.85' });
  });

  test('the publisher is named where its figures are shown', async () => {
    const { stdout } = await table('board', '--scheme', 'complaint-outcomes', '--period', '2024');
    expect(stdout).toContain(
      'figures from Connecticut Insurance Department: Consumer complaints (urn:register:ct-cid)',
    );
  });

  test('without some cases: the figures of a plain recount of the other rows, for the whole board', async () => {
    const cases = recount(CONNECTICUT, '2024');
    const keys = [...cases.keys()];
    for (const picks of [[11], [700, 1_400, 2_100], [5, 5_474, 3_333, 1_234]]) {
      const left = picks.map((index) => keys[index] ?? '');
      const without = left.flatMap((key) => ['--without-case', `complaint/ct-cid/${key}`]);
      const question = ['--scheme', 'complaint-outcomes', '--period', '2024'];
      const { rows, totals, changes, actual } = await json<SupposedBoard>('board', ...question, ...without);
      const others = [...cases].flatMap(([key, each]) => (left.includes(key) ? [] : [each]));
      expect(totals).toMatchObject(totalsOf(others));
      expect(actual.totals).toMatchObject(totalsOf([...cases.values()]));
      const byCompany = Map.groupBy(others, ({ company }) => company);
      for (const { name, measures } of rows) expect({ measures }).toMatchObject(totalsOf(byCompany.get(name) ?? []));
      expect(rows).toHaveLength(byCompany.size);
      const concerned = new Set(left.map((key) => cases.get(key)?.company ?? ''));
      const moved = changes.filter(({ measures }) => Object.keys(measures).length > 0);
      expect(new Set(moved.map(({ name }) => name))).toEqual(concerned);
    }
  });

  test('what is said to lie closest to another rank gives that rank when it is left out', async () => {
    const question = ['--scheme', 'complaint-outcomes', '--period', '2024'];
    const unit = 'company/Anthem Health Plans, Inc';
    const { rank, cases } = await json<Sensitivity>('sensitivity', ...question, '--unit', unit);
    for (const found of [cases.up, cases.down]) {
      expect(found?.cases).toHaveLength(found?.count ?? 0);
      const without = (found?.cases ?? []).flatMap((each) => ['--without-case', each.case]);
      const { changes } = await json<SupposedBoard>('board', ...question, ...without);
      expect(changes.find((change) => change.unit === unit)?.rank).toEqual({ from: rank, to: found?.rank });
      const { rows } = await json<SupposedBoard>('board', ...question, ...without.slice(2));
      expect(rows.find((row) => row.unit === unit)?.rank).toBe(rank);
    }
  });

  test('an independent replay agrees on every total', async () => {
    expect(await json('replay')).toMatchObject({ isEqual: true, events: 43_218, cases: 21_609, differences: [] });
  });

  test('the same file again adds no event', async () => {
    expect(await take()).toMatchObject({
      read: 75_045,
      accepted: 0,
      duplicate: 75_045,
      events: 0,
      head: { position: 43_218 },
    });
  });
});

interface RegisterRow {
  readonly file_no: string;
  readonly opened: string;
  readonly closed: string;
  readonly company: string;
  readonly disposition: string;
  readonly recovery: string;
}

interface RecountedCase {
  readonly company: string;
  readonly days: number;
  /** In hundredths. */
  readonly recovered: number;
  readonly against: boolean;
  readonly favour: boolean;
}

const AGAINST = new Set([
  'Claim Settled',
  'Company Position Overturned',
  'Compromised Settlement/Resolution',
  'Fine Assessed',
  'Claim Reopened',
  'Referred to Other Division for Possible Disciplinary Action',
]);

/** The cases of a register closed in a year, by `file/company`, counted from its rows and nothing else. */
function recount(file: string, year: string): Map<string, RecountedCase> {
  const rows = parse<RegisterRow>(gunzipSync(readFileSync(file)), { columns: true, skip_empty_lines: true });
  const ofYear = rows.filter(({ closed }) => closed.startsWith(year));
  const groups = Map.groupBy(ofYear, ({ file_no: number, company }) => `${number}/${company}`);
  return new Map(
    [...groups].map(([key, [first, ...more]]) => {
      const findings = [first, ...more].flatMap((row) => row?.disposition ?? []);
      const days = (Date.parse(first?.closed ?? '') - Date.parse(first?.opened ?? '')) / 86_400_000;
      const favour = findings.includes('Company Position Substantiated');
      const against = findings.some((finding) => AGAINST.has(finding));
      const recovered = Math.round(Number(first?.recovery) * 100);
      return [key, { company: first?.company ?? '', days, recovered, against, favour }];
    }),
  );
}

/** Figures of the measures as a board has them. */
function totalsOf(cases: readonly RecountedCase[]) {
  const decided = cases.filter(({ against, favour }) => against !== favour);
  const [hundredths, count] = [cases.reduce((sum, { recovered }) => sum + recovered, 0), String(cases.length)];
  return {
    measures: {
      cases: { numerator: count },
      'against-share': {
        numerator: String(decided.filter(({ against }) => against).length),
        denominator: String(decided.length),
      },
      'mean-days': { numerator: String(cases.reduce((sum, { days }) => sum + days, 0)), denominator: count },
      recovered: { numerator: String(hundredths / 100), denominator: count },
    },
  };
}

interface PublishedRow {
  readonly naic: string;
  readonly company_name: string;
  readonly filing_year: string;
  readonly rank: string;
}

given(NEW_YORK)('New York Department of Financial Services, automobile complaint ranking 2009–2016', () => {
  const { first, json } = recorded(NEW_YORK, 'ny-dfs-auto');
  const published = existsSync(NEW_YORK)
    ? parse<PublishedRow>(gunzipSync(readFileSync(NEW_YORK)), { columns: true, skip_empty_lines: true })
    : [];
  const years = [...Map.groupBy(published, ({ filing_year }) => filing_year)];

  test('the import says which rows collide', () => {
    expect(first.summary).toMatchObject({ read: 1_358, accepted: 1_358, refused: 0 });
    expect(first.summary?.collisions).toEqual([{ key: 'naic 34460, filing_year 2014', lines: [899, 1004] }]);
  });

  test.each(years)('%s is ranked as published', async (year, rows) => {
    const board = await json<Board>('board', '--scheme', 'ny-dfs-auto', '--period', year);
    expect(board.rows).toHaveLength(rows.length);
    const ranks = new Map(board.rows.map(({ unit, rank }) => [unit, rank]));
    const seen = new Set<string>();
    for (const { naic, company_name: name, rank } of rows) {
      const unit = seen.has(naic) ? `company/${naic}~2` : `company/${naic}`;
      seen.add(naic);
      // 2014: one company holds two codes, and the source gives both rows rank 26; with unique ranks all after it shift by one.
      const isShifted = year === '2014' && (Number(rank) > 26 || unit === 'company/34479');
      expect({ name, rank: ranks.get(unit) }).toEqual({ name, rank: Number(rank) + (isShifted ? 1 : 0) });
    }
    if (year === '2014') expect(board.notes).toMatchObject([{ kind: 'shared-name' }]);
  });
});
