import { fact, licensed } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import type { DeclarationRow, DeclarationsPage, DeclarationsQuery } from './declarations.js';

const A = 'company/A';
const B = 'company/B';
const C = 'company/C';
const JIANGXI = `${A}/province/Jiangxi`;

let calls = 0;
const call = (unit: string, answered: boolean, time = '2024-03-01') =>
  fact(`call/${(calls += 1)}`, 'call.received', time, {
    unit,
    askedForPerson: true,
    answered,
    waitingSeconds: 5,
    line: 'life',
  });

const declares = (
  unit: string,
  measure: string,
  value: string,
  { time = '2025-03-01', ...data }: Partial<Record<string, string>> = {},
) =>
  fact(`measure-report/${unit}/${measure}`, 'measure.reported', time, {
    unit,
    measure,
    period: '2024',
    line: 'life',
    value,
    ...data,
  });

describe('declared beside recomputed', () => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await TestLedger.open();
    await ledger.record(
      ...[licensed(A, 'Alpha', '2010-01-01', 'life'), licensed(B, 'Beta', '2010-01-01', 'life')],
      ...[call(JIANGXI, true), call(JIANGXI, true), call(`${A}/province/Hunan`, false)],
      ...[call(C, true), call('company/P', true), licensed('company/P', 'Property', '2010-01-01', 'property')],
    );
  });
  afterEach(() => ledger.close());

  const ask = async (query: Partial<DeclarationsQuery> = {}): Promise<DeclarationsPage> => {
    await ledger.keepScores();
    return ledger.declarations.page({ scheme: 'cn-2015-life', period: '2024', ...query });
  };
  const brief = ({ rows }: DeclarationsPage) =>
    rows.map(({ unit, side, declared, difference, match }) => [unit, side, declared?.value ?? null, difference, match]);

  test('a figure matches when ours has its decimals, and the difference is exact', async () => {
    await ledger.record(
      declares(A, 'call-connect-rate', '0.6667'),
      declares(A, 'calls-answered-by-person', '2'),
      declares(A, 'calls-asking-for-person', '4', { definition: '1', scheme: 'cn-2015-life' }),
    );
    const page = await ask({ unit: A });
    expect(brief(page)).toEqual([
      [A, 'value', '0.6667', '0.0000333333', 'match'],
      [A, 'numerator', '2', '0', 'match'],
      [A, 'denominator', '4', '1', 'differs'],
    ]);
    expect(page).toMatchObject({
      scheme: 'cn-2015-life',
      version: 1,
      period: '2024',
      unitLevel: 'company',
      knownAt: { position: 11 },
      nextCursor: null,
    });
    expect(page.rows[2]).toEqual<DeclarationRow>({
      unit: A,
      name: 'Alpha',
      measure: 'call-connect-rate',
      side: 'denominator',
      definition: '1',
      declared: {
        measure: 'calls-asking-for-person',
        value: '4',
        definition: '1',
        scheme: 'cn-2015-life',
        case: `measure-report/${A}/calls-asking-for-person`,
        event: expect.any(String) as string,
        position: 11,
        occurredAt: '2025-03-01T00:00:00.000Z',
        recordedAt: expect.stringMatching(/^2025-/) as string,
        collector: null,
      },
      recomputed: { numerator: '2', denominator: '3', value: '0.6666666667' },
      difference: '1',
      match: 'differs',
    });
  });

  test('silence on either side is told as such; whom the scheme leaves out is not listed', async () => {
    await ledger.record(
      ...[declares(B, 'calls-asking-for-person', '0'), declares(B, 'servicing-days', '3.5')],
      declares('company/P', 'calls-asking-for-person', '1', { line: 'property' }),
    );
    const page = await ask();
    expect(page.rows.map(({ unit, side, match }) => [unit, side, match])).toEqual([
      ...['value', 'numerator', 'denominator'].map((side) => [A, side, 'not declared']),
      [B, 'denominator', 'nothing recorded'],
      [B, 'value', 'nothing recorded'],
      ...['value', 'numerator', 'denominator'].map((side) => [C, side, 'not declared']),
    ]);
    expect(page.counts).toEqual({ match: 0, differs: 0, 'not declared': 6, 'nothing recorded': 2 });
  });

  test('the last report holds, with its corrections; a voided one never was', async () => {
    const report = declares(A, 'calls-asking-for-person', '9');
    const subject = report.subject;
    await ledger.record(report, declares(A, 'calls-asking-for-person', '8', { time: '2025-03-02' }));
    expect(brief(await ask({ unit: A }))).toContainEqual([A, 'denominator', '8', '5', 'differs']);
    const { events } = await ledger.search.events({ case: subject, order: 'newest-first' });
    const last = (events[0]?.event as { id: string }).id;
    await ledger.record(
      fact(subject, 'record.corrected', '2025-03-03', { event: last, changes: { value: '3' }, reason: 'mistyped' }),
    );
    const [, , corrected] = (await ask({ unit: A })).rows;
    expect(corrected).toMatchObject({ match: 'match', declared: { value: '3', event: last } });
    await ledger.record(fact(subject, 'record.voided', '2025-03-04', { reason: 'not ours' }));
    expect(brief(await ask({ unit: A }))).toContainEqual([A, 'denominator', null, null, 'not declared']);
  });

  test('a report that a correction moves here is found, and not where it was', async () => {
    const report = declares(A, 'calls-asking-for-person', '3', { period: '2023' });
    await ledger.record(report);
    expect(brief(await ask({ unit: A }))).toContainEqual([A, 'denominator', null, null, 'not declared']);
    await ledger.record(
      fact(report.subject, 'record.corrected', '2025-03-03', {
        event: report.id,
        changes: { period: '2024' },
        reason: 'another year',
      }),
    );
    expect(brief(await ask({ unit: A }))).toContainEqual([A, 'denominator', '3', '0', 'match']);
    expect((await ask({ period: '2023' })).rows).toEqual([]);
  });

  test('as known earlier, both sides are of then', async () => {
    await ledger.record(declares(A, 'calls-asking-for-person', '3'), call(A, false));
    const knownAt = (await ask()).knownAt.position;
    expect(brief(await ask({ unit: A }))).toContainEqual([A, 'denominator', '3', '-1', 'differs']);
    expect(brief(await ask({ unit: A, knownAt: String(knownAt - 1) }))).toContainEqual([
      A,
      'denominator',
      '3',
      '0',
      'match',
    ]);
    expect(brief(await ask({ unit: A, knownAt: String(knownAt - 2) }))).toContainEqual([
      A,
      'denominator',
      null,
      null,
      'not declared',
    ]);
    await expect(ask({ knownAt: '99' })).rejects.toThrow('knownAt is 99, but the ledger ends at position');
  });

  test('a report counts for its very unit, period and line', async () => {
    await ledger.record(
      declares(JIANGXI, 'calls-asking-for-person', '2'),
      declares(A, 'calls-answered-by-person', '2', { line: 'health' }),
      declares(A, 'calls-asking-for-person', '3', { period: '2024-Q1' }),
    );
    expect((await ask({ unit: A })).counts).toEqual({ match: 0, differs: 0, 'not declared': 3, 'nothing recorded': 0 });
    expect(brief(await ask({ unit: A, unitLevel: 'province' }))).toEqual([
      ...['value', 'numerator', 'denominator'].map((side) => [`${A}/province/Hunan`, side, null, null, 'not declared']),
      [JIANGXI, 'value', null, null, 'not declared'],
      [JIANGXI, 'numerator', null, null, 'not declared'],
      [JIANGXI, 'denominator', '2', '0', 'match'],
    ]);
    const quarter = await ask({ unit: A, period: '2024-Q1' });
    expect(brief(quarter)).toContainEqual([A, 'denominator', '3', '0', 'match']);
  });

  test('the word of the one who collects declarations stands beside them', async () => {
    const report = declares(A, 'calls-answered-by-person', '3');
    await ledger.record(
      report,
      fact(report.subject, 'measure.recomputed', '2025-04-01', { value: '2', matches: false }),
    );
    const [, row] = (await ask({ unit: A })).rows;
    expect(row).toMatchObject({ difference: '1', declared: { collector: { value: '2', matches: false } } });
  });

  test('two reports of one figure have a row each', async () => {
    const other = declares(A, 'calls-asking-for-person', '4');
    await ledger.record(declares(A, 'calls-asking-for-person', '3'), { ...other, subject: `${other.subject}/again` });
    expect(brief(await ask({ unit: A })).slice(2)).toEqual([
      [A, 'denominator', '3', '0', 'match'],
      [A, 'denominator', '4', '1', 'differs'],
    ]);
  });

  test('rows can be chosen by measure and match, and come in pages of one moment', async () => {
    await ledger.record(declares(A, 'calls-asking-for-person', '4'));
    expect(brief(await ask({ match: 'differs' }))).toEqual([[A, 'denominator', '4', '1', 'differs']]);
    expect((await ask({ measure: 'servicing-days' })).rows).toEqual([]);
    await expect(ask({ measure: 'servicing' })).rejects.toThrow('has no measure "servicing"');
    await expect(ask({ scheme: 'complaint-outcomes' })).rejects.toThrow(
      'The scheme complaint-outcomes names no declared figures: its measures say so under "declared".',
    );
    const all = await ask();
    const rows: DeclarationRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask({ limit: 2, cursor });
      expect(page.knownAt).toEqual(all.knownAt);
      rows.push(...page.rows);
      cursor = page.nextCursor ?? undefined;
      await ledger.record(
        call(A, true),
        declares(B, 'calls-asking-for-person', '1', { time: `2025-05-0${rows.length}` }),
      );
    } while (cursor !== undefined);
    expect(rows).toEqual(all.rows);
    await expect(ask({ cursor: 'x' })).rejects.toThrow('The cursor does not belong to this question.');
  });
});
