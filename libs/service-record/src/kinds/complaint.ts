/** A complaint (投訴) about one insurer: from filing to its resolution, with a regulator's findings where it made some. */
import { MONEY_DECIMALS } from '../decimal.js';
import { epochMs } from '../fact.js';
import { count, decimal, describeCase, flag, instant, list, text } from '../life-cycle.js';
import { Decimal, Flag, Instant, ListOf, Note, OneOf, Optional, Text, UnitField } from '../fields.js';

const COMPLEXITIES = ['simple', 'complex'] as const;
const OUTCOMES = ['against', 'for', 'undecided'] as const;

export class ComplaintFiled {
  @UnitField('The unit that the complaint concerns.')
  unit!: string;

  @Optional()
  @Text('Line of business, in the source’s words: `private-passenger-auto`, `Accident, Health`.')
  line?: string;

  @Optional()
  @Text('How it reached the one who took it down: `regulator`, `hotline`, `letter`, `branch` …')
  channel?: string;

  @Optional()
  @Text('What it is about, in the source’s words.')
  reason?: string;

  @Optional()
  @OneOf('Which limit of time applies: the scheme says how many days each has.', COMPLEXITIES)
  complexity?: (typeof COMPLEXITIES)[number];

  @Optional()
  @Instant('When it must be resolved, where the source states it; else the scheme’s limits apply.')
  dueAt?: string;

  @Optional()
  @Note('What was complained of, without personal data.')
  note?: string;
}

export class ComplaintAcknowledged {
  @Optional()
  @Text('How the complainant was told.')
  channel?: string;
}

export class ComplaintTransferred {
  @UnitField('The unit that is responsible from now on.')
  toUnit!: string;

  @Optional()
  @Note('Why.')
  reason?: string;
}

/** One line of a regulator’s decision: a complaint may have many, one for each coverage, reason and conclusion. */
export class ComplaintFinding {
  @Optional()
  @Text('What was done, in the source’s words: `Company Position Substantiated`, `Claim Settled` …')
  disposition?: string;

  @Optional()
  @OneOf('Whether this finding is against the insurer or for it, by the mapping of the source.', OUTCOMES)
  outcome?: (typeof OUTCOMES)[number];

  @Optional()
  @Text('Coverage, e.g. `Auto - Private Passenger`.')
  coverage?: string;

  @Optional()
  @Text('Finer coverage.')
  subcoverage?: string;

  @Optional()
  @Text('Reason of the complaint, e.g. `Claim Handling`.')
  reason?: string;

  @Optional()
  @Text('Finer reason.')
  subreason?: string;

  @Optional()
  @Text('The source’s conclusion, where it is not the disposition.')
  conclusion?: string;
}

export class ComplaintResolved {
  @Optional()
  @OneOf('The decision as a whole. Left out, it follows from the findings.', ['against', 'for', 'both', 'undecided'])
  outcome?: 'against' | 'for' | 'both' | 'undecided';

  @Optional()
  @ListOf(
    ComplaintFinding,
    'The findings. Their order says nothing: an import sorts them, so that it does not hang on the order of rows.',
    1_000,
  )
  findings?: ComplaintFinding[];

  @Optional()
  @Decimal('Money returned to the complainant, in the unit’s currency, once per complaint.', {
    decimals: MONEY_DECIMALS,
    from: 0,
  })
  recovered?: string;

  @Optional()
  @Flag('Whether the complainant accepted the resolution.')
  accepted?: boolean;

  @Optional()
  @Note('How it was resolved.')
  note?: string;
}

export class ComplaintWithdrawn {
  @Optional()
  @Note('Why.')
  reason?: string;
}

export class ComplaintReopened {
  @Optional()
  @Note('Why.')
  reason?: string;
}

export class ComplaintReclassified {
  @Optional()
  @OneOf('The complexity from now on.', COMPLEXITIES)
  complexity?: (typeof COMPLEXITIES)[number];

  @Optional()
  @Flag('Whether the time limit was extended with approval.')
  extended?: boolean;

  @Optional()
  @Instant('The new date by which it must be resolved.')
  dueAt?: string;

  @Optional()
  @Text('The line of business from now on.')
  line?: string;

  @Optional()
  @Text('The reason of the complaint from now on.')
  reason?: string;

  @Optional()
  @Note('Why it was classified anew, and who approved it.')
  note?: string;
}

const complaintCase = describeCase({
  kind: 'complaint',
  summary: 'One complaint about one insurer.',
  attributes: {
    filedAt: instant('When it was filed.'),
    acknowledgedAt: instant('When its receipt was first acknowledged.'),
    resolvedAt: instant('When it was resolved; absent while it is open or open again.'),
    withdrawnAt: instant('When it was withdrawn.'),
    closedAt: instant('When it ended, resolved or withdrawn; absent while it is open or open again.'),
    dueAt: instant('When it must be resolved, where the source stated it.'),
    reopenings: count('How often it was opened again.'),
    transfers: count('How often responsibility moved.'),
    complexity: text('`simple` or `complex`.'),
    extended: flag('Whether its time limit was extended with approval.'),
    outcome: text(
      '`against` the insurer if any finding is and none is for it, `for`, `both`, or `undecided`; absent until resolved.',
    ),
    upheld: flag('Whether the outcome is `against`; absent unless it is `against` or `for`.'),
    dispositions: list('The different dispositions of its findings, sorted.'),
    coverages: list('The different coverages of its findings, sorted.'),
    reasons: list('The different reasons of its findings, sorted.'),
    recovered: decimal('Money returned to the complainant.', MONEY_DECIMALS),
    accepted: flag('Whether the complainant accepted the resolution.'),
    line: text('Line of business.'),
    channel: text('How it came.'),
    reason: text('What it is about.'),
  },
  statuses: {
    filed: { doc: 'Filed, nothing done yet.' },
    acknowledged: { doc: 'The complainant knows that it was received.' },
    reopened: { doc: 'Open again after an end.' },
    resolved: { doc: 'Decided or settled.', remedy: 'Reopen it first.' },
    withdrawn: { doc: 'Taken back by the complainant.', remedy: 'Reopen it first.' },
  },
});
const { fact } = complaintCase;
const OPEN = ['filed', 'acknowledged', 'reopened'] as const;

export const complaint = complaintCase.kind([
  fact({
    type: 'complaint.filed.v1',
    summary: 'Somebody complained about an insurer.',
    dto: ComplaintFiled,
    past: 'was filed',
    infinitive: 'be filed',
    opens: true,
    to: 'filed',
    effect: (data, at) => ({
      filedAt: at,
      line: data.line,
      channel: data.channel,
      reason: data.reason,
      complexity: data.complexity,
      dueAt: data.dueAt === undefined ? undefined : epochMs(data.dueAt),
    }),
  }),
  fact({
    type: 'complaint.acknowledged.v1',
    summary: 'The complainant was told that the complaint was received.',
    dto: ComplaintAcknowledged,
    past: 'was acknowledged',
    infinitive: 'be acknowledged',
    from: ['filed', 'reopened'],
    to: 'acknowledged',
    effect: (_data, at, before) => ({ acknowledgedAt: before.acknowledgedAt ?? at }),
  }),
  fact({
    type: 'complaint.transferred.v1',
    summary: 'Another unit is responsible from now on.',
    dto: ComplaintTransferred,
    past: 'was transferred',
    infinitive: 'be transferred',
    from: OPEN,
    effect: (_data, _at, before) => ({ transfers: (before.transfers ?? 0) + 1 }),
    unit: (data) => data.toUnit,
  }),
  fact({
    type: 'complaint.reclassified.v1',
    summary: 'Its complexity, time limit, line or reason is another than was thought.',
    dto: ComplaintReclassified,
    past: 'was reclassified',
    infinitive: 'be reclassified',
    from: OPEN,
    effect: (data, _at, before) => ({
      complexity: data.complexity ?? before.complexity,
      extended: data.extended ?? before.extended,
      dueAt: data.dueAt === undefined ? before.dueAt : epochMs(data.dueAt),
      line: data.line ?? before.line,
      reason: data.reason ?? before.reason,
    }),
  }),
  fact({
    type: 'complaint.resolved.v1',
    summary: 'The complaint was decided or settled.',
    dto: ComplaintResolved,
    past: 'was resolved',
    infinitive: 'be resolved',
    from: OPEN,
    to: 'resolved',
    effect: (data, at) => {
      const outcome = data.outcome ?? outcomeOf(data.findings ?? []);
      return {
        resolvedAt: at,
        closedAt: at,
        outcome,
        upheld: outcome === 'against' ? true : outcome === 'for' ? false : undefined,
        dispositions: different(data.findings, 'disposition'),
        coverages: different(data.findings, 'coverage'),
        reasons: different(data.findings, 'reason'),
        recovered: data.recovered,
        accepted: data.accepted,
      };
    },
  }),
  fact({
    type: 'complaint.withdrawn.v1',
    summary: 'The complainant took the complaint back.',
    dto: ComplaintWithdrawn,
    past: 'was withdrawn',
    infinitive: 'be withdrawn',
    from: OPEN,
    to: 'withdrawn',
    effect: (_data, at) => ({ withdrawnAt: at, closedAt: at }),
  }),
  fact({
    type: 'complaint.reopened.v1',
    summary: 'A complaint that had ended is open again; what its end had decided no longer counts.',
    dto: ComplaintReopened,
    past: 'was reopened',
    infinitive: 'be reopened',
    from: ['resolved', 'withdrawn'],
    to: 'reopened',
    effect: (_data, _at, before) => ({
      reopenings: (before.reopenings ?? 0) + 1,
      resolvedAt: undefined,
      withdrawnAt: undefined,
      closedAt: undefined,
      outcome: undefined,
      upheld: undefined,
      dispositions: undefined,
      coverages: undefined,
      reasons: undefined,
      recovered: undefined,
      accepted: undefined,
    }),
  }),
]);

function outcomeOf(findings: readonly ComplaintFinding[]): 'against' | 'for' | 'both' | 'undecided' {
  const against = findings.some(({ outcome }) => outcome === 'against');
  const favour = findings.some(({ outcome }) => outcome === 'for');
  if (against) return favour ? 'both' : 'against';
  return favour ? 'for' : 'undecided';
}

function different(
  findings: readonly ComplaintFinding[] | undefined,
  member: 'disposition' | 'coverage' | 'reason',
): readonly string[] | undefined {
  const values = new Set<string>();
  for (const finding of findings ?? []) if (finding[member] !== undefined) values.add(finding[member]);
  return values.size === 0 ? undefined : [...values].sort();
}
