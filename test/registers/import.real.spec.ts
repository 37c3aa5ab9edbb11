/**
 * The real registers through the shipped mappings, into a real ledger. They are read where they lie and never committed:
 * without them these tests are skipped by name.
 */
import { type EventLog, SqliteEventLog } from '#assay/event-log';
import { EventRecorder, importRegister, type ImportSummary, loadMapping } from '#assay/intake';
import { fold, readFact, type Fact } from '#assay/service-record';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const DATA = join(process.env['ASSAY_REAL_DATA'] ?? '../shared', 'data');
const fileOf = (name: string): string => join(DATA, `${name}.csv.gz`);
const CT = fileOf('ct_cid_complaint_rows_2018_2026');
const CT_2024 = fileOf('ct_cid_complaint_rows_closed_2024');
const NY = fileOf('ny_dfs_auto_rankings_2009_2016');
const TX = fileOf('tx_tdi_complaints_2012_2026');
const TX_STATE_FARM = fileOf('tx_tdi_statefarm_2012_2025');

/** Imports take seconds on a quiet machine and may take minutes on a busy one. */
const LONG = 300_000;

/** Of the larger of the Texan files. */
const FIRST_ROWS = 20_000;

/** Describes what one register becomes; skipped by name where the files are not. */
function describeRegister(name: string, files: readonly string[], body: (ledger: () => Ledger) => void): void {
  (files.every((file) => existsSync(file)) ? describe : describe.skip)(name, () => {
    let folder: string;
    let log: EventLog;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'assay-registers-'));
      log = await SqliteEventLog.open(folder);
    });
    afterAll(async () => {
      await log.close();
      await rm(folder, { recursive: true });
    });
    body(() => ({
      log,
      folder,
      take: async (file, mapping) =>
        importRegister({
          file,
          mapping: await loadMapping(mapping),
          recorder: new EventRecorder(log),
          spoolFolder: join(folder, 'spool'),
          rejectsFile: join(folder, 'rejects.ndjson'),
        }),
    }));
  });
}

interface Ledger {
  readonly log: EventLog;
  readonly folder: string;
  take(file: string, mapping: string): Promise<ImportSummary>;
}

async function* facts(log: EventLog): AsyncGenerator<Fact<Record<string, unknown>>> {
  for (let after = 0; ; after += 5_000) {
    const page = await log.readAll({ after, limit: 5_000 });
    for (const { body } of page) yield JSON.parse(body) as Fact<Record<string, unknown>>;
    if (page.length < 5_000) return;
  }
}

const stateOf = async (log: EventLog, id: string) => fold((await log.readStream(id)).map(({ body }) => readFact(body)));

describeRegister('Connecticut Insurance Department', [CT, CT_2024], (ledger) => {
  test(
    '75,045 rows are 21,609 cases, four rows are exact copies, and nothing is lost',
    async () => {
      const summary = await ledger().take(CT, 'ct-cid');
      expect(summary).toMatchObject({
        read: 75_045,
        accepted: 75_041,
        duplicate: 4,
        refused: 0,
        cases: 21_609,
        events: 43_218,
        exactDuplicates: [7, 9, 640, 641],
        rejectsFile: null,
        warnings: [],
      });
      expect(summary.head.position).toBe(43_218);
    },
    LONG,
  );

  test('the history of the ledger is that of the register: no event is recorded before an earlier one', async () => {
    let before = '';
    for await (const { time } of facts(ledger().log)) {
      if (time < before) throw new Error(`${time} was recorded after ${before}`);
      before = time;
    }
    expect(before).toBe('2026-05-01T00:00:00.000Z');
  });

  test('every distinct row that says anything is a finding, and money is counted once per case', async () => {
    let findings = 0;
    let cents = 0n;
    for await (const { type, data } of facts(ledger().log)) {
      if (type !== 'complaint.resolved.v1') continue;
      findings += ((data['findings'] ?? []) as unknown[]).length;
      const [dollars = '', fraction = ''] = (data['recovered'] as string).split('.');
      cents += BigInt(dollars + fraction.padEnd(2, '0'));
    }
    // Of the 75,041 distinct rows, 2,527 have neither coverage nor reason nor disposition nor conclusion.
    expect(findings).toBe(72_514);
    expect(cents).toBe(2_443_643_285n);
  });

  test('a file that concerns two companies is two cases', async () => {
    const { unit, status, attributes } = await stateOf(
      ledger().log,
      'complaint/ct-cid/7009594/Progressive Casualty Insurance Company',
    );
    expect({ unit, status, closedAt: attributes['closedAt'] }).toEqual({
      unit: 'company/Progressive Casualty Insurance Company',
      status: 'resolved',
      closedAt: Date.parse('2024-02-05'),
    });
    expect((await stateOf(ledger().log, 'complaint/ct-cid/7009594/State Farm Fire & Casualty Company')).status).toBe(
      'resolved',
    );
  });

  test(
    'imported again, whole or in part, it adds no event and counts every row as known',
    async () => {
      expect(await ledger().take(CT, 'ct-cid')).toMatchObject({
        read: 75_045,
        accepted: 0,
        duplicate: 75_045,
        refused: 0,
        events: 0,
        head: { position: 43_218 },
      });
      expect(await ledger().take(CT_2024, 'ct-cid')).toMatchObject({
        read: 19_988,
        duplicate: 19_988,
        refused: 0,
        cases: 5_475,
        events: 0,
      });
    },
    LONG,
  );
});

describeRegister('New York State Department of Financial Services', [NY], (ledger) => {
  test(
    '1,358 rows are recorded, and the one code with two different rows is told',
    async () => {
      expect(await ledger().take(NY, 'ny-dfs-auto')).toMatchObject({
        read: 1_358,
        accepted: 1_358,
        refused: 0,
        collisions: [{ key: 'naic 34460, filing_year 2014', lines: [899, 1004] }],
      });
      expect(await ledger().take(NY, 'ny-dfs-auto')).toMatchObject({ accepted: 0, duplicate: 1_358, events: 0 });
    },
    LONG,
  );

  test('figures are as printed, premiums in dollars', async () => {
    const { log } = ledger();
    const premium = await stateOf(log, 'exposure/ny-dfs-auto/23787/2009');
    expect(premium).toMatchObject({
      unit: 'company/23787',
      attributes: { period: '2009', line: 'private-passenger-auto', premium: '140474000', currency: 'USD' },
    });
    const total = await stateOf(log, 'measure-report/ny-dfs-auto/23787/2009/total-complaints');
    expect(total.attributes).toMatchObject({ measure: 'total-complaints', period: '2009', value: '55' });
  });

  test('both rows of the code that stands twice in 2014 are there', async () => {
    const { log } = ledger();
    const premiums = await Promise.all(
      ['34460', '34460~2', '34479'].map(
        async (code) => (await stateOf(log, `exposure/ny-dfs-auto/${code}/2014`)).attributes['premium'],
      ),
    );
    expect(premiums).toEqual(['9312000', '7265000', '9312000']);
  });

  test('a company has the names that the years print', async () => {
    const { attributes } = await stateOf(ledger().log, 'company/34460');
    expect(attributes).toMatchObject({
      name: 'Maidstone Insurance Company',
      formerNames: ['AutoOne Insurance Company'],
    });
    expect((await stateOf(ledger().log, 'company/34460~2')).attributes).toMatchObject({
      name: 'Maidstone Insurance Company',
      code: '34460',
    });
  });
});

describeRegister('Texas Department of Insurance', [TX, TX_STATE_FARM], (ledger) => {
  test(
    '11,173 rows of State Farm companies are as many cases, though 8 complaint numbers stand twice',
    async () => {
      expect(await ledger().take(TX_STATE_FARM, 'tx-tdi')).toMatchObject({
        read: 11_173,
        accepted: 11_173,
        duplicate: 0,
        refused: 0,
        cases: 11_173,
        events: 22_346,
      });
      const companies = new Map<string, Set<string>>();
      for await (const { subject, data } of facts(ledger().log)) {
        const number = subject.split('/')[2]!;
        if ('unit' in data) companies.set(number, (companies.get(number) ?? new Set()).add(data['unit'] as string));
      }
      expect(companies.size).toBe(11_165);
      expect([...companies.values()].filter(({ size }) => size === 2)).toHaveLength(8);
    },
    LONG,
  );

  test('a cell with several values is several findings', async () => {
    const { attributes } = await stateOf(ledger().log, 'complaint/tx-tdi/62688/State Farm Lloyds');
    expect(attributes).toMatchObject({
      outcome: 'for',
      dispositions: ['Additional Payment Expected', 'Information Furnished'],
      line: 'Homeowners',
      filedAt: Date.parse('2014-05-12'),
      closedAt: Date.parse('2014-07-02'),
    });
  });

  test(
    'rows without an insurer are recorded under a unit that says so (the whole file: `npm run bench -- --only import`)',
    async () => {
      const { log, folder } = ledger();
      const file = join(folder, 'first-rows.csv');
      const rows = gunzipSync(await readFile(TX))
        .toString()
        .split('\n');
      await writeFile(file, rows.slice(0, 1 + FIRST_ROWS).join('\n'));
      expect(await ledger().take(file, 'tx-tdi')).toMatchObject({
        read: FIRST_ROWS,
        accepted: FIRST_ROWS,
        refused: 0,
        cases: FIRST_ROWS,
        events: 2 * FIRST_ROWS,
      });
      const state = await stateOf(log, 'complaint/tx-tdi/1/not named by the register');
      expect(state).toMatchObject({ unit: 'company/not named by the register', status: 'resolved' });
    },
    LONG,
  );
});
