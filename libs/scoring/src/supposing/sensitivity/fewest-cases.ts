/** The fewest cases without which a unit would be above, or below, where it is. */
import { compareDecimals } from '#assay/service-record';

import { Breath } from '../../breath.js';
import type { Direction, Judge } from './judge.js';

/** Cases that add the same to every sum that matters. */
export interface AlikeCases {
  readonly cases: readonly string[];
  /** By slot. */
  readonly amounts: readonly number[];
}

export interface FewestCases {
  /** The cases to be left out. */
  readonly cases: readonly string[];
  /** Whether it was shown that no fewer would do; else there may be fewer. */
  readonly isFewest: boolean;
  /** The unit's sums without them. */
  readonly slots: readonly number[];
}

/** After the first look at all, the search goes on with those that bring most. */
const FRONT = 24;

/**
 * Takes one case after another, each time the one that brings the unit furthest; then looks whether fewer would do, by trying
 * all choices of fewer cases as long as these are not too many.
 *
 * @param most judgements that may be made
 * @returns null when no cases lead there, as far as was looked
 */
export async function fewestCases(
  judge: Judge,
  alike: readonly AlikeCases[],
  direction: Direction,
  most: number,
): Promise<FewestCases | null> {
  const search = new Search(judge, alike, direction, most);
  const found = await search.greedy();
  if (!found) return null;
  const { choice, isFewest } = await search.fewer(found);
  return {
    cases: choice.flatMap((count, index) => alike[index]?.cases.slice(0, count) ?? []),
    isFewest,
    slots: search.slotsWithout(choice),
  };
}

/** How many of each kind of alike cases are left out. */
type Choice = readonly number[];

class Search {
  private judged = 0;
  private readonly breath = new Breath();

  constructor(
    private readonly judge: Judge,
    private readonly alike: readonly AlikeCases[],
    private readonly direction: Direction,
    private readonly most: number,
  ) {}

  slotsWithout(choice: Choice): number[] {
    const slots = [...this.judge.slots];
    for (const [index, count] of choice.entries())
      if (count > 0)
        this.alike[index]?.amounts.forEach((amount, slot) => (slots[slot] = (slots[slot] ?? 0) - count * amount));
    return slots;
  }

  async greedy(): Promise<Choice | null> {
    let choice: Choice = this.alike.map(() => 0);
    let merit = this.judge.now.merit;
    let front = this.alike.map((_, index) => index);
    /** How often in a row the same kind was best: the longer, the more of it is tried at once. */
    let run = 1;
    let last = -1;
    while (this.judged < this.most) {
      const tried: { index: number; merit: string; reached: boolean }[] = [];
      for (const index of front) {
        const one = more(choice, index, 1);
        if (!this.has(one)) continue;
        const then = await this.try(one);
        if (then.reached) return one;
        if (then.merit !== null) tried.push({ index, merit: then.merit, reached: false });
      }
      tried.sort((a, b) => this.compare(b.merit, a.merit) || a.index - b.index);
      const [best] = tried;
      if (!best || (merit !== null && this.compare(best.merit, merit) <= 0)) return null;
      if (front.length > FRONT) front = tried.slice(0, FRONT).map(({ index }) => index);
      run = best.index === last ? run * 2 : 1;
      last = best.index;
      const next = await this.further(choice, best.index, run);
      if (next.reached) return next.choice;
      ({ choice, merit } = next);
    }
    return null;
  }

  /** So many more of a kind, or as many as lead there or are left. */
  private async further(
    choice: Choice,
    index: number,
    run: number,
  ): Promise<{ choice: Choice; merit: string | null; reached: boolean }> {
    const left = (this.alike[index]?.cases.length ?? 0) - (choice[index] ?? 0);
    let taken = Math.min(run, left);
    let then = await this.try(more(choice, index, taken));
    if (!then.reached) return { choice: more(choice, index, taken), ...then };
    for (let short = 0; taken - short > 1;) {
      const middle = Math.floor((short + taken) / 2);
      const tried = await this.try(more(choice, index, middle));
      if (tried.reached) [taken, then] = [middle, tried];
      else short = middle;
    }
    return { choice: more(choice, index, taken), ...then };
  }

  /** Tries every choice of fewer cases, the smallest first, while that is not too much. */
  async fewer(found: Choice): Promise<{ choice: Choice; isFewest: boolean }> {
    const size = found.reduce((sum, count) => sum + count, 0);
    for (let smaller = 1; smaller < size; smaller++) {
      if (this.judged + choices(this.alike.length, smaller) > this.most) return { choice: found, isFewest: false };
      for (const choice of this.choicesOf(smaller))
        if ((await this.try(choice)).reached) return { choice, isFewest: true };
    }
    return { choice: found, isFewest: true };
  }

  private *choicesOf(size: number, from = 0, choice: Choice = this.alike.map(() => 0)): Generator<Choice> {
    if (size === 0) {
      yield choice;
      return;
    }
    for (let index = from; index < this.alike.length; index++) {
      const one = more(choice, index, 1);
      if (this.has(one)) yield* this.choicesOf(size - 1, index, one);
    }
  }

  private has(choice: Choice): boolean {
    return choice.every((count, index) => count <= (this.alike[index]?.cases.length ?? 0));
  }

  private async try(choice: Choice): Promise<{ reached: boolean; merit: string | null }> {
    this.judged += 1;
    await this.breath.take();
    return this.judge.reaches(this.slotsWithout(choice), this.direction);
  }

  private compare(a: string, b: string): number {
    return this.direction === 'up' ? compareDecimals(a, b) : compareDecimals(b, a);
  }
}

const more = (choice: Choice, index: number, count: number): Choice => choice.with(index, (choice[index] ?? 0) + count);

/** How many ways there are to choose so many of some kinds, each as often as one likes. */
function choices(kinds: number, size: number): number {
  let ways = 1;
  for (let each = 1; each <= size; each++) ways = (ways * (kinds + each - 1)) / each;
  return ways;
}
