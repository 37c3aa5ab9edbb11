/**
 * How much business the companies do: premium, policies in force, insured persons. The whole market's premium is in
 * proportion to its cases, so that densities (complaints per 100 million yuan) look alike at every size.
 */
import { DAY_MS, startOfQuarter } from './calendar.js';
import type { Book, Branch, Company } from './company.js';
import { shareOf } from './kinds.js';
import { Random } from './random.js';
import { TOPIC } from './topics.js';

/** Complaints per 100 million yuan of premium in an average year, near what the published bulletins of 2020–2023 show. */
const COMPLAINTS_PER_100M: Record<Book, number> = { property: 3, life: 2.4 };
const YUAN_PER_POLICY: Record<Book, number> = { property: 2_600, life: 6_400 };
const PERSONS_PER_POLICY = 1.4;
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

  /** A company's premium in yuan from the year's (or the market's) beginning up to an instant in the year. */
  yearUntil(company: Company, year: number, until: number): number {
    let premium = 0;
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      const begins = Math.max(this.from, startOfQuarter(year, quarter));
      const ends = startOfQuarter(year, quarter + 1);
      const elapsed = Math.min(1, (until - begins) / (ends - begins));
      if (ends > begins && elapsed > 0) premium += elapsed * this.quarter(company, year, quarter);
    }
    return premium;
  }

  /** The part of a company's business that one of its branches does. */
  branchPart(company: Company, branch: number): number {
    const { branchTable } = company;
    const total = branchTable[branchTable.length - 1] ?? 1;
    return ((branchTable[branch] ?? 0) - (branchTable[branch - 1] ?? 0)) / total;
  }
}

/** An exposure report: the key of its case, and what it says. */
export interface ExposureReport {
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A company's quarter. */
export function quarterReport(company: Company, period: string, yuan: number): ExposureReport {
  return { key: `${company.code}/${period}`, data: content(company, company.path, period, yuan, 0.25) };
}

/** A provincial branch's year. @param reach part of the year that the premium covers, 0 to 1 */
export function yearReport(
  company: Company,
  branch: Branch,
  year: number,
  yuan: number,
  reach: number,
): ExposureReport {
  const key = `${company.code}/${year}/${branch.province.id}`;
  return { key, data: content(company, branch.path, String(year), yuan, reach) };
}

function content({ book }: Company, unit: string, period: string, yuan: number, reach: number): ExposureReport['data'] {
  // Premium flows, policies stand: a quarter's premium belongs to as many policies as a year's.
  const policies = Math.round(yuan / YUAN_PER_POLICY[book] / reach);
  return {
    unit,
    period,
    line: book,
    premium: `${Math.round(yuan)}.00`,
    premiumBasis: 'written',
    currency: 'CNY',
    policiesInForce: policies,
    insuredPersons: Math.round(policies * PERSONS_PER_POLICY),
  };
}
