/** A major service innovation that the committee recognises with plus points (加分). */
import { POINTS_DECIMALS } from '../decimal.js';
import { decimal, describeCase, instant, text } from '../life-cycle.js';
import { Decimal, EvidenceDigests, Note, Optional, Text, UnitField } from '../fields.js';

export class InnovationRecognised {
  @UnitField('The unit that is credited.')
  unit!: string;

  @Text('What it is called.')
  title!: string;

  @Decimal('Plus points; the scheme caps them.', { decimals: POINTS_DECIMALS, from: 0 })
  points!: string;

  @Optional()
  @Text('The standard under which it is recognised.')
  standard?: string;

  @Optional()
  @Note('What it consists of.')
  note?: string;

  @Optional()
  @EvidenceDigests('Evidence.')
  evidence?: string[];
}

const innovationCase = describeCase({
  kind: 'innovation',
  summary: 'One recognised innovation of one unit.',
  attributes: {
    recognisedAt: instant('When it was recognised.'),
    points: decimal('Plus points.', POINTS_DECIMALS),
    title: text('What it is called.'),
    standard: text('The standard under which it is recognised.'),
  },
  statuses: { recognised: { doc: 'Recognised.', remedy: 'Correct or void that event.' } },
});

export const innovation = innovationCase.kind([
  innovationCase.fact({
    type: 'innovation.recognised.v1',
    summary: 'The committee recognised a service innovation.',
    dto: InnovationRecognised,
    past: 'was recognised',
    infinitive: 'be recognised',
    opens: true,
    to: 'recognised',
    effect: (data, at) => ({
      recognisedAt: at,
      points: data.points,
      title: data.title,
      standard: data.standard,
    }),
  }),
]);
