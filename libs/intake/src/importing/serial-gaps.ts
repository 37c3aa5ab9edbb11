/**
 * Uploads lost rows without anybody noticing: the first of a sheet taken for a title, the last of a long one cut off. Where
 * a register numbers its rows, the numbers that are not there tell.
 */
import type { Spool } from './spool.js';

/** What is missing in one numbering. */
export interface SerialGaps {
  /** Whose numbering, in words: `company 000002, year 2015`; empty where there is one for the file. */
  readonly within: string;
  /** How many numbers are missing, from 1 to the highest. */
  readonly missing: number;
  /** The missing numbers as ranges, both ends inclusive; the first hundred. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

const LISTED_RANGES = 100;
/** Most numberings that are listed. */
const LISTED = 1_000;

/** The gaps among the serial numbers that were spooled. Numbers after the last row cannot be known to be missing. */
export function serialGaps(spool: Spool): SerialGaps[] {
  const found: SerialGaps[] = [];
  let current: { within: string; missing: number; ranges: [number, number][]; last: number } | undefined;
  const close = (): void => {
    if (!current || current.missing === 0 || found.length === LISTED) return;
    const { within, missing, ranges } = current;
    found.push({ within, missing, ranges });
  };
  for (const { within, number } of spool.serials()) {
    if (current?.within !== within) {
      close();
      current = { within, missing: 0, ranges: [], last: 0 };
    }
    if (number > current.last + 1) {
      current.missing += number - current.last - 1;
      if (current.ranges.length < LISTED_RANGES) current.ranges.push([current.last + 1, number - 1]);
    }
    current.last = number;
  }
  close();
  return found;
}
