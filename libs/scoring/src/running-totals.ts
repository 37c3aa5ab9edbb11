import type { CompiledScheme, Slot } from '#assay/methodology';
import { formatPeriod, type PeriodCode } from '#assay/service-record';

import { type Amounts, amountPairs } from './amounts.js';
import { frameOf, type PastTotals, type ScoreStore, type StoredTotals, totalsPeriods } from './score-store.js';
import { StoredRows } from './stored-rows.js';
import type { KnownUnit } from './unit-register.js';

/** What one event changes for one unit and period under one scheme, before anything is added. */
export interface UnitChange {
  readonly scheme: number;
  readonly unit: KnownUnit;
  readonly period: PeriodCode;
  readonly amounts: Amounts;
}

/** A totals row in memory. */
interface Cell {
  readonly scheme: number;
  readonly unit: KnownUnit;
  readonly period: PeriodCode;
  /** Integers by slot, up to the last that ever counted: a third of what all slots of a scheme would take, of what lives longest here. */
  slots: number[];
  position: number;
  /** Whether it has changed in the page at hand. */
  isChanged: boolean;
  /** The last frame in which it changed; of companies' rows only. */
  frame: number;
  /** The rows that whatever is told of the unit counts in: its company's, and this one where that is another. */
  both: readonly Cell[];
}

/** Some of a change's amounts with the rows that they count in. */
interface Part {
  readonly cells: readonly Cell[];
  readonly amounts: Amounts;
}

/** A change with the rows that its amounts count in, all of them in memory: ready to be added. */
export interface PreparedChange extends UnitChange {
  readonly parts: readonly Part[];
}

/** A company's sum outgrew what can be added exactly. */
export class TotalsOverflowError extends Error {
  override readonly name = 'TotalsOverflowError';
  constructor(
    /** Key of the company. */
    readonly company: number,
    message: string,
  ) {
    super(message);
  }
}

const NO_SCHEME = { id: '', slots: [], measureIds: [] };

/** Before all frames. */
const NEVER = -1;

/** What one scheme's totals rows are found by in memory: period code (26 bits) and unit key (24 bits) in one exact number. */
export const cellKey = (period: PeriodCode, unit: number): number => period * 2 ** 24 + unit;

/**
 * The totals that pages of events change: read together when a page begins, written through to the store when it ends,
 * kept in memory while they are hot. One change counts for its unit and for the unit's company: see `score-store.ts`.
 */
export class RunningTotals {
  /** By scheme and slot: see {@link alikeSlots}. */
  private readonly kinds: readonly (readonly Slot[])[];
  /** By scheme: the rows of this page and of those since the last turn, and the rows of the turn before. */
  private readonly recent: Map<number, Cell>[];
  private readonly older: Map<number, Cell>[];
  /** Cells of the page at hand that are not yet read from the store. */
  private missing: Cell[] = [];
  /** Cells of the page at hand that have changed. */
  private changed: Cell[] = [];
  /** Rows of companies that have changed in the frame at hand, by scheme. */
  private readonly inFrame: Map<number, Cell>[];
  private frame = 0;
  private readonly maxRecent: number;
  private past: PastTotals[] = [];
  private readonly storedRows: StoredRows;

  constructor(
    private readonly stored: Pick<ScoreStore, 'totalsRows' | 'hasTotals'>,
    private readonly schemes: readonly CompiledScheme[],
    private readonly frameSize: number,
    /** About how many are kept in memory between pages. */
    maxRows = Infinity,
  ) {
    this.storedRows = new StoredRows(stored);
    this.kinds = schemes.map(alikeSlots);
    this.maxRecent = maxRows / schemes.length / 2;
    this.recent = schemes.map(() => new Map<number, Cell>());
    this.older = schemes.map(() => new Map<number, Cell>());
    this.inFrame = schemes.map(() => new Map<number, Cell>());
  }

  /** Finds the rows that a change counts in. Call {@link fetch} before adding it. */
  prepare(change: UnitChange): PreparedChange {
    const { scheme, unit, period, amounts } = change;
    const kind = this.kindOfAll(scheme, amounts);
    const parts = kind
      ? [{ cells: this.cells(scheme, totalsPeriods(kind, period), unit), amounts }]
      : this.partsByKind(change);
    return { scheme, unit, period, amounts, parts };
  }

  /** Reads the rows that are not in memory, all at once. */
  async fetch(): Promise<void> {
    if (this.missing.length === 0) return;
    const missing = await this.storedRows.among(
      this.missing.map((cell) => {
        const { scheme, unit, period } = cell;
        return { scheme, level: unit.level, period, unit: unit.key, cell };
      }),
    );
    this.missing = [];
    const rows = await this.stored.totalsRows(missing);
    for (const [index, { cell }] of missing.entries()) {
      const stored = rows[index];
      if (stored) cell.slots = [...stored];
    }
  }

  /** The event at a position is taken in: what companies' rows are at the end of a frame is known when the next one begins. */
  advanceTo(position: number): void {
    const frame = frameOf(position, this.frameSize);
    if (frame === this.frame) return;
    for (const [scheme, cells] of this.inFrame.entries()) {
      for (const { period, unit, slots, position: changedAt } of cells.values())
        this.past.push({ scheme, frame: this.frame, period, unit: unit.key, slots: [...slots], position: changedAt });
      cells.clear();
    }
    this.frame = frame;
  }

  /**
   * Adds what one event changes: all of it or, when a sum would leave ±(2^53 − 1), nothing.
   * @returns the error that says which company's sum it was.
   */
  add(changes: readonly PreparedChange[], position: number): TotalsOverflowError | null {
    this.advanceTo(position);
    let done = 0;
    for (const { parts } of changes) {
      for (const { cells, amounts } of parts) {
        for (const cell of cells) {
          // Amounts are in order of slot.
          const slots = withRoom(cell, amounts[amounts.length - 2] ?? 0);
          for (let index = 0; index < amounts.length; index += 2) {
            const slot = amounts[index] as number;
            const sum = (slots[slot] ?? 0) + (amounts[index + 1] as number);
            if (!Number.isSafeInteger(sum)) {
              undo(changes, done);
              const { scheme, unit, period } = cell;
              return totalsOverflow(this.schemes[scheme] ?? NO_SCHEME, unit, period, slot);
            }
            slots[slot] = sum;
            done += 1;
          }
        }
      }
    }
    for (const { parts } of changes) for (const { cells } of parts) for (const cell of cells) this.note(cell, position);
    return null;
  }

  /** Ends the page: the rows that it changed, ready to be committed. */
  takeChanges(): StoredTotals[] {
    const rows = this.changed.map((cell) => {
      const { scheme, unit, period, slots, position } = cell;
      cell.isChanged = false;
      return { scheme, level: unit.level, period, unit: unit.key, slots, position };
    });
    this.changed = [];
    for (const [scheme, cells] of this.recent.entries()) {
      if (cells.size <= this.maxRecent) continue;
      this.older[scheme] = cells;
      this.recent[scheme] = new Map();
    }
    return rows;
  }

  /** Rows of companies at the ends of frames that were completed since the last call. */
  takePast(): PastTotals[] {
    const rows = this.past;
    this.past = [];
    return rows;
  }

  /** As if these changes had just been added in the frame of a position: they are in the stored rows already. */
  recall(changes: readonly PreparedChange[], position: number): void {
    this.advanceTo(position);
    for (const { parts } of changes)
      for (const { cells } of parts)
        for (const cell of cells) if (cell.unit.level === 'company') this.keepInFrame(cell, position);
  }

  /** The slot as which all these amounts count, as nearly always; undefined where they count in different periods. */
  private kindOfAll(scheme: number, amounts: Amounts): Slot | undefined {
    const kinds = this.kinds[scheme] ?? [];
    const first = kinds[amounts[0] ?? 0];
    for (let index = 2; index < amounts.length; index += 2)
      if (kinds[amounts[index] as number] !== first) return undefined;
    return first;
  }

  private partsByKind({ scheme, unit, period, amounts }: UnitChange): Part[] {
    const kinds = this.kinds[scheme] ?? [];
    return [...Map.groupBy(amountPairs(amounts), ([slot]) => kinds[slot])].map(([kind, pairs]) => ({
      cells: kind ? this.cells(scheme, totalsPeriods(kind, period), unit) : [],
      amounts: pairs.flat(),
    }));
  }

  private note(cell: Cell, position: number): void {
    cell.position = position;
    if (!cell.isChanged) {
      cell.isChanged = true;
      this.changed.push(cell);
    }
    if (cell.unit.level === 'company') this.keepInFrame(cell, position);
  }

  private keepInFrame(cell: Cell, position: number): void {
    cell.position = position;
    if (cell.frame === this.frame) return;
    cell.frame = this.frame;
    this.inFrame[cell.scheme]?.set(cellKey(cell.period, cell.unit.key), cell);
  }

  /** The rows of a unit and of its company for some periods. */
  private cells(scheme: number, periods: readonly PeriodCode[], unit: KnownUnit): readonly Cell[] {
    const [only] = periods;
    if (only !== undefined && periods.length === 1) return this.cell(scheme, only, unit).both;
    return periods.flatMap((period) => this.cell(scheme, period, unit).both);
  }

  private cell(scheme: number, period: PeriodCode, unit: KnownUnit): Cell {
    const key = cellKey(period, unit.key);
    const recent = this.recent[scheme];
    let cell = recent?.get(key);
    if (cell) return cell;
    cell = this.older[scheme]?.get(key) ?? this.inFrame[scheme]?.get(key);
    // A company's row stays as long as any of its units' rows, for it becomes recent again whenever one of these does.
    const head = unit === unit.head ? undefined : this.cell(scheme, period, unit.head);
    if (!cell) {
      cell = { scheme, unit, period, slots: [], position: 0, isChanged: false, frame: NEVER, both: [] };
      cell.both = head ? [head, cell] : [cell];
      this.missing.push(cell);
    }
    recent?.set(key, cell);
    return cell;
  }
}

/** A row's integers with one for a slot, and no room for more: an array that grows by itself takes room for dozens. */
function withRoom(cell: Cell, slot: number): number[] {
  const { slots } = cell;
  if (slot < slots.length) return slots;
  const larger = new Array<number>(slot + 1).fill(0);
  for (let index = 0; index < slots.length; index++) larger[index] = slots[index] ?? 0;
  return (cell.slots = larger);
}

/** The error that says whose sum it was. */
export function totalsOverflow(
  { id, slots, measureIds }: Pick<CompiledScheme, 'id' | 'slots' | 'measureIds'>,
  unit: KnownUnit,
  period: PeriodCode,
  slot: number,
): TotalsOverflowError {
  const place: Slot | undefined = slots[slot];
  const measure = measureIds[place?.measure ?? -1] ?? '';
  return new TotalsOverflowError(
    unit.company,
    `The ${place?.side ?? 'sum'} of ${id}/${measure} for ${unit.path} in ${formatPeriod(period)} would leave ±(2^53 − 1) and could no longer be added exactly.`,
  );
}

/** Takes the first `count` amounts back again, in the order in which they were added. */
function undo(changes: readonly PreparedChange[], count: number): void {
  let left = count;
  for (const { parts } of changes) {
    for (const { cells, amounts } of parts) {
      for (const cell of cells) {
        for (const [slot, amount] of amountPairs(amounts)) {
          if (left === 0) return;
          cell.slots[slot] = (cell.slots[slot] ?? 0) - amount;
          left -= 1;
        }
      }
    }
  }
}

/** For each slot the first one that counts in the same periods as it: so slots that count alike are told by one object. */
export function alikeSlots({ slots }: CompiledScheme): readonly Slot[] {
  const firsts: Slot[] = [];
  return slots.map((slot) => {
    const known = firsts.find(
      (first) =>
        (first.attribution === 'span') === (slot.attribution === 'span') && first.isStanding === slot.isStanding,
    );
    if (!known) firsts.push(slot);
    return known ?? slot;
  });
}
