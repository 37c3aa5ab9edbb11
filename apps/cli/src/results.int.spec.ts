import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Circular } from '#assay/delivery';
import { assay } from './testing/run-command.js';

interface Inspected {
  readonly unit: string;
  readonly items: readonly { readonly item: string; readonly score: string; readonly par: string }[];
  readonly findings?: readonly { readonly code: string }[];
}

describe('results of a simulated market', () => {
  let data: string;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'assay-results-'));
    const { code, stderr } = await assay([
      ...['simulate', '--companies', '8', '--cases', '6000', '--seed', '7', '--data', data],
    ]);
    if (code !== 0) throw new Error(stderr);
  }, 120_000);
  afterAll(() => rm(data, { recursive: true, force: true }));

  const told = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await assay([...args, '--data', data]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const eventsOf = async (type: string) =>
    (await told('events', '--type', type, '--format', 'ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event as { subject: string; time: string; data: Inspected });

  test('a circular agrees with the inspections in the log, counted by hand', async () => {
    const [{ time: last }] = (await eventsOf('inspection.held')).toSorted((a, b) => (a.time < b.time ? 1 : -1)) as [
      any,
    ];
    const year = last.slice(0, 4) as string;
    const circular = JSON.parse(await told('circular', '--period', year, '--format', 'json')) as Circular;
    const amended = new Set((await eventsOf('record')).map(({ subject }) => subject));
    const plain = (await eventsOf('inspection.held')).filter(({ subject }) => !amended.has(subject));
    const ofYear = plain.filter(({ time }) => time.startsWith(year));
    expect(ofYear.length).toBeGreaterThan(5);
    for (const { subject, data: held } of ofYear) {
      const unit = circular.units.find((each) => each.unit === held.unit)!;
      expect(unit.inspections.map(({ inspection }) => inspection)).toContain(subject);
      const found = unit.findings.filter(({ inspection }) => inspection === subject);
      expect(found.map(({ code }) => code).sort()).toEqual((held.findings ?? []).map(({ code }) => code).sort());
      const low = unit.belowPar.filter(({ inspection }) => inspection === subject);
      expect(low.map(({ item }) => item)).toEqual(
        held.items.filter(({ score, par }) => Number(score) < Number(par)).map(({ item }) => item),
      );
      for (const { code, heldAt, repeat } of found) {
        const before = plain.filter(
          (each) =>
            each.data.unit === held.unit &&
            each.time < heldAt &&
            each.data.findings?.some((finding) => finding.code === code),
        );
        // An amended inspection may be one more that it was found in before; none of the plain ones may be missing.
        expect(repeat?.times ?? 0).toBeGreaterThanOrEqual(before.length);
      }
    }
    expect(circular.simulated).toBe(true);
  });

  test('a circular is a letter in the language asked for, and marked as simulated', async () => {
    const letter = await told('circular', '--period', '2024', '--language', 'zh-Hant');
    expect(letter).toContain('關於 2024 服務檢查情況的通報\n【模擬資料】');
    expect(await told('circular', '--period', '2024', '--lang', 'zh-Hant')).toBe(letter);
  });

  test('an export adds up, is the same whenever it is asked for, and says that it is simulated', async () => {
    const query = ['export', '--scheme', 'cn-2015-property', '--period', '2024'];
    const { rows, provenance } = JSON.parse(await told(...query, '--format', 'json'));
    expect(provenance.simulated).toBe(true);
    const cases = JSON.parse(await told(...query, '--what', 'cases', '--format', 'json'));
    const [measure] = Object.keys(rows[0].measures as object);
    const sum = (cases.rows as { unit: string; measure: string; numerator: string | null }[])
      .filter((row) => row.unit === rows[0].unit && row.measure === measure)
      .reduce((total, { numerator }) => total + Number(numerator ?? 0), 0);
    expect(String(sum)).toBe(rows[0].measures[measure!].numerator ?? '0');
    const at = ['--known-at', String(Math.floor(provenance.knownAt.position / 2))];
    expect(await told(...query, ...at)).toBe(await told(...query, ...at));
  });

  test('a file appears whole, under its name alone', async () => {
    const file = join(data, 'board.xlsx');
    await told('export', '--scheme', 'cn-2015-life', '--period', '2024', '--format', 'xlsx', '-o', file);
    expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
    expect((await readdir(data)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test.each([
    [['export', '--scheme', 'none', '--period', '2024'], 'There is no scheme "none"'],
    [['export', '--scheme', 'cn-2015-life', '--period', '2024', '--known-at', '999999999'], 'but the ledger ends at'],
    [['export', '--scheme', 'cn-2015-life', '--period', '2024', '-o', '/nowhere/at/all.csv'], 'There is no file'],
    [['circular', '--period', '2024-Q9'], '"2024-Q9" is no period'],
  ])('%j fails with a sentence', async (args, sentence) => {
    const { code, stderr } = await assay([...args, '--data', data]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
