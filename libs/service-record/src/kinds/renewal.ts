/** The renewal premium (續期) of one policy for one due date: the customer is reminded, the premium collected. */
import { MONEY_DECIMALS } from '../decimal.js';
import { epochMs } from '../fact.js';
import { count, decimal, describeCase, flag, instant, text } from '../life-cycle.js';
import { Decimal, Instant, Optional, Text, UnitField } from '../fields.js';

export class RenewalReminded {
  @UnitField('The unit that serves the policy.')
  unit!: string;

  @Instant('When the premium falls due.')
  dueAt!: string;

  @Optional()
  @Text('How the customer was reminded.')
  channel?: string;

  @Optional()
  @Text('Line of business.')
  line?: string;
}

export class RenewalCollected {
  @UnitField('The unit that serves the policy.')
  unit!: string;

  @Instant('When the premium falls due.')
  dueAt!: string;

  @Optional()
  @Decimal('Premium collected.', { decimals: MONEY_DECIMALS, from: 0 })
  amount?: string;

  @Optional()
  @Text('Line of business.')
  line?: string;
}

const renewalCase = describeCase({
  kind: 'renewal',
  summary: 'One renewal premium of one policy.',
  attributes: {
    dueAt: instant('When the premium falls due.'),
    remindedAt: instant('When the customer was first reminded.'),
    reminders: count('How often the customer was reminded.'),
    collectedAt: instant('When the premium was collected.'),
    collectedInTime: flag('Whether it was collected by the due date; absent until collected.'),
    amount: decimal('Premium collected.', MONEY_DECIMALS),
    channel: text('How the customer was last reminded.'),
    line: text('Line of business.'),
  },
  statuses: {
    reminded: { doc: 'The customer knows that it falls due.' },
    collected: { doc: 'Collected.', remedy: 'The next premium is another case.' },
  },
});

export const renewal = renewalCase.kind([
  renewalCase.fact({
    type: 'renewal.reminded.v1',
    summary: 'The customer was reminded of a renewal premium.',
    dto: RenewalReminded,
    past: 'was reminded of',
    infinitive: 'be reminded of',
    opens: true,
    from: ['reminded'],
    to: 'reminded',
    effect: (data, at, before) => ({
      dueAt: epochMs(data.dueAt),
      remindedAt: before.remindedAt ?? at,
      reminders: (before.reminders ?? 0) + 1,
      channel: data.channel,
      line: data.line ?? before.line,
    }),
  }),
  renewalCase.fact({
    type: 'renewal.collected.v1',
    summary: 'A renewal premium was collected, with or without a reminder.',
    dto: RenewalCollected,
    past: 'was collected',
    infinitive: 'be collected',
    opens: true,
    from: ['reminded'],
    to: 'collected',
    effect: (data, at, before) => ({
      dueAt: epochMs(data.dueAt),
      collectedAt: at,
      collectedInTime: at <= epochMs(data.dueAt),
      amount: data.amount,
      line: data.line ?? before.line,
    }),
  }),
]);
