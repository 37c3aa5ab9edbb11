/** A survey of one customer about one service contact: sent, and perhaps returned with answers. */
import { count, describeCase, instant, text } from '../life-cycle.js';
import { Count, Flag, ListOf, Note, Optional, Text, UnitField } from '../fields.js';

export class SurveySent {
  @UnitField('The unit whose service is asked about.')
  unit!: string;

  @Optional()
  @Text('What it asks about: `call`, `claim`, `sale`, `servicing` …')
  about?: string;

  @Optional()
  @Text('How it was sent: `sms`, `keypad`, `letter` …')
  channel?: string;
}

export class SurveyAnswer {
  @Text('Which question.')
  question!: string;

  @Optional()
  @Flag(
    'Whether the answer says that the customer is satisfied, by the key of the survey; left out where it does not say.',
  )
  satisfied?: boolean;

  @Optional()
  @Count('The mark given, where the answer is one.', 0, 1_000)
  mark?: number;

  @Optional()
  @Note('What was answered in words, without personal data.')
  text?: string;
}

export class SurveyReturned {
  @ListOf(SurveyAnswer, 'The answers.', 200)
  answers!: SurveyAnswer[];
}

const surveyCase = describeCase({
  kind: 'survey',
  summary: 'One survey of one customer.',
  attributes: {
    sentAt: instant('When it was sent.'),
    returnedAt: instant('When the answers came back.'),
    answers: count('Answers that say whether the customer is satisfied.'),
    satisfiedAnswers: count('Answers that say the customer is.'),
    markedAnswers: count('Answers that are a mark.'),
    markTotal: count('Sum of those marks.'),
    about: text('What it asks about.'),
    channel: text('How it was sent.'),
  },
  statuses: {
    sent: { doc: 'Sent, no answer yet.' },
    returned: { doc: 'Answered.', remedy: 'Correct that event, or record another survey.' },
  },
});

export const survey = surveyCase.kind([
  surveyCase.fact({
    type: 'survey.sent.v1',
    summary: 'A customer was asked.',
    dto: SurveySent,
    past: 'was sent',
    infinitive: 'be sent',
    opens: true,
    to: 'sent',
    effect: (data, at) => ({ sentAt: at, about: data.about, channel: data.channel }),
  }),
  surveyCase.fact({
    type: 'survey.returned.v1',
    summary: 'The customer answered.',
    dto: SurveyReturned,
    past: 'was returned',
    infinitive: 'be returned',
    from: ['sent'],
    to: 'returned',
    effect: (data, at) => ({
      returnedAt: at,
      answers: data.answers.filter(({ satisfied }) => satisfied !== undefined).length,
      satisfiedAnswers: data.answers.filter(({ satisfied }) => satisfied === true).length,
      markedAnswers: data.answers.filter(({ mark }) => mark !== undefined).length,
      markTotal: data.answers.reduce((total, { mark = 0 }) => total + mark, 0),
    }),
  }),
]);
