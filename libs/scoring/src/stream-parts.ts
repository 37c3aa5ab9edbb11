import type { ReadStreamsOptions } from '#assay/event-log';

export type StreamShare = NonNullable<ReadStreamsOptions['share']>;

/** For one thread that is alone. */
export const EVERYTHING: StreamShare = { index: 0, of: 1 };

export type StreamEnd = 'front' | 'back';

/** Small enough that no thread waits long for the last one, large enough that beginning one costs nothing. */
const PARTS = 64;

/** The numbers that the threads share: how many parts were taken, and how many of them from either end. */
const [TAKEN, FROM_FRONT, FROM_BACK] = [0, 1, 2];

/**
 * The parts into which a log's streams are divided, for threads that take one after another as each gets on: one that started
 * later, or has less of its core, does less. Half of the threads begin at the front and half at the back, so that each meets
 * months of its own and few sums are made twice.
 */
export class StreamParts {
  private readonly taken: Int32Array<SharedArrayBuffer>;

  readonly count = PARTS;

  /** @param shared what another thread's parts gave. */
  constructor(readonly shared = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)) {
    this.taken = new Int32Array(shared);
  }

  /** The parts that are left when they are asked for, until there are none. */
  *take(end: StreamEnd): Generator<StreamShare, void> {
    while (Atomics.add(this.taken, TAKEN, 1) < PARTS) {
      const index =
        end === 'front' ? Atomics.add(this.taken, FROM_FRONT, 1) : PARTS - 1 - Atomics.add(this.taken, FROM_BACK, 1);
      yield { index, of: PARTS };
    }
  }
}
