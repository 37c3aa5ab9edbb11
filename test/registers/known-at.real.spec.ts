/**
 * What was known of Connecticut's complaints at the end of each month of 2024, against a plain recount of the file. The
 * import records in order of opening and closing dates, so that the ledger's past is the register's. Skipped by name where the
 * register is not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { InMemoryEventLog } from '#assay/event-log';
import { EventRecorder, importRegister, loadMapping } from '#assay/intake';
import { Boards, Comparisons, SchemeLibrary, Scorekeeper, SqliteScoreReader, SqliteScoreStore } from '#assay/scoring';

const CT = join(process.env['ASSAY_REAL_DATA'] ?? '../shared', 'data', 'ct_cid_complaint_rows_2018_2026.csv.gz');
const LONG = 300_000;
const DAY_MS = 86_400_000;
const ANTHEM = 'company/Anthem Health Plans, Inc';

const AGAINST = new Set([
  'Claim Settled',
  'Company Position Overturned',
  'Compromised Settlement/Resolution',
  'Fine Assessed',
  'Claim Reopened',
  'Referred to Other Division for Possible Disciplinary Action',
]);

/** What counts of one company: closed cases, decided ones and those against it, days, and cents returned. */
interface Figures {
  cases: number;
  against: number;
  decided: number;
  days: number;
  cents: bigint;
}

interface Row {
  readonly file_no: string;
  readonly company: string;
  readonly opened: string;
  readonly closed: string;
  readonly disposition: string;
  readonly recovery: string;
}

/** Rows of one file and company, as one case. */
function casesOf(rows: readonly Row[]): (readonly Row[])[] {
  return [...Map.groupBy(rows, ({ file_no: file, company }) => JSON.stringify([file, company])).values()];
}

/** Cases closed in 2024 up to a day, by company. */
function recount(cases: readonly (readonly Row[])[], lastDay: string): Map<string, Figures> {
  const companies = new Map<string, Figures>();
  for (const rows of cases) {
    const { company, opened, closed, recovery } = rows[0]!;
    if (closed < '2024-01-01' || closed > lastDay) continue;
    const figures = companies.get(company) ?? { cases: 0, against: 0, decided: 0, days: 0, cents: 0n };
    companies.set(company, figures);
    const isAgainst = rows.some(({ disposition }) => AGAINST.has(disposition));
    const isFor = rows.some(({ disposition }) => disposition === 'Company Position Substantiated');
    figures.cases += 1;
    if (isAgainst !== isFor) figures.decided += 1;
    if (isAgainst && !isFor) figures.against += 1;
    figures.days += (Date.parse(closed) - Date.parse(opened)) / DAY_MS;
    figures.cents += centsOf(recovery);
  }
  return companies;
}

function centsOf(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0').slice(0, 2));
}

const MONTH_ENDS = Array.from({ length: 12 }, (_, month) =>
  new Date(Date.UTC(2024, month + 1, 0)).toISOString().slice(0, 10),
);

// The register is not ours to commit: where it is not beside the project, this is skipped by name.
(existsSync(CT) ? describe : describe.skip)(
  'Connecticut Insurance Department, as known at the end of each month of 2024',
  () => {
    let folder: string;
    let log: InMemoryEventLog;
    let store: SqliteScoreStore;
    let reader: SqliteScoreReader;
    let boards: Boards;
    let library: SchemeLibrary;
    let cases: (readonly Row[])[];
    /** By day: the last position of what happened up to it. */
    const positions = new Map<string, number>();

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'assay-known-at-'));
      cases = casesOf(parse(gunzipSync(readFileSync(CT)), { columns: true, bom: true }));
      log = new InMemoryEventLog();
      const recorder = new EventRecorder(log);
      await importRegister({
        file: CT,
        mapping: await loadMapping('ct-cid'),
        recorder,
        spoolFolder: join(folder, 'spool'),
      });
      library = new SchemeLibrary([(await SchemeLibrary.load()).get('complaint-outcomes').scheme]);
      const source = library.source(log.ledgerId);
      store = SqliteScoreStore.open(folder, { source });
      const scorekeeper = new Scorekeeper(log, store, library.schemes);
      let before = '';
      for (let after = 0; ; after += 2_000) {
        const events = await log.readAll({ after, limit: 2_000 });
        if (events.length === 0) break;
        await scorekeeper.process(events);
        for (const { position, body } of events) {
          const { time } = JSON.parse(body) as { time: string };
          expect(time >= before).toBe(true);
          before = time;
          for (const day of MONTH_ENDS) if (time.slice(0, 10) <= day) positions.set(day, position);
        }
      }
      reader = SqliteScoreReader.open(folder, source);
      boards = new Boards(reader, log, library);
    }, LONG);
    afterAll(async () => {
      await reader.close();
      await store.close();
      await log.close();
      await rm(folder, { recursive: true });
    });

    test.each(MONTH_ENDS)('%s: company by company what the rows up to then say', async (day) => {
      const query = { scheme: 'complaint-outcomes', period: '2024', knownAt: String(positions.get(day)) };
      const { rows, nextCursor } = await boards.board(query);
      expect(nextCursor).toBeNull();
      const told = new Map(
        rows.map(({ unit, measures }) => [
          unit.slice('company/'.length),
          {
            cases: Number(measures['cases']!.numerator),
            against: Number(measures['against-share']!.numerator),
            decided: Number(measures['against-share']!.denominator),
            days: Number(measures['mean-days']!.numerator),
            cents: centsOf(measures['recovered']!.numerator!),
          },
        ]),
      );
      const expected = recount(cases, day);
      expect(expected.size).toBeGreaterThan(100);
      expect(told).toEqual(expected);
    });

    test('from the end of June to the end of September: what moved is the cases that were closed in between', async () => {
      const comparisons = new Comparisons(reader, log, library, boards);
      const [from, to] = [positions.get('2024-06-30'), positions.get('2024-09-30')].map(String);
      const query = { scheme: 'complaint-outcomes', period: '2024', unit: ANTHEM, from: from!, to: to! };
      const { rows, cases: changed } = await comparisons.comparison({ ...query, limit: 1_000 });
      const company = ANTHEM.slice('company/'.length);
      const closed = cases.filter(
        ([first]) => first!.company === company && first!.closed > '2024-06-30' && first!.closed <= '2024-09-30',
      );
      expect(changed.map((each) => each.case).sort()).toEqual(
        closed.map(([first]) => `complaint/ct-cid/${first!.file_no}/${company}`).sort(),
      );
      const [june, september] = ['2024-06-30', '2024-09-30'].map((day) => recount(cases, day).get(company)!.cases);
      expect(rows[0]?.measures['cases']?.numerator).toEqual({ from: String(june), to: String(september) });
    });
  },
);
