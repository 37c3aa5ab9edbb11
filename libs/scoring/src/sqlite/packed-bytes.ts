/**
 * Whole numbers and texts one after another in few bytes. Numbers are of variable length, seven bits a byte, the lowest first;
 * in a signed number the lowest bit of all is its sign. All integers up to ±(2^53 − 1) are exact.
 */
export class PackedWriter {
  private bytes = new Uint8Array(4_096);
  private length = 0;

  unsigned(value: number): void {
    this.makeRoom(MOST_BYTES);
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.bytes[this.length++] = 128 + (left % 128);
    this.bytes[this.length++] = left;
  }

  /** Doubling would leave the integers that are exact: the first byte holds the sign and six bits. */
  signed(value: number): void {
    this.makeRoom(MOST_BYTES);
    const size = Math.abs(value);
    const first = (size % 64) * 2 + (value < 0 ? 1 : 0);
    if (size < 64) this.bytes[this.length++] = first;
    else {
      this.bytes[this.length++] = 128 + first;
      this.unsigned(Math.floor(size / 64));
    }
  }

  text(value: string): void {
    this.makeRoom(value.length * 3 + MOST_BYTES);
    if (this.plainText(value)) return;
    const bytes = ENCODER.encode(value);
    this.unsigned(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Of characters that are one byte each, as nearly every text is: the encoder's call costs more. @returns false with nothing written */
  private plainText(value: string): boolean {
    const begin = this.length;
    this.unsigned(value.length);
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at);
      if (code >= 128) {
        this.length = begin;
        return false;
      }
      this.bytes[this.length++] = code;
    }
    return true;
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const written = this.bytes.slice(0, this.length);
    this.length = 0;
    return written;
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const larger = new Uint8Array(2 * this.bytes.length + bytes);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

/** Reads what a {@link PackedWriter} wrote, in the same order. */
export class PackedReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  unsigned(): number {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = this.bytes[this.at++] ?? 0;
      if (byte < 128) return value + byte * place;
      value += (byte - 128) * place;
    }
  }

  signed(): number {
    const first = this.bytes[this.at++] ?? 0;
    const low = (first & 127) >> 1;
    const size = first < 128 ? low : low + 64 * this.unsigned();
    return (first & 1) === 1 ? -size : size;
  }

  text(): string {
    const length = this.unsigned();
    const text = DECODER.decode(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return text;
  }
}

/** 53 bits, seven a byte, and the first of a signed number. */
const MOST_BYTES = 9;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
