/** Made-up complaints of the size that real registers have, the same for a seed: the load of every log benchmark. */
import type { NewEvent, StreamAppend } from '#assay/event-log';
import { canonicalise } from '#assay/transparency';

const TYPES = ['complaint.filed.v1', 'complaint.acknowledged.v1', 'complaint.resolved.v1'];
const REASONS = ['Unsatisfactory settlement offer', 'Delay in claim handling', 'Premium notice', 'Denial of coverage'];
const DAY = 86_400_000;

/**
 * `cases` streams of three events each, some 400 bytes an event: one part per event, in an order that mixes a window of
 * cases as a register in order of time does. Every expected revision is right when the parts are appended in this order.
 */
export function sampleParts(seed: number, cases: number, window = 1_000): StreamAppend[] {
  const random = mulberry32(seed);
  const parts: StreamAppend[] = [];
  for (let from = 0; from < cases; from += window) {
    for (let revision = 0; revision < TYPES.length; revision++) {
      for (let n = from; n < Math.min(from + window, cases); n++) {
        const stream = `complaint/bench-${seed}/${7_000_000 + n}/Simulated Property ${n % 97}`;
        const events = [sampleEvent(random, stream, revision)];
        parts.push({ stream, expectedRevision: revision === 0 ? 'no-stream' : revision - 1, events });
      }
    }
  }
  return parts;
}

function sampleEvent(random: () => number, subject: string, revision: number): NewEvent {
  const type = TYPES[revision]!;
  const id = `${subject.slice('complaint/'.length)}/${revision}`;
  const pick = Math.floor(random() * REASONS.length);
  const body = canonicalise({
    data: {
      channel: 'register',
      line: 'private-passenger-auto',
      reason: REASONS[pick]!,
      recovered: `${Math.floor(random() * 100_000)}.${Math.floor(random() * 90) + 10}`,
      unit: `company/${subject.slice(subject.lastIndexOf('/') + 1)}`,
    },
    id,
    simulated: true,
    source: 'urn:assay:bench',
    specversion: '1.0',
    subject,
    time: new Date(Date.UTC(2024, 0, 1) + Math.floor(random() * 366) * DAY).toISOString(),
    type,
  });
  return { id, type, body };
}

/** Tommy Ettinger's mulberry32: small, seeded, and good enough to vary a load. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
