/** How registers write days, and the canonical instant that each stands for: the day's first moment, in UTC. */
import { formatTimestamp, isCanonicalTimestamp, parseTimestamp, TimestampError } from '#assay/transparency';
import type { ColumnSpec } from './mapping.js';

type DateFormat = NonNullable<ColumnSpec['date']>[number];

const PATTERNS: Record<
  Exclude<DateFormat, 'RFC 3339' | 'YYYY'>,
  readonly [pattern: RegExp, order: 'ymd' | 'mdy' | 'dmy']
> = {
  'YYYY-MM-DD': [/^(\d{4})-(\d\d)-(\d\d)$/, 'ymd'],
  'YYYY/M/D': [/^(\d{4})\/(\d\d?)\/(\d\d?)$/, 'ymd'],
  YYYYMMDD: [/^(\d{4})(\d\d)(\d\d)$/, 'ymd'],
  'M/D/YYYY': [/^(\d\d?)\/(\d\d?)\/(\d{4})$/, 'mdy'],
  'D/M/YYYY': [/^(\d\d?)\/(\d\d?)\/(\d{4})$/, 'dmy'],
  'D.M.YYYY': [/^(\d\d?)\.(\d\d?)\.(\d{4})$/, 'dmy'],
};

/** A cell → the canonical instant, in the first format that fits; undefined when none does or the day does not exist. */
export function readDate(cell: string, formats: readonly DateFormat[], edge: 'start' | 'end'): string | undefined {
  for (const format of formats) {
    const instant =
      format === 'RFC 3339' ? readInstant(cell) : format === 'YYYY' ? readYear(cell, edge) : readDay(cell, format);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

function readInstant(cell: string): string | undefined {
  try {
    return formatTimestamp(parseTimestamp(cell));
  } catch (error) {
    if (error instanceof TimestampError) return undefined;
    throw error;
  }
}

function readYear(cell: string, edge: 'start' | 'end'): string | undefined {
  return /^\d{4}$/.test(cell) ? `${cell}-${edge === 'start' ? '01-01' : '12-31'}T00:00:00.000Z` : undefined;
}

function readDay(cell: string, format: keyof typeof PATTERNS): string | undefined {
  const [pattern, order] = PATTERNS[format];
  const match = pattern.exec(cell);
  if (!match) return undefined;
  const parts = match.slice(1);
  const year = parts[order.indexOf('y')] ?? '';
  const month = (parts[order.indexOf('m')] ?? '').padStart(2, '0');
  const day = (parts[order.indexOf('d')] ?? '').padStart(2, '0');
  const instant = `${year}-${month}-${day}T00:00:00.000Z`;
  return isCanonicalTimestamp(instant) ? instant : undefined;
}
