import { parsePeriod } from '#assay/service-record';
import { Scenario } from '../testing/scenario.js';
import { shipped, shippedNames } from '../testing/shipped.js';
import { parseScheme } from './parse.js';
import { WorkingDays } from './working-days.js';

const P = 'company/P';
const branch = `${P}/province/Jiangxi/branch/7`;
const claims = `${P}/department/claims`;
const desk = `${P}/department/customer-service`;

describe('internal service in July 2024', () => {
  const july = new Scenario('internal-service')
    // A Friday evening’s claim, registered after 22 hours; complete on the Monday, decided on the Thursday: 3 business days.
    .given('claim', [
      ['claim.reported', '2024-07-12T10:00:00Z', { unit: claims }],
      ['claim.registered', '2024-07-13T08:00:00Z', {}],
      ['claim.documents-completed', '2024-07-15T02:00:00Z', {}],
      ['claim.decided', '2024-07-18T02:00:00Z', {}],
    ])
    .given('claim', [
      ['claim.reported', '2024-07-12T10:00:00Z', { unit: claims }],
      ['claim.registered', '2024-07-12T10:20:00Z', {}],
    ])
    // One orphaned policy of nine days, and one that still has no agent.
    .given('policy-care', [
      ['agent.assigned', '2024-01-01', { unit: branch, agent: 'a1' }],
      ['agent.left', '2024-07-01', {}],
      ['policy.taken-over', '2024-07-10', { agent: 'a2' }],
    ])
    .given('policy-care', [
      ['agent.assigned', '2024-01-01', { unit: branch, agent: 'a1' }],
      ['agent.left', '2024-07-01', {}],
    ])
    .given('call', [
      ['call.received', '2024-07-02', { unit: desk, askedForPerson: true, answered: true, waitingSeconds: 21 }],
    ])
    .given('call', [
      ['call.received', '2024-07-02', { unit: desk, askedForPerson: true, answered: false, waitingSeconds: 90 }],
    ])
    .given('survey', [
      ['survey.sent', '2024-07-02', { unit: desk }],
      [
        'survey.returned',
        '2024-07-03',
        {
          answers: [
            { question: '1', mark: 9, satisfied: true },
            { question: '2', mark: 6 },
          ],
        },
      ],
    ])
    .given('inspection', [
      [
        'inspection.held',
        '2024-07-20',
        {
          unit: branch,
          items: [
            { item: 'warm-service', score: '4.5', maximum: '5' },
            { item: 'business-skill', score: '3', maximum: '5' },
            { item: 'tidiness', score: '1' },
          ],
          findings: [{ finding: 'No queue.' }],
        },
      ],
    ])
    .given('assessment', [
      [
        'assessment.taken',
        '2024-07-21',
        { unit: `${claims}/employee/e1`, form: 'training', subject: 's', score: '45', maximum: '50' },
      ],
    ])
    .given('assessment', [
      [
        'assessment.taken',
        '2024-07-21',
        { unit: `${claims}/employee/e1`, form: 'qualification', subject: 's', passed: false },
      ],
    ])
    .given('assessment', [
      ['assessment.taken', '2024-07-21', { unit: `${claims}/employee/e2`, form: 'contest', subject: 's', place: 2 }],
    ]);
  const valueOf = (unit: string, level: Parameters<Scenario['board']>[1]) => {
    const row = july.board('2024-07', level).units.find((each) => each.unit === unit)!;
    const known = Object.entries(row.measures).filter(
      ([, { value, numerator }]) => value !== null && numerator !== '0',
    );
    return { score: row.score, values: Object.fromEntries(known.map(([id, { value }]) => [id, value])) };
  };

  test('judges a claims department by claims, trainings and examinations', () => {
    expect(valueOf(claims, 'department').values).toEqual({
      // (22 hours + 20 minutes, kept to hundredths of an hour) ÷ 2.
      'claim-registration-hours': '11.165',
      'claim-decision-days': '3',
      'training-result': '0.9',
      'contest-places': '1',
    });
  });

  test('judges the customer service department by calls and surveys', () => {
    expect(valueOf(desk, 'department').values).toEqual({
      'call-connect-rate': '0.5',
      'call-waiting': '21',
      satisfaction: '1',
      mark: '7.5',
    });
  });

  test('judges a branch by its inspections and its policies', () => {
    expect(valueOf(branch, 'branch').values).toEqual({
      'days-without-agent': '9',
      'inspected-skill': '0.6',
      'inspected-warmth': '0.9',
      'findings-per-inspection': '1',
    });
  });

  test('scores departments side by side, branches below each other, and the company by all of them', () => {
    const scores = (level: Parameters<Scenario['board']>[1]) =>
      july.board('2024-07', level).units.map(({ unit, rank, score }) => [unit, rank, score]);
    expect(scores('department')).toEqual([
      [claims, 1, expect.any(String)],
      [desk, 2, expect.any(String)],
    ]);
    const of = (level: Parameters<Scenario['board']>[1]) => scores(level).map(([, , score]) => score);
    expect(of('province')).toEqual(of('branch'));
    expect(of('company')).toHaveLength(1);
  });
});

describe('service promises', () => {
  const scenario = new Scenario('service-promise')
    .given('complaint', complaint('2024-09-30T01:00:00Z', '2024-10-08T09:00:00Z', '2024-10-10'))
    .given('complaint', complaint('2024-09-30T01:00:00Z', '2024-10-09T01:00:00Z', '2024-10-20'))
    .given('complaint', [
      ['complaint.filed', '2024-09-30T01:00:00Z', { unit: branch }],
      ['complaint.withdrawn', '2024-10-01', {}],
    ])
    .given('claim', [
      ['claim.reported', '2024-10-01T00:00:00Z', { unit: branch }],
      ['claim.registered', '2024-10-02T00:00:00Z', {}],
      ['claim.documents-completed', '2024-10-02T00:00:00Z', {}],
      ['claim.decided', '2024-10-05T00:00:00Z', {}],
    ]);
  const measures = scenario.board('2024-10', 'branch').units[0]!.measures;

  test('are kept within business days that pass over a holiday, and late after them', () => {
    expect(measures['complaint-acknowledgement-kept']).toMatchObject({
      numerator: '1',
      denominator: '2',
      value: '0.5',
    });
    expect(measures['complaint-acknowledgement-late']!.value).toBe('1');
    expect(measures['complaint-handling-kept']).toMatchObject({ numerator: '1', denominator: '2' });
  });

  test('are kept to the hour, and due where nothing has met them', () => {
    expect(measures['claim-registration-kept']).toMatchObject({ numerator: '1', denominator: '1' });
    expect(measures['claim-payment-kept']).toMatchObject({ numerator: '0', denominator: '1' });
    expect(measures['claim-payment-late']!.value).toBe('0');
    expect(measures['takeover-kept']!.value).toBeNull();
  });

  function complaint(filed: string, acknowledged: string, resolved: string): [string, string, object][] {
    return [
      ['complaint.filed', filed, { unit: branch, complexity: 'simple' }],
      ['complaint.acknowledged', acknowledged, {}],
      ['complaint.resolved', resolved, { outcome: 'for' }],
    ];
  }
});

describe('stars of service', () => {
  const [e1, e2, e3] = ['e1', 'e2', 'e3'].map((id) => `${branch}/employee/${id}`);
  const answers = (satisfied: number, others: number): object => ({
    answers: [...Array<boolean>(satisfied).fill(true), ...Array<boolean>(others).fill(false)].map((content) => ({
      question: 'Content?',
      satisfied: content,
    })),
  });
  const week = new Scenario('service-star')
    .given('survey', [
      ['survey.sent', '2024-07-15', { unit: e1 }],
      ['survey.returned', '2024-07-15', answers(9, 1)],
    ])
    .given('survey', [
      ['survey.sent', '2024-07-15', { unit: e2 }],
      ['survey.returned', '2024-07-16', answers(4, 0)],
    ])
    .given('survey', [
      ['survey.sent', '2024-07-15', { unit: e3 }],
      ['survey.returned', '2024-07-16', answers(2, 0)],
    ])
    .given('servicing', [
      ['servicing.requested', '2024-07-15T01:00:00Z', { unit: e2 }],
      ['servicing.completed', '2024-07-15T03:00:00Z', { approved: true }],
    ])
    .given('complaint', [
      ['complaint.filed', '2024-07-15', { unit: e2 }],
      ['complaint.resolved', '2024-07-16', { outcome: 'against' }],
    ]);
  const ranking = (period: string, level: Parameters<Scenario['board']>[1]) =>
    week
      .board(period, level)
      .units.map(({ unit, rank, score }) => [unit.slice(unit.lastIndexOf('/') + 1), rank, score]);

  test('rank employees by the week, without those whom too few customers judged', () => {
    // 100 less one point for the upheld complaint; (0.9 − 0.6) ÷ 0.4 of 100.
    expect(ranking('2024-W29', 'employee')).toEqual([
      ['e2', 1, '99.00'],
      ['e1', 2, '75.00'],
      ['e3', null, null],
    ]);
  });

  test('rank them by the day, and branches by the quarter', () => {
    expect(ranking('2024-07-15', 'employee')).toEqual([
      ['e1', 1, '75.00'],
      ['e2', null, null],
    ]);
    // 15 of 16 answers content: 84.375 × 30, and 100 × 15 for two hours of servicing, ÷ 45, less the complaint.
    expect(ranking('2024-Q3', 'branch')).toEqual([['7', 1, '88.58']]);
  });
});

const calendars = shippedNames.flatMap((name) =>
  Object.entries(parseScheme(shipped(name)).calendars ?? {}).map(([calendar, rule]) => ({ name, calendar, rule })),
);

test.each(calendars)(
  'the calendar $calendar of $name has the working days of 2024 and 2025 that everybody counts',
  ({ rule }) => {
    const days = new WorkingDays(rule);
    const year = (text: string): number => days.between(parsePeriod(text).firstDay - 1, parsePeriod(text).lastDay);
    expect(['2024', '2025'].map(year)).toEqual([251, 248]);
  },
);
