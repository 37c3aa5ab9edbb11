/**
 * Movements of one scheme in order of position, packed: what is read when totals are asked for as they were at some moment,
 * where only sums matter and thousands are added. Whole numbers of variable length, seven bits a byte, the lowest first; in a
 * signed number the lowest bit of all is its sign. Each movement is told by how it differs from the one before.
 */
import type { Movement } from '../score-store.js';

/** One amount of a movement. */
export type VisitAmount = (position: number, unit: number, period: number, slot: number, amount: number) => void;

export function packMovements(movements: readonly Movement[]): Uint8Array {
  const bytes: number[] = [];
  const unsigned = (value: number): void => {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) bytes.push(128 + (left % 128));
    bytes.push(left);
  };
  // Doubling would leave the integers that are exact: the first byte holds the sign and six bits.
  const signed = (value: number): void => {
    const size = Math.abs(value);
    const first = (size % 64) * 2 + (value < 0 ? 1 : 0);
    if (size < 64) bytes.push(first);
    else {
      bytes.push(128 + first);
      unsigned(Math.floor(size / 64));
    }
  };
  let [position, unit, period] = [0, 0, 0];
  for (const movement of movements) {
    unsigned(movement.position - position);
    signed(movement.unit - unit);
    signed(movement.period - period);
    unsigned(movement.amounts.length);
    for (const [slot, amount] of movement.amounts) {
      unsigned(slot);
      signed(amount);
    }
    ({ position, unit, period } = movement);
  }
  return Uint8Array.from(bytes);
}

/** Visits every amount of the movements whose position is at most `upTo`. */
export function readMovements(packed: Uint8Array, visit: VisitAmount, upTo = Number.MAX_SAFE_INTEGER): void {
  let at = 0;
  const unsigned = (): number => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = packed[at++] ?? 0;
      if (byte < 128) return value + byte * place;
      value += (byte - 128) * place;
    }
  };
  const signed = (): number => {
    const first = packed[at++] ?? 0;
    const low = (first & 127) >> 1;
    const size = first < 128 ? low : low + 64 * unsigned();
    return (first & 1) === 1 ? -size : size;
  };
  let [position, unit, period] = [0, 0, 0];
  while (at < packed.length) {
    position += unsigned();
    if (position > upTo) return;
    unit += signed();
    period += signed();
    for (let left = unsigned(); left > 0; left--) {
      const slot = unsigned();
      visit(position, unit, period, slot, signed());
    }
  }
}
