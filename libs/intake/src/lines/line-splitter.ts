/**
 * Bytes into lines, in memory that does not grow with the stream: a line longer than the limit is passed over and
 * reported, never gathered. Lines end in LF or CRLF; the last may lack its end; a byte order mark at the start is dropped.
 */
export type Line =
  | { readonly number: number; readonly bytes: Buffer }
  /** The line was longer than the limit: `length` bytes that were not kept. */
  | { readonly number: number; readonly bytes: null; readonly length: number };

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export class LineSplitter {
  private number = 1;
  /** The unfinished line: what is kept of it, and how long it is so far. */
  private pieces: Buffer[] = [];
  private length = 0;

  /** @param maxBytes of one line, without its end. */
  constructor(private readonly maxBytes: number) {}

  /** The lines that end in this chunk. */
  *push(chunk: Uint8Array): Generator<Line> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      this.keep(bytes.subarray(start, end));
      start = end + 1;
      yield this.finish();
    }
    if (start < bytes.length) this.keep(bytes.subarray(start));
  }

  /** The last line, when it had no end. */
  *end(): Generator<Line> {
    if (this.length > 0) yield this.finish();
  }

  private keep(piece: Buffer): void {
    this.length += piece.length;
    // One byte more than the limit may be the CR of a line that just fits.
    if (this.length > this.maxBytes + 1 + this.markLength()) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  private markLength(): number {
    return this.number === 1 ? BYTE_ORDER_MARK.length : 0;
  }

  private finish(): Line {
    const number = this.number;
    const length = this.length;
    const kept = this.pieces.length === 1 ? this.pieces[0] : Buffer.concat(this.pieces);
    const mark = this.markLength();
    this.number += 1;
    this.pieces = [];
    this.length = 0;
    if (!kept || kept.length < length) return { number, bytes: null, length };
    const from = mark > 0 && kept.subarray(0, mark).equals(BYTE_ORDER_MARK) ? mark : 0;
    const to = kept.at(-1) === CR ? kept.length - 1 : kept.length;
    const bytes = kept.subarray(from, Math.max(from, to));
    return bytes.length <= this.maxBytes ? { number, bytes } : { number, bytes: null, length: bytes.length };
  }
}
