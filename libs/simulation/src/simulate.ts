/**
 * A made-up market on record, as a stream of facts in order of arrival.
 *
 * What holds:
 * - The same options give the same bytes, on every machine.
 * - With more cases (all else equal) every case of the smaller market is there again, fact by fact; the others lie between
 *   them. Only reported exposures grow in proportion, so that densities stay plausible, and what companies declare of a
 *   year is what happened in it.
 * - A longer stretch of time keeps the companies, their courses of quality, and each case that both runs have in common.
 * - Memory follows the number of cases under way at a time, not the length of the run.
 * - Every fact is marked `simulated: true` and comes from `urn:assay:simulation:<seed>`.
 */
import { allot } from './allotment.js';
import { shapeOfDay, startOfDay } from './calendar.js';
import { formatDay, Market, type MarketOptions } from './market.js';
import { PendingQueue } from './pending-queue.js';
import { Random } from './random.js';
import type { SimulatedFact } from './recording.js';
import { TOPIC } from './topics.js';

/** A run over a market's history: iterate it once; `pending` tells what has happened but not arrived. */
export class MarketHistory implements Iterable<SimulatedFact> {
  readonly #queue = new PendingQueue<SimulatedFact>();

  constructor(private readonly market: Market) {}

  /** Facts waiting to arrive: what the run holds in memory. */
  get pending(): number {
    return this.#queue.size;
  }

  *[Symbol.iterator](): Generator<SimulatedFact, void, undefined> {
    const { options, firstDay, endDay, agenda } = this.market;
    const shapes = Array.from({ length: endDay - firstDay }, (_, index) => shapeOfDay(firstDay + index));
    const seats = allot(
      options.cases,
      shapes.map(({ weight }) => weight),
    );
    const random = new Random(options.seed);
    const facts: SimulatedFact[] = [];
    for (const [index, shape] of shapes.entries()) {
      const dayEnds = startOfDay(shape.day + 1);
      this.#push(agenda.until(dayEnds));
      const date = formatDay(shape.day);
      for (let number = 1; number <= (seats[index] ?? 0); number += 1) {
        facts.length = 0;
        this.market.tellCase(shape, `${date}-${number}`, random.restart(TOPIC.service, shape.day, number), facts);
        this.market.yearBooks.note(facts);
        this.#push(facts);
      }
      yield* this.#arrivals(Math.min(dayEnds, options.to));
    }
    this.#push(agenda.until(options.to));
    yield* this.#arrivals(options.to);
  }

  #push(facts: Iterable<SimulatedFact>): void {
    // What arrives after the end is never told: it need not wait either.
    for (const fact of facts) if (fact.arrivesAt < this.market.options.to) this.#queue.push(fact);
  }

  *#arrivals(before: number): Generator<SimulatedFact> {
    while (this.#queue.nextAt < before) yield this.#queue.pop() as SimulatedFact;
  }
}

/**
 * @example
 * for (const { fact } of simulateMarket({ seed: 7, companies: 30, cases: 20_000, from, to })) await record(fact);
 *
 * @throws SimulationOptionError with a sentence that says which option is wrong
 */
export function simulateMarket(options: MarketOptions): MarketHistory {
  return new MarketHistory(new Market(options));
}
