/** How late facts were recorded: a fact is as old as what it tells of. */
import type { StoredEvent } from '#assay/event-log';
import type { Fact } from '#assay/service-record';

import { QueryError } from '../query-errors.js';
import type { CaseLog } from '../reading/case-log.js';

/**
 * Why a fact changes what was known of the past: it came `late`, or it is a `correction` or a `voiding` of something older
 * than the delay asked for.
 */
export const BACKDATINGS = ['late', 'correction', 'voiding'] as const;
export type Backdating = (typeof BACKDATINGS)[number];

export interface Delay {
  readonly kind: Backdating;
  /** From when what it tells of happened, or is said to have happened, to when the fact was recorded. */
  readonly ms: number;
}

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `48h` as ms. @throws QueryError */
export function delayOf(over: string): number {
  const [, count, unit] = /^(\d{1,6})([mhdw])$/.exec(over) ?? [];
  if (count === undefined || unit === undefined)
    throw new QueryError(
      `over is "${over.slice(0, 40)}": write a number of minutes, hours, days or weeks: 90m, 48h, 30d, 2w.`,
    );
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

const KINDS: Readonly<Record<string, Backdating>> = {
  'record.corrected.v1': 'correction',
  'record.voided.v1': 'voiding',
};

/** @param log as known at the moment of the question */
export async function delayOfFact(log: CaseLog, event: StoredEvent, fact: Fact): Promise<Delay> {
  const kind = KINDS[fact.type] ?? 'late';
  const time = kind === 'late' ? fact.time : await timeOfTold(log, event, fact);
  return { kind, ms: event.recordedAt - Date.parse(time) };
}

/** When that happened which a correction or voiding is about: a fact of its case, or the first of it. */
async function timeOfTold(log: CaseLog, { stream, position }: StoredEvent, fact: Fact): Promise<string> {
  const { event: id } = fact.data as { readonly event?: unknown };
  const earlier = (await log.readStream(stream)).filter((each) => each.position < position);
  const told = earlier.map(({ body }) => JSON.parse(body) as Fact);
  return (typeof id === 'string' ? told.find((each) => each.id === id) : told[0])?.time ?? fact.time;
}
