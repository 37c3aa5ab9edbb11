/** Inbound calls: most callers ask for a person, and better companies answer more of them, sooner. */
import { exponential, logistic } from '../random.js';
import type { Scene, Step } from '../story.js';

const ABOUT = ['enquiry', 'enquiry', 'enquiry', 'report', 'policy change', 'complaint'];

export function callStory({ random, unit, quality, at, company }: Scene): readonly Step[] {
  const askedForPerson = random.chance(0.78);
  const answered = askedForPerson && random.chance(logistic(2 + 0.6 * quality));
  const patience = random.logNormal(answered ? 14 : 55, 0.8);
  const waitingSeconds = askedForPerson ? Math.min(1800, Math.round(patience * exponential(-0.3 * quality))) : 0;
  const data = {
    unit,
    askedForPerson,
    answered,
    waitingSeconds,
    about: random.pick(ABOUT),
    line: company.book === 'life' ? 'life' : 'motor',
    ...(answered ? { talkSeconds: Math.min(7200, Math.round(random.logNormal(160, 0.7))) } : {}),
  };
  return [{ type: 'call.received.v1', at, data, slip: { waitingSeconds: waitingSeconds + 30 } }];
}
