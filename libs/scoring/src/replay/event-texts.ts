/**
 * The texts of many events, grouped by stream, outside the garbage collector's sight: bytes in large blocks, and for each
 * event the place of the next one of its stream. As strings in arrays they would take several times the room, and the
 * collector would walk over them again and again.
 */
const BLOCK_BYTES = 4 * 1024 * 1024;

interface Text {
  readonly block: number;
  readonly offset: number;
  readonly length: number;
}

export class EventTexts {
  private readonly blocks: Buffer[] = [];
  /** The block that is being written, and how much of it is. */
  private current = 0;
  private used = 0;
  private readonly block = new Column();
  private readonly offset = new Column();
  private readonly length = new Column();
  /** The next event of the same stream; itself for the last one. */
  private readonly next = new Column();
  /** First and last event of each stream. */
  private readonly streams = new Map<string, { readonly first: number; last: number }>();

  get count(): number {
    return this.next.length;
  }

  /** Forgets everything but keeps the memory for what comes next. */
  clear(): void {
    this.current = 0;
    this.used = 0;
    this.streams.clear();
    for (const column of [this.block, this.offset, this.length, this.next]) column.length = 0;
  }

  /** Adds the next event of a stream. */
  add(stream: string, body: string): void {
    const event = this.count;
    const { block, offset, length } = this.write(body);
    this.block.push(block);
    this.offset.push(offset);
    this.length.push(length);
    this.next.push(event);
    const known = this.streams.get(stream);
    if (known) {
      this.next.set(known.last, event);
      known.last = event;
    } else this.streams.set(stream, { first: event, last: event });
  }

  /** Every stream with its texts, in the order in which they were added. */
  *[Symbol.iterator](): Generator<readonly [stream: string, bodies: readonly string[]]> {
    for (const [stream, { first, last }] of this.streams) {
      const bodies = [this.text(first)];
      for (let event = first; event !== last;) bodies.push(this.text((event = this.next.get(event))));
      yield [stream, bodies];
    }
  }

  private write(body: string): Text {
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    const block = this.blockFor(body.length * 3);
    const offset = this.used;
    const length = block.write(body, offset, 'utf8');
    this.used += length;
    return { block: this.current, offset, length };
  }

  /** The current block when it has so much room left, else the next one. */
  private blockFor(bytes: number): Buffer {
    for (;;) {
      const block = this.blocks[this.current];
      if (!block) {
        const fresh = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, bytes));
        this.blocks.push(fresh);
        return fresh;
      }
      if (this.used + bytes <= block.length) return block;
      this.current += 1;
      this.used = 0;
    }
  }

  private text(event: number): string {
    const offset = this.offset.get(event);
    const block = this.blocks[this.block.get(event)];
    return block?.toString('utf8', offset, offset + this.length.get(event)) ?? '';
  }
}

/** A growing column of whole numbers below 2^32. */
class Column {
  private values = new Uint32Array(1_024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  get(index: number): number {
    return this.values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }
}
