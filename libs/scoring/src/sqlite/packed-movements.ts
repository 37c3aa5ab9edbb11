/**
 * Movements of one scheme in order of position, packed. They are kept twice: all of them in the order in which they came (the
 * journal), where thousands are added to know what was so at some moment, and those of one company and some stretch of days
 * together, where its scores are explained. Each movement is told by how it differs from the one before.
 */
import type { PeriodCode } from '#assay/service-record';

import type { MovementColumns } from '../movement-columns.js';
import type { Movement, OrderedMovements } from '../score-store.js';
import { PackedReader, PackedWriter } from './packed-bytes.js';

/** One amount of a movement. */
export type VisitAmount = (position: number, unit: number, period: number, slot: number, amount: number) => void;

/** Packs movements one after another, in order of position. */
class MovementPacker {
  private readonly writer = new PackedWriter();
  private position = 0;
  private unit = 0;
  private period = 0;

  /** So many amounts are to follow. */
  movement(position: number, unit: number, period: PeriodCode, amounts: number): void {
    this.writer.unsigned(position - this.position);
    this.writer.signed(unit - this.unit);
    this.writer.signed(period - this.period);
    this.writer.unsigned(amounts);
    this.position = position;
    this.unit = unit;
    this.period = period;
  }

  amount(slot: number, difference: number): void {
    this.writer.unsigned(slot);
    this.writer.signed(difference);
  }

  take(): Uint8Array {
    this.position = this.unit = this.period = 0;
    return this.writer.take();
  }
}

/** What is written is taken before anything else has its turn: one serves all. */
const packer = new MovementPacker();

export function packMovements(movements: readonly PackedMovement[]): Uint8Array {
  for (const { position, unit, period, amounts } of movements) {
    packer.movement(position, unit, period, amounts.length / 2);
    for (let index = 0; index < amounts.length; index += 2)
      packer.amount(amounts[index] as number, amounts[index + 1] as number);
  }
  return packer.take();
}

/** The same of movements in columns, in the order of `indexes`. */
export function packColumns(columns: MovementColumns, indexes: ArrayLike<number>): Uint8Array {
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at] ?? 0;
    const [from, to] = [columns.amountsFrom(index), columns.amountsTo(index)];
    packer.movement(columns.positionOf(index), columns.unitOf(index), columns.periodOf(index), to - from);
    for (let place = from; place < to; place++) packer.amount(columns.slotAt(place), columns.differenceAt(place));
  }
  return packer.take();
}

/** Visits every amount of the movements whose position is at most `upTo`. */
export function readMovements(packed: Uint8Array, visit: VisitAmount, upTo = Number.MAX_SAFE_INTEGER): void {
  const reader = new PackedReader(packed);
  let [position, unit, period] = [0, 0, 0];
  while (!reader.isAtEnd) {
    position += reader.unsigned();
    if (position > upTo) return;
    unit += reader.signed();
    period += reader.signed();
    for (let left = reader.unsigned(); left > 0; left--) {
      const slot = reader.unsigned();
      visit(position, unit, period, slot, reader.signed());
    }
  }
}

/** Adds the movements to those that are in columns. */
export function unpackInto(columns: MovementColumns, packed: Uint8Array): void {
  readMovements(packed, (position, unit, period, slot, amount) => {
    columns.add(position, unit, period, slot, amount);
  });
}

/** A movement without what its row says of all that are in it. */
export type PackedMovement = Pick<Movement, 'position' | 'unit' | 'period' | 'amounts'>;

/** The movements whose position is at most `upTo`. */
export function unpackMovements(packed: Uint8Array, upTo?: number): PackedMovement[] {
  const movements: (PackedMovement & { readonly amounts: number[] })[] = [];
  let last: (typeof movements)[number] | undefined;
  readMovements(
    packed,
    (position, unit, period, slot, amount) => {
      // An event moves a unit and period once.
      if (last?.position === position && last.unit === unit && last.period === period) last.amounts.push(slot, amount);
      else movements.push((last = { position, unit, period, amounts: [slot, amount] }));
    },
    upTo,
  );
  return movements;
}

/** The order of the journal. */
export const byPosition = (a: PackedMovement, b: PackedMovement): number =>
  a.position - b.position || a.period - b.period || a.unit - b.unit;

/** Days in a part: what a company's score of a month or a quarter is explained by is found in two or three of them. */
const PART = 90;

/**
 * The part in which a company's movements of a period are kept: parts and periods have the same order. Periods of one kind
 * are numbered one after another, so that this holds for days and for reported periods alike.
 */
export const partOf = (period: PeriodCode): number => period - (period % PART);

/** Movements of one scheme, company and part, in order of position. */
export interface MovementPart {
  readonly scheme: number;
  readonly company: number;
  readonly part: number;
  readonly movements: Uint8Array;
}

/** In the order of their table's keys. */
export function* movementParts(movements: readonly Movement[]): Generator<MovementPart> {
  const inOrder = movements.toSorted(
    (a, b) => a.scheme - b.scheme || a.company - b.company || partOf(a.period) - partOf(b.period) || byPosition(a, b),
  );
  let begin = 0;
  for (let end = 1; end <= inOrder.length; end++) {
    const [first, next] = [inOrder[begin], inOrder[end]];
    if (!first) return;
    const { scheme, company } = first;
    const part = partOf(first.period);
    if (next?.scheme === scheme && next.company === company && partOf(next.period) === part) continue;
    yield { scheme, company, part, movements: packMovements(inOrder.slice(begin, end)) };
    begin = end;
  }
}

/** The same of movements in columns that are in the order of the journal. */
export function* columnParts(
  { scheme, columns, order }: OrderedMovements,
  companyOf: (unit: number) => number,
): Generator<MovementPart> {
  const byPart = new Map<number, number[]>();
  for (const index of order) {
    // In the order of the table's keys: a part is below 2^26, a company below 2^24.
    const key = companyOf(columns.unitOf(index)) * 2 ** 26 + partOf(columns.periodOf(index));
    const of = byPart.get(key);
    if (of) of.push(index);
    else byPart.set(key, [index]);
  }
  for (const [key, of] of [...byPart].sort(([a], [b]) => a - b))
    yield { scheme, company: Math.floor(key / 2 ** 26), part: key % 2 ** 26, movements: packColumns(columns, of) };
}
