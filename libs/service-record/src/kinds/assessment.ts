/** What an employee or unit can do: a training (學習考試), a contest (技能比武) or a qualification examination (資格考試). */
import { POINTS_DECIMALS } from '../decimal.js';
import { count, decimal, describeCase, flag, instant, text } from '../life-cycle.js';
import { Count, Decimal, Flag, OneOf, Optional, Text, UnitField } from '../fields.js';

const FORMS = ['training', 'contest', 'qualification'] as const;

export class AssessmentTaken {
  @UnitField('The employee or unit whose result it is.')
  unit!: string;

  @OneOf('What it was.', FORMS)
  form!: (typeof FORMS)[number];

  @Text('Its subject: a course, a contest, a post.')
  subject!: string;

  @Optional()
  @Flag('Whether it was passed.')
  passed?: boolean;

  @Optional()
  @Decimal('Points or marks.', { decimals: POINTS_DECIMALS, from: 0 })
  score?: string;

  @Optional()
  @Decimal('Points or marks that could be had.', { decimals: POINTS_DECIMALS, from: 0 })
  maximum?: string;

  @Optional()
  @Count('Place in a contest, from 1.', 1)
  place?: number;
}

const assessmentCase = describeCase({
  kind: 'assessment',
  summary: 'One result of one training, contest or qualification examination.',
  attributes: {
    takenAt: instant('When it was taken.'),
    form: text('`training`, `contest` or `qualification`.'),
    subject: text('Its subject.'),
    passed: flag('Whether it was passed.'),
    score: decimal('Points or marks.', POINTS_DECIMALS),
    maximum: decimal('Points or marks that could be had.', POINTS_DECIMALS),
    place: count('Place in a contest.'),
  },
  statuses: { taken: { doc: 'Taken.', remedy: 'Correct that event; another attempt is another case.' } },
});

export const assessment = assessmentCase.kind([
  assessmentCase.fact({
    type: 'assessment.taken.v1',
    summary: 'The result of a training, contest or qualification examination.',
    dto: AssessmentTaken,
    past: 'was taken',
    infinitive: 'be taken',
    opens: true,
    to: 'taken',
    effect: (data, at) => ({
      takenAt: at,
      form: data.form,
      subject: data.subject,
      passed: data.passed,
      score: data.score,
      maximum: data.maximum,
      place: data.place,
    }),
  }),
]);
