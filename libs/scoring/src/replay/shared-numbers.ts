/** Numbers that other threads can read. */
export type SharedNumbers = Uint32Array<SharedArrayBuffer>;

/**
 * From so many bytes on numbers grow where they are, and nothing is copied: addresses are reserved, memory is taken for what is
 * used. A replay with thousands of samples has a hundred thousand of these, and a process has an end of such regions, so small
 * ones are copied into larger ones.
 */
const LARGE = 2 ** 16;
const RESERVED = 2 ** 30;

/** So many numbers, all 0. */
export function sharedNumbers(count: number): SharedNumbers {
  const bytes = count * Uint32Array.BYTES_PER_ELEMENT;
  const maxByteLength = Math.ceil(bytes / RESERVED) * RESERVED;
  return new Uint32Array(new SharedArrayBuffer(bytes, bytes < LARGE ? {} : { maxByteLength }), 0, count);
}

/** The same numbers and 0s behind them. */
export function grown(numbers: SharedNumbers, count: number): SharedNumbers {
  const { buffer } = numbers;
  const bytes = count * Uint32Array.BYTES_PER_ELEMENT;
  if (!buffer.growable || bytes > buffer.maxByteLength) {
    const larger = sharedNumbers(count);
    larger.set(numbers);
    return larger;
  }
  buffer.grow(bytes);
  return new Uint32Array(buffer, 0, count);
}
