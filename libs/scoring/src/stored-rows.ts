import { UNIT_LEVELS } from '#assay/service-record';

import type { ScoreStore, TotalsKey } from './score-store.js';

/** Bits of the filter, a power of two: a megabyte. With two million rows a seventh of those that are not there are looked for all the same. */
const BITS = 2 ** 23;
/** Bits set for each row. */
const MARKS = 4;

/**
 * Which totals rows the store may have. Nearly all rows that an event asks for first are new, and looking for what is not there
 * would be a twentieth of scoring. So the store is asked once whether there is any row of a scheme, level and period; where
 * there is none, what becomes a row is marked in a Bloom filter from then on, and what is not marked is not stored.
 */
export class StoredRows {
  /** Whether there was any row when it was first asked for, by scheme, level and period. */
  private readonly wasThere = new Map<number, boolean>();
  private readonly bits = new Uint32Array(BITS / 32);

  /** @param store changed by nobody but whoever asks here, as long as this is asked */
  constructor(private readonly store: Pick<ScoreStore, 'hasTotals'>) {}

  /** Those of the rows that may be stored; the others are not. From now on any of them may be. */
  async among<T extends TotalsKey>(rows: readonly T[]): Promise<T[]> {
    const unknown = new Map<number, T>();
    for (const row of rows) {
      const range = rangeOf(row);
      if (!this.wasThere.has(range)) unknown.set(range, row);
    }
    const areThere = await this.store.hasTotals([...unknown.values()]);
    for (const [index, range] of [...unknown.keys()].entries()) this.wasThere.set(range, areThere[index] === true);
    return rows.filter((row) => {
      const wasMarked = this.mark(row);
      return wasMarked || this.wasThere.get(rangeOf(row)) === true;
    });
  }

  /** @returns whether all of the row's bits were set before */
  private mark({ scheme, period, unit }: TotalsKey): boolean {
    let hash = scattered(unit ^ scattered(period ^ scattered(scheme)));
    const step = scattered(hash) | 1;
    let wasMarked = true;
    for (let left = MARKS; left > 0; left--) {
      const word = (hash & (BITS - 1)) >>> 5;
      const bit = 1 << (hash & 31);
      const bits = this.bits[word] ?? 0;
      if ((bits & bit) === 0) {
        wasMarked = false;
        this.bits[word] = bits | bit;
      }
      hash = (hash + step) | 0;
    }
    return wasMarked;
  }
}

/** One number for a scheme, level and period: periods have 26 bits. */
const rangeOf = ({ scheme, level, period }: Omit<TotalsKey, 'unit'>): number =>
  (scheme * UNIT_LEVELS.length + UNIT_LEVELS.indexOf(level)) * 2 ** 26 + period;

/** The finaliser of MurmurHash3: each bit of a number changes half of the bits of what comes out. */
function scattered(number: number): number {
  let hash = number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
