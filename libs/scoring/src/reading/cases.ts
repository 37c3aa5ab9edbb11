import type { EventLog, StoredEvent } from '#assay/event-log';
import { type CaseState, caseKinds, evolve, type Fact, formatPeriod, readFact } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';

import { UnknownCaseError } from '../query-errors.js';
import type { SchemeLibrary } from '../scheme-library.js';
import { amountText } from './amount-text.js';
import type { KnownAt } from './known-at.js';
import { logKnownAt } from './case-log.js';
import { momentOf } from './moment.js';
import { type ToldEvent, toldEvent } from './told-event.js';

export interface CaseQuery {
  /** `complaint/ct-cid/7005690/GEICO Indemnity Company` */
  readonly id: string;
  /** A position, an RFC 3339 instant, or a day (its end in UTC). Absent: all that is recorded. */
  readonly knownAt?: string | undefined;
}

/** A case with its whole audit trail, folded from the log as it was known at a moment. */
export interface CaseView {
  readonly case: string;
  readonly knownAt: KnownAt;
  readonly kind: string | null;
  readonly unit: string | null;
  readonly status: string | null;
  /** Instants as timestamps, everything else as the case has it. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** In order of arrival, corrections and voidings among them. */
  readonly timeline: readonly CaseEvent[];
  readonly contributions: readonly CaseContribution[];
  /** Why the case cannot be folded beyond some event; null for a sound case. */
  readonly broken: { readonly position: number; readonly reason: string } | null;
}

export interface CaseEvent extends ToldEvent {
  readonly source: string;
  readonly data: object;
  /** Other CloudEvents extensions, such as `simulated`. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What the case adds to one side of one measure. */
export interface CaseContribution {
  readonly scheme: string;
  readonly version: number;
  readonly measure: string;
  readonly side: 'numerator' | 'denominator';
  readonly unit: string;
  /** The day, or the very period of a reported figure. */
  readonly period: string;
  /** Exact decimal text. */
  readonly amount: string;
}

export class Cases {
  constructor(
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
  ) {}

  /** @throws UnknownCaseError when nothing was known of it; MomentError */
  async case({ id, knownAt: asked }: CaseQuery): Promise<CaseView> {
    const knownAt = await momentOf(this.log, asked);
    const events = await logKnownAt(this.log, knownAt.position).readStream(id);
    if (events.length === 0) throw new UnknownCaseError(id, knownAt.position);
    const { state, broken } = foldAsFarAsItGoes(events);
    return {
      case: id,
      knownAt,
      kind: state?.kind ?? null,
      unit: state?.unit ?? null,
      status: state?.status ?? null,
      attributes: state ? readableAttributes(state) : {},
      timeline: events.map(caseEvent),
      contributions: state && !broken ? this.contributions(state) : [],
      broken,
    };
  }

  private contributions(state: CaseState): CaseContribution[] {
    return this.library.schemes
      .filter(({ caseKinds: kinds }) => kinds.has(state.kind))
      .flatMap((scheme) =>
        [...scheme.contributions(state)].flatMap(({ unit, period, slot, amount }) => {
          const place = scheme.slots[slot];
          const measure = place && scheme.measureIds[place.measure];
          if (!place || measure === undefined) return [];
          const { id, version } = scheme;
          const text = amountText(amount, place.scale);
          return [{ scheme: id, version, measure, side: place.side, unit, period: formatPeriod(period), amount: text }];
        }),
      );
  }
}

/** A case as far as its events make sense. */
export function foldAsFarAsItGoes(
  events: readonly StoredEvent[],
): Pick<CaseView, 'broken'> & { state: CaseState | undefined } {
  let state: CaseState | undefined;
  for (const { position, body } of events) {
    try {
      state = evolve(state, readFact(body));
    } catch (error) {
      return { state, broken: { position, reason: error instanceof Error ? error.message : String(error) } };
    }
  }
  return { state, broken: null };
}

function readableAttributes({ kind, attributes }: CaseState): Record<string, unknown> {
  const specs = caseKinds.get(kind)?.attributes ?? {};
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        specs[name]?.type === 'instant' && typeof value === 'number' ? formatTimestamp(value) : value,
      ]),
  );
}

const ENVELOPE = new Set(['specversion', 'id', 'source', 'type', 'subject', 'time', 'data']);

function caseEvent(stored: StoredEvent): CaseEvent {
  const fact = JSON.parse(stored.body) as Fact;
  const extensions = Object.fromEntries(Object.entries(fact).filter(([name]) => !ENVELOPE.has(name)));
  return { ...toldEvent(stored), source: fact.source, data: fact.data, extensions };
}
