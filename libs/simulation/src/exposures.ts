/**
 * How much business the companies do: premium, policies in force, insured persons. The whole market's premium is in
 * proportion to its cases, so that densities (complaints per 100 million yuan) look alike at every size.
 */
import { DAY_MS, startOfQuarter } from './calendar.js';
import type { Book, Company } from './company.js';
import { shareOf } from './kinds.js';
import { Random } from './random.js';
import { TOPIC } from './topics.js';

/** Complaints per 100 million yuan of premium in an average year, near what the published bulletins of 2020–2023 show. */
const COMPLAINTS_PER_100M: Record<Book, number> = { property: 2.2, life: 2.0 };
const YUAN_PER_POLICY: Record<Book, number> = { property: 2_600, life: 6_400 };
const PERSONS_PER_POLICY = 1.4;
/** Lines of each book with their part of the premium. */
export const LINES: Record<Book, readonly (readonly [line: string, part: number])[]> = {
  property: [
    ['motor', 0.68],
    ['non-motor', 0.32],
  ],
  life: [
    ['life', 0.76],
    ['health-accident', 0.24],
  ],
};

export class Exposures {
  readonly #random: Random;

  /** @param casesPerDay of the whole market */
  constructor(
    seed: number,
    private readonly companies: readonly Company[],
    private readonly from: number,
    private readonly casesPerDay: number,
  ) {
    this.#random = new Random(seed, TOPIC.exposure);
  }

  /** Premium in yuan of one case of the market, whichever company it is of: what a busier market must earn more. */
  premiumPerCase(book: Book): number {
    return (shareOf('complaint', book) / COMPLAINTS_PER_100M[book]) * 100_000_000;
  }

  /** A company's premium in yuan in a quarter (1–4), counted from the market's first instant. */
  quarter(company: Company, year: number, quarter: number): number {
    const begins = Math.max(this.from, startOfQuarter(year, quarter));
    const days = Math.max(0, startOfQuarter(year, quarter + 1) - begins) / DAY_MS;
    const noise = 1 + 0.06 * this.#random.restart(TOPIC.exposure, company.index, year * 4 + quarter).normal();
    return this.premiumPerCase(company.book) * this.casesPerDay * days * this.share(company, begins) * noise;
  }

  /** The part of its book that a company has at an instant, with what it took over by mergers. */
  share(company: Company, at: number): number {
    const gone = (other: Company): boolean => other.merged !== undefined && other.merged.at <= at;
    if (gone(company)) return 0;
    return this.companies.reduce(
      (sum, other) => (gone(other) && other.merged?.into === company.index ? sum + other.share : sum),
      company.share,
    );
  }

  /** The part of a company's business that one of its branches does. */
  branchPart(company: Company, branch: number): number {
    const { branchTable } = company;
    const total = branchTable[branchTable.length - 1] ?? 1;
    return ((branchTable[branch] ?? 0) - (branchTable[branch - 1] ?? 0)) / total;
  }
}

/** The content of an exposure report about so many yuan of premium; `reach` is the part of a year that it covers. */
export function exposureData(
  where: { readonly unit: string; readonly period: string; readonly line?: string },
  book: Book,
  yuan: number,
  reach: number,
): Readonly<Record<string, unknown>> {
  // Premium flows, policies stand: a quarter's premium belongs to as many policies as a year's.
  const policies = Math.round(yuan / YUAN_PER_POLICY[book] / reach);
  return {
    ...where,
    premium: `${Math.round(yuan)}.00`,
    premiumBasis: 'written',
    currency: 'CNY',
    policiesInForce: policies,
    insuredPersons: Math.round(policies * PERSONS_PER_POLICY),
  };
}
