/**
 * Random legal histories of every case kind, for laws that must hold whatever happened: a walk through the life cycle by
 * trial, with data that the door would accept and all times different.
 */
import fc from 'fast-check';
import { caseKinds, ContradictionError, evolve, type CaseState, type Fact } from '../index.js';

const unit = fc.constantFrom('company/A', 'company/A/province/B', 'company/A/province/B/city/C');
const money = fc.tuple(fc.nat(9_999), fc.nat(99)).map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`);
const moment = fc.integer({ min: 0, max: 3_000 }).map((day) => new Date(day * 86_400_000).toISOString());
const word = fc.constantFrom('motor', 'life', 'hotline', 'simple');
const record = fc.record;

/** Data for each type of fact, by type without version. */
export const sampleData: Readonly<Record<string, fc.Arbitrary<object>>> = {
  'company.licensed': record({ name: word }),
  'company.renamed': record({ name: word }),
  'company.merged': record({ into: fc.constant('company/B') }),
  'unit.placed': record({ name: word, active: fc.boolean() }),
  'exposure.reported': record({ unit, period: fc.constant('2024'), premium: money, policiesInForce: fc.nat(1_000) }),
  'measure.reported': record({ unit, measure: fc.constant('m'), period: fc.constant('2024'), value: money }),
  'measure.recomputed': record({ value: money, matches: fc.boolean() }, { requiredKeys: ['value'] }),
  'complaint.filed': record({ unit, line: word }, { requiredKeys: ['unit'] }),
  'complaint.acknowledged': record({}),
  'complaint.transferred': record({ toUnit: unit }),
  'complaint.reclassified': record(
    { complexity: fc.constantFrom('simple', 'complex'), extended: fc.boolean() },
    { requiredKeys: [] },
  ),
  'complaint.resolved': record(
    {
      findings: fc.array(record({ outcome: fc.constantFrom('against', 'for', 'undecided'), disposition: word }), {
        maxLength: 3,
      }),
      recovered: money,
    },
    { requiredKeys: [] },
  ),
  'complaint.withdrawn': record({}),
  'complaint.reopened': record({}),
  'claim.reported': record({ unit, line: word, theft: fc.boolean() }, { requiredKeys: ['unit'] }),
  'claim.registered': record({ appliedAt: moment }, { requiredKeys: [] }),
  'claim.documents-completed': record({}),
  'claim.decided': record({ amount: money }, { requiredKeys: [] }),
  'claim.paid': record({ amount: money }),
  'claim.rejected': record({}),
  'claim.withdrawn': record({}),
  'claim.closed': record({}),
  'claim.reopened': record({}),
  'survey.sent': record({ unit }),
  'survey.returned': record({
    answers: fc.array(record({ question: word, satisfied: fc.boolean() }, { requiredKeys: ['question'] })),
  }),
  'call.received': record({
    unit,
    askedForPerson: fc.boolean(),
    answered: fc.boolean(),
    waitingSeconds: fc.nat(600),
  }),
  'policy.applied': record({ unit }),
  'policy.issued': record({ premium: money }),
  'policy.delivered': record({}),
  'callback.due': record({ unit, coolingOffEndsAt: moment }),
  'callback.made': record({ successful: fc.boolean() }),
  'servicing.requested': record({ unit }),
  'servicing.completed': record({ approved: fc.boolean() }),
  'objection.raised': record({ unit }),
  'objection.handled': record({ justified: fc.boolean() }),
  'inspection.held': record({ unit, items: fc.array(record({ item: word, score: money, maximum: money })) }),
  'assessment.taken': record({ unit, form: fc.constantFrom('training', 'contest'), subject: word }),
  'agent.assigned': record({ unit, agent: word }),
  'agent.left': record({}),
  'policy.taken-over': record({ agent: word, unit }, { requiredKeys: ['agent'] }),
  'renewal.reminded': record({ unit, dueAt: moment }),
  'renewal.collected': record({ unit, dueAt: moment, amount: money }),
  'innovation.recognised': record({ unit, title: word, points: money }),
  'incident.recorded': record({ unit, title: word, points: money }),
  'scheme.published': record({
    id: word,
    version: fc.integer({ min: 1, max: 9 }),
    hash: fc.constant('0'.repeat(64)),
    document: fc.constant({ id: 'x' }),
  }),
};

const SUBJECTS: Readonly<Record<string, string>> = {
  company: 'company/A',
  unit: 'unit/company/A/province/B',
  rulebook: 'rulebook/schemes',
};

/** A case's facts in order of time, each legal after those before it. */
export function history(kind: string): fc.Arbitrary<Fact[]> {
  const rules = caseKinds.get(kind)?.facts ?? [];
  const step = fc.integer({ min: 0, max: rules.length - 1 }).chain((choice) => {
    const type = rules[choice]?.type ?? '';
    return fc.record({
      type: fc.constant(type),
      gap: fc.integer({ min: 1, max: 40 * 86_400_000 }),
      data: sampleData[type.replace(/\.v\d+$/, '')] ?? fc.constant({}),
    });
  });
  return fc
    .array(step, { minLength: 1, maxLength: 14 })
    .map((steps) => walk(SUBJECTS[kind] ?? `${kind}/x`, steps))
    .filter((facts) => facts.length > 0);
}

export const anyHistory: fc.Arbitrary<Fact[]> = fc.constantFrom(...caseKinds.keys()).chain(history);

interface Step {
  readonly type: string;
  readonly gap: number;
  readonly data: object;
}

function walk(subject: string, steps: readonly Step[]): Fact[] {
  const facts: Fact[] = [];
  let state: CaseState | undefined;
  let time = Date.UTC(2024, 0, 1);
  for (const { type, gap, data } of steps) {
    time += gap;
    const id = `e${facts.length + 1}`;
    const fact: Fact = {
      specversion: '1.0',
      id,
      source: 'urn:test',
      type,
      subject,
      time: new Date(time).toISOString(),
      data,
    };
    try {
      state = evolve(state, fact);
      facts.push(fact);
    } catch (error) {
      if (!(error instanceof ContradictionError)) throw error;
    }
  }
  return facts;
}
