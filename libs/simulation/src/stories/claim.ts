/** Claims: reported, registered, documented, decided, paid and closed; some rejected, withdrawn, paid in advance or reopened. */
import { DAY_MS, HOUR_MS } from '../calendar.js';
import { exponential, type Random } from '../random.js';
import { money, type Scene, type Step } from '../story.js';
import { formatTimestamp } from '#assay/transparency';

interface ClaimBook {
  readonly lines: readonly string[];
  readonly causes: readonly string[];
  readonly channels: readonly string[];
  /** Cents, median. */
  readonly amount: number;
  /** Days from report to complete documents, median. */
  readonly documents: number;
  /** Days from complete documents to the decision, median. */
  readonly decision: number;
}

const BOOKS: Record<'property' | 'life', ClaimBook> = {
  property: {
    lines: ['motor', 'motor', 'motor', 'motor', 'home', 'cargo', 'liability'],
    causes: ['collision', 'collision', 'scratch', 'glass', 'flood', 'fire', 'theft'],
    channels: ['hotline', 'hotline', 'app', 'branch'],
    amount: 280_000,
    documents: 6.5,
    decision: 2.6,
  },
  life: {
    lines: ['health', 'health', 'accident', 'life'],
    causes: ['hospital stay', 'hospital stay', 'injury', 'critical illness', 'death'],
    channels: ['app', 'app', 'branch', 'agent'],
    amount: 520_000,
    documents: 3.5,
    decision: 2.2,
  },
};

export function claimStory(scene: Scene): readonly Step[] {
  const { random, quality } = scene;
  const book = BOOKS[scene.company.book];
  const pace = exponential(-0.24 * quality);
  const amount = random.logNormal(book.amount, 1);
  const cause = random.pick(book.causes);
  let now = scene.at;
  const steps: Step[] = [
    {
      type: 'claim.reported.v1',
      at: now,
      data: {
        unit: scene.unit,
        line: random.pick(book.lines),
        channel: random.pick(book.channels),
        lossAt: formatTimestamp(secondsBefore(now, random.logNormal(9 * HOUR_MS, 1.2))),
        estimatedAmount: money(amount),
        cause,
        ...(cause === 'theft' ? { theft: true } : {}),
      },
      slip: { cause: random.pick(book.causes), estimatedAmount: money(amount * 1.2) },
    },
  ];
  now += random.logNormal(7 * HOUR_MS, 0.9) * pace;
  if (random.chance(0.015)) return [...steps, withdrawal(now)];
  steps.push({
    type: 'claim.registered.v1',
    at: now,
    data: { estimatedAmount: money(amount * random.between(0.8, 1.3)) },
  });
  if (random.chance(0.03)) return [...steps, withdrawal(now + random.logNormal(5 * DAY_MS, 0.8))];
  const documented = random.logNormal(book.documents * DAY_MS, 0.7) * pace;
  const rejected = random.chance(0.06 * exponential(-0.3 * quality));
  const zero = !rejected && random.chance(0.02);
  now += documented;
  steps.push({ type: 'claim.documents-completed.v1', at: now, data: {}, aside: true });
  const pondered = random.logNormal(book.decision * DAY_MS, 0.7) * pace;
  if (!rejected && !zero && amount > 2 * book.amount && random.chance(0.15))
    steps.push(payment(random, now + pondered / 2, amount / 3, true));
  now += pondered;
  if (rejected) {
    steps.push({ type: 'claim.rejected.v1', at: now, data: { reason: 'Not covered by the policy.' } });
    // A rejection that is contested may be opened again, decided for the claimant and paid.
    if (!random.chance(0.12)) return [...steps, { type: 'claim.closed.v1', at: now + HOUR_MS, data: {} }];
    now += random.logNormal(12 * DAY_MS, 0.6);
    steps.push({ type: 'claim.reopened.v1', at: now, data: { reason: 'The claimant contested the rejection.' } });
    now += random.logNormal(6 * DAY_MS, 0.5);
  }
  if (zero) {
    steps.push({ type: 'claim.decided.v1', at: now, data: { amount: '0.00', reason: 'Below the deductible.' } });
    return [...steps, { type: 'claim.closed.v1', at: now + DAY_MS, data: { closeType: 'zero-paid' } }];
  }
  steps.push({ type: 'claim.decided.v1', at: now, data: { amount: money(amount) } });
  now += random.logNormal(0.8 * DAY_MS, 0.7) * pace;
  steps.push(payment(random, now, amount, false));
  now += random.logNormal(0.6 * DAY_MS, 0.6) * pace;
  steps.push({ type: 'claim.closed.v1', at: now, data: { closeType: 'paid' } });
  if (random.chance(0.012)) {
    now += random.logNormal(20 * DAY_MS, 0.6);
    steps.push({ type: 'claim.reopened.v1', at: now, data: { reason: 'Hidden damage was found in the workshop.' } });
    now += random.logNormal(5 * DAY_MS, 0.5) * pace;
    steps.push(payment(random, now, amount * random.between(0.1, 0.5), false));
    steps.push({ type: 'claim.closed.v1', at: now + random.logNormal(DAY_MS, 0.5), data: { closeType: 'paid' } });
  }
  return steps;
}

function payment(random: Random, at: number, cents: number, advance: boolean): Step {
  return {
    type: 'claim.paid.v1',
    at,
    data: { amount: money(cents + 100), ...(advance ? { advance } : {}) },
    aside: advance,
    slip: { amount: money(cents * random.between(0.7, 1.3) + 100) },
  };
}

function withdrawal(at: number): Step {
  return { type: 'claim.withdrawn.v1', at, data: { reason: 'The claimant took it back.' } };
}

function secondsBefore(at: number, ms: number): number {
  return Math.floor((at - ms) / 1000) * 1000;
}
