/** New life policies: applied for, issued, delivered; the call-back inside the cooling-off period is a case of its own. */
import { formatTimestamp } from '#assay/transparency';
import { DAY_MS } from '../calendar.js';
import { exponential, logistic } from '../random.js';
import { money, type Scene, type Step } from '../story.js';

const CHANNELS = ['agent', 'agent', 'agent', 'bank', 'online'];
const COOLING_OFF_DAYS = 15;

export function policyStory({ random, unit, quality, at }: Scene): readonly Step[] {
  const channel = random.pick(CHANNELS);
  const pace = exponential(-0.25 * quality);
  const steps: Step[] = [
    {
      type: 'policy.applied.v1',
      at,
      data: { unit, line: random.pick(['life', 'life', 'health']), channel },
      slip: { channel: 'bank' },
    },
  ];
  // An application may be declined or fall through: then nothing follows.
  if (random.chance(0.04)) return steps;
  const issuedAt = at + random.logNormal(2.2 * DAY_MS, 0.6) * pace;
  const premium = money(100 * Math.round(random.logNormal(4200, 0.9)));
  steps.push({
    type: 'policy.issued.v1',
    at: issuedAt,
    data: { premium },
    slip: { premium: `${premium.slice(0, -3)}.50` },
  });
  if (random.chance(0.015)) return steps;
  const electronic = channel === 'online' || random.chance(0.25);
  const way = electronic ? random.logNormal(0.6 * DAY_MS, 0.8) : random.logNormal(4.4 * DAY_MS, 0.6) * pace;
  const data = { form: electronic ? 'electronic' : 'paper' };
  return [...steps, { type: 'policy.delivered.v1', at: issuedAt + way, data }];
}

export function callbackStory({ random, unit, quality, at }: Scene): readonly Step[] {
  const coolingOffEndsAt = formatTimestamp(Math.floor(at / 1000) * 1000 + COOLING_OFF_DAYS * DAY_MS);
  const steps: Step[] = [
    {
      type: 'callback.due.v1',
      at,
      data: { unit, coolingOffEndsAt, policy: `sim-${random.below(100_000_000)}`, line: 'life' },
      slip: { line: 'health' },
    },
  ];
  let now = at;
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    now += random.logNormal(3 * DAY_MS, 0.7) * exponential(-0.2 * quality);
    const successful = random.chance(logistic(0.8 + 0.5 * quality));
    const channel = random.pick(['telephone', 'telephone', 'online']);
    steps.push({ type: 'callback.made.v1', at: now, data: { successful, channel }, aside: !successful });
    if (successful) break;
  }
  return steps;
}
