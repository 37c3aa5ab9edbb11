import type { MeasuredCase } from '#assay/service-record';
import { type CaseReads, ReadsOfKind } from './case-reads.js';
import { ConditionCompiler } from './compile-condition.js';
import type { Rational } from './rational.js';
import type { SchemeDocument } from './scheme.js';
import { Settings } from './settings.js';

/** The time that one case has for one step. All instants in ms since the epoch. */
export interface Clock {
  readonly startedAt: number;
  /** The last instant that still lies within the limit. */
  readonly endsAt: number;
  /** From here on it is about to break; null where the scheme says no share. */
  readonly atRiskFrom: number | null;
  /** When the limit was met; null while it is not. */
  readonly metAt: number | null;
}

/** A time limit of a scheme as a promise: which cases have a clock, and what it says. */
export interface LimitClock {
  readonly limit: string;
  /** What the limit is, in the scheme's words. */
  readonly doc: string;
  readonly caseKind: string;
  /** What {@link clockOf} reads of cases of its kind. */
  readonly reads: CaseReads;
  /** Undefined for a case of another kind, one that is voided, has not begun the step, or has no limit by its nature. */
  clockOf(state: MeasuredCase): Clock | undefined;
}

export type ClockStanding = 'running' | 'about-to-break' | 'kept' | 'broken';

/** The promises that a scheme makes: its limits that something meets. */
export function limitClocks(document: SchemeDocument): readonly LimitClock[] {
  const settings = new Settings(document);
  return Object.entries(document.limits ?? {}).flatMap(([limit, { doc, case: caseKind, from, met, atRisk }]) => {
    if (met === undefined) return [];
    const reads = new ReadsOfKind();
    const { limits, time } = new ConditionCompiler(settings, document, reads);
    const [begin, meet] = [time.instant(from), time.instant(met)];
    const end = limits.endsAt(limit);
    const share = atRisk === undefined ? undefined : settings.number(atRisk);
    const clockOf = (state: MeasuredCase): Clock | undefined => {
      if (state.kind !== caseKind || state.status === 'voided') return undefined;
      const startedAt = begin(state);
      const endsAt = end(state);
      if (startedAt === undefined || endsAt === undefined) return undefined;
      return {
        startedAt,
        endsAt,
        atRiskFrom: share ? startedAt + shareOf(endsAt - startedAt, share) : null,
        metAt: meet(state) ?? null,
      };
    };
    return [{ limit, doc, caseKind, reads, clockOf }];
  });
}

export const isSameClock = (a: Clock, b: Clock): boolean =>
  a.startedAt === b.startedAt && a.atRiskFrom === b.atRiskFrom && a.endsAt === b.endsAt && a.metAt === b.metAt;

/** Whole milliseconds of a share of a time; what is left over is left out. */
function shareOf(ms: number, { n, d }: Rational): number {
  if (typeof n === 'number' && typeof d === 'number') {
    const product = ms * n;
    // Big integers cost ten times as much, and a share of a time has few digits.
    if (Number.isSafeInteger(product)) return (product - (product % d)) / d;
  }
  return Number((BigInt(ms) * BigInt(n)) / BigInt(d));
}

/** How a clock stands at an instant: what came later is not known yet. */
export function standingAt({ endsAt, atRiskFrom, metAt }: Clock, instant: number): ClockStanding {
  if (metAt !== null && metAt <= instant) return metAt <= endsAt ? 'kept' : 'broken';
  if (instant > endsAt) return 'broken';
  return atRiskFrom !== null && instant >= atRiskFrom ? 'about-to-break' : 'running';
}
