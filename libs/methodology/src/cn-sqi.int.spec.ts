import { Scenario } from '../testing/scenario.js';
import type { UnitScore } from './contribution.js';

const PERIOD = '2022-H1';
const day = (number: number): string => new Date(Date.UTC(2022, 1, number)).toISOString().slice(0, 10);

interface Figures {
  /** Days from loss to payment of each of its ten claims. */
  readonly days: number;
  /** Of ten more claims, how many were rejected. */
  readonly rejected: number;
  readonly complaints: number;
  readonly improvement: string;
}

/** A motor insurer with 100 million yuan of premium, four of its seven indicators, and a verification. */
function given(
  scenario: Scenario,
  id: string,
  { days, rejected, complaints, improvement }: Figures,
  line = 'motor',
): void {
  const unit = `company/${id}`;
  const report = (measure: string, value: string): void => {
    scenario.given('measure-report', [
      ['measure.reported', '2022-07-01', { unit, measure, period: PERIOD, value, line }],
    ]);
  };
  scenario
    .given('exposure', [['exposure.reported', '2022-07-01', { unit, period: PERIOD, line, premium: '100000000' }]])
    .given(
      'claim',
      [
        ['claim.reported', day(1), { unit, line, lossAt: '2022-02-01T00:00:00.000Z' }],
        ['claim.registered', day(1), {}],
        ['claim.paid', day(1 + days), { amount: '100' }],
        ['claim.closed', day(1 + days), {}],
      ],
      10 - rejected,
    )
    .given(
      'claim',
      [
        ['claim.reported', day(1), { unit, line }],
        ['claim.registered', day(1), {}],
        ['claim.rejected', day(9), {}],
        ['claim.closed', day(9), {}],
      ],
      rejected,
    )
    .given('complaint', [['complaint.filed', day(5), { unit, line, channel: 'regulator' }]], complaints);
  report('service-improvement', improvement);
  report('sqi-verification', '1');
}

const BEST: Figures = { days: 2, rejected: 0, complaints: 1, improvement: '3' };
const MIDDLE: Figures = { days: 4, rejected: 1, complaints: 2, improvement: '2' };
const WORST: Figures = { days: 6, rejected: 4, complaints: 5, improvement: '1' };

const byName = (units: readonly UnitScore[]) => Object.fromEntries(units.map((unit) => [unit.name, unit]));

function market(): Scenario {
  const scenario = new Scenario('cn-sqi', { 'company/new': { licensedAt: Date.UTC(2021, 5, 1) } });
  given(scenario, 'best', BEST);
  given(scenario, 'middle', MIDDLE);
  given(scenario, 'worst', WORST);
  return scenario;
}

test('each indicator gives 50 points to the worst, 100 to the best, and the rest by where they lie', () => {
  const { best, middle, worst } = byName(market().board(PERIOD).units);
  expect([best?.score, worst?.score]).toEqual(['100.00', '50.00']);
  // Days and improvement half way: 75. A tenth of claims rejected where the worst has four: 87.5. Complaints: 87.5.
  // Convenience 75, gain 87.5, recognition 87.5, improvement 75: a quarter of each.
  expect(middle).toMatchObject({
    score: '81.25',
    rank: 2,
    measures: { 'motor-claim-success-rate': { value: '0.9', points: '87.5' } },
    results: { motor: { score: '81.25' }, life: { score: null, reason: null } },
    breakdown: { group: { 'motor-convenience': { score: '75.00' }, 'motor-gain': { score: '87.50' } } },
  });
});

test('life insurers are compared with life insurers', () => {
  const scenario = market();
  given(scenario, 'saver', { ...WORST, days: 9 }, 'life');
  given(scenario, 'grower', { ...BEST, days: 20 }, 'life');
  const { saver, grower, best } = byName(scenario.board(PERIOD).units);
  // Alone in the line the saver is quicker and worse at everything else.
  expect([saver?.score, grower?.score]).toEqual(['62.50', '87.50']);
  expect(best?.score).toBe('100.00');
});

test('a company of less than two accounting years is in nobody’s cohort', () => {
  const scenario = market();
  given(scenario, 'new', { ...WORST, days: 20, complaints: 50 });
  const units = byName(scenario.board(PERIOD).units);
  expect(units['new']).toMatchObject({ state: 'ineligible', score: null });
  expect(units['worst']?.score).toBe('50.00');
});

test('without a recorded verification there is no index', () => {
  const scenario = market();
  scenario.given('complaint', [
    ['complaint.filed', day(5), { unit: 'company/other', line: 'motor', channel: 'regulator' }],
  ]);
  expect(byName(scenario.board(PERIOD).units)['other']).toMatchObject({
    state: 'too-few',
    score: null,
    reason: 'verifications is 0; the scheme asks for at least 1.',
  });
});

test('with fewer than four indicators there is none either', () => {
  const scenario = market();
  const unit = 'company/thin';
  scenario
    .given('complaint', [['complaint.filed', day(5), { unit, line: 'motor', channel: 'regulator' }]])
    .given('exposure', [['exposure.reported', '2022-07-01', { unit, period: PERIOD, line: 'motor', premium: '1' }]])
    .given('measure-report', [
      ['measure.reported', '2022-07-01', { unit, measure: 'sqi-verification', period: PERIOD, value: '1' }],
    ]);
  expect(byName(scenario.board(PERIOD).units)['thin']).toMatchObject({
    state: 'too-few',
    reason: '1 of 7 measures have a value; the scheme asks for at least 4.',
  });
});
