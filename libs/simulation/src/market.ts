/** What a market is made from, and its parts that a recorded and a live run share. */
import { Agenda } from './agenda.js';
import { chinaDay, DAY_MS, type DayShape } from './calendar.js';
import { Casting } from './casting.js';
import { type Company, foundCompanies, type SimulationLocale } from './company.js';
import { YearBooks } from './declarations.js';
import { Exposures } from './exposures.js';
import type { Random } from './random.js';
import { Recorder, type SimulatedFact } from './recording.js';

export interface MarketOptions {
  /** Whole number from 0 to 2^53 − 1. The same options give the same bytes. */
  readonly seed: number;
  /** 1 to 2,000. */
  readonly companies: number;
  /** Service cases (complaints, claims, calls …) that begin between `from` and `to`; licences, units and exposures come on top. */
  readonly cases: number;
  /** The market's first instant, ms since the epoch. */
  readonly from: number;
  /** Nothing arrives at this instant or later; what is under way then stays open. */
  readonly to: number;
  /** Language of the companies' names; left out, English and simplified Chinese side by side. */
  readonly locale?: SimulationLocale;
  /** Probability that a fact is sent a second time, 0 (default) to 0.5. */
  readonly duplicates?: number;
}

export class SimulationOptionError extends Error {
  override readonly name = 'SimulationOptionError';
  constructor(
    readonly option: string,
    message: string,
  ) {
    super(message);
  }
}

export const MAX_COMPANIES = 2_000;

export class Market {
  readonly companies: readonly Company[];
  readonly casting: Casting;
  readonly exposures: Exposures;
  readonly recorder: Recorder;
  /** What happened in the cases of a recorded market, by year. */
  readonly yearBooks = new YearBooks();
  readonly agenda: Agenda;
  /** First day on which cases begin, and the day after the last (days since 1970-01-01 in China): whole days only. */
  readonly firstDay: number;
  readonly endDay: number;

  /** @throws SimulationOptionError */
  constructor(readonly options: MarketOptions) {
    check(options);
    const { seed, from, to } = options;
    this.companies = foundCompanies(options);
    this.casting = new Casting(seed, this.companies);
    this.recorder = new Recorder(`urn:assay:simulation:${seed}`, options.duplicates);
    this.firstDay = chinaDay(from + DAY_MS - 1);
    this.endDay = Math.max(this.firstDay, chinaDay(to));
    const days = Math.max(1, this.endDay - this.firstDay);
    this.exposures = new Exposures(seed, this.companies, from, Math.max(1, options.cases) / days);
    this.agenda = new Agenda(this.companies, this.exposures, this.recorder, this.yearBooks, options);
  }

  /**
   * Adds the facts of one case that begins on a day to `out`, in no order. `random` must stand at the case's own spot: the
   * same spot and day give the same case in every run with this seed and these companies, however many cases there are.
   *
   * @param stem what the case's key and the ids of its facts begin with
   * @param begins when it begins, ms since the epoch; left out, at an hour that fits its kind
   */
  tellCase(shape: DayShape, stem: string, random: Random, out: SimulatedFact[], begins?: number): void {
    const { kind, steps } = this.casting.cast(shape, random, begins);
    this.recorder.record(`${kind}/sim-${this.options.seed}/${stem}`, stem, steps, random, out);
  }
}

/** `2025-03-14` of a day since 1970-01-01. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function check({ seed, companies, cases, from, to, duplicates = 0 }: MarketOptions): void {
  const whole = (option: string, value: number, low: number, high: number): void => {
    if (!Number.isSafeInteger(value) || value < low || value > high)
      throw new SimulationOptionError(
        option,
        `${option} is ${value}; give a whole number from ${low} to ${high.toLocaleString('en-US')}.`,
      );
  };
  whole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  whole('companies', companies, 1, MAX_COMPANIES);
  whole('cases', cases, 0, 1_000_000_000);
  const first = Date.UTC(1950, 0, 1);
  const last = Date.UTC(2200, 0, 1);
  whole('from', from, first, last);
  whole('to', to, first, last);
  if (to <= from)
    throw new SimulationOptionError(
      'to',
      `to is ${new Date(to).toISOString()}; it must be after from (${new Date(from).toISOString()}).`,
    );
  if (cases > 0 && to - from < 2 * DAY_MS)
    throw new SimulationOptionError('to', 'A market with cases needs at least two days between from and to.');
  if (!(duplicates >= 0 && duplicates <= 0.5))
    throw new SimulationOptionError('duplicates', `duplicates is ${duplicates}; give a probability from 0 to 0.5.`);
}
