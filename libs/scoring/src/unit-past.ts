/** What a unit's own case says of its past, as the read model keeps it: its names, and where it went. */
import type { MeasuredCase } from '#assay/service-record';

export interface UnitPast {
  /** Each after the instant from which it held, oldest first: see `names` of companies and units. */
  readonly names: readonly string[];
  /** Since when it is another unit, and at which position that was known. */
  readonly left?: {
    readonly to: string;
    /** ms since the epoch. */
    readonly at: number;
    readonly kind: 'moved' | 'merged';
    readonly known: number;
  };
}

/**
 * The past of a company or unit after the event at a position, as text; null for the many that have always had one name and
 * one place.
 */
export function pastText({ attributes }: MeasuredCase, position: number): string | null {
  const { mergedAt, mergedInto, movedAt, movedTo } = attributes;
  const names = Array.isArray(attributes.names) ? (attributes.names as readonly string[]) : [];
  const [kind, at, to] =
    mergedInto === undefined ? (['moved', movedAt, movedTo] as const) : (['merged', mergedAt, mergedInto] as const);
  if (typeof at === 'number' && typeof to === 'string')
    return JSON.stringify({ names, left: { to, at, kind, known: position } } satisfies UnitPast);
  return names.length > 1 ? JSON.stringify({ names } satisfies UnitPast) : null;
}

export const readPast = (text: string): UnitPast => JSON.parse(text) as UnitPast;
