import { Scenario } from '../testing/scenario.js';

const unit = 'company/P/province/Jiangxi';
const exposure = (line: string) => ({
  unit: 'company/P',
  line,
  period: '2015',
  premium: '500000000',
  policiesInForce: 40_000,
});

/** A made-up year of a property insurer, small enough to score by hand. */
function propertyYear(): Scenario {
  return (
    new Scenario('cn-2015-property', { 'company/P': { insurerType: 'property' } })
      // 8 of 10 callers who asked for a person got one: (0.8 − 0.6) ÷ 0.35 → 57.142857… points × 10.
      .given(
        'call',
        [['call.received', '2015-05-01', { unit, askedForPerson: true, answered: true, waitingSeconds: 9 }]],
        8,
      )
      .given(
        'call',
        [['call.received', '2015-05-01', { unit, askedForPerson: true, answered: false, waitingSeconds: 90 }]],
        2,
      )
      .given(
        'call',
        [['call.received', '2015-05-01', { unit, askedForPerson: false, answered: true, waitingSeconds: 0 }]],
        5,
      )
      // 79 of 100 answers about calls are content: (0.79 − 0.6) ÷ 0.38 → 50 points × 10.
      .given('survey', survey(79, 21, 'call'))
      .given('survey', survey(0, 50, 'sale'))
      // 9 of 10 objections handled: 75 points × 10.
      .given(
        'objection',
        [
          ['objection.raised', '2015-04-01', { unit }],
          ['objection.handled', '2015-04-03', {}],
        ],
        9,
      )
      .given('objection', [['objection.raised', '2015-04-01', { unit }]])
      // Claims: 4 paid after 16 days, 1 rejected, 1 withdrawn, 1 zero-paid, 1 closed in the year after.
      .given(
        'claim',
        claim('2015-03-01', [
          ['claim.paid', '2015-03-17', { amount: '1000' }],
          ['claim.closed', '2015-03-18', {}],
        ]),
        4,
      )
      .given(
        'claim',
        claim('2015-03-01', [
          ['claim.rejected', '2015-03-17', {}],
          ['claim.closed', '2015-03-18', {}],
        ]),
      )
      .given('claim', claim('2015-03-01', [['claim.withdrawn', '2015-03-17', {}]]))
      .given('claim', claim('2015-03-01', [['claim.closed', '2015-03-18', { closeType: 'zero-paid' }]]))
      .given(
        'claim',
        claim('2015-12-30', [
          ['claim.paid', '2016-01-09', { amount: '1' }],
          ['claim.closed', '2016-01-10', {}],
        ]),
      )
      // 22 complaints at 5 hundred million yuan: 4.4, (15 − 4.4) ÷ 14 → 75.714285… points × 15.
      .given('exposure', [['exposure.reported', '2015-12-31', exposure('property')]])
      .given('exposure', [['exposure.reported', '2015-12-31', { ...exposure('life'), policiesInForce: 1 }]])
      .given('complaint', complaint('simple', '2015-06-16'), 11)
      .given('complaint', complaint('simple', '2015-06-17'), 5)
      .given('complaint', complaint('complex', '2015-07-01'), 4)
      .given('complaint', [
        ['complaint.filed', '2015-06-01', { unit }],
        ['complaint.withdrawn', '2015-06-03', {}],
      ])
      // Due in 2016 only, but filed in 2015.
      .given('complaint', [['complaint.filed', '2015-12-20', { unit }]])
      .given('innovation', [
        ['innovation.recognised', '2015-09-01', { unit, title: 'One form for all', points: '7.5' }],
      ])
      .given('incident', [
        ['incident.recorded', '2015-10-01', { unit, title: 'Files left in the street', points: '3.25' }],
      ])
  );
}

function survey(satisfied: number, others: number, about: string): [string, string, object][] {
  const answers = [...Array<boolean>(satisfied).fill(true), ...Array<boolean>(others).fill(false)];
  return [
    ['survey.sent', '2015-05-01', { unit, about }],
    [
      'survey.returned',
      '2015-05-02',
      { answers: answers.map((content) => ({ question: 'Content?', satisfied: content })) },
    ],
  ];
}

function claim(reported: string, rest: [string, string, object][]): [string, string, object][] {
  return [['claim.reported', reported, { unit }], ['claim.registered', reported, {}], ...rest];
}

function complaint(complexity: string, resolved: string): [string, string, object][] {
  return [
    ['complaint.filed', '2015-06-01', { unit, complexity }],
    ['complaint.resolved', resolved, { outcome: 'for' }],
  ];
}

describe('a property insurer in 2015', () => {
  const [company] = propertyYear().board('2015').units;

  test('has eight indicators with exact values and points', () => {
    expect(company!.measures).toEqual({
      'call-connect-rate': { numerator: '8', denominator: '10', value: '0.8', points: '57.1428571429' },
      'agent-satisfaction': { numerator: '79', denominator: '100', value: '0.79', points: '50' },
      'query-objection-handling': { numerator: '9', denominator: '10', value: '0.9', points: '75' },
      // 5 registered claims were closed in their year, 1 in the next; withdrawn and zero-paid are left out.
      'registered-close-rate': { numerator: '5', denominator: '6', value: '0.8333333333', points: '66.6666666667' },
      'report-to-payment-days': { numerator: '64', denominator: '4', value: '16', points: '80' },
      'claim-success-rate': { numerator: '4', denominator: '6', value: '0.6666666667', points: '0' },
      'complaint-rate': { numerator: '22', denominator: '5', value: '4.4', points: '75.7142857143' },
      // 15 simple days reach to 16 June; a complex complaint has until 1 July.
      'complaint-timeliness': { numerator: '15', denominator: '20', value: '0.75', points: '37.5' },
      'complaints-per-10k-policies': { numerator: '22', denominator: '4', value: '5.5', points: null },
      'innovation-points': { numerator: '7.5', denominator: null, value: '7.5', points: '5' },
      'incident-points': { numerator: '3.25', denominator: null, value: '3.25', points: '-3.25' },
    });
  });

  test('has a score of 100 points, plus 5 (capped), minus 3.25, and a grade', () => {
    // (10·400/7 + 500 + 750 + 1000 + 1200 + 0 + 15·530/7 + 375) ÷ 100 = 55.3214…, + 5 − 3.25.
    expect(company).toMatchObject({ unit: 'company/P', score: '57.07', grade: 'C', state: 'rated', rank: 1 });
  });

  test('has branches with a score and no grade, for which no premium is known', () => {
    const [branch] = propertyYear().board('2015', 'province').units;
    expect(branch).toMatchObject({
      unit,
      state: 'scored',
      grade: null,
      measures: { 'complaint-rate': { value: null, points: null } },
    });
    // Without the 15 of the complaint rate, the other 85 count: 4396.4286 ÷ 85 = 51.7227…, + 1.75.
    expect(branch!.score).toBe('53.47');
  });

  test('has the late complaint in the year in which its limit ends', () => {
    const [next] = propertyYear().board('2016').units;
    expect(next!.measures['complaint-timeliness']).toMatchObject({ numerator: '0', denominator: '1' });
  });

  test('is not rated as a life insurer', () => {
    const asLife = new Scenario('cn-2015-life', { 'company/P': { insurerType: 'property' } });
    asLife.given('policy', [
      ['policy.applied', '2015-01-05', { unit }],
      ['policy.issued', '2015-01-06', {}],
    ]);
    expect(asLife.board('2015').units).toMatchObject([{ state: 'ineligible', score: null }]);
  });
});

describe('a life insurer in 2015', () => {
  const due = (rest: [string, string, object][]): [string, string, object][] => [
    ['callback.due', '2015-01-22', { unit, coolingOffEndsAt: '2015-02-01T00:00:00.000Z' }],
    ...rest,
  ];
  const year = new Scenario('cn-2015-life', { 'company/P': { insurerType: 'life' } })
    // 3 of 4 in the hands of the customer within 15 days: (0.75 − 0.7) ÷ 0.3 → 16.666… × 15.
    .given('policy', policy('2015-01-20'), 3)
    .given('policy', policy('2015-01-21'))
    // 19 of 20: 100 × 5.
    .given(
      'call',
      [['call.received', '2015-05-01', { unit, askedForPerson: true, answered: true, waitingSeconds: 9 }]],
      19,
    )
    .given('call', [
      ['call.received', '2015-05-01', { unit, askedForPerson: true, answered: false, waitingSeconds: 9 }],
    ])
    // 21 of 25 within the cooling-off period: (0.84 − 0.7) ÷ 0.28 → 50 × 10.
    .given('callback', due([['callback.made', '2015-01-30', { successful: true }]]), 21)
    .given('callback', due([['callback.made', '2015-02-02', { successful: true }]]), 1)
    .given('callback', due([['callback.made', '2015-01-30', { successful: false }]]), 2)
    .given('callback', due([]))
    // 9 paid after 9 days, 1 rejected after 9: mean 9, (30 − 9) ÷ 28 → 75 × 20; 0.9: 71.428571… × 15.
    .given(
      'claim',
      claim('2015-03-01', [
        ['claim.paid', '2015-03-09', { amount: '1000' }],
        ['claim.closed', '2015-03-10', {}],
      ]),
      9,
    )
    .given(
      'claim',
      claim('2015-03-01', [
        ['claim.rejected', '2015-03-09', {}],
        ['claim.closed', '2015-03-10', {}],
      ]),
    )
    // Mean of 1 and 4 days: 2.5, (10 − 2.5) ÷ 9 → 83.333… × 10; a refusal does not count.
    .given('servicing', servicing('2015-04-02', true))
    .given('servicing', servicing('2015-04-05', true))
    .given('servicing', servicing('2015-04-30', false))
    // 10 at 5: 2, (8 − 2) ÷ 7.5 → 80 × 15. All in time: 100 × 10.
    .given('exposure', [['exposure.reported', '2015-12-31', exposure('life')]])
    .given('complaint', complaint('simple', '2015-06-16'), 10);
  const [company] = year.board('2015').units;

  function policy(delivered: string): [string, string, object][] {
    return [
      ['policy.applied', '2015-01-05', { unit }],
      ['policy.issued', '2015-01-06', {}],
      ['policy.delivered', delivered, {}],
    ];
  }

  function servicing(completed: string, approved: boolean): [string, string, object][] {
    return [
      ['servicing.requested', '2015-04-01', { unit }],
      ['servicing.completed', completed, { approved }],
    ];
  }

  test('has eight indicators with exact values and points', () => {
    expect(company!.measures).toMatchObject({
      'delivery-within-15-days': { numerator: '3', denominator: '4', points: '16.6666666667' },
      'call-connect-rate': { numerator: '19', denominator: '20', points: '100' },
      'callback-success-rate': { numerator: '21', denominator: '25', points: '50' },
      'claim-service-days': { numerator: '90', denominator: '10', points: '75' },
      'claim-success-rate': { numerator: '9', denominator: '10', points: '71.4285714286' },
      'servicing-days': { numerator: '5', denominator: '2', points: '83.3333333333' },
      'complaint-rate': { numerator: '10', denominator: '5', points: '80' },
      'complaint-timeliness': { numerator: '10', denominator: '10', points: '100' },
    });
  });

  test('has a score and a grade', () => {
    // (250 + 500 + 500 + 1500 + 1071.4286 + 833.3333 + 1200 + 1000) ÷ 100.
    expect(company).toMatchObject({ score: '68.55', grade: 'CCC', state: 'rated' });
  });
});
