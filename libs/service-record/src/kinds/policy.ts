/** The sale of one policy: applied for, issued, delivered (the customer signed the receipt, 回執). */
import { MONEY_DECIMALS } from '../decimal.js';
import { decimal, describeCase, instant, text } from '../life-cycle.js';
import { Decimal, Optional, Text, UnitField } from '../fields.js';

export class PolicyApplied {
  @UnitField('The unit that sold the policy.')
  unit!: string;

  @Optional()
  @Text('Line of business.')
  line?: string;

  @Optional()
  @Text('How it was sold: `agent`, `bank`, `online`, `direct` …')
  channel?: string;
}

export class PolicyIssued {
  @Optional()
  @Decimal('Premium of the first period.', { decimals: MONEY_DECIMALS, from: 0 })
  premium?: string;

  @Optional()
  @Text('How it was sold, where that was not known before.')
  channel?: string;
}

export class PolicyDelivered {
  @Optional()
  @Text('How it was delivered: `paper`, `electronic`.')
  form?: string;
}

const policyCase = describeCase({
  kind: 'policy',
  summary: 'The sale of one policy, up to its delivery.',
  attributes: {
    appliedAt: instant('When it was applied for.'),
    issuedAt: instant('When it was issued.'),
    deliveredAt: instant('When the customer signed the receipt.'),
    premium: decimal('Premium of the first period.', MONEY_DECIMALS),
    line: text('Line of business.'),
    channel: text('How it was sold.'),
    form: text('How it was delivered.'),
  },
  statuses: {
    applied: { doc: 'Applied for.', remedy: 'Record policy.issued.v1 first.' },
    issued: { doc: 'Issued.' },
    delivered: { doc: 'In the customer’s hands.' },
  },
});
const { fact } = policyCase;

export const policy = policyCase.kind([
  fact({
    type: 'policy.applied.v1',
    summary: 'A customer applied for a policy.',
    dto: PolicyApplied,
    past: 'was applied for',
    infinitive: 'be applied for',
    opens: true,
    to: 'applied',
    effect: (data, at) => ({ appliedAt: at, line: data.line, channel: data.channel }),
  }),
  fact({
    type: 'policy.issued.v1',
    summary: 'The insurer issued the policy.',
    dto: PolicyIssued,
    past: 'was issued',
    infinitive: 'be issued',
    from: ['applied'],
    to: 'issued',
    effect: (data, at, before) => ({
      issuedAt: at,
      premium: data.premium,
      channel: data.channel ?? before.channel,
    }),
  }),
  fact({
    type: 'policy.delivered.v1',
    summary: 'The customer signed the receipt of the policy.',
    dto: PolicyDelivered,
    past: 'was delivered',
    infinitive: 'be delivered',
    from: ['issued'],
    to: 'delivered',
    effect: (data, at) => ({ deliveredAt: at, form: data.form }),
  }),
]);
