import type { BoardRow } from './reading/boards.js';
import { complaint, exposure, licensed, measureReported } from './testing/facts.js';
import { TestLedger } from './testing/test-ledger.js';

describe('a small market under complaint-outcomes', () => {
  let ledger: TestLedger;
  const A = 'company/A';
  const B = 'company/B';

  beforeEach(async () => {
    ledger = await TestLedger.open();
    await ledger.record(
      licensed(A, 'Alpha', '2010-01-01', 'property'),
      complaint('1').filed('2024-01-10', `${A}/province/X`),
      complaint('2').filed('2024-02-01', `${A}/province/X/city/Y`),
      complaint('3').filed('2024-03-01', B),
      complaint('1').resolved('2024-01-20', 'against', '100.25'),
      complaint('2').resolved('2024-02-29', 'for'),
      complaint('3').resolved('2024-03-31', 'both', '0.5'),
    );
    await ledger.keepScores();
  });
  afterEach(() => ledger.close());

  const rows = async (period: string, query: object = {}): Promise<readonly BoardRow[]> =>
    (await ledger.boards.board({ scheme: 'complaint-outcomes', period, ...query })).rows;
  const measures = (row: BoardRow | undefined) =>
    Object.fromEntries(
      Object.entries(row?.measures ?? {}).map(([id, m]) => [id, [m.numerator, m.denominator, m.value]]),
    );

  test('a board has exact sums, names, and the moment it is known at', async () => {
    const board = await ledger.boards.board({ scheme: 'complaint-outcomes', period: '2024' });
    expect(board).toMatchObject({
      scheme: 'complaint-outcomes',
      version: 1,
      period: '2024',
      unitLevel: 'company',
      knownAt: { position: 7, recordedAt: '2025-01-01T00:00:01.000Z' },
      parked: [],
      nextCursor: null,
    });
    expect(board.rows.map(({ unit, name, state }) => [unit, name, state])).toEqual([
      [A, 'Alpha', 'too-few'],
      [B, 'B', 'too-few'],
    ]);
    expect(measures(board.rows[0])).toEqual({
      cases: ['2', null, '2'],
      decided: ['2', null, '2'],
      'against-share': ['1', '2', '0.5'],
      'mean-days': ['38', '2', '19'],
      recovered: ['100.25', '2', '50.125'],
    });
    expect(board.totals.measures['mean-days']).toEqual({ numerator: '68', denominator: '3', value: '22.6666666667' });
  });

  test.each([
    ['2024-01', ['1', null, '1']],
    ['2024-Q1', ['2', null, '2']],
    ['2024-H1', ['2', null, '2']],
    ['2023-03..2024-02', ['2', null, '2']],
    ['2024-W03', ['1', null, '1']],
    ['2024-02-29', ['1', null, '1']],
  ])('the period %s counts what was closed in it', async (period, cases) => {
    const alpha = (await rows(period)).find(({ unit }) => unit === A);
    expect(measures(alpha).cases).toEqual(cases);
  });

  test.each(['2024-04', '2024-02-28', '2023'])(
    'nothing was closed in %s, so nobody is on its board',
    async (period) => {
      expect(await rows(period)).toEqual([]);
    },
  );

  test('a case counts for its unit and everything above it', async () => {
    const provinces = await rows('2024', { unitLevel: 'province' });
    expect(provinces.map(({ unit, measures: m }) => [unit, m.cases!.numerator])).toEqual([[`${A}/province/X`, '2']]);
    const cities = await rows('2024-02-29', { unitLevel: 'city' });
    expect(cities.map(({ unit, measures: m }) => [unit, m.cases!.numerator])).toEqual([
      [`${A}/province/X/city/Y`, '1'],
    ]);
  });

  test('boards are filtered by subtree, text and state, and keep the ranks of the whole', async () => {
    expect((await rows('2024', { unit: B })).map(({ unit }) => unit)).toEqual([B]);
    expect((await rows('2024', { search: 'alph' })).map(({ unit }) => unit)).toEqual([A]);
    expect(await rows('2024', { state: 'rated' })).toEqual([]);
  });

  test('a correction, a reopening, a transfer and a voiding move the figures, and only theirs', async () => {
    await ledger.record(complaint('1').corrected('2024-06-01', '1/resolved', { recovered: '90' }));
    await ledger.keepScores();
    expect(measures((await rows('2024'))[0]).recovered).toEqual(['90', '2', '45']);

    await ledger.record(complaint('2').reopened('2024-07-01'), complaint('2').transferred('2024-07-02', B));
    await ledger.record(complaint('2').resolved('2024-08-01', 'against', undefined, '2/again'));
    await ledger.keepScores();
    expect((await rows('2024')).map((row) => [row.unit, measures(row).cases, measures(row)['against-share']])).toEqual([
      [A, ['1', null, '1'], ['1', '1', '1']],
      [B, ['2', null, '2'], ['1', '1', '1']],
    ]);
    expect(await rows('2024-02')).toEqual([]);

    await ledger.record(complaint('1').voided('2024-09-01'));
    await ledger.keepScores();
    expect((await rows('2024')).map(({ unit }) => unit)).toEqual([B]);
  });

  test('a late fact, told last, counts where it happened', async () => {
    await ledger.record(complaint('4').filed('2024-01-01', B), complaint('4').resolved('2024-01-31', 'for'));
    await ledger.keepScores();
    expect((await rows('2024-01')).map(({ unit }) => unit)).toEqual([A, B]);
  });

  test('reported figures count in their very period', async () => {
    const C = 'company/C';
    await ledger.record(
      measureReported('c', C, '2013', 'upheld-complaints', '3', '2014-01-01'),
      exposure('c', C, '2013', 'private-passenger-auto', '1500000', '2014-01-01'),
    );
    await ledger.keepScores();
    const board = (period: string) => ledger.boards.board({ scheme: 'ny-dfs-auto', period });
    expect((await board('2013')).rows.map(({ unit, rank, measures: m }) => [unit, rank, m['upheld-ratio']])).toEqual([
      [C, 1, { numerator: '3', denominator: '1.5', value: '2', points: null }],
    ]);
    expect((await board('2013-Q1')).rows).toEqual([]);
    expect((await board('2013-01')).rows).toEqual([]);
  });
});
