/** An objection (異議) to what an enquiry about underwriting or a claim showed. */
import { describeCase, flag, instant, text } from '../life-cycle.js';
import { Flag, Note, Optional, Text, UnitField } from '../fields.js';

export class ObjectionRaised {
  @UnitField('The unit that must handle it.')
  unit!: string;

  @Optional()
  @Text('What it objects to: `underwriting`, `claim` …')
  about?: string;

  @Optional()
  @Text('Line of business.')
  line?: string;

  @Optional()
  @Note('What is objected to, without personal data.')
  note?: string;
}

export class ObjectionHandled {
  @Optional()
  @Flag('Whether the objection was right.')
  justified?: boolean;

  @Optional()
  @Note('How it was handled.')
  note?: string;
}

const objectionCase = describeCase({
  kind: 'objection',
  summary: 'One objection.',
  attributes: {
    raisedAt: instant('When it was raised.'),
    handledAt: instant('When it was handled.'),
    justified: flag('Whether the objection was right.'),
    about: text('What it objects to.'),
    line: text('Line of business.'),
  },
  statuses: {
    raised: { doc: 'Raised.' },
    handled: { doc: 'Handled.', remedy: 'Another objection is another case.' },
  },
});

export const objection = objectionCase.kind([
  objectionCase.fact({
    type: 'objection.raised.v1',
    summary: 'A customer objected to what an enquiry showed.',
    dto: ObjectionRaised,
    past: 'was raised',
    infinitive: 'be raised',
    opens: true,
    to: 'raised',
    effect: (data, at) => ({ raisedAt: at, about: data.about, line: data.line }),
  }),
  objectionCase.fact({
    type: 'objection.handled.v1',
    summary: 'The objection was looked into and answered.',
    dto: ObjectionHandled,
    past: 'was handled',
    infinitive: 'be handled',
    from: ['raised'],
    to: 'handled',
    effect: (data, at) => ({ handledAt: at, justified: data.justified }),
  }),
]);
