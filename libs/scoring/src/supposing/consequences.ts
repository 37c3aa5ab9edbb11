import type { Consequence } from './case-steps.js';

/** How many are told. */
export const MOST_CONSEQUENCES = 1_000;

/**
 * What falls with a supposition, however much that is: all are counted, the first of them in order of case and position are
 * kept, so that the order in which cases are read changes nothing.
 */
export class Consequences {
  private kept: Consequence[] = [];
  private counted = 0;

  add(consequences: readonly Consequence[]): void {
    this.counted += consequences.length;
    for (const each of consequences) this.kept.push(each);
    if (this.kept.length > 2 * MOST_CONSEQUENCES) this.kept = this.first;
  }

  get count(): number {
    return this.counted;
  }

  get first(): Consequence[] {
    return this.kept.toSorted(inOrder).slice(0, MOST_CONSEQUENCES);
  }
}

function inOrder(a: Consequence, b: Consequence): number {
  if (a.case !== b.case) return a.case < b.case ? -1 : 1;
  return (a.event?.position ?? 0) - (b.event?.position ?? 0);
}
