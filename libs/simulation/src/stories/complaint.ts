/** Complaints: most are resolved within their limit, some are withdrawn, extended, moved to another unit or opened again. */
import { DAY_MS, HOUR_MS } from '../calendar.js';
import { exponential, logistic, type Random } from '../random.js';
import { money, type Scene, type Step } from '../story.js';

const CHANNELS = ['regulator', 'hotline', 'hotline', 'app', 'branch', 'letter'];
const REASONS = {
  property: ['claim delayed', 'claim amount', 'claim rejected', 'premium', 'sales promise', 'repair quality'],
  life: [
    'sales promise',
    'surrender value',
    'claim rejected',
    'renewal premium',
    'call-back missing',
    'servicing delayed',
  ],
};
const LINES = {
  property: ['motor', 'motor', 'motor', 'home', 'liability'],
  life: ['life', 'life', 'health', 'accident'],
};

export function complaintStory(scene: Scene): readonly Step[] {
  const { random, company, unit, quality } = scene;
  const complex = random.chance(0.3);
  const reasons = REASONS[company.book];
  const reason = random.pick(reasons);
  const steps: Step[] = [
    {
      type: 'complaint.filed.v1',
      at: scene.at,
      data: {
        unit,
        line: random.pick(LINES[company.book]),
        channel: random.pick(CHANNELS),
        reason,
        complexity: complex ? 'complex' : 'simple',
      },
      slip: { reason: random.pick(reasons) },
    },
  ];
  let now = scene.at;
  if (random.chance(0.85)) {
    now += random.logNormal(20 * HOUR_MS, 0.7);
    steps.push({ type: 'complaint.acknowledged.v1', at: now, data: { channel: 'sms' }, aside: true });
  }
  if (random.chance(0.05) && unit !== scene.branch) {
    now += random.logNormal(DAY_MS, 0.6);
    const data = { toUnit: scene.branch, reason: 'Handled by the provincial branch.' };
    steps.push({ type: 'complaint.transferred.v1', at: now, data, aside: true });
  }
  if (random.chance(0.08)) {
    now += random.logNormal(3 * DAY_MS, 0.5);
    const data = complex
      ? { extended: true, note: 'Extended by 30 days with approval.' }
      : { complexity: 'complex', note: 'Several policies are concerned.' };
    steps.push({ type: 'complaint.reclassified.v1', at: now, data, aside: true });
  }
  if (random.chance(0.07)) {
    const data = { reason: 'Settled with the agent directly.' };
    steps.push({ type: 'complaint.withdrawn.v1', at: now + random.logNormal(4 * DAY_MS, 0.7), data });
    return steps;
  }
  now += random.logNormal((complex ? 13 : 6.5) * DAY_MS, 0.55) * exponential(-0.25 * quality);
  steps.push(resolution(random, now, reason, quality));
  if (random.chance(0.03)) {
    now += random.logNormal(12 * DAY_MS, 0.6);
    const data = { reason: 'The complainant brought new evidence.' };
    steps.push({ type: 'complaint.reopened.v1', at: now, data });
    now += random.logNormal(9 * DAY_MS, 0.5);
    steps.push(resolution(random, now, reason, quality - 0.8));
  }
  return steps;
}

function resolution(random: Random, at: number, reason: string, quality: number): Step {
  const draw = random.unit();
  const against = logistic(-0.5 - 0.5 * quality);
  if (draw < 0.12) return { type: 'complaint.resolved.v1', at, data: { outcome: 'undecided', accepted: true } };
  const upheld = draw < 0.12 + 0.88 * against;
  const finding = upheld
    ? { disposition: 'complaint upheld', outcome: 'against', reason }
    : { disposition: 'company position confirmed', outcome: 'for', reason };
  const recovered = upheld && random.chance(0.7) ? money(random.logNormal(180_000, 1.1)) : undefined;
  return {
    type: 'complaint.resolved.v1',
    at,
    data: {
      findings: [finding],
      ...(recovered === undefined ? {} : { recovered }),
      accepted: random.chance(upheld ? 0.9 : 0.55),
    },
    slip: { recovered: money(random.logNormal(180_000, 1.1)) },
  };
}
