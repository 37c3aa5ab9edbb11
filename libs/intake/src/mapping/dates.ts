/** How registers write days and times of day, and the canonical instant that each stands for. */
import { formatTimestamp, isCanonicalTimestamp, parseTimestamp, TimestampError } from '#assay/transparency';
import type { DateFormat } from './mapping.js';

type LocalFormat = Exclude<DateFormat, 'RFC 3339' | 'YYYY'>;

const PATTERNS: Record<LocalFormat, readonly [pattern: RegExp, order: 'ymd' | 'mdy' | 'dmy']> = {
  'YYYY-MM-DD': [/^(\d{4})-(\d\d)-(\d\d)$/, 'ymd'],
  'YYYY/M/D': [/^(\d{4})\/(\d\d?)\/(\d\d?)$/, 'ymd'],
  YYYYMMDD: [/^(\d{4})(\d\d)(\d\d)$/, 'ymd'],
  'M/D/YYYY': [/^(\d\d?)\/(\d\d?)\/(\d{4})$/, 'mdy'],
  'D/M/YYYY': [/^(\d\d?)\/(\d\d?)\/(\d{4})$/, 'dmy'],
  'D.M.YYYY': [/^(\d\d?)\.(\d\d?)\.(\d{4})$/, 'dmy'],
  YYYY年M月D日: [/^(\d{4})年(\d\d?)月(\d\d?)日$/, 'ymd'],
  'YYYY-MM-DD HH:mm:ss': [/^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/, 'ymd'],
  'YYYY/M/D H:mm:ss': [/^(\d{4})\/(\d\d?)\/(\d\d?) (\d\d?):(\d\d):(\d\d)$/, 'ymd'],
  YYYYMMDDHHmmss: [/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, 'ymd'],
};

export interface DateReading {
  /** Tried in order. */
  readonly formats: readonly DateFormat[];
  /** Which day a bare year stands for. */
  readonly edge: 'start' | 'end';
  /** Whether a day stands for its first millisecond or its last. */
  readonly clock: 'start' | 'end';
  /** Minutes east of Greenwich of the calendar that the source goes by. */
  readonly utcOffset: number;
}

/** A cell → the canonical instant, in the first format that fits; undefined when none does or the day does not exist. */
export function readDate(cell: string, reading: DateReading): string | undefined {
  for (const format of reading.formats) {
    const instant = format === 'RFC 3339' ? readInstant(cell) : readWall(cell, format, reading);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

/** `+08:00` → 480 */
export function offsetMinutes(utcOffset: string): number {
  const minutes = Number(utcOffset.slice(1, 3)) * 60 + Number(utcOffset.slice(4));
  return utcOffset.startsWith('-') ? -minutes : minutes;
}

/** What the source's own clock and calendar show → the instant. */
function readWall(
  cell: string,
  format: Exclude<DateFormat, 'RFC 3339'>,
  { edge, clock, utcOffset }: DateReading,
): string | undefined {
  const wall = format === 'YYYY' ? readYear(cell, edge, clock) : readLocal(cell, format, clock);
  if (wall === undefined || !isCanonicalTimestamp(wall)) return undefined;
  return utcOffset === 0 ? wall : inUtc(wall, utcOffset);
}

function inUtc(wall: string, utcOffset: number): string | undefined {
  const epochMs = parseTimestamp(wall) - utcOffset * 60_000;
  // The first hours of the year 0 lie before it elsewhere: no register means that.
  return epochMs < FIRST_INSTANT ? undefined : formatTimestamp(epochMs);
}

const FIRST_INSTANT = parseTimestamp('0001-01-01T00:00:00.000Z');

function readInstant(cell: string): string | undefined {
  try {
    return formatTimestamp(parseTimestamp(cell));
  } catch (error) {
    if (error instanceof TimestampError) return undefined;
    throw error;
  }
}

const CLOCK = { start: '00:00:00.000Z', end: '23:59:59.999Z' } as const;

function readYear(cell: string, edge: 'start' | 'end', clock: 'start' | 'end'): string | undefined {
  return /^\d{4}$/.test(cell) ? `${cell}-${edge === 'start' ? '01-01' : '12-31'}T${CLOCK[clock]}` : undefined;
}

function readLocal(cell: string, format: LocalFormat, clock: 'start' | 'end'): string | undefined {
  const [pattern, order] = PATTERNS[format];
  const match = pattern.exec(cell);
  if (!match) return undefined;
  const parts = match.slice(1).map((part) => part.padStart(2, '0'));
  const [year, month, day] = ['y', 'm', 'd'].map((part) => parts[order.indexOf(part)] ?? '');
  const [, , , ...time] = parts;
  return `${year}-${month}-${day}T${time.length === 0 ? CLOCK[clock] : `${time.join(':')}.000Z`}`;
}
