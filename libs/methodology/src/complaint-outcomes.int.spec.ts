import { Scenario, type Story } from '../testing/scenario.js';

/** One complaint against a company: filed, and resolved with findings. */
function complaint(unit: string, filed: string, resolved: string, outcomes: string[], recovered?: string): Story {
  const findings = outcomes.map((outcome) => ({ outcome }));
  const resolution = { findings, ...(recovered === undefined ? {} : { recovered }) };
  return [
    ['complaint.filed', filed, { unit }],
    ['complaint.resolved', resolved, resolution],
  ];
}

const harsh = 'company/Harsh';
const kind = 'company/Kind';
const small = 'company/Small';

const market = new Scenario('complaint-outcomes')
  .given('complaint', complaint(harsh, '2024-01-10', '2024-02-09', ['against', 'undecided'], '100.25'), 12)
  .given('complaint', complaint(harsh, '2023-12-20', '2024-01-09', ['for'], '0.50'), 20)
  .given('complaint', complaint(kind, '2024-03-01', '2024-03-01', ['for']), 29)
  .given('complaint', complaint(kind, '2024-03-01', '2024-03-08', ['against']), 1)
  .given('complaint', complaint(kind, '2024-03-01', '2024-03-08', ['against', 'for']), 3)
  .given('complaint', complaint(kind, '2024-03-01', '2024-03-08', ['undecided']), 2)
  .given('complaint', complaint(small, '2024-06-01', '2024-06-11', ['for']), 29)
  .given('complaint', complaint(small, '2024-06-01', '2025-01-01', ['against']), 1)
  .given('complaint', [['complaint.filed', '2024-06-01', { unit: small }]], 4)
  .given('complaint', [
    ['complaint.filed', '2024-06-01', { unit: small }],
    ['complaint.withdrawn', '2024-06-21', {}],
  ]);

describe('complaint outcomes of 2024', () => {
  const board = market.board('2024');
  const of = (unit: string) => board.units.find((row) => row.unit === unit)!;

  test('rank insurers by the share that went against them, without score or grade', () => {
    expect(board.units.map(({ unit, rank, state, score, grade }) => ({ unit, rank, state, score, grade }))).toEqual([
      { unit: kind, rank: 1, state: 'rated', score: null, grade: null },
      { unit: harsh, rank: 2, state: 'rated', score: null, grade: null },
      { unit: small, rank: null, state: 'too-few', score: null, grade: null },
    ]);
  });

  test('are exact in every measure', () => {
    expect(of(harsh).measures).toEqual({
      cases: { numerator: '32', denominator: null, value: '32', points: null },
      decided: { numerator: '32', denominator: null, value: '32', points: null },
      'against-share': { numerator: '12', denominator: '32', value: '0.375', points: null },
      'mean-days': { numerator: '760', denominator: '32', value: '23.75', points: null },
      recovered: { numerator: '1213', denominator: '32', value: '37.90625', points: null },
    });
  });

  test('leave cases with both findings, or with none that decides, out of the share but in the count', () => {
    expect(of(kind).measures).toMatchObject({
      cases: { value: '35' },
      decided: { value: '30' },
      'against-share': { numerator: '1', denominator: '30', value: '0.0333333333' },
      'mean-days': { numerator: '42', denominator: '35', value: '1.2' },
      recovered: { numerator: '0', denominator: '35', value: '0' },
    });
  });

  test('count a complaint in the year in which it closed, and an open one in none', () => {
    expect(of(small).measures).toMatchObject({ cases: { value: '30' }, 'mean-days': { numerator: '310' } });
    expect(market.board('2025').units).toMatchObject([{ unit: small, measures: { cases: { value: '1' } } }]);
  });

  test('do not rank an insurer with few decisions, and say so', () => {
    expect(of(small).reason).toBe('decided is 29; the scheme asks for at least 30.');
  });

  test('add up over the market', () => {
    expect(board.totals).toMatchObject({
      cases: { numerator: '97' },
      decided: { numerator: '91' },
      'against-share': { numerator: '13', denominator: '91', value: '0.1428571429' },
    });
  });
});

test('equal shares are ranked by the number of cases, the larger first', () => {
  const tie = new Scenario('complaint-outcomes')
    .given('complaint', complaint('company/A', '2024-01-01', '2024-01-02', ['for']), 30)
    .given('complaint', complaint('company/B', '2024-01-01', '2024-01-02', ['for']), 31);
  expect(tie.board('2024').units.map(({ unit, rank }) => [unit, rank])).toEqual([
    ['company/B', 1],
    ['company/A', 2],
  ]);
});

test('a complaint that was reopened counts again only when it is closed again', () => {
  const reopened = new Scenario('complaint-outcomes').given('complaint', [
    ['complaint.filed', '2024-01-01', { unit: kind }],
    ['complaint.resolved', '2024-01-11', { outcome: 'for' }],
    ['complaint.reopened', '2024-02-01', {}],
    ['complaint.resolved', '2025-03-01', { outcome: 'against' }],
  ]);
  expect(reopened.board('2024').units).toEqual([]);
  expect(reopened.board('2025').units[0]!.measures).toMatchObject({ 'against-share': { value: '1' } });
});
