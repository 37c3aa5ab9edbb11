/** Numbers that other threads can read. */
export type SharedNumbers = Uint32Array<SharedArrayBuffer>;

/** Addresses are reserved for so many bytes, memory is taken for those that are used. */
const MOST_BYTES = 2 ** 32;

/** So many numbers, all 0. */
export function sharedNumbers(count: number): SharedNumbers {
  const buffer = new SharedArrayBuffer(count * Uint32Array.BYTES_PER_ELEMENT, { maxByteLength: MOST_BYTES });
  return new Uint32Array(buffer, 0, count);
}

/** The same numbers and 0s behind them. They grow where they are: nothing is copied, nothing is left to the garbage collector. */
export function grown({ buffer }: SharedNumbers, count: number): SharedNumbers {
  buffer.grow(count * Uint32Array.BYTES_PER_ELEMENT);
  return new Uint32Array(buffer, 0, count);
}
