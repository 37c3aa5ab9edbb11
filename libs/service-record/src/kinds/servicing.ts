/** A policy servicing request (保全): a change of address, a surrender, a loan … from application to decision. */
import { describeCase, flag, instant, text } from '../life-cycle.js';
import { Flag, Note, Optional, Text, UnitField } from '../fields.js';

export class ServicingRequested {
  @UnitField('The unit that handles it.')
  unit!: string;

  @Optional()
  @Text('What is asked for: `address-change`, `surrender`, `loan`, `reinstatement` …')
  request?: string;

  @Optional()
  @Text('How it came.')
  channel?: string;

  @Optional()
  @Text('Line of business.')
  line?: string;
}

export class ServicingCompleted {
  @Flag('Whether it was approved.')
  approved!: boolean;

  @Optional()
  @Note('Grounds.')
  reason?: string;
}

const servicingCase = describeCase({
  kind: 'servicing',
  summary: 'One servicing request.',
  attributes: {
    requestedAt: instant('When it was applied for.'),
    completedAt: instant('When it was approved or refused.'),
    approved: flag('Whether it was approved.'),
    request: text('What is asked for.'),
    channel: text('How it came.'),
    line: text('Line of business.'),
  },
  statuses: {
    requested: { doc: 'Applied for.' },
    completed: { doc: 'Approved or refused.', remedy: 'Another request is another case.' },
  },
});

export const servicing = servicingCase.kind([
  servicingCase.fact({
    type: 'servicing.requested.v1',
    summary: 'A customer asked for a change to a policy.',
    dto: ServicingRequested,
    past: 'was requested',
    infinitive: 'be requested',
    opens: true,
    to: 'requested',
    effect: (data, at) => ({ requestedAt: at, request: data.request, channel: data.channel, line: data.line }),
  }),
  servicingCase.fact({
    type: 'servicing.completed.v1',
    summary: 'The change was made, or refused.',
    dto: ServicingCompleted,
    past: 'was completed',
    infinitive: 'be completed',
    from: ['requested'],
    to: 'completed',
    effect: (data, at) => ({ completedAt: at, approved: data.approved }),
  }),
]);
