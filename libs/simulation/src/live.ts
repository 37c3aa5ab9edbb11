/**
 * A market that goes on while one watches: facts at a given rate, with current times and never one of the future.
 *
 * A watcher's minute stands for days of a market, so each case is told as it would be at its end: it began as long ago as
 * such a case takes, its facts arrive one after the other among those of other cases, and its last fact happens now.
 * Durations stay plausible and today's boards move. Where premiums are a denominator they are restated in step, so that
 * densities do not climb with the rate.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatTimestamp } from '#assay/transparency';
import { chinaDay, chinaYear, DAY_MS, shapeOfDay, startOfYear } from './calendar.js';
import type { Company } from './company.js';
import { yearReport } from './exposures.js';
import { Market, type MarketOptions, SimulationOptionError } from './market.js';
import { Random } from './random.js';
import type { SimulatedFact } from './recording.js';
import { TOPIC } from './topics.js';

export interface LiveOptions extends Omit<MarketOptions, 'duplicates'> {
  /** Facts per second, above 0 and at most 100,000. */
  readonly rate: number;
  /** Names the live run: its cases have keys of their own. ms since the epoch; by default now. */
  readonly startAt?: number;
  /** Ends the run. */
  readonly signal?: AbortSignal;
  /** By default the system's clock. */
  readonly clock?: Clock;
}

export interface Clock {
  /** ms since the epoch */
  now(): number;
  /** Resolves after so many ms, or early when the signal is given. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error;
    });
  },
};

/** Cases told side by side; more make a case's facts lie further apart. */
const MOST_UNDER_WAY = 400;
/** How often the next fact begins a case: about one over the facts that a case has. */
const BEGINNING = 0.38;
/** One in so many facts restates a branch's premium. */
const RESTATING = 40;
/** After a stall (a slow reader, a sleeping machine) at most so much is caught up. */
const MOST_DEBT_MS = 1000;

/**
 * Facts as they happen, in order of arrival; `arrivesAt` is the moment at which each is given. `from`, `to`, `companies` and
 * `seed` say which market goes on: the same as in `simulateMarket`, whose companies are then known to the ledger.
 *
 * @throws SimulationOptionError with a sentence that says which option is wrong
 */
export async function* liveMarket(options: LiveOptions): AsyncGenerator<SimulatedFact, void, undefined> {
  const { rate, signal, clock = systemClock } = options;
  if (!(rate > 0 && rate <= 100_000))
    throw new SimulationOptionError('rate', `rate is ${rate}; give facts per second, above 0 and at most 100000.`);
  const teller = new LiveTeller(new Market(options), options.startAt ?? clock.now());
  let due = clock.now();
  while (signal?.aborted !== true) {
    const now = clock.now();
    if (now < due) {
      await clock.wait(due - now, signal);
      continue;
    }
    due = Math.max(due + 1000 / rate, now - MOST_DEBT_MS);
    yield teller.next(now);
  }
}

interface CaseUnderWay {
  /** The facts still to tell, in order of arrival, the next one last. */
  readonly facts: SimulatedFact[];
  /** Whether nothing in the case happens after the fact that is told last: that one can happen now. */
  readonly endsNow: boolean;
}

/** Chooses the next fact: a new case's first, one more of a case under way, or a premium restated. */
class LiveTeller {
  readonly #random: Random;
  readonly #label: string;
  readonly #underWay: CaseUnderWay[] = [];
  #told = 0;
  #cases = 0;
  #restated = 0;

  constructor(
    private readonly market: Market,
    startAt: number,
  ) {
    this.#random = new Random(market.options.seed, TOPIC.live, startAt >>> 0, Math.floor(startAt / 0x1_0000_0000));
    this.#label = `live-${startAt}`;
  }

  next(now: number): SimulatedFact {
    this.#told += 1;
    if (this.#told % RESTATING === 0) return this.#restatement(now);
    const count = this.#underWay.length;
    const begins = count === 0 || (count < MOST_UNDER_WAY && this.#random.chance(BEGINNING));
    const place = begins ? this.#underWay.push(this.#begin(now)) - 1 : this.#random.below(count);
    const { facts, endsNow } = this.#underWay[place] as CaseUnderWay;
    const { fact } = facts.pop() as SimulatedFact;
    if (facts.length > 0) return { arrivesAt: now, fact };
    // The place is filled by the last case, so that leaving costs the same however many are under way.
    const last = this.#underWay.pop() as CaseUnderWay;
    if (last.facts !== facts) this.#underWay[place] = last;
    return { arrivesAt: now, fact: endsNow ? { ...fact, time: formatTimestamp(now) } : fact };
  }

  /** A case that is over by now: told again from the same spot, beginning earlier, until its last fact has arrived. */
  #begin(now: number): CaseUnderWay {
    this.#cases += 1;
    const shape = shapeOfDay(chinaDay(now));
    const spot = this.#random.next();
    let begins = now;
    for (;;) {
      const facts: SimulatedFact[] = [];
      const chances = new Random(this.market.options.seed, TOPIC.live, spot, this.#cases);
      this.market.tellCase(shape, `${this.#label}-${this.#cases}`, chances, facts, begins);
      facts.sort((one, other) => other.arrivesAt - one.arrivesAt);
      const [last, ...others] = facts as [SimulatedFact, ...SimulatedFact[]];
      if (last.arrivesAt <= now) return { facts, endsNow: others.every(({ fact }) => fact.time <= last.fact.time) };
      begins -= last.arrivesAt - now;
    }
  }

  /** The year so far of the next branch in turn: what history reported, and what the cases told live are worth. */
  #restatement(now: number): SimulatedFact {
    const { exposures, recorder } = this.market;
    const companies = this.market.companies.filter(({ merged }) => merged === undefined || merged.at > now);
    const company = companies[this.#restated % companies.length] as Company;
    const index = Math.floor(this.#restated / companies.length) % company.branches.length;
    this.#restated += 1;
    const year = chinaYear(now);
    const live = this.#cases * exposures.premiumPerCase(company.book) * exposures.share(company, now);
    const yuan = (exposures.yearUntil(company, year, now) + live) * exposures.branchPart(company, index);
    const reach = Math.max(1, (now - startOfYear(year)) / DAY_MS) / 365;
    const { key, data } = yearReport(
      company,
      company.branches[index] as Company['branches'][number],
      year,
      yuan,
      reach,
    );
    const id = `${key}/${this.#label}-${this.#restated}`;
    return { arrivesAt: now, fact: recorder.write(`exposure/${key}`, id, 'exposure.reported.v1', now, data) };
  }
}
