/**
 * Who serves a policy (區域服務專員): an agent is assigned; the agent leaves and the policy is an orphan (孤兒單) until
 * somebody takes it over.
 */
import { count, describeCase, flag, instant, text } from '../life-cycle.js';
import { Note, Optional, Text, UnitField } from '../fields.js';

const HOUR = 3_600_000;

export class AgentAssigned {
  @UnitField('The unit that serves the policy: a branch or the employee.')
  unit!: string;

  @Text('Who serves it: a staff number or other code, no name.')
  agent!: string;

  @Optional()
  @Text('Line of business.')
  line?: string;
}

export class AgentLeft {
  @Optional()
  @Note('Why.')
  reason?: string;
}

export class PolicyTakenOver {
  @Text('Who serves it from now on.')
  agent!: string;

  @Optional()
  @UnitField('The unit that serves the policy from now on; left out, the same as before.')
  unit?: string;
}

const policyCareCase = describeCase({
  kind: 'policy-care',
  summary: 'Who serves one policy over time.',
  attributes: {
    assignedAt: instant('When an agent was first assigned.'),
    agent: text('Who serves it now; absent while nobody does.'),
    orphanedAt: instant('When the last agent left.'),
    takenOverAt: instant('When it was last taken over; absent while nobody serves it.'),
    orphanEndedAt: instant(
      'When the last time without an agent ended: days without one are those from orphanedAt to here. Absent while it lasts.',
    ),
    orphaned: flag('Whether nobody serves it now.'),
    orphanSpells: count('How often it was without an agent.'),
    hoursWithoutAgent: count('Whole hours without an agent, over all spells that have ended.'),
    takeovers: count('How often it was taken over.'),
    line: text('Line of business.'),
  },
  statuses: {
    served: { doc: 'An agent serves it.' },
    orphaned: { doc: 'Nobody serves it.', remedy: 'Record policy.taken-over.v1 first.' },
  },
});
const { fact } = policyCareCase;

export const policyCare = policyCareCase.kind([
  fact({
    type: 'agent.assigned.v1',
    summary: 'Somebody serves the policy from now on.',
    dto: AgentAssigned,
    past: 'was assigned an agent',
    infinitive: 'be assigned an agent',
    opens: true,
    to: 'served',
    effect: (data, at) => ({ assignedAt: at, agent: data.agent, orphaned: false, line: data.line }),
  }),
  fact({
    type: 'agent.left.v1',
    summary: 'The one who served the policy has left; nobody serves it.',
    dto: AgentLeft,
    past: 'lost its agent',
    infinitive: 'lose its agent',
    from: ['served'],
    to: 'orphaned',
    effect: (_data, at, before) => ({
      agent: undefined,
      orphanedAt: at,
      takenOverAt: undefined,
      orphanEndedAt: undefined,
      orphaned: true,
      orphanSpells: (before.orphanSpells ?? 0) + 1,
    }),
  }),
  fact({
    type: 'policy.taken-over.v1',
    summary: 'Somebody else serves the policy from now on.',
    dto: PolicyTakenOver,
    past: 'was taken over',
    infinitive: 'be taken over',
    from: ['served', 'orphaned'],
    to: 'served',
    effect: (data, at, before) => ({
      agent: data.agent,
      takenOverAt: at,
      orphanEndedAt: before.orphaned ? at : before.orphanEndedAt,
      orphaned: false,
      takeovers: (before.takeovers ?? 0) + 1,
      hoursWithoutAgent:
        before.orphaned && before.orphanedAt !== undefined
          ? (before.hoursWithoutAgent ?? 0) + Math.floor((at - before.orphanedAt) / HOUR)
          : before.hoursWithoutAgent,
    }),
  }),
]);
