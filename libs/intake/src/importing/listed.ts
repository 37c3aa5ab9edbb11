/** Most of what is odd about a file that is listed one by one. */
const LISTED = 1_000;

/** What is odd about a file, by the line on which it begins: the first thousand of however many there are. */
export class Listed<T> {
  private found: T[] = [];

  constructor(private readonly lineOf: (item: T) => number) {}

  add(item: T): void {
    this.found.push(item);
    // Twice as many are gathered before the later half is dropped, so that they are seldom sorted.
    if (this.found.length === 2 * LISTED) this.found = this.first();
  }

  /** The first, in order of the file. */
  first(): T[] {
    return [...this.found].sort((a, b) => this.lineOf(a) - this.lineOf(b)).slice(0, LISTED);
  }
}
