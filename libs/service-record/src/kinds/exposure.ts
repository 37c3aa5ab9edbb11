/**
 * How much business a unit had in a line over a period: the denominator of every density. One case per unit, line and
 * period, so that streams stay short; a later report on the same case restates it, and the one that happened last holds.
 */
import { count, decimal, describeCase, instant, period, text } from '../life-cycle.js';
import { Count, Decimal, Optional, PeriodField, Text, UnitField } from '../fields.js';

/** Premiums of whole markets: more digits before the point, cents after it. */
const PREMIUM_DECIMALS = 2;

export class ExposureReported {
  @UnitField('The unit whose business it is.')
  unit!: string;

  @PeriodField('The period that it is reported for.')
  period!: string;

  @Optional()
  @Text('Line of business: `private-passenger-auto`, `property`, `life` … Left out, all lines together.')
  line?: string;

  @Optional()
  @Decimal('Premium in whole units of the currency (dollars, yuan): a register’s millions are multiplied out.', {
    decimals: PREMIUM_DECIMALS,
  })
  premium?: string;

  @Optional()
  @Text('What the premium is: `written`, `earned`, `two-year-average` …')
  premiumBasis?: string;

  @Optional()
  @Text('Currency, ISO 4217: `CNY`, `USD`.', 3)
  currency?: string;

  @Optional()
  @Count('Policies in force.')
  policiesInForce?: number;

  @Optional()
  @Count('Insured persons, or insured person-times where the source counts those.')
  insuredPersons?: number;
}

const exposureCase = describeCase({
  kind: 'exposure',
  summary: 'The business of one unit in one line over one period.',
  attributes: {
    period: period('The period that it is reported for.'),
    reportedAt: instant('When it was last reported.'),
    line: text('Line of business; absent for all lines together.'),
    premium: decimal('Premium in whole units of the currency.', PREMIUM_DECIMALS),
    premiumBasis: text('What the premium is: `written`, `earned`, `two-year-average` …'),
    currency: text('Currency, ISO 4217.'),
    policiesInForce: count('Policies in force.'),
    insuredPersons: count('Insured persons.'),
  },
  statuses: { reported: { doc: 'Reported, perhaps restated.' } },
});

export const exposure = exposureCase.kind([
  exposureCase.fact({
    type: 'exposure.reported.v1',
    summary:
      'A unit’s premium, policies in force or insured persons for a line and period; told again, it is restated.',
    dto: ExposureReported,
    past: 'was reported',
    infinitive: 'be reported',
    opens: true,
    from: ['reported'],
    to: 'reported',
    effect: (data, at) => ({
      period: data.period,
      reportedAt: at,
      line: data.line,
      premium: data.premium,
      premiumBasis: data.premiumBasis,
      currency: data.currency,
      policiesInForce: data.policiesInForce,
      insuredPersons: data.insuredPersons,
    }),
    against: (data, _at, before) =>
      before.period === undefined || (before.period === data.period && before.line === data.line)
        ? undefined
        : `it is for ${before.line ?? 'all lines'} in ${before.period}; ${data.line ?? 'all lines'} in ${data.period} is another case.`,
  }),
]);
