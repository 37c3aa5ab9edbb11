import type { PeriodCode } from '#assay/service-record';

const FIRST_ROOM = 1_024;

/**
 * Movements of one scheme in flat arrays, outside the garbage collector's sight: hundreds of thousands wait here for their turn
 * when a scheme is filled in. They have no order of their own.
 */
export class MovementColumns {
  private movements = 0;
  private amounts = 0;
  private positions = new Float64Array(FIRST_ROOM);
  private units = new Uint32Array(FIRST_ROOM);
  private periods = new Uint32Array(FIRST_ROOM);
  /** By movement: where its amounts begin; they end where those of the next one begin. */
  private firsts = new Uint32Array(FIRST_ROOM + 1);
  private slots = new Uint16Array(FIRST_ROOM);
  private differences = new Float64Array(FIRST_ROOM);

  get count(): number {
    return this.movements;
  }

  /** An event moves a unit and period once: amounts of one movement follow one another. */
  add(position: number, unit: number, period: PeriodCode, slot: number, difference: number): void {
    const last = this.movements - 1;
    if (last < 0 || this.positions[last] !== position || this.units[last] !== unit || this.periods[last] !== period)
      this.begin(position, unit, period);
    const at = this.amounts++;
    if (at === this.slots.length) {
      this.slots = withRoom(this.slots, new Uint16Array(2 * at));
      this.differences = withRoom(this.differences, new Float64Array(2 * at));
    }
    this.slots[at] = slot;
    this.differences[at] = difference;
    this.firsts[this.movements] = this.amounts;
  }

  positionOf(index: number): number {
    return this.positions[index] ?? 0;
  }

  unitOf(index: number): number {
    return this.units[index] ?? 0;
  }

  periodOf(index: number): PeriodCode {
    return this.periods[index] ?? 0;
  }

  /** The places of a movement's amounts: the first, and the one after the last. */
  amountsFrom(index: number): number {
    return this.firsts[index] ?? 0;
  }

  amountsTo(index: number): number {
    return this.firsts[index + 1] ?? 0;
  }

  slotAt(place: number): number {
    return this.slots[place] ?? 0;
  }

  differenceAt(place: number): number {
    return this.differences[place] ?? 0;
  }

  /** Forgets all of them, and keeps the room. */
  clear(): void {
    this.movements = 0;
    this.amounts = 0;
  }

  /** All of them by the stretch of so many positions that they lie in. */
  byStretch(size: number): Map<number, number[]> {
    const stretches = new Map<number, number[]>();
    let [last, of]: [number, number[]] = [-1, []];
    for (let index = 0; index < this.movements; index++) {
      const stretch = Math.floor(this.positionOf(index) / size);
      if (stretch !== last) {
        const known = stretches.get(stretch);
        of = known ?? [];
        if (!known) stretches.set(stretch, of);
        last = stretch;
      }
      of.push(index);
    }
    return stretches;
  }

  /**
   * Some of them in the order of the journal (see `packed-movements.ts`). Their positions are few, so they are counted instead
   * of compared; movements of one event are a handful.
   *
   * @param from no position is below this
   * @param size nor so far above it
   */
  inOrder(indexes: ArrayLike<number>, from: number, size: number): Uint32Array {
    const ends = new Uint32Array(size + 1);
    for (let at = 0; at < indexes.length; at++) this.countAt(ends, this.positionOf(indexes[at] ?? 0) - from + 1);
    for (let place = 1; place <= size; place++) ends[place] = (ends[place] ?? 0) + (ends[place - 1] ?? 0);
    const order = new Uint32Array(indexes.length);
    for (let at = 0; at < indexes.length; at++) {
      const index = indexes[at] ?? 0;
      order[this.countAt(ends, this.positionOf(index) - from)] = index;
    }
    for (let at = 1; at < order.length; at++) this.sinkIn(order, at);
    return order;
  }

  private begin(position: number, unit: number, period: PeriodCode): void {
    const index = this.movements++;
    if (index === this.positions.length) {
      this.positions = withRoom(this.positions, new Float64Array(2 * index));
      this.units = withRoom(this.units, new Uint32Array(2 * index));
      this.periods = withRoom(this.periods, new Uint32Array(2 * index));
      this.firsts = withRoom(this.firsts, new Uint32Array(2 * index + 1));
    }
    this.positions[index] = position;
    this.units[index] = unit;
    this.periods[index] = period;
    this.firsts[index + 1] = this.amounts;
  }

  /** @returns what was there before */
  private countAt(counts: Uint32Array, place: number): number {
    const count = counts[place] ?? 0;
    counts[place] = count + 1;
    return count;
  }

  private sinkIn(order: Uint32Array, at: number): void {
    const index = order[at] ?? 0;
    let place = at;
    for (; place > 0 && this.isAfter(order[place - 1] ?? 0, index); place--) order[place] = order[place - 1] ?? 0;
    order[place] = index;
  }

  /** Of two that are in order of position. */
  private isAfter(a: number, b: number): boolean {
    if (this.positions[a] !== this.positions[b]) return false;
    const periods = this.periodOf(a) - this.periodOf(b);
    return periods > 0 || (periods === 0 && this.unitOf(a) > this.unitOf(b));
  }
}

function withRoom<T extends Uint16Array | Uint32Array | Float64Array>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}
