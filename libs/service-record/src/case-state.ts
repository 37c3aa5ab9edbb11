import type { Fact } from './fact.js';

/**
 * What measures read of a case. Each case kind declares its attributes with a type and a docstring:
 * `instant` ms since the epoch (integer) · `decimal` exact decimal text of at most 15 digits · `count` integer · `text` · `flag` · `list` of texts
 * · `period` a period as written (`2024-Q3`). An attribute that does not apply (yet) is absent or undefined.
 */
export type AttributeType = 'instant' | 'decimal' | 'count' | 'text' | 'flag' | 'list' | 'period';
export type AttributeValue = number | string | boolean | readonly string[];
export type CaseAttributes = Readonly<Record<string, AttributeValue | undefined>>;

/** The status of a case that was taken back as a whole: it has no attributes and counts nowhere. */
export const VOIDED = 'voided';

/**
 * What is measured of a case: all of it but the facts that it is made of. Enough to count it, and to go on with it as long as
 * facts come in their order.
 */
export interface MeasuredCase {
  /** The stream's name and the facts' `subject`. */
  readonly id: string;
  /** `complaint`, `claim`, `survey` … (see `caseKinds`). */
  readonly kind: string;
  /** Path of the unit that the case concerns, at its leaf: `company/GEICO/province/CT`; empty for a case of the ledger itself. */
  readonly unit: string;
  /** A status of the kind's life cycle, or {@link VOIDED}. */
  readonly status: string;
  readonly attributes: CaseAttributes;
  /** Time of the last fact that counts (after corrections and voidings): what happened no earlier needs no refolding. Empty when voided. */
  readonly latest: string;
}

/** A case: the fold of one stream. Immutable; every fact makes a new one. */
export interface CaseState extends MeasuredCase {
  /** Every fact of the stream in order of arrival, corrections and voidings among them. */
  readonly timeline: readonly Fact[];
}

export function withTimeline(
  { id, kind, unit, status, attributes, latest }: MeasuredCase,
  timeline: readonly Fact[],
): CaseState {
  return { id, kind, unit, status, attributes, latest, timeline };
}

/** A case without its facts, which may be many times as large. */
export function measured({ id, kind, unit, status, attributes, latest }: CaseState): MeasuredCase {
  return { id, kind, unit, status, attributes, latest };
}

/** A fact contradicts its case. The message says which fact stands against it and what would be right. */
export class ContradictionError extends Error {
  override readonly name = 'ContradictionError';
  constructor(
    readonly caseId: string,
    readonly factType: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** A fact of a type, version or case kind that this code does not know. */
export class UnknownFactError extends Error {
  override readonly name = 'UnknownFactError';
}
