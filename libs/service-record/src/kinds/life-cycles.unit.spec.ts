import { caseKinds, ContradictionError, evolve, type Fact } from '../index.js';
import { facts, given, refusal, type ShortFact, when } from '../testing/scenario.js';

const A = 'company/A';
const DATA: Readonly<Record<string, object>> = {
  'company.licensed': { name: 'A' },
  'company.renamed': { name: 'B' },
  'company.merged': { into: 'company/B' },
  'unit.placed': { name: 'B' },
  'unit.moved': { to: 'company/A/province/C' },
  'exposure.reported': { unit: A, period: '2024', premium: '5' },
  'measure.reported': { unit: A, measure: 'm', period: '2024', value: '5' },
  'measure.recomputed': { value: '5', matches: true },
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
  'scheme.published': { id: 's', version: 1, hash: '0'.repeat(64), document: { id: 's' } },
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
  unit: { placed: ['unit.placed', 'unit.placed unit.moved'], moved: ['unit.placed unit.moved', ''] },
  exposure: { reported: ['exposure.reported', 'exposure.reported'] },
  'measure-report': { reported: ['measure.reported', 'measure.reported measure.recomputed'] },
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
  // The same version a second time: another one may follow.
  rulebook: { open: ['scheme.published', ''] },
};

const SUBJECTS: Readonly<Record<string, string>> = {
  company: A,
  unit: 'unit/company/A/province/B',
  rulebook: 'rulebook/schemes',
};

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
        expect((error as Error).message).toMatch(
          / on 2024-01-0\d \(event "e\d"\); it cannot .* on 2024-03-01\.| on 2024-03-01: s@1 is published already/,
        );
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
    [
      'payments that add up to more than a sum of money can be',
      given(
        'claim/x',
        ['claim.reported', '2024-01-01', { unit: A }],
        ['claim.paid', '2024-01-02', { amount: '0.0001' }],
      ),
      ['claim.paid', '2024-01-03', { amount: '99999999999.9999' }],
      'claim/x cannot be paid on 2024-01-03: it would have been paid 100000000000.0000 in all, and a sum of money has at most 11 digits before the point. Correct the amounts.',
    ],
    [
      'a late payment after which the others add up to too much',
      given(
        'claim/x',
        ['claim.reported', '2024-01-01', { unit: A }],
        ['claim.paid', '2024-01-03', { amount: '99999999999' }],
      ),
      ['claim.paid', '2024-01-02', { amount: '1' }],
      'claim/x cannot be paid on 2024-01-02: it was paid on 2024-01-03 (event "e2"), which could not have followed. Correct or void that event first.',
    ],
    [
      'items of an inspection that add up to too many points',
      given('inspection/x'),
      [
        'inspection.held',
        '2024-01-01',
        {
          unit: A,
          items: [
            { item: 'i', score: '1', maximum: '99999999999' },
            { item: 'j', score: '1', maximum: '1' },
          ],
        },
      ],
      'inspection/x cannot be held on 2024-01-01: its items add up to 100000000000 points, and points have at most 11 digits before the point. Correct the items.',
    ],
  ])('%s', (_name, before, arriving, sentence) => {
    expect(refusal(before, arriving)).toBe(sentence);
  });
});
