/** An inbound telephone call (電話呼入): told once, when it is over. */
import { count, describeCase, flag, instant, text } from '../life-cycle.js';
import { Count, Flag, Optional, Text, UnitField } from '../fields.js';

export class CallReceived {
  @UnitField('The unit that took the call: a call centre is a department.')
  unit!: string;

  @Flag('Whether the caller asked for a person (and not only for a recorded service).')
  askedForPerson!: boolean;

  @Flag('Whether a person answered.')
  answered!: boolean;

  @Count('Seconds from asking for a person to the answer, or to giving up.', 0, 86_400)
  waitingSeconds!: number;

  @Optional()
  @Count('Seconds from the answer to hanging up.', 0, 86_400)
  talkSeconds?: number;

  @Optional()
  @Text('What it was about: `enquiry`, `report`, `complaint` …')
  about?: string;

  @Optional()
  @Text('Line of business.')
  line?: string;
}

const callCase = describeCase({
  kind: 'call',
  summary: 'One inbound call.',
  attributes: {
    receivedAt: instant('When it came in.'),
    askedForPerson: flag('Whether the caller asked for a person.'),
    answered: flag('Whether a person answered.'),
    connected: flag('Whether the caller asked for a person and a person answered.'),
    waitingSeconds: count('Seconds until the answer, or until giving up.'),
    talkSeconds: count('Seconds from the answer to hanging up.'),
    about: text('What it was about.'),
    line: text('Line of business.'),
  },
  statuses: { received: { doc: 'Over.', remedy: 'Another call is another case.' } },
});

export const call = callCase.kind([
  callCase.fact({
    type: 'call.received.v1',
    summary: 'Somebody called; `time` is when the call came in.',
    dto: CallReceived,
    past: 'was received',
    infinitive: 'be received',
    opens: true,
    to: 'received',
    effect: (data, at) => ({
      receivedAt: at,
      askedForPerson: data.askedForPerson,
      answered: data.answered,
      connected: data.askedForPerson && data.answered,
      waitingSeconds: data.waitingSeconds,
      talkSeconds: data.talkSeconds,
      about: data.about,
      line: data.line,
    }),
  }),
]);
