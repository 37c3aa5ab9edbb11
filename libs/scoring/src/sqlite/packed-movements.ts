/**
 * Movements of one scheme in order of position, packed. They are kept twice: all of them in the order in which they came (the
 * journal), where thousands are added to know what was so at some moment, and those of one company and some stretch of days
 * together, where its scores are explained. Each movement is told by how it differs from the one before.
 */
import type { PeriodCode } from '#assay/service-record';

import type { Movement } from '../score-store.js';
import { PackedReader, PackedWriter } from './packed-bytes.js';

/** One amount of a movement. */
export type VisitAmount = (position: number, unit: number, period: number, slot: number, amount: number) => void;

/** What is written is taken before anything else has its turn: one serves all. */
const writer = new PackedWriter();

export function packMovements(movements: readonly PackedMovement[]): Uint8Array {
  let [position, unit, period] = [0, 0, 0];
  for (const movement of movements) {
    writer.unsigned(movement.position - position);
    writer.signed(movement.unit - unit);
    writer.signed(movement.period - period);
    const { amounts } = movement;
    writer.unsigned(amounts.length / 2);
    for (let index = 0; index < amounts.length; index += 2) {
      writer.unsigned(amounts[index] as number);
      writer.signed(amounts[index + 1] as number);
    }
    ({ position, unit, period } = movement);
  }
  return writer.take();
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
