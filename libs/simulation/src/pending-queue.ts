/**
 * What has happened but has not reached the ledger yet, earliest arrival first: a binary heap. It holds the facts of cases
 * under way only, so its size follows the cases open at one time and not the length of the run.
 */
export class PendingQueue<T extends { readonly arrivesAt: number }> {
  readonly #items: { readonly item: T; readonly order: number }[] = [];
  #pushed = 0;

  get size(): number {
    return this.#items.length;
  }

  /** When the next item arrives; Infinity when the queue is empty. */
  get nextAt(): number {
    return this.#items[0]?.item.arrivesAt ?? Infinity;
  }

  /** Of two items that arrive in the same millisecond, the one pushed first comes out first. */
  push(item: T): void {
    const entry = { item, order: this.#pushed++ };
    const items = this.#items;
    let index = items.length;
    items.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !comesBefore(entry, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = entry;
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined) return undefined;
    if (items.length > 0) this.#sink(last);
    return first.item;
  }

  #sink(entry: { readonly item: T; readonly order: number }): void {
    const items = this.#items;
    const size = items.length;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      let below = items[child];
      if (below === undefined) break;
      const right = child + 1 < size ? items[child + 1] : undefined;
      if (right !== undefined && comesBefore(right, below)) {
        child += 1;
        below = right;
      }
      if (!comesBefore(below, entry)) break;
      items[index] = below;
      index = child;
    }
    items[index] = entry;
  }
}

interface Entry {
  readonly item: { readonly arrivesAt: number };
  readonly order: number;
}

function comesBefore(one: Entry, other: Entry): boolean {
  return (
    one.item.arrivesAt < other.item.arrivesAt ||
    (one.item.arrivesAt === other.item.arrivesAt && one.order < other.order)
  );
}
