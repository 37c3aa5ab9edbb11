/** A major negative event for which the committee takes points away (減分). */
import { POINTS_DECIMALS } from '../decimal.js';
import { decimal, describeCase, instant, text } from '../life-cycle.js';
import { Decimal, EvidenceDigests, Note, Optional, Text, UnitField } from '../fields.js';

export class IncidentRecorded {
  @UnitField('The unit that is answerable.')
  unit!: string;

  @Text('What it is called.')
  title!: string;

  @Decimal('Minus points, written without a sign; the scheme caps them.', { decimals: POINTS_DECIMALS, from: 0 })
  points!: string;

  @Optional()
  @Text('The standard under which it counts.')
  standard?: string;

  @Optional()
  @Note('What happened, without personal data.')
  note?: string;

  @Optional()
  @EvidenceDigests('Evidence.')
  evidence?: string[];
}

const incidentCase = describeCase({
  kind: 'incident',
  summary: 'One adverse incident of one unit.',
  attributes: {
    happenedAt: instant('When it happened.'),
    points: decimal('Minus points, without a sign.', POINTS_DECIMALS),
    title: text('What it is called.'),
    standard: text('The standard under which it counts.'),
  },
  statuses: { recorded: { doc: 'Recorded.', remedy: 'Correct or void that event.' } },
});

export const incident = incidentCase.kind([
  incidentCase.fact({
    type: 'incident.recorded.v1',
    summary: 'An adverse incident, for which points are taken away.',
    dto: IncidentRecorded,
    past: 'was recorded',
    infinitive: 'be recorded',
    opens: true,
    to: 'recorded',
    effect: (data, at) => ({ happenedAt: at, points: data.points, title: data.title, standard: data.standard }),
  }),
]);
