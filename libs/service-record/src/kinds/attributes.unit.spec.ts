import { attributesOf, given, ms, type ShortFact, when } from '../testing/scenario.js';

const A = 'company/A';

describe('what measures read', () => {
  test('a complaint with findings both ways is undecided between them, and counts neither as upheld nor not', () => {
    const outcomes = (...codes: string[]): unknown[] => {
      const { attributes } = when(given('complaint/x', ['complaint.filed', '2024-01-01', { unit: A }]), [
        'complaint.resolved',
        '2024-01-03',
        { findings: codes.map((outcome) => ({ outcome })) },
      ]);
      return [attributes.outcome, attributes.upheld];
    };
    expect(outcomes('against', 'undecided')).toEqual(['against', true]);
    expect(outcomes('for', 'undecided', 'for')).toEqual(['for', false]);
    expect(outcomes('for', 'against')).toEqual(['both', undefined]);
    expect(outcomes('undecided')).toEqual(['undecided', undefined]);
    expect(outcomes()).toEqual(['undecided', undefined]);
  });

  test('a reopened complaint has no end and no decision any more', () => {
    const state = when(
      given('complaint/x', ['complaint.filed', '2024-01-01', { unit: A }]),
      [
        'complaint.resolved',
        '2024-01-03',
        {
          findings: [{ outcome: 'against', disposition: 'd', coverage: 'c', reason: 'r' }],
          recovered: '1',
          accepted: true,
        },
      ],
      ['complaint.reopened', '2024-01-05'],
    );
    expect(attributesOf(state)).toEqual({ filedAt: ms('2024-01-01'), reopenings: 1 });
  });

  test('what happened again keeps its first date', () => {
    const complaint = when(
      given('complaint/x', ['complaint.filed', '2024-01-01', { unit: A }]),
      ['complaint.acknowledged', '2024-01-02'],
      ['complaint.withdrawn', '2024-01-03'],
      ['complaint.reopened', '2024-01-04'],
      ['complaint.acknowledged', '2024-01-05'],
    );
    expect(complaint.attributes.acknowledgedAt).toBe(ms('2024-01-02'));
    const reminded = { unit: A, dueAt: '2024-06-01T00:00:00.000Z' };
    const renewal = when(given('renewal/x', ['renewal.reminded', '2024-05-01', reminded]), [
      'renewal.reminded',
      '2024-05-09',
      reminded,
    ]);
    expect(renewal.attributes).toMatchObject({ remindedAt: ms('2024-05-01'), reminders: 2 });
    const placed: ShortFact = ['unit.placed', '2024-01-01', { name: 'B', role: 'sales' }];
    const unit = when(given('unit/company/A/province/B', placed), ['unit.placed', '2025-01-01', { name: 'C' }]);
    expect(attributesOf(unit)).toEqual({
      name: 'C',
      names: ['2024-01-01T00:00:00.000Z B', '2025-01-01T00:00:00.000Z C'],
      role: 'sales',
      placedAt: ms('2024-01-01'),
      active: true,
    });
  });

  test('a time without an agent is from one instant to another, whoever takes the policy over later', () => {
    const story = given(
      'policy-care/x',
      ['agent.assigned', '2024-01-01', { unit: A, agent: 'a' }],
      ['agent.left', '2024-01-10'],
      ['policy.taken-over', '2024-01-15', { agent: 'b' }],
      ['policy.taken-over', '2024-03-01', { agent: 'c' }],
    );
    const orphaned = when(story);
    const span = [ms('2024-01-10'), ms('2024-01-15')];
    expect([orphaned.attributes.orphanedAt, orphaned.attributes.orphanEndedAt]).toEqual(span);
    const again = when(story, ['agent.left', '2024-04-01']);
    expect([again.attributes.orphanedAt, again.attributes.orphanEndedAt]).toEqual([ms('2024-04-01'), undefined]);
  });

  test('an inspection has the points of the four matters of service, where an item says what could be had', () => {
    const items = [
      { item: 'warm-service', score: '3.5', maximum: '5' },
      { item: 'warm-service', score: '4', maximum: '5' },
      { item: 'business-skill', score: '5' },
      { item: 'constructor', score: '1', maximum: '1' },
    ];
    const { attributes } = when(given('inspection/x', ['inspection.held', '2024-01-01', { unit: A, items }]));
    const matters = Object.entries(attributes).filter(([name]) => /(?:Score|Maximum)$/.test(name));
    expect(Object.fromEntries(matters)).toEqual({ warmthScore: '7.5', warmthMaximum: '10' });
    expect(attributes).toMatchObject({ score: '13.5', maximum: '11' });
  });

  test('marks of a survey are counted and added up', () => {
    const survey = when(given('survey/x', ['survey.sent', '2024-01-01', { unit: A }]), [
      'survey.returned',
      '2024-01-02',
      {
        answers: [
          { question: '1', mark: 9 },
          { question: '2', satisfied: true },
          { question: '3', mark: 0 },
        ],
      },
    ]);
    expect(survey.attributes).toMatchObject({ markedAnswers: 2, markTotal: 9 });
  });

  test('what a later fact leaves out stays as it was', () => {
    const policy = when(given('policy/x', ['policy.applied', '2024-01-01', { unit: A, channel: 'agent' }]), [
      'policy.issued',
      '2024-01-02',
    ]);
    expect(policy.attributes.channel).toBe('agent');
    const complaint = when(
      given('complaint/x', [
        'complaint.filed',
        '2024-01-01',
        { unit: A, complexity: 'simple', line: 'l', reason: 'r' },
      ]),
      ['complaint.reclassified', '2024-01-02', { extended: true, dueAt: '2024-02-01T00:00:00.000Z' }],
      ['complaint.reclassified', '2024-01-03', { complexity: 'complex' }],
    );
    expect(attributesOf(complaint)).toEqual({
      filedAt: ms('2024-01-01'),
      complexity: 'complex',
      extended: true,
      dueAt: ms('2024-02-01'),
      line: 'l',
      reason: 'r',
    });
    const claim = when(
      given('claim/x', ['claim.reported', '2024-01-01', { unit: A, estimatedAmount: '5' }]),
      ['claim.registered', '2024-01-02'],
      ['claim.decided', '2024-01-03', { amount: '4' }],
      ['claim.paid', '2024-01-04', { amount: '4' }],
      ['claim.decided', '2024-01-05'],
    );
    expect(claim.attributes).toMatchObject({
      appliedAt: ms('2024-01-01'),
      estimatedAmount: '5',
      decidedAmount: '4',
      decidedAt: ms('2024-01-05'),
    });
  });

  test.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
    [false, false, false],
  ])('a call that asked for a person (%s) and was answered (%s) is connected: %s', (asked, answered, connected) => {
    const data = { unit: A, askedForPerson: asked, answered, waitingSeconds: 1 };
    expect(when(given('call/x', ['call.received', '2024-01-01', data])).attributes.connected).toBe(connected);
  });

  test.each<[string, ShortFact[], string | undefined]>([
    [
      'paid',
      [
        ['claim.paid', '2024-01-02', { amount: '1.00' }],
        ['claim.closed', '2024-01-04'],
      ],
      'paid',
    ],
    [
      'paid nothing',
      [
        ['claim.paid', '2024-01-02', { amount: '0.00' }],
        ['claim.closed', '2024-01-04'],
      ],
      'zero-paid',
    ],
    ['never paid', [['claim.closed', '2024-01-04']], 'zero-paid'],
    [
      'rejected',
      [
        ['claim.rejected', '2024-01-02'],
        ['claim.closed', '2024-01-04'],
      ],
      'rejected',
    ],
    ['withdrawn', [['claim.withdrawn', '2024-01-04']], 'withdrawn'],
    ['paid, by the source’s word', [['claim.closed', '2024-01-04', { closeType: 'paid' }]], 'paid'],
    ['rejected, not closed', [['claim.rejected', '2024-01-02']], undefined],
    [
      'rejected, reopened and closed without payment',
      [
        ['claim.rejected', '2024-01-02'],
        ['claim.reopened', '2024-01-03'],
        ['claim.closed', '2024-01-04'],
      ],
      'zero-paid',
    ],
  ])('a claim that was %s', (_name, then, closeType) => {
    const { attributes } = when(given('claim/x', ['claim.reported', '2024-01-01', { unit: A }]), ...then);
    expect(attributes.closeType).toBe(closeType);
    expect(attributes.closedAt).toBe(closeType === undefined ? undefined : ms('2024-01-04'));
  });

  test('payments of a claim add up exactly, whatever order they arrive in; the first one dates it', () => {
    const reported: ShortFact = ['claim.reported', '2024-01-01', { unit: A }];
    const payments: ShortFact[] = [
      ['claim.paid', '2024-01-05', { amount: '0.1' }],
      ['claim.paid', '2024-01-03', { amount: '0.20' }],
    ];
    const { attributes } = when(given('claim/x', reported), ...payments);
    expect(attributes).toMatchObject({
      paidAmount: '0.30',
      payments: 2,
      paidAt: ms('2024-01-03'),
      lastPaidAt: ms('2024-01-05'),
    });
  });

  test('a call-back succeeds inside the cooling-off period up to its last instant', () => {
    const made = (at: string): unknown =>
      when(
        given('callback/x', ['callback.due', '2024-01-05', { unit: A, coolingOffEndsAt: '2024-01-20T00:00:00.000Z' }]),
        ['callback.made', at, { successful: true }],
      ).attributes.insideCoolingOff;
    expect(made('2024-01-20T00:00:00.000Z')).toBe(true);
    expect(made('2024-01-20T00:00:00.001Z')).toBe(false);
  });

  test('hours without an agent add up over the spells that have ended', () => {
    const state = when(
      given('policy-care/x', ['agent.assigned', '2024-01-01', { unit: A, agent: 'a1' }]),
      ['agent.left', '2024-01-02'],
      ['policy.taken-over', '2024-01-03T01:59:59.999Z', { agent: 'a2' }],
      ['policy.taken-over', '2024-01-04', { agent: 'a3', unit: 'company/A/province/B' }],
      ['agent.left', '2024-01-05'],
      ['policy.taken-over', '2024-01-06', { agent: 'a4' }],
      ['agent.left', '2024-01-07'],
    );
    expect(state.unit).toBe('company/A/province/B');
    expect(attributesOf(state)).toEqual({
      assignedAt: ms('2024-01-01'),
      orphanedAt: ms('2024-01-07'),
      orphaned: true,
      orphanSpells: 3,
      takeovers: 3,
      hoursWithoutAgent: 25 + 24,
    });
  });

  test('a renewal collected on the due instant is in time', () => {
    const inTime = (at: string): unknown =>
      when(given('renewal/x'), ['renewal.collected', at, { unit: A, dueAt: '2024-06-01T00:00:00.000Z' }]).attributes
        .collectedInTime;
    expect(inTime('2024-06-01')).toBe(true);
    expect(inTime('2024-06-01T00:00:00.001Z')).toBe(false);
  });

  test('a restated exposure replaces the one before, by when it happened and not by when it arrived', () => {
    const report = (time: string, premium: string): ShortFact => [
      'exposure.reported',
      time,
      { unit: A, period: '2024', premium },
    ];
    const first = report('2025-01-01', '100');
    const restated = report('2025-02-01', '90');
    expect(when(given('exposure/x', first), restated).attributes.premium).toBe('90');
    expect(when(given('exposure/x', restated), first).attributes.premium).toBe('90');
  });
});
