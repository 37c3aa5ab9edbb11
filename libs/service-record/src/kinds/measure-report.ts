/**
 * A value that a company (or a register) declares for a measure and period: kept beside what the ledger computes itself,
 * and the input of schemes whose source publishes figures and not cases.
 */
import { decimal, describeCase, flag, instant, period, text } from '../life-cycle.js';
import { Decimal, Flag, Optional, PeriodField, Text, UnitField } from '../fields.js';

/** Decimals of declared figures: registers print rates and ratios with up to four. */
const VALUE_DECIMALS = 4;

export class MeasureReported {
  @UnitField('The unit that the value is declared for.')
  unit!: string;

  @Text('The measure: an id of the scheme or of the source, e.g. `upheld-complaints`.')
  measure!: string;

  @PeriodField('The period that it is declared for.')
  period!: string;

  @Decimal('The declared value, in the measure’s unit.', { decimals: VALUE_DECIMALS })
  value!: string;

  @Optional()
  @Decimal('The numerator, where the source states it.', { decimals: VALUE_DECIMALS })
  numerator?: string;

  @Optional()
  @Decimal('The denominator, where the source states it.', { decimals: VALUE_DECIMALS })
  denominator?: string;

  @Optional()
  @Text('Line of business; left out, all lines together.')
  line?: string;

  @Optional()
  @Text('The scheme that the value is declared under.')
  scheme?: string;

  @Optional()
  @Text('The version of the measure’s definition that made the value.')
  definition?: string;
}

export class MeasureRecomputed {
  @Decimal('The value that was recomputed, in the measure’s unit.', { decimals: VALUE_DECIMALS })
  value!: string;

  @Optional()
  @Flag('Whether the one who recomputed it takes the declared value as the same.')
  matches?: boolean;
}

const measureReportCase = describeCase({
  kind: 'measure-report',
  summary: 'The declared value of one measure for one unit and period.',
  attributes: {
    measure: text('The measure.'),
    period: period('The period that it is declared for.'),
    reportedAt: instant('When it was last declared.'),
    value: decimal('The declared value.', VALUE_DECIMALS),
    numerator: decimal('The declared numerator.', VALUE_DECIMALS),
    denominator: decimal('The declared denominator.', VALUE_DECIMALS),
    line: text('Line of business; absent for all lines together.'),
    scheme: text('The scheme that it is declared under.'),
    definition: text('The version of the measure’s definition that made it.'),
    recomputedAt: instant('When the one who collects it last recomputed it.'),
    recomputedValue: decimal('The value that was recomputed then.', VALUE_DECIMALS),
    recomputedMatches: flag('Whether it was taken as the same then; absent where not told, or declared anew since.'),
  },
  statuses: { reported: { doc: 'Declared, perhaps restated.' } },
});

export const measureReport = measureReportCase.kind([
  measureReportCase.fact({
    type: 'measure.reported.v1',
    summary: 'A company or register declares the value of a measure; told again, it is restated.',
    dto: MeasureReported,
    past: 'was reported',
    infinitive: 'be reported',
    opens: true,
    from: ['reported'],
    to: 'reported',
    effect: (data, at) => ({
      measure: data.measure,
      period: data.period,
      reportedAt: at,
      value: data.value,
      numerator: data.numerator,
      denominator: data.denominator,
      line: data.line,
      scheme: data.scheme,
      definition: data.definition,
      recomputedMatches: undefined,
    }),
    against: (data, _at, before) =>
      before.measure === undefined || (before.measure === data.measure && before.period === data.period)
        ? undefined
        : `it is ${before.measure} in ${before.period ?? ''}; ${data.measure} in ${data.period} is another case.`,
  }),
  measureReportCase.fact({
    type: 'measure.recomputed.v1',
    summary:
      'The one who collects declarations recomputed the value from what was submitted; kept as its word, beside what this ledger computes.',
    dto: MeasureRecomputed,
    past: 'was recomputed',
    infinitive: 'be recomputed',
    from: ['reported'],
    effect: (data, at) => ({ recomputedAt: at, recomputedValue: data.value, recomputedMatches: data.matches }),
  }),
]);
