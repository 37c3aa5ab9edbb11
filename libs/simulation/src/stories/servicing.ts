/** What customers ask for while a policy runs: servicing requests, objections to what they were told, renewals, an agent. */
import { formatTimestamp } from '#assay/transparency';
import { DAY_MS, HOUR_MS } from '../calendar.js';
import { exponential, logistic } from '../random.js';
import { money, type Scene, type Step } from '../story.js';

const REQUESTS = ['address-change', 'address-change', 'beneficiary-change', 'surrender', 'loan', 'reinstatement'];

export function servicingStory({ random, unit, quality, at }: Scene): readonly Step[] {
  const request = random.pick(REQUESTS);
  const slow = request === 'surrender' || request === 'reinstatement' ? 2 : 1;
  const opening: Step = {
    type: 'servicing.requested.v1',
    at,
    data: { unit, request, channel: random.pick(['app', 'app', 'branch', 'agent']), line: 'life' },
    slip: { channel: 'branch' },
  };
  if (random.chance(0.01)) return [opening];
  const approved = random.chance(0.95);
  const data = approved ? { approved } : { approved, reason: 'The signature does not match.' };
  const work = random.logNormal(1.6 * DAY_MS * slow, 0.8) * exponential(-0.28 * quality);
  return [opening, { type: 'servicing.completed.v1', at: at + work, data }];
}

export function objectionStory({ random, unit, quality, at, company }: Scene): readonly Step[] {
  const opening: Step = {
    type: 'objection.raised.v1',
    at,
    data: { unit, about: random.pick(['underwriting', 'claim']), line: company.book === 'life' ? 'life' : 'motor' },
    slip: { about: 'claim' },
  };
  if (!random.chance(logistic(2.1 + 0.7 * quality))) return [opening];
  const work = random.logNormal(2.5 * DAY_MS, 0.7) * exponential(-0.25 * quality);
  return [opening, { type: 'objection.handled.v1', at: at + work, data: { justified: random.chance(0.35) } }];
}

export function renewalStory({ random, unit, quality, at }: Scene): readonly Step[] {
  const due = Math.floor(at / 1000) * 1000 + Math.round(random.between(20, 40)) * DAY_MS;
  const dueAt = formatTimestamp(due);
  const amount = money(100 * Math.round(random.logNormal(3600, 0.8)));
  const collected: Step = {
    type: 'renewal.collected.v1',
    at: due + random.normal() * 9 * DAY_MS - 6 * DAY_MS,
    data: { unit, dueAt, amount, line: 'life' },
    slip: { amount: money(100 * Math.round(random.logNormal(3600, 0.8))) },
  };
  const paid = random.chance(logistic(2 + 0.5 * quality));
  if (paid && random.chance(0.15)) return [{ ...collected, at }];
  const steps: Step[] = [{ type: 'renewal.reminded.v1', at, data: { unit, dueAt, channel: 'sms', line: 'life' } }];
  if (!paid || collected.at > due - 8 * DAY_MS) {
    const again = Math.max(at + DAY_MS, due - 9 * DAY_MS - random.unit() * 2 * DAY_MS);
    steps.push({ type: 'renewal.reminded.v1', at: again, data: { unit, dueAt, channel: 'telephone' }, aside: true });
  }
  return paid ? [...steps, { ...collected, at: Math.max(collected.at, at + 11 * DAY_MS) }] : steps;
}

export function policyCareStory({ random, unit, quality, at }: Scene): readonly Step[] {
  const agent = (): string => `agent-${random.below(10_000)}`;
  const steps: Step[] = [
    { type: 'agent.assigned.v1', at, data: { unit, agent: agent(), line: 'life' }, slip: { line: 'health' } },
  ];
  let now = at;
  for (let spell = 0; spell < 2 && random.chance(0.45); spell += 1) {
    now += DAY_MS + random.logNormal(60 * DAY_MS, 0.7);
    // Sometimes the policy is handed over before the old agent leaves, and nobody is left alone.
    if (!random.chance(0.15)) steps.push({ type: 'agent.left.v1', at: now, data: { reason: 'Left the company.' } });
    if (random.chance(0.06)) break;
    now += HOUR_MS + random.logNormal(6 * DAY_MS, 0.8) * exponential(-0.3 * quality);
    steps.push({ type: 'policy.taken-over.v1', at: now, data: { agent: agent() } });
  }
  return steps;
}
