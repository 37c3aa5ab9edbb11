import { caseKinds, ContradictionError, evolve, type Fact } from '../index.js';
import { attributesOf, facts, given, ms, refusal, type ShortFact, when } from '../testing/scenario.js';

const A = 'company/A';
const DATA: Readonly<Record<string, object>> = {
  'company.licensed': { name: 'A' },
  'company.renamed': { name: 'B' },
  'company.merged': { into: 'company/B' },
  'unit.placed': { name: 'B' },
  'exposure.reported': { unit: A, period: '2024', premium: '5' },
  'measure.reported': { unit: A, measure: 'm', period: '2024', value: '5' },
  'complaint.transferred': { toUnit: 'company/A/province/B' },
  'claim.paid': { amount: '5.00' },
  'survey.returned': { answers: [] },
  'call.received': { unit: A, askedForPerson: true, answered: true, waitingSeconds: 1 },
  'callback.due': { unit: A, coolingOffEndsAt: '2024-01-20T00:00:00.000Z' },
  'callback.made': { successful: true },
  'servicing.completed': { approved: true },
  'inspection.held': { unit: A, items: [] },
  'assessment.taken': { unit: A, form: 'contest', subject: 's' },
  'agent.assigned': { unit: A, agent: 'a1' },
  'policy.taken-over': { agent: 'a2' },
  'renewal.reminded': { unit: A, dueAt: '2024-06-01T00:00:00.000Z' },
  'renewal.collected': { unit: A, dueAt: '2024-06-01T00:00:00.000Z' },
  'innovation.recognised': { unit: A, title: 't', points: '1' },
  'incident.recorded': { unit: A, title: 't', points: '1' },
};
const dataOf = (type: string): object => DATA[type] ?? { unit: A };

/**
 * The whole life cycle of every kind: a way to each status, and what may follow there. What is not listed is refused.
 */
const LIFE_CYCLES: Readonly<Record<string, Readonly<Record<string, readonly [way: string, mayFollow: string]>>>> = {
  company: {
    licensed: ['company.licensed', 'company.renamed company.merged'],
    merged: ['company.licensed company.merged', ''],
  },
  unit: { placed: ['unit.placed', 'unit.placed'] },
  exposure: { reported: ['exposure.reported', 'exposure.reported'] },
  'measure-report': { reported: ['measure.reported', 'measure.reported'] },
  complaint: {
    filed: [
      'complaint.filed',
      'complaint.acknowledged complaint.transferred complaint.reclassified complaint.resolved complaint.withdrawn',
    ],
    acknowledged: [
      'complaint.filed complaint.acknowledged',
      'complaint.transferred complaint.reclassified complaint.resolved complaint.withdrawn',
    ],
    reopened: [
      'complaint.filed complaint.resolved complaint.reopened',
      'complaint.acknowledged complaint.transferred complaint.reclassified complaint.resolved complaint.withdrawn',
    ],
    resolved: ['complaint.filed complaint.resolved', 'complaint.reopened'],
    withdrawn: ['complaint.filed complaint.withdrawn', 'complaint.reopened'],
  },
  claim: {
    reported: [
      'claim.reported',
      'claim.registered claim.documents-completed claim.decided claim.paid claim.rejected claim.withdrawn claim.closed',
    ],
    registered: [
      'claim.reported claim.registered',
      'claim.documents-completed claim.decided claim.paid claim.rejected claim.withdrawn claim.closed',
    ],
    decided: ['claim.reported claim.decided', 'claim.paid claim.rejected claim.withdrawn claim.closed'],
    paid: ['claim.reported claim.paid', 'claim.decided claim.paid claim.closed'],
    rejected: ['claim.reported claim.rejected', 'claim.closed claim.reopened'],
    reopened: [
      'claim.reported claim.closed claim.reopened',
      'claim.documents-completed claim.decided claim.paid claim.rejected claim.withdrawn claim.closed',
    ],
    withdrawn: ['claim.reported claim.withdrawn', 'claim.reopened'],
    closed: ['claim.reported claim.closed', 'claim.reopened'],
  },
  survey: { sent: ['survey.sent', 'survey.returned'], returned: ['survey.sent survey.returned', ''] },
  call: { received: ['call.received', ''] },
  policy: {
    applied: ['policy.applied', 'policy.issued'],
    issued: ['policy.applied policy.issued', 'policy.delivered'],
    delivered: ['policy.applied policy.issued policy.delivered', ''],
  },
  callback: {
    due: ['callback.due', 'callback.made'],
    attempted: ['callback.due callback.made?', 'callback.made'],
    made: ['callback.due callback.made', ''],
  },
  servicing: {
    requested: ['servicing.requested', 'servicing.completed'],
    completed: ['servicing.requested servicing.completed', ''],
  },
  objection: {
    raised: ['objection.raised', 'objection.handled'],
    handled: ['objection.raised objection.handled', ''],
  },
  inspection: { held: ['inspection.held', ''] },
  assessment: { taken: ['assessment.taken', ''] },
  'policy-care': {
    served: ['agent.assigned', 'agent.left policy.taken-over'],
    orphaned: ['agent.assigned agent.left', 'policy.taken-over'],
  },
  renewal: {
    reminded: ['renewal.reminded', 'renewal.reminded renewal.collected'],
    collected: ['renewal.collected', ''],
  },
  innovation: { recognised: ['innovation.recognised', ''] },
  incident: { recorded: ['incident.recorded', ''] },
};

const SUBJECTS: Readonly<Record<string, string>> = { company: A, unit: 'unit/company/A/province/B' };

test('the table knows every kind and every status', () => {
  const described = [...caseKinds.values()].map(({ kind, statuses }) => [kind, Object.keys(statuses).sort()]);
  expect(Object.entries(LIFE_CYCLES).map(([kind, ways]) => [kind, Object.keys(ways).sort()])).toEqual(described);
});

describe.each(Object.entries(LIFE_CYCLES))('%s', (kind, ways) => {
  const types = caseKinds.get(kind)!.facts.map(({ type }) => type.replace('.v1', ''));

  test.each(Object.entries(ways))('when %s', (status, [way, mayFollow]) => {
    const past = way.split(' ').map((step, index): ShortFact => {
      const type = step.replace('?', '');
      return [type, `2024-01-0${index + 1}`, step.endsWith('?') ? { successful: false } : dataOf(type)];
    });
    const standing = when(given(SUBJECTS[kind] ?? `${kind}/x`, ...past));
    expect(standing.status).toBe(status);
    const follows = types.filter((type) => {
      const [fact] = facts(standing.id, [[type, '2024-03-01', dataOf(type)]], 9);
      try {
        evolve(standing, fact as Fact);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(ContradictionError);
        expect((error as Error).message).toMatch(/ on 2024-01-0\d \(event "e\d"\); it cannot .* on 2024-03-01\./);
        return false;
      }
    });
    expect(follows.sort()).toEqual(mayFollow === '' ? [] : mayFollow.split(' ').sort());
  });

  test('begins only with what opens it', () => {
    for (const { type, opens } of caseKinds.get(kind)!.facts) {
      const short = type.replace('.v1', '');
      const [fact] = facts(SUBJECTS[kind] ?? `${kind}/x`, [[short, '2024-01-01', dataOf(short)]]);
      if (opens) expect(evolve(undefined, fact!).timeline).toEqual([fact]);
      else expect(() => evolve(undefined, fact!)).toThrow(/it does not exist yet\. Send .* first\.$/);
    }
  });
});

describe('what a refusal says', () => {
  const filed: ShortFact = ['complaint.filed', '2024-02-01', { unit: A }];
  const resolved: ShortFact = ['complaint.resolved', '2024-02-05'];

  test.each<[string, ReturnType<typeof given>, ShortFact, string]>([
    [
      'an end that has come',
      given('complaint/x', filed, resolved),
      ['complaint.withdrawn', '2024-02-09'],
      'complaint/x was resolved on 2024-02-05 (event "e2"); it cannot be withdrawn on 2024-02-09. Reopen it first.',
    ],
    [
      'the same again, at another hour of the day',
      given('complaint/x', filed, ['complaint.resolved', '2024-02-05T10:00:00.000Z']),
      ['complaint.resolved', '2024-02-05T11:00:00.000Z'],
      'complaint/x was resolved on 2024-02-05T10:00:00.000Z (event "e2"); it cannot be resolved again on 2024-02-05T11:00:00.000Z. Reopen it first.',
    ],
    [
      'a late fact after which a recorded one could not have been',
      given('complaint/x', filed, resolved),
      ['complaint.withdrawn', '2024-02-03'],
      'complaint/x cannot be withdrawn on 2024-02-03: it was resolved on 2024-02-05 (event "e2"), which could not have followed. Correct or void that event first.',
    ],
    [
      'a fact before the beginning',
      given('complaint/x', filed),
      ['complaint.resolved', '2024-01-31'],
      'complaint/x cannot be resolved on 2024-01-31T00:00:00.000Z: that is before it began. Correct the time of one or the other.',
    ],
    [
      'no beginning',
      given('complaint/x'),
      ['complaint.resolved', '2024-01-31'],
      'complaint/x cannot be resolved: it does not exist yet. Send complaint.filed.v1 first.',
    ],
    [
      'two ways to begin',
      given('policy-care/x'),
      ['policy.taken-over', '2024-01-31', { agent: 'a' }],
      'policy-care/x cannot be taken over: it does not exist yet. Send agent.assigned.v1 first.',
    ],
    [
      'a subject of another kind',
      given('claim/x'),
      filed,
      'complaint.filed.v1 (event "e1") does not fit claim/x: Its subject must be written complaint/<key>.',
    ],
    [
      'a subject without key',
      given('complaint/'),
      filed,
      'complaint.filed.v1 (event "e1") does not fit complaint/: Its subject must be written complaint/<key>.',
    ],
    [
      'a fact of another kind',
      given('complaint/x', filed),
      ['claim.closed', '2024-03-01'],
      'claim.closed.v1 (event "e2") does not fit complaint/x: It belongs to the life cycle of claim.',
    ],
    [
      'a branch that is licensed',
      given('company/A/province/B'),
      ['company.licensed', '2024-03-01', { name: 'A' }],
      'company.licensed.v1 (event "e1") does not fit company/A/province/B: A company’s events are told of the company itself, company/<id>; use unit.placed.v1 for its branches.',
    ],
    [
      'a company that is placed',
      given('unit/company/A'),
      ['unit.placed', '2024-03-01', { name: 'A' }],
      'unit.placed.v1 (event "e1") does not fit unit/company/A: A company is licensed (company.licensed.v1), not placed.',
    ],
    [
      'a unit without a path',
      given('unit/x'),
      ['unit.placed', '2024-03-01', { name: 'A' }],
      'unit.placed.v1 (event "e1") does not fit unit/x: "x" is not a unit path: write level/id pairs, such as company/GEICO/province/CT.',
    ],
    [
      'an exposure of another period',
      given('exposure/x', ['exposure.reported', '2025-01-01', { unit: A, period: '2024' }]),
      ['exposure.reported', '2025-02-01', { unit: A, period: '2023', line: 'motor' }],
      'exposure/x cannot be reported on 2025-02-01: it is for all lines in 2024; motor in 2023 is another case.',
    ],
    [
      'a value of another measure',
      given('measure-report/x', [
        'measure.reported',
        '2025-01-01',
        { unit: A, measure: 'm', period: '2024', value: '1' },
      ]),
      ['measure.reported', '2025-02-01', { unit: A, measure: 'n', period: '2024', value: '1' }],
      'measure-report/x cannot be reported on 2025-02-01: it is m in 2024; n in 2024 is another case.',
    ],
    [
      'a paid claim closed as unpaid',
      given('claim/x', ['claim.reported', '2024-01-01', { unit: A }], ['claim.paid', '2024-01-02', { amount: '7.50' }]),
      ['claim.closed', '2024-01-03', { closeType: 'zero-paid' }],
      'claim/x cannot be closed on 2024-01-03: it was paid 7.50, so it cannot be closed as zero-paid. Close it as paid, or void the payment.',
    ],
  ])('%s', (_name, before, arriving, sentence) => {
    expect(refusal(before, arriving)).toBe(sentence);
  });
});

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
    const reminded = dataOf('renewal.reminded');
    const renewal = when(given('renewal/x', ['renewal.reminded', '2024-05-01', reminded]), [
      'renewal.reminded',
      '2024-05-09',
      reminded,
    ]);
    expect(renewal.attributes).toMatchObject({ remindedAt: ms('2024-05-01'), reminders: 2 });
    const placed: ShortFact = ['unit.placed', '2024-01-01', { name: 'B', role: 'sales' }];
    const unit = when(given('unit/company/A/province/B', placed), ['unit.placed', '2025-01-01', { name: 'C' }]);
    expect(attributesOf(unit)).toEqual({ name: 'C', role: 'sales', placedAt: ms('2024-01-01'), active: true });
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
      when(given('callback/x', ['callback.due', '2024-01-05', dataOf('callback.due')]), [
        'callback.made',
        at,
        { successful: true },
      ]).attributes.insideCoolingOff;
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
      when(given('renewal/x'), ['renewal.collected', at, dataOf('renewal.collected')]).attributes.collectedInTime;
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
