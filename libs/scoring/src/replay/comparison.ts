import type { CompiledScheme } from '#assay/methodology';
import { companyOf, formatPeriod, type PeriodCode } from '#assay/service-record';

import { amountText } from '../reading/amount-text.js';
import type { ScoreView } from '../score-store.js';
import type { BrokenReplay } from './replayed-cases.js';
import type { RolledUpTotals } from './rolled-up-totals.js';
import { NO_ROW } from './sum-table.js';

export interface ReplayDifference {
  /** As known at this position. */
  readonly position: number;
  readonly scheme: string;
  readonly unit: string;
  readonly period: string;
  readonly measure: string;
  readonly side: 'numerator' | 'denominator';
  /** What the replay found, exact decimal text. */
  readonly expected: string;
  /** What the scores say. */
  readonly found: string;
}

export const MAX_DIFFERENCES = 100;

/** The schemes that are replayed, with their keys in the scores. */
export type ReplayedSchemes = readonly { readonly key: number; readonly scheme: CompiledScheme }[];

/** What comparing the totals of one moment came to. */
export interface Compared {
  /** Totals rows of the scores that were compared. */
  readonly rows: number;
  /** Companies left out: the scores say that they are incomplete. */
  readonly parked: readonly { readonly unit: string; readonly since: number; readonly reason: string }[];
  /** What is broken although the scores have parked no company for it. */
  readonly broken: readonly BrokenReplay[];
}

/** Which row of the totals at a moment, by the index of its scheme. */
interface RowPlace {
  readonly position: number;
  readonly scheme: number;
  readonly period: PeriodCode;
  readonly unit: string;
}

/** Compares what a replay found with what the scores say, moment by moment, and notes where they differ. */
export class Comparison {
  /** The first {@link MAX_DIFFERENCES}. */
  readonly differences: ReplayDifference[] = [];
  differenceCount = 0;

  constructor(private readonly schemes: ReplayedSchemes) {}

  async compare(position: number, view: ScoreView, totals: RolledUpTotals): Promise<Compared> {
    const stored = await view.units();
    const paths = new Map(stored.map(({ key, path }) => [key, path]));
    const parked = (await view.parked()).map(({ company, since, reason }) => ({
      unit: paths.get(company) ?? '',
      since,
      reason,
    }));
    const isParked = new Set(parked.map(({ unit }) => unit));
    const isCompared = (path: string): boolean => !isParked.has(companyOf(path));
    const units = new Map(
      stored.map(({ key, path }) => [key, { path, number: totals.numberOf(path), isLeftOut: !isCompared(path) }]),
    );
    const indexes = new Map(this.schemes.map(({ key }, index) => [key, index]));
    let [rows, met] = [0, 0];
    for await (const { scheme: key, period, unit, slots } of view.allTotals()) {
      const scheme = indexes.get(key) ?? -1;
      const table = totals.tables[scheme];
      const { path = '', number, isLeftOut = false } = units.get(unit) ?? {};
      if (!table || isLeftOut) continue;
      const row = number === undefined ? NO_ROW : table.find(number, period);
      rows += 1;
      if (!table.isZero(row)) met += 1;
      if (!table.isEqual(row, slots)) this.note({ position, scheme, period, unit: path }, table.slotsOf(row), slots);
    }
    // Whether something is missing is known by counting; what is missing is looked for when something is.
    const isCounted = totals.units.map(isCompared);
    const expected = totals.count((unit) => isCounted[unit] === true);
    if (expected !== met) {
      const told = new Set<string>();
      for await (const { scheme, period, unit } of view.allTotals())
        told.add(`${scheme} ${period} ${paths.get(unit) ?? ''}`);
      const missing = totals
        .rows()
        .filter(
          ({ scheme, period, unit }) =>
            isCompared(unit) && !told.has(`${this.schemes[scheme]?.key ?? ''} ${period} ${unit}`),
        )
        .toArray();
      // The order of rows depends on which thread met them first.
      missing.sort((a, b) => a.scheme - b.scheme || a.period - b.period || (a.unit < b.unit ? -1 : 1));
      for (const { sums, ...row } of missing) this.note({ position, ...row }, sums, []);
    }
    return { rows, parked, broken: totals.broken.filter(({ company }) => company === null || isCompared(company)) };
  }

  private note(
    { position, scheme: index, period, unit }: RowPlace,
    expected: readonly number[],
    found: readonly number[],
  ): void {
    const scheme = this.schemes[index]?.scheme;
    scheme?.slots.forEach(({ measure, side, scale }, slot) => {
      const [right, stored] = [expected[slot] ?? 0, found[slot] ?? 0];
      if (right === stored) return;
      this.differenceCount += 1;
      if (this.differences.length === MAX_DIFFERENCES) return;
      this.differences.push({
        position,
        scheme: scheme.id,
        unit,
        period: formatPeriod(period),
        measure: scheme.measureIds[measure] ?? String(measure),
        side,
        expected: amountText(right, scale),
        found: amountText(stored, scale),
      });
    });
  }
}
