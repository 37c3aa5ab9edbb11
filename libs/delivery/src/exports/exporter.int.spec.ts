import { readXlsx } from 'hucre/xlsx';
import { complaint, DeliveryLedger, fact } from '../testing/delivery-ledger.js';
import { EXPORT_SUBJECTS, type ExportQuery } from './export-query.js';
import { Exporter } from './exporter.js';

const SCHEME = 'complaint-outcomes';
const EVIL = 'company/=HYPERLINK("x")';

describe('an export', () => {
  let ledger: DeliveryLedger;
  let exporter: Exporter;
  /** What was exported at position 7, when that was the head. */
  const then = new Map<string, string>();
  beforeAll(async () => {
    ledger = await DeliveryLedger.open();
    exporter = new Exporter(ledger.reader, ledger.log, ledger.library);
    await ledger.record(
      fact('company/A', 'company.licensed', '2010-01-01', { name: 'Alpha' }, { source: 'urn:register:ct-cid' }),
      ...complaint('1', 'company/A', '2024-01-01', '2024-01-11', { outcome: 'against', recovered: '99999999999.9999' }),
      ...complaint('2', 'company/A/province/X', '2024-01-05', '2024-01-12', { outcome: 'for' }),
      ...complaint('3', EVIL, '2024-01-05', '2024-01-08', { outcome: 'for', recovered: '2.5' }),
    );
    for (const what of EXPORT_SUBJECTS) then.set(what, await text({ what, format: 'ndjson' }));
    await ledger.record(
      fact('company/A', 'company.renamed', '2024-02-01', { name: 'Alpha & Sons' }),
      ...complaint('4', 'company/A', '2024-03-01', '2024-03-11', { outcome: 'both' }),
    );
  });
  afterAll(() => ledger.close());

  const text = async (query: Partial<ExportQuery>): Promise<string> => (await bytes(query)).toString('utf8');
  const bytes = async (query: Partial<ExportQuery>): Promise<Buffer> => {
    const { content } = await exporter.export({ scheme: SCHEME, period: '2024', ...query });
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  };

  test('of a board has every figure, and says of which rulebook, moment, ledger and sources it is', async () => {
    const { provenance, rows, totals } = JSON.parse(await text({ format: 'json' }));
    expect(provenance).toEqual({
      scheme: SCHEME,
      version: 1,
      schemeHash: ledger.library.get(SCHEME).scheme.hash,
      period: '2024',
      unitLevel: 'company',
      knownAt: { position: 10, recordedAt: expect.any(String) },
      ledger: ledger.log.ledgerId,
      simulated: false,
      sources: [expect.stringMatching(/^Connecticut Insurance Department: .* \(urn:register:ct-cid\)$/), 'urn:test'],
    });
    const board = await ledger.boards.board({ scheme: SCHEME, period: '2024' });
    expect(rows).toEqual(board.rows);
    expect(totals).toEqual(board.totals);
  });

  test('in CSV guards texts that a spreadsheet would run, and nothing else', async () => {
    const lines = (await text({})).split('\r\n');
    expect(lines[0]).toMatch(/^unit,name,rank,score,grade,state,reason,cases\.numerator,/);
    const evil = lines.find((line) => line.includes('HYPERLINK'));
    expect(evil).toMatch(/^"company\/=HYPERLINK\(""x""\)","'=HYPERLINK\(""x""\)",/);
  });

  test('as measures has a row for each unit and measure, also where there is no figure', async () => {
    const rows = (await text({ what: 'measures', format: 'ndjson' }))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, any>);
    expect(rows).toHaveLength(2 * ledger.library.get(SCHEME).scheme.measureIds.length);
    expect(rows.every(({ schemeHash, knownAt }) => schemeHash.length === 64 && knownAt.position === 10)).toBe(true);
    expect(rows.find(({ unit, measure }) => unit === 'company/A' && measure === 'mean-days')).toMatchObject({
      numerator: '27',
      denominator: '3',
      value: '9',
      definition: '1',
    });
  });

  test('of the cases adds up to the board exactly, at every level', async () => {
    for (const unitLevel of ['company', 'province'] as const) {
      const { rows: board } = JSON.parse(await text({ format: 'json', unitLevel }));
      const { rows: cases } = JSON.parse(await text({ format: 'json', unitLevel, what: 'cases' }));
      const sums = new Map<string, bigint>();
      for (const { unit, measure, numerator } of cases)
        sums.set(`${unit} ${measure}`, (sums.get(`${unit} ${measure}`) ?? 0n) + units(numerator));
      expect(sums.size).toBeGreaterThan(0);
      for (const { unit, measures } of board)
        for (const [id, { numerator }] of Object.entries<{ numerator: string | null }>(measures))
          expect([unit, id, sums.get(`${unit} ${id}`) ?? 0n]).toEqual([unit, id, units(numerator ?? '0')]);
    }
  });

  test('of the events has them as they were recorded', async () => {
    const { rows } = JSON.parse(await text({ format: 'json', what: 'events', unit: EVIL }));
    expect(rows.map(({ case: id, position }: { case: string; position: number }) => [id, position])).toEqual([
      ['complaint/3', 6],
      ['complaint/3', 7],
    ]);
    const [stored] = await ledger.log.readAll({ after: 5, limit: 1 });
    expect(JSON.stringify(rows[0].event)).toBe(stored!.body);
  });

  test.each([
    ['board', 'csv'],
    ['measures', 'ndjson'],
    ['cases', 'xlsx'],
    ['events', 'json'],
  ] as const)('of the %s in %s gives the same bytes whenever it is asked for', async (what, format) => {
    const query = { what, format, knownAt: '7' };
    const first = await bytes(query);
    expect(first.length).toBeGreaterThan(100);
    expect((await bytes(query)).equals(first)).toBe(true);
    if (format !== 'xlsx') expect(first.toString()).not.toContain('complaint/4');
  });

  test.each(EXPORT_SUBJECTS)('of the %s as known earlier gives the bytes that it gave then', async (what) => {
    expect(await text({ what, format: 'ndjson', knownAt: '7' })).toBe(then.get(what));
  });

  test('as known earlier has the names of then', async () => {
    expect(await text({ knownAt: '7' })).toContain(',Alpha,');
    expect(await text({})).toContain(',Alpha & Sons,');
  });

  test('in XLSX has numbers where Excel holds them exactly, texts elsewhere, and a title row in the language asked for', async () => {
    const workbook = await readXlsx(await bytes({ format: 'xlsx', language: 'zh-Hans' }));
    const [sheet] = workbook.sheets;
    expect(sheet!.name).toBe('评价结果');
    const [head, ...rows] = sheet!.rows;
    const at = (title: string) => head!.indexOf(title);
    const alpha = rows.find((row) => row[0] === 'company/A')!;
    const evil = rows.find((row) => row[0] === EVIL)!;
    expect(head!.slice(0, 3)).toEqual(['单位路径', '名称', '名次']);
    const { title } = ledger.library.get(SCHEME).scheme.document.measures.find(({ id }) => id === 'recovered')!;
    expect(alpha[at(`${title['zh-Hans'] ?? title.en} · 分子`)]).toBe(99999999999.9999);
    expect(evil[1]).toBe('=HYPERLINK("x")');
    expect(alpha[at('截至位置')]).toBe(10);
    expect(alpha[at('模拟数据')]).toBe(false);
  });

  test('refuses what cannot be answered before a byte is written', async () => {
    await expect(exporter.export({ scheme: 'none', period: '2024' })).rejects.toMatchObject({
      name: 'UnknownSchemeError',
    });
    await expect(exporter.export({ scheme: SCHEME, period: '24' })).rejects.toMatchObject({ name: 'PeriodError' });
    await expect(exporter.export({ scheme: SCHEME, period: '2024', unit: 'A' })).rejects.toMatchObject({
      name: 'UnitPathError',
    });
    await expect(exporter.export({ scheme: SCHEME, period: '2024', knownAt: '11' })).rejects.toMatchObject({
      name: 'MomentError',
    });
  });
});

/** In units of the tenth decimal. */
function units(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(10, '0'));
}
