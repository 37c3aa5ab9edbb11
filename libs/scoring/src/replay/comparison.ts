import { setImmediate as nextTurn } from 'node:timers/promises';

import type { CompiledScheme } from '#assay/methodology';
import { companyOf, formatPeriod, type PeriodCode } from '#assay/service-record';

import { amountText } from '../reading/amount-text.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import type { BrokenReplay, ReplayedShare } from './replayed-cases.js';
import { RolledUpTotals } from './rolled-up-totals.js';
import { NO_ROW } from './sum-rows.js';

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

/** What one thread compares. */
export interface ComparisonTask {
  readonly schemes: ReplayedSchemes;
  /** Which of them, by index. */
  readonly dealt: readonly number[];
  /** Ascending. */
  readonly positions: readonly number[];
  /** What all threads found. */
  readonly shares: readonly ReplayedShare[];
}

/** What comparing came to. */
export interface Compared {
  /** Totals rows of the scores that were compared. */
  readonly rows: number;
  /** The first {@link MAX_DIFFERENCES}. */
  readonly differences: readonly NotedDifference[];
  readonly differenceCount: number;
  /** At the last position, companies left out: the scores say that they are incomplete. */
  readonly parked: readonly { readonly unit: string; readonly since: number; readonly reason: string }[];
  /** Units whose sums outgrew what can be added exactly. */
  readonly broken: readonly BrokenReplay[];
}

/** A difference with what decides its place among those that other threads noted. */
interface NotedDifference {
  readonly difference: ReplayDifference;
  /** 0 for a row of the scores, 1 for one that they lack. */
  readonly isMissing: 0 | 1;
  /** Of its scheme: the key for a row of the scores, the index for one that they lack. */
  readonly scheme: number;
}

/** In the order in which one thread notes them that compares all schemes. */
export const inOrder = (noted: readonly NotedDifference[]): ReplayDifference[] =>
  noted
    .toSorted(
      (a, b) => a.difference.position - b.difference.position || a.isMissing - b.isMissing || a.scheme - b.scheme,
    )
    .map(({ difference }) => difference);

/** Which row of the totals at a moment, by the index of its scheme. */
interface RowPlace {
  readonly position: number;
  readonly scheme: number;
  readonly period: PeriodCode;
  readonly unit: string;
}

/** In place of the number of a stored unit: of one that the replay never met, and of one that is not compared. */
const [NEVER_TOLD, LEFT_OUT] = [-1, -2];

/**
 * Adds up what the shares found of some schemes and compares it with what the scores say, moment by moment.
 *
 * @param onTurn called every few thousand rows, when everybody else in this thread had a turn: a signal that ends all this among
 * them; what it throws ends the comparison
 */
export async function compareSchemes(
  reader: Pick<ScoreReader, 'snapshot'>,
  { schemes, dealt, positions, shares }: ComparisonTask,
  onTurn: () => void = () => undefined,
): Promise<Compared> {
  const totals = new RolledUpTotals(dealt, shares);
  const comparison = new Comparison(schemes, dealt, totals, onTurn);
  for (const position of positions) {
    totals.takeMoment();
    await reader.snapshot((view) => comparison.compare(position, view), position);
  }
  const { rows, differences, differenceCount, parked } = comparison;
  return { rows, differences, differenceCount, parked, broken: totals.broken };
}

class Comparison {
  rows = 0;
  readonly differences: NotedDifference[] = [];
  differenceCount = 0;
  parked: Compared['parked'] = [];
  /** The indexes of the schemes that are compared, by key. */
  private readonly indexes: ReadonlyMap<number, number>;

  constructor(
    private readonly schemes: ReplayedSchemes,
    dealt: readonly number[],
    private readonly totals: RolledUpTotals,
    private readonly onTurn: () => void,
  ) {
    this.indexes = new Map(dealt.map((index) => [schemes[index]?.key ?? -1, index]));
  }

  async compare(position: number, view: ScoreView): Promise<void> {
    const { totals, indexes } = this;
    const keys = [...indexes.keys()].sort((a, b) => a - b);
    const stored = await view.units();
    const paths = new Map(stored.map(({ key, path }) => [key, path]));
    this.parked = (await view.parked()).map(({ company, since, reason }) => ({
      unit: paths.get(company) ?? '',
      since,
      reason,
    }));
    const isCompared = allBut(this.parked);
    const numbers = new Int32Array((stored.at(-1)?.key ?? 0) + 1).fill(NEVER_TOLD);
    for (const [key, path] of paths) numbers[key] = isCompared(path) ? (totals.numberOf(path) ?? NEVER_TOLD) : LEFT_OUT;
    let met = 0;
    for await (const told of view.allTotals(keys)) {
      await nextTurn();
      this.onTurn();
      const scheme = indexes.get(told[0]?.scheme ?? -1) ?? -1;
      const table = totals.table(scheme);
      if (!table) continue;
      for (const { period, unit, slots } of told) {
        const number = numbers[unit] ?? NEVER_TOLD;
        if (number === LEFT_OUT) continue;
        const row = number === NEVER_TOLD ? NO_ROW : totals.rows.find(number, period);
        this.rows += 1;
        if (!table.isZero(row)) met += 1;
        if (table.isEqual(row, slots)) continue;
        this.note({ position, scheme, period, unit: paths.get(unit) ?? '' }, table.slotsOf(row), slots);
      }
    }
    // Whether something is missing is known by counting; what is missing is looked for when something is.
    if (totals.count(isCompared) === met) return;
    const told = new Set<string>();
    for await (const rows of view.allTotals(keys))
      for (const { scheme, period, unit } of rows) told.add(`${scheme} ${period} ${paths.get(unit) ?? ''}`);
    const missing = totals
      .nonZero()
      .filter(
        ({ scheme, period, unit }) =>
          isCompared(unit) && !told.has(`${this.schemes[scheme]?.key ?? ''} ${period} ${unit}`),
      )
      .toArray();
    // The order of rows depends on which thread met them first.
    missing.sort((a, b) => a.scheme - b.scheme || a.period - b.period || (a.unit < b.unit ? -1 : 1));
    for (const { sums, ...row } of missing) this.note({ position, ...row }, sums, undefined);
  }

  private note(
    { position, scheme: index, period, unit }: RowPlace,
    expected: readonly number[],
    found: readonly number[] | undefined,
  ): void {
    const { key = -1, scheme } = this.schemes[index] ?? {};
    scheme?.slots.forEach(({ measure, side, scale }, slot) => {
      const [right, stored] = [expected[slot] ?? 0, found?.[slot] ?? 0];
      if (right === stored) return;
      this.differenceCount += 1;
      if (this.differences.length === MAX_DIFFERENCES) return;
      const difference = {
        position,
        scheme: scheme.id,
        unit,
        period: formatPeriod(period),
        measure: scheme.measureIds[measure] ?? String(measure),
        side,
        expected: amountText(right, scale),
        found: amountText(stored, scale),
      };
      this.differences.push({
        difference,
        ...(found ? { isMissing: 0, scheme: key } : { isMissing: 1, scheme: index }),
      });
    });
  }
}

/** Tells, by its path, of which unit a company's incompleteness says nothing. */
export function allBut(parked: Compared['parked']): (path: string) => boolean {
  const isParked = new Set(parked.map(({ unit }) => unit));
  return (path) => !isParked.has(companyOf(path));
}

/** Deals the schemes to so many threads, by index, so that each has about as many sums to compare. */
export function deal(
  shares: readonly ReplayedShare[],
  schemes: number,
  threads: number,
): readonly (readonly number[])[] {
  const hands = Array.from({ length: threads }, () => ({ dealt: [] as number[], cells: 0 }));
  const cellsOf = (scheme: number): number =>
    shares.reduce(
      (sum, { moments }) => sum + moments.reduce((all, { tables }) => all + (tables[scheme]?.cells ?? 0), 0),
      0,
    );
  const sizes = Array.from({ length: schemes }, (_, scheme) => ({ scheme, cells: cellsOf(scheme) }));
  for (const { scheme, cells } of sizes.sort((a, b) => b.cells - a.cells)) {
    const [least] = hands.toSorted((a, b) => a.cells - b.cells);
    least?.dealt.push(scheme);
    if (least) least.cells += cells;
  }
  return hands.map(({ dealt }) => dealt);
}
