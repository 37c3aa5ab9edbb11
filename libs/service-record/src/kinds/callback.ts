/** The call-back (回訪) that a new policy needs inside its cooling-off period (猶豫期). */
import { epochMs } from '../fact.js';
import { count, describeCase, flag, instant, text } from '../life-cycle.js';
import { Flag, Instant, Note, Optional, Text, UnitField } from '../fields.js';

export class CallbackDue {
  @UnitField('The unit that must call back.')
  unit!: string;

  @Instant('When the cooling-off period ends: a call-back after it is too late.')
  coolingOffEndsAt!: string;

  @Optional()
  @Text('The policy that it is about.')
  policy?: string;

  @Optional()
  @Text('Line of business.')
  line?: string;
}

export class CallbackMade {
  @Flag('Whether the customer was reached and the questions were answered.')
  successful!: boolean;

  @Optional()
  @Text('How: `telephone`, `online`, `letter` …')
  channel?: string;

  @Optional()
  @Note('What came of it, without personal data.')
  note?: string;
}

const callbackCase = describeCase({
  kind: 'callback',
  summary: 'The call-back for one policy.',
  attributes: {
    dueAt: instant('From when it was due: usually the receipt of the policy.'),
    coolingOffEndsAt: instant('When the cooling-off period ends.'),
    attempts: count('How often it was tried.'),
    madeAt: instant('When it succeeded.'),
    successful: flag('Whether it succeeded at all; absent before the first attempt.'),
    insideCoolingOff: flag(
      'Whether it succeeded before the cooling-off period ended; absent before the first attempt.',
    ),
    policy: text('The policy that it is about.'),
    line: text('Line of business.'),
    channel: text('How the last attempt was made.'),
  },
  statuses: {
    due: { doc: 'To be made.' },
    attempted: { doc: 'Tried without success.' },
    made: { doc: 'Made.', remedy: 'Correct or void that event if it did not succeed.' },
  },
});

export const callback = callbackCase.kind([
  callbackCase.fact({
    type: 'callback.due.v1',
    summary: 'A call-back must be made.',
    dto: CallbackDue,
    past: 'was due',
    infinitive: 'be due',
    opens: true,
    to: 'due',
    effect: (data, at) => ({
      dueAt: at,
      coolingOffEndsAt: epochMs(data.coolingOffEndsAt),
      policy: data.policy,
      line: data.line,
    }),
  }),
  callbackCase.fact({
    type: 'callback.made.v1',
    summary: 'A call-back was tried, with or without success.',
    dto: CallbackMade,
    past: 'was made',
    infinitive: 'be made',
    from: ['due', 'attempted'],
    leadsTo: (data) => (data.successful ? 'made' : 'attempted'),
    effect: (data, at, before) => ({
      attempts: (before.attempts ?? 0) + 1,
      madeAt: data.successful ? at : undefined,
      successful: data.successful,
      insideCoolingOff: data.successful && at <= (before.coolingOffEndsAt ?? at),
      channel: data.channel,
    }),
  }),
]);
