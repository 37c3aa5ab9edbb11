import { LRUCache } from 'lru-cache';

/** A case longer than this is kept as it is: folding it again for every event would cost more than its objects do. */
const SHORT = 8;

interface Remembered<T> {
  readonly events: number;
  /** Bodies of a short case, oldest first; null for a long one. */
  readonly bodies: readonly string[] | null;
  /** A long case as folded. */
  readonly folded: T | undefined;
}

/**
 * The cases lately seen, by id. A short case is kept as the texts of its events and folded again when it is asked for: the
 * objects of ten thousand folded cases live just long enough to be moved to the old heap and die there, and collecting
 * them took a third of the time of recording. Texts take a tenth of the memory too.
 */
export class CaseMemory<T> {
  private readonly cases: LRUCache<string, Remembered<T>>;

  /** @param fold what a case is made of, from the bodies of all its events, oldest first. */
  constructor(
    max: number,
    private readonly fold: (bodies: readonly string[]) => T,
  ) {
    this.cases = new LRUCache({ max });
  }

  has(id: string): boolean {
    return this.cases.has(id);
  }

  /** How many events of a case are remembered; undefined when it is not. */
  eventsOf(id: string): number | undefined {
    return this.cases.get(id)?.events;
  }

  recall(id: string): T | undefined {
    const known = this.cases.get(id);
    return known && (known.bodies ? this.fold(known.bodies) : known.folded);
  }

  /**
   * Takes down what more is known of a case, unless more is known already: streams only grow. Where the events before were
   * forgotten meanwhile, nothing is remembered.
   *
   * @param before how many events the case had before these.
   * @param folded the case after them.
   */
  grow(id: string, before: number, bodies: readonly string[], folded: T): void {
    const known = this.cases.get(id);
    const events = before + bodies.length;
    if (known && known.events >= events) return;
    if (events > SHORT) this.cases.set(id, { events, bodies: null, folded });
    else if (before === 0) this.cases.set(id, { events, bodies, folded: undefined });
    else if (known?.bodies && known.events === before)
      this.cases.set(id, { events, bodies: [...known.bodies, ...bodies], folded: undefined });
    else this.cases.delete(id);
  }

  forget(id: string): void {
    this.cases.delete(id);
  }
}
