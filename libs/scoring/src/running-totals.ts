import type { CompiledScheme, Slot } from '#assay/methodology';
import { daysOf, formatPeriod, granularityOf, type PeriodCode, periodContaining } from '#assay/service-record';
import { LRUCache } from 'lru-cache';

import type { Movement, ScoreStore, StoredTotals } from './score-store.js';
import type { KnownUnit } from './unit-register.js';

interface Cell {
  readonly unit: KnownUnit;
  readonly period: PeriodCode;
  readonly slots: number[];
  position: number;
  isChanged: boolean;
}

/** A company's sum outgrew what can be added exactly. */
export class TotalsOverflowError extends Error {
  override readonly name = 'TotalsOverflowError';
  constructor(
    /** Path of the company. */
    readonly company: string,
    message: string,
  ) {
    super(message);
  }
}

/** What one scheme's totals rows are found by in memory: period code (26 bits) and unit key (24 bits) in one exact number. */
const cellKey = (period: PeriodCode, unit: number): number => period * 2 ** 24 + unit;

/**
 * The totals that pages of events change: written through to the store once per page, kept in memory while they are hot.
 * One movement changes, for its unit and every unit above it, the year and the month of a day, or the very period of a
 * reported figure.
 */
export class RunningTotals {
  private readonly hot: LRUCache<number, Cell>[];
  /** Cells that the page at hand has looked at. */
  private readonly page: Map<number, Cell>[];

  constructor(
    private readonly store: ScoreStore,
    private readonly schemes: readonly CompiledScheme[],
    maxRows: number,
  ) {
    this.hot = schemes.map(() => new LRUCache<number, Cell>({ max: maxRows }));
    this.page = schemes.map(() => new Map());
  }

  /**
   * Adds movements, all or none of them.
   * @throws TotalsOverflowError when a sum would leave ±(2^53 − 1); nothing was added then.
   */
  async add(movements: readonly { readonly movement: Movement; readonly unit: KnownUnit }[]): Promise<void> {
    const added: { cell: Cell; slot: number; amount: number; position: number }[] = [];
    for (const { movement, unit } of movements) {
      for (const { periods, amounts } of this.byPeriods(movement)) {
        for (const period of periods) {
          for (const above of unit.lineage) {
            const cell =
              this.held(movement.scheme, period, above) ?? (await this.fetch(movement.scheme, period, above));
            for (const [slot, amount] of amounts) {
              const sum = cell.slots[slot]! + amount;
              if (!Number.isSafeInteger(sum)) {
                for (const done of added) done.cell.slots[done.slot]! -= done.amount;
                throw this.overflow(movement, above, slot);
              }
              cell.slots[slot] = sum;
              added.push({ cell, slot, amount, position: movement.position });
            }
          }
        }
      }
    }
    for (const { cell, position } of added) {
      cell.isChanged = true;
      cell.position = position;
    }
  }

  /** The rows changed since the last call, ready to be committed. */
  takeChanges(): StoredTotals[] {
    return this.page.flatMap((cells, scheme) => {
      const rows: StoredTotals[] = [];
      for (const [key, cell] of cells) {
        this.hot[scheme]!.set(key, cell);
        if (!cell.isChanged) continue;
        cell.isChanged = false;
        const { period, unit, slots, position } = cell;
        rows.push({ scheme, level: unit.level, period, unit: unit.key, slots, position });
      }
      cells.clear();
      return rows.sort((a, b) => a.period - b.period || a.unit - b.unit);
    });
  }

  /** A movement's amounts by the totals rows that they count in: dated ones in year and month, reported ones in their period. */
  private byPeriods({
    scheme,
    period,
    amounts,
  }: Movement): { periods: readonly PeriodCode[]; amounts: Movement['amounts'] }[] {
    const slots = this.schemes[scheme]!.slots;
    const isSpan = ([slot]: readonly [number, number]): boolean => !isDated(slots[slot]!, period);
    if (!amounts.some(isSpan)) return [{ periods: yearAndMonth(period), amounts }];
    return [
      { periods: [period], amounts: amounts.filter(isSpan) },
      { periods: yearAndMonth(period), amounts: amounts.filter((amount) => !isSpan(amount)) },
    ];
  }

  /** The cell, when it is in memory; from here to the end of the page it stays there. */
  private held(scheme: number, period: PeriodCode, unit: KnownUnit): Cell | undefined {
    const key = cellKey(period, unit.key);
    const page = this.page[scheme]!;
    let cell = page.get(key);
    if (cell) return cell;
    cell = this.hot[scheme]!.get(key);
    if (cell) page.set(key, cell);
    return cell;
  }

  private async fetch(scheme: number, period: PeriodCode, unit: KnownUnit): Promise<Cell> {
    const stored = await this.store.totalsRow(scheme, unit.level, period, unit.key);
    const slots = stored ? [...stored] : new Array<number>(this.schemes[scheme]!.slots.length).fill(0);
    const cell: Cell = { unit, period, slots, position: 0, isChanged: false };
    this.page[scheme]!.set(cellKey(period, unit.key), cell);
    return cell;
  }

  private overflow({ scheme, period }: Movement, unit: KnownUnit, slot: number): TotalsOverflowError {
    const { id, slots, measureIds } = this.schemes[scheme]!;
    const { measure, side } = slots[slot]!;
    return new TotalsOverflowError(
      unit.lineage[0]!.path,
      `The ${side} of ${id}/${measureIds[measure] ?? measure} for ${unit.path} in ${formatPeriod(period)} would leave ±(2^53 − 1) and could no longer be added exactly.`,
    );
  }
}

function isDated({ attribution }: Slot, period: PeriodCode): boolean {
  return attribution !== 'span' && granularityOf(period) === 'day';
}

const calendar = new Map<PeriodCode, readonly [year: PeriodCode, month: PeriodCode]>();

/** Remembered: a ledger's days are few (a century has 36,525) and asked for again and again. */
function yearAndMonth(day: PeriodCode): readonly PeriodCode[] {
  let parts = calendar.get(day);
  if (!parts) {
    const [first] = daysOf(day);
    parts = [periodContaining('year', first), periodContaining('month', first)];
    calendar.set(day, parts);
  }
  return parts;
}
