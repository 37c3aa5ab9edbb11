/**
 * A claim (理賠): the loss is reported (報案), the case registered (立案), its documents completed, the claim decided (核定),
 * paid (支付) or rejected, and the case closed (結案). Sources leave steps out, so most of them may be left out here too.
 */
import { epochMs } from '../fact.js';
import { addDecimals, isPositive, isTooLong, MONEY_DECIMALS, wholeDigits } from '../decimal.js';
import { count, decimal, describeCase, flag, instant, text } from '../life-cycle.js';
import { Decimal, Flag, Instant, Note, OneOf, Optional, Text, UnitField } from '../fields.js';

const CLOSE_TYPES = ['paid', 'zero-paid', 'rejected', 'withdrawn'] as const;
type CloseType = (typeof CLOSE_TYPES)[number];

export class ClaimReported {
  @UnitField('The unit that handles the claim.')
  unit!: string;

  @Optional()
  @Text('Line of business: `motor`, `property`, `life`, `health` …')
  line?: string;

  @Optional()
  @Text('How it was reported: `hotline`, `app`, `branch` …')
  channel?: string;

  @Optional()
  @Instant('When the loss happened.')
  lossAt?: string;

  @Optional()
  @Decimal('What the claimant expects to be paid.', { decimals: MONEY_DECIMALS, from: 0 })
  estimatedAmount?: string;

  @Optional()
  @Flag('Whether it is a theft: several definitions of the close rate leave thefts out.')
  theft?: boolean;

  @Optional()
  @Text('Kind of loss, in the source’s words.')
  cause?: string;
}

export class ClaimRegistered {
  @Optional()
  @Instant('When the claimant applied for payment, where that is another instant (life lines).')
  appliedAt?: string;

  @Optional()
  @Decimal('The estimate at registration.', { decimals: MONEY_DECIMALS, from: 0 })
  estimatedAmount?: string;
}

export class ClaimDocumentsCompleted {
  @Optional()
  @Note('Which documents, without personal data.')
  note?: string;
}

export class ClaimDecided {
  @Optional()
  @Decimal('The amount that is due by the decision.', { decimals: MONEY_DECIMALS, from: 0 })
  amount?: string;

  @Optional()
  @Note('Grounds.')
  reason?: string;
}

export class ClaimPaid {
  @Decimal('Money paid with this payment.', { decimals: MONEY_DECIMALS, from: 0 })
  amount!: string;

  @Optional()
  @Flag('Whether it is an advance before the decision (預付).')
  advance?: boolean;
}

export class ClaimRejected {
  @Optional()
  @Note('Grounds.')
  reason?: string;
}

export class ClaimWithdrawn {
  @Optional()
  @Note('Why the claimant took it back or it was cancelled.')
  reason?: string;
}

export class ClaimClosed {
  @Optional()
  @OneOf('How it ended. Left out, it follows from what was recorded before.', CLOSE_TYPES)
  closeType?: CloseType;
}

export class ClaimReopened {
  @Optional()
  @Note('Why.')
  reason?: string;
}

const claimCase = describeCase({
  kind: 'claim',
  summary: 'One claim under a policy.',
  attributes: {
    reportedAt: instant('When the loss was reported (報案).'),
    appliedAt: instant('When payment was applied for: as registered, else when it was reported.'),
    registeredAt: instant('When the case was registered (立案).'),
    documentsCompletedAt: instant('When the claimant’s documents were complete.'),
    decidedAt: instant('When it was decided (核定).'),
    paidAt: instant('When it was first paid (支付).'),
    lastPaidAt: instant('When it was last paid.'),
    rejectedAt: instant('When it was rejected (拒賠); absent after it was reopened.'),
    withdrawnAt: instant('When it was withdrawn or cancelled; absent after it was reopened.'),
    closedAt: instant('When it was closed (結案), a withdrawal included; absent while it is open or open again.'),
    closeType: text('`paid`, `zero-paid`, `rejected` or `withdrawn`; absent while it is open or open again.'),
    payments: count('How often it was paid.'),
    paidAmount: decimal('Money paid in all.', MONEY_DECIMALS),
    decidedAmount: decimal('The amount due by the decision.', MONEY_DECIMALS),
    estimatedAmount: decimal('The last estimate.', MONEY_DECIMALS),
    reopenings: count('How often it was opened again.'),
    theft: flag('Whether it is a theft.'),
    line: text('Line of business.'),
    channel: text('How it was reported.'),
    cause: text('Kind of loss.'),
    lossAt: instant('When the loss happened.'),
  },
  statuses: {
    reported: { doc: 'The loss is known.' },
    registered: { doc: 'The case is registered.' },
    decided: { doc: 'What is due is decided.' },
    paid: { doc: 'Paid, perhaps in part.' },
    rejected: { doc: 'Nothing is due.', remedy: 'Reopen it first.' },
    reopened: { doc: 'Open again after an end.' },
    withdrawn: { doc: 'Taken back by the claimant, or cancelled.', remedy: 'Reopen it first.' },
    closed: { doc: 'Closed.', remedy: 'Reopen it first.' },
  },
});
const { fact } = claimCase;
const UNDECIDED = ['reported', 'registered', 'reopened'] as const;
const OPEN = [...UNDECIDED, 'decided', 'paid'] as const;

const instantOf = (time: string | undefined): number | undefined => (time === undefined ? undefined : epochMs(time));

export const claim = claimCase.kind([
  fact({
    type: 'claim.reported.v1',
    summary: 'A loss was reported.',
    dto: ClaimReported,
    past: 'was reported',
    infinitive: 'be reported',
    opens: true,
    to: 'reported',
    effect: (data, at) => ({
      reportedAt: at,
      appliedAt: at,
      lossAt: instantOf(data.lossAt),
      line: data.line,
      channel: data.channel,
      cause: data.cause,
      theft: data.theft,
      estimatedAmount: data.estimatedAmount,
    }),
  }),
  fact({
    type: 'claim.registered.v1',
    summary: 'The insurer took the claim up as a case.',
    dto: ClaimRegistered,
    past: 'was registered',
    infinitive: 'be registered',
    from: ['reported'],
    to: 'registered',
    effect: (data, at, before) => ({
      registeredAt: at,
      appliedAt: instantOf(data.appliedAt) ?? before.appliedAt,
      estimatedAmount: data.estimatedAmount ?? before.estimatedAmount,
    }),
  }),
  fact({
    type: 'claim.documents-completed.v1',
    summary: 'The claimant has handed in all that is needed.',
    dto: ClaimDocumentsCompleted,
    past: 'had its documents completed',
    infinitive: 'have its documents completed',
    from: UNDECIDED,
    effect: (_data, at) => ({ documentsCompletedAt: at }),
  }),
  fact({
    type: 'claim.decided.v1',
    summary: 'The insurer decided what is due.',
    dto: ClaimDecided,
    past: 'was decided',
    infinitive: 'be decided',
    from: [...UNDECIDED, 'paid'],
    to: 'decided',
    effect: (data, at, before) => ({ decidedAt: at, decidedAmount: data.amount ?? before.decidedAmount }),
  }),
  fact({
    type: 'claim.paid.v1',
    summary: 'Money was paid; a claim may be paid in several parts.',
    dto: ClaimPaid,
    past: 'was paid',
    infinitive: 'be paid',
    from: OPEN,
    to: 'paid',
    effect: (data, at, before) => ({
      paidAt: before.paidAt ?? at,
      lastPaidAt: at,
      payments: (before.payments ?? 0) + 1,
      paidAmount: paidInAll(before, data),
    }),
    against: (data, _at, before) => {
      const paid = paidInAll(before, data);
      return isTooLong(paid, MONEY_DECIMALS)
        ? `it would have been paid ${paid} in all, and a sum of money has at most ${wholeDigits(MONEY_DECIMALS)} digits before the point. Correct the amounts.`
        : undefined;
    },
  }),
  fact({
    type: 'claim.rejected.v1',
    summary: 'The insurer refused to pay.',
    dto: ClaimRejected,
    past: 'was rejected',
    infinitive: 'be rejected',
    from: [...UNDECIDED, 'decided'],
    to: 'rejected',
    effect: (_data, at) => ({ rejectedAt: at }),
  }),
  fact({
    type: 'claim.withdrawn.v1',
    summary: 'The claimant took the claim back, or it was cancelled; that ends it.',
    dto: ClaimWithdrawn,
    past: 'was withdrawn',
    infinitive: 'be withdrawn',
    from: [...UNDECIDED, 'decided'],
    to: 'withdrawn',
    effect: (_data, at) => ({ withdrawnAt: at, closedAt: at, closeType: 'withdrawn' }),
  }),
  fact({
    type: 'claim.closed.v1',
    summary: 'The case is closed.',
    dto: ClaimClosed,
    past: 'was closed',
    infinitive: 'be closed',
    from: [...OPEN, 'rejected'],
    to: 'closed',
    effect: (data, at, before) => ({ closedAt: at, closeType: data.closeType ?? closeTypeOf(before) }),
    against: ({ closeType }, _at, { paidAmount }) =>
      closeType !== undefined && closeType !== 'paid' && paidAmount !== undefined && isPositive(paidAmount)
        ? `it was paid ${paidAmount}, so it cannot be closed as ${closeType}. Close it as paid, or void the payment.`
        : undefined,
  }),
  fact({
    type: 'claim.reopened.v1',
    summary: 'A claim that had ended is open again; its end no longer counts, its payments do.',
    dto: ClaimReopened,
    past: 'was reopened',
    infinitive: 'be reopened',
    from: ['closed', 'rejected', 'withdrawn'],
    to: 'reopened',
    effect: (_data, _at, before) => ({
      reopenings: (before.reopenings ?? 0) + 1,
      closedAt: undefined,
      closeType: undefined,
      rejectedAt: undefined,
      withdrawnAt: undefined,
    }),
  }),
]);

function paidInAll({ paidAmount }: { readonly paidAmount?: string | undefined }, { amount }: ClaimPaid): string {
  return paidAmount === undefined ? amount : addDecimals(paidAmount, amount);
}

function closeTypeOf(before: {
  readonly paidAmount?: string | undefined;
  readonly rejectedAt?: number | undefined;
}): CloseType {
  if (before.paidAmount !== undefined && isPositive(before.paidAmount)) return 'paid';
  return before.rejectedAt === undefined ? 'zero-paid' : 'rejected';
}
