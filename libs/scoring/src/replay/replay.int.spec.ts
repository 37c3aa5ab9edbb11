import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

import { parsePeriod } from '#assay/service-record';

import { complaint } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import { replay, type ReplayReport } from './replay.js';

const A = 'company/A';

describe('replay', () => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await TestLedger.open();
    const { filed, resolved } = complaint('1');
    await ledger.record(filed('2024-01-01', `${A}/province/X`), resolved('2024-01-09', 'against', '12.5'));
    await ledger.keepScores();
  });
  afterEach(() => ledger.close());

  /** Changes the stored scores behind their keeper's back. */
  const tamper = (sql: string): void => {
    const database = new DatabaseSync(join(ledger.folder, 'scores.db'));
    database.exec(sql);
    database.close();
  };
  const resources = () => ({ log: ledger.log, reader: ledger.reader, library: ledger.library });
  const differences = ({ differences: found }: ReplayReport) =>
    found.map(({ unit, period, measure, side, expected, found: stored }) =>
      [unit, period, measure, side, expected, stored].join(' '),
    );

  const january = parsePeriod('2024-01').code ?? 0;
  const outcomes = (): number => ledger.library.get('complaint-outcomes').key;

  test('finds untouched scores equal, and says what it did', async () => {
    const progress: number[] = [];
    const report = await replay({ ...resources(), onProgress: ({ events }) => progress.push(events) });
    expect(report).toMatchObject({
      isEqual: true,
      events: 2,
      cases: 1,
      knownAt: { position: 2 },
      differenceCount: 0,
      broken: [],
    });
    expect(report.rows).toBeGreaterThan(0);
    expect(progress.at(-1)).toBe(2);
  });

  test('ends where whoever is told of the progress has heard enough, while it compares, too', async () => {
    const told: string[] = [];
    const onProgress = ({ events, total }: { readonly events: number; readonly total: number }): void => {
      told.push(`${events} of ${total}`);
      if (told.length === 2) throw new Error('Enough.');
    };
    await expect(replay({ ...resources(), onProgress })).rejects.toThrow('Enough.');
    expect(told).toEqual(['2 of 2', '2 of 2']);
  });

  test('compares at the position of the scores, whatever was appended since', async () => {
    await ledger.record(complaint('2').filed('2024-01-01', A), complaint('2').resolved('2024-01-02', 'for'));
    expect(await replay(ledger)).toMatchObject({ isEqual: true, events: 2, cases: 1 });
  });

  test('names a total that is otherwise: scheme, unit, period, measure, both figures', async () => {
    // Level 0 is the company; the last measure of complaint-outcomes, recovered, has slots 8 and 9.
    tamper(
      `UPDATE totals SET amounts = replace(amounts, '8,125000', '8,130000') WHERE scheme = ${outcomes()} AND level = 0`,
    );
    const report = await replay(ledger);
    expect([report.isEqual, differences(report)]).toEqual([false, ['company/A 2024-01 recovered numerator 12.5 13']]);
  });

  describe('at earlier positions', () => {
    beforeEach(async () => {
      await ledger.close();
      ledger = await TestLedger.open({ frameSize: 2 });
      for (const [index, day] of ['01', '05', '09', '13', '17'].entries()) {
        const { filed, resolved } = complaint(String(index));
        await ledger.record(filed(`2024-01-${day}`, `${A}/province/X`), resolved('2024-01-20', 'against', '12.5'));
      }
      await ledger.keepScores(3);
    });

    test('finds the history equal, at the very positions that it names', async () => {
      const report = await replay({ ...resources(), position: 9, samples: 4 });
      expect(report).toMatchObject({
        isEqual: true,
        knownAt: { position: 9 },
        events: 9,
        cases: 5,
        differenceCount: 0,
      });
      expect(report.samples).toEqual([3, 5, 6, 8]);
      const { rows } = await replay({ ...resources(), position: 9 });
      expect(report.rows).toBeGreaterThan(rows);
    });

    test('names what a company was not, at the position at which it was not', async () => {
      tamper(
        `UPDATE past_totals SET amounts = replace(amounts, '0,1,', '0,7,') WHERE scheme = ${outcomes()} AND frame = 0`,
      );
      expect(await replay(resources())).toMatchObject({ isEqual: true });
      const { isEqual, differences: found } = await replay({ ...resources(), position: 3 });
      expect(isEqual).toBe(false);
      expect(found).toContainEqual({
        ...{ position: 3, scheme: 'complaint-outcomes', unit: A, period: '2024-01' },
        ...{ measure: 'cases', side: 'numerator', expected: '1', found: '7' },
      });
    });

    test('names what a unit below was not', async () => {
      tamper(`DELETE FROM journal WHERE scheme = ${outcomes()} AND last = 3`);
      expect(differences(await replay({ ...resources(), position: 4 }))).toContain(
        `${A}/province/X 2024-01 cases numerator 2 1`,
      );
    });
  });

  test('names what is missing', async () => {
    tamper(`DELETE FROM totals WHERE scheme = ${outcomes()} AND level = 1 AND period = ${january}`);
    const report = await replay({ ...resources(), schemes: ['complaint-outcomes'] });
    expect(differences(report)).toContain('company/A/province/X 2024-01 cases numerator 1 0');
    expect(report.isEqual).toBe(false);
  });

  test('names what is missing in the order of schemes, periods and units', async () => {
    const { filed, resolved } = complaint('2');
    await ledger.record(filed('2024-03-01', `${A}/province/B`), resolved('2024-03-09', 'for'));
    await ledger.keepScores();
    tamper(`DELETE FROM totals WHERE scheme = ${outcomes()}`);
    const { differences: found } = await replay(resources());
    const rows = new Set(found.map(({ unit, period }) => `${period} ${unit}`));
    expect([...rows]).toEqual([`2024-01 ${A}`, `2024-01 ${A}/province/X`, `2024-03 ${A}`, `2024-03 ${A}/province/B`]);
  });

  test('names what should not be there, and leaves alone schemes that it was not asked for', async () => {
    tamper(
      `INSERT INTO totals SELECT scheme, level, period + 72, unit, amounts, position FROM totals WHERE scheme = ${outcomes()} AND level = 0 AND period = ${january}`,
    );
    expect(differences(await replay(ledger))).toContain('company/A 2030-01 cases numerator 0 1');
    expect(await replay({ ...resources(), schemes: ['ny-dfs-auto'] })).toMatchObject({ isEqual: true });
  });

  test('a case that cannot be folded although nobody was parked for it is a difference', async () => {
    await ledger.record(complaint('1').withdrawn('2024-02-01'));
    await ledger.keepScores();
    expect(await replay(ledger)).toMatchObject({ isEqual: true, broken: [], parked: [{ unit: A, since: 3 }] });
    tamper('DELETE FROM parked');
    expect(await replay(ledger)).toMatchObject({
      isEqual: false,
      broken: [{ caseId: 'complaint/1', company: A, reason: expect.stringContaining('cannot be withdrawn') }],
    });
  });
});
