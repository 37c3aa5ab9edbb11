import type { SchemeDocument } from '#assay/methodology';
import { grouped, shiftPoint, toPlaces } from './decimal-text.js';

/** How a scheme wants a measure shown; the figure behind it stays exact and is what machine formats give. */
export type Display = SchemeDocument['measures'][number]['display'];

/** What stands where a figure does not apply. */
export const NOTHING = '–';

/** A measure's value by its display settings: `0.2960` as percent with one place → `29.6%`. */
export function showValue(value: string | null, display: Display): string {
  if (value === null) return NOTHING;
  if (display.as === 'percent') return `${toPlaces(shiftPoint(value, 2), display.decimals)}%`;
  return grouped(toPlaces(value, display.decimals));
}

/** Sums, ranks and positions: as they are, in groups of three. */
export function showExact(value: string | number | null): string {
  return value === null ? NOTHING : grouped(value);
}

const POINT_DECIMALS = 2;

/** Points are kept unrounded where the scheme does not round them; a screen shows two places. */
export function showPoints(points: string | null): string {
  return points === null ? NOTHING : toPlaces(points, POINT_DECIMALS);
}
