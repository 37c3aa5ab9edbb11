/**
 * The made-up insurers: how large, how old, how good, and where. Everything follows from (seed, number of companies, start of
 * the market), so a live market that continues a recorded one deals with the same firms.
 */
import { DAY_MS, startOfYear, chinaYear } from './calendar.js';
import { PROVINCES, type Province } from './provinces.js';
import { cumulate, Random } from './random.js';
import { TOPIC } from './topics.js';

/** Which stories a company's cases tell: health and pension insurers work like life insurers, the rest like property insurers. */
export type Book = 'property' | 'life';
export type InsurerType = 'property' | 'life' | 'health' | 'pension' | 'agricultural' | 'policy';
export type SimulationLocale = 'en' | 'zh-Hans' | 'zh-Hant';

export interface Branch {
  readonly province: Province;
  /** Path of the provincial branch. */
  readonly path: string;
  /** Added to the company's quality in this province. */
  readonly quality: number;
  /** The branch itself and the units below it at which cases are told, and how cases are spread over them. */
  readonly desks: readonly string[];
  readonly deskTable: readonly number[];
}

export interface Company {
  readonly index: number;
  /** `sim-42-p07` */
  readonly code: string;
  /** Unit path, `company/sim-42-p07`. */
  readonly path: string;
  readonly name: string;
  readonly insurerType: InsurerType;
  readonly book: Book;
  /** Part of its book's business, 0 to 1; all companies of a book add up to 1. */
  readonly share: number;
  readonly licensedAt: number;
  /** When it takes another name, if it does. */
  readonly renamed?: { readonly at: number; readonly name: string };
  /** When it goes up in another company of its book, if it does. */
  readonly merged?: { readonly at: number; readonly into: number };
  readonly branches: readonly Branch[];
  readonly branchTable: readonly number[];
  readonly coastTable: readonly number[] | undefined;
}

const TITLES: Record<InsurerType, { readonly letter: string; readonly names: Record<SimulationLocale, string> }> = {
  property: { letter: 'p', names: { en: 'Simulated Property', 'zh-Hans': '模拟财险', 'zh-Hant': '模擬產險' } },
  life: { letter: 'l', names: { en: 'Simulated Life', 'zh-Hans': '模拟寿险', 'zh-Hant': '模擬壽險' } },
  health: { letter: 'h', names: { en: 'Simulated Health', 'zh-Hans': '模拟健康险', 'zh-Hant': '模擬健康險' } },
  pension: { letter: 'n', names: { en: 'Simulated Pension', 'zh-Hans': '模拟养老险', 'zh-Hant': '模擬養老險' } },
  agricultural: { letter: 'a', names: { en: 'Simulated Farm', 'zh-Hans': '模拟农险', 'zh-Hant': '模擬農險' } },
  policy: { letter: 'y', names: { en: 'Simulated Export Credit', 'zh-Hans': '模拟信保', 'zh-Hant': '模擬信保' } },
};

/** Of every 20 companies ten are property and seven life insurers; the other three are of the types that ratings leave out. */
const TYPE_CYCLE: readonly InsurerType[] = [
  ...(['property', 'life', 'property', 'life', 'property', 'life', 'property', 'life', 'property', 'health'] as const),
  ...([
    'life',
    'property',
    'agricultural',
    'life',
    'property',
    'pension',
    'property',
    'life',
    'property',
    'policy',
  ] as const),
];

function bookOf(type: InsurerType): Book {
  return type === 'life' || type === 'health' || type === 'pension' ? 'life' : 'property';
}

export interface FoundingOptions {
  readonly seed: number;
  readonly companies: number;
  /** Start of the market, ms since the epoch. */
  readonly from: number;
  /** Language of the companies' names; left out, English and simplified Chinese side by side. */
  readonly locale?: SimulationLocale | undefined;
}

export function foundCompanies(options: FoundingOptions): Company[] {
  const types = Array.from(
    { length: options.companies },
    (_, index) => TYPE_CYCLE[index % TYPE_CYCLE.length] as InsurerType,
  );
  const sizes = sizesOf(types);
  const born = new Map<InsurerType, number>();
  return types.map((type, index) => {
    const number = (born.get(type) ?? 0) + 1;
    born.set(type, number);
    const random = new Random(options.seed, TOPIC.company, index);
    const { share, rank } = sizes[index] as { share: number; rank: number };
    const code = `sim-${options.seed}-${TITLES[type].letter}${pad(number)}`;
    const path = `company/${code}`;
    const firstYear = chinaYear(options.from);
    // Every ninth company is too young for a rating that asks for three full years.
    const age = index % 9 === 7 ? random.between(0.1, 1.2) : random.between(6, 30);
    const licensedAt = startOfYear(firstYear) - Math.floor(age * 365) * DAY_MS;
    const branches = openBranches(random, path, rank);
    const weights = branches.map(({ province }) => province.weight);
    const coast = weights.map((weight, at) => (branches[at]?.province.typhoons === true ? weight : 0));
    return {
      index,
      code,
      path,
      name: nameOf(type, number, options.locale),
      insurerType: type,
      book: bookOf(type),
      share,
      licensedAt,
      ...changeOf(options, type, types, index, number),
      branches,
      branchTable: cumulate(weights),
      coastTable: coast.some((weight) => weight > 0) ? cumulate(coast) : undefined,
    };
  });
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

function nameOf(type: InsurerType, number: number, locale: SimulationLocale | undefined, suffix = ''): string {
  const { names } = TITLES[type];
  const text = (language: SimulationLocale): string =>
    `${names[language]}${language === 'en' ? ' ' : ''}${pad(number)}${suffix}`;
  return locale === undefined ? `${text('en')} (${text('zh-Hans')})` : text(locale);
}

/** Shares follow rank within the book as 1 / (rank + 1.5): close to Zipf, without a giant that leaves nothing to others. */
function sizesOf(types: readonly InsurerType[]): { share: number; rank: number }[] {
  const ranks = { property: 0, life: 0 };
  const totals = { property: 0, life: 0 };
  const raw = types.map((type) => {
    const book = bookOf(type);
    const rank = ranks[book]++;
    const size = (type === book ? 1 : 0.3) / (rank + 1.5);
    totals[book] += size;
    return { book, rank, size };
  });
  return raw.map(({ book, rank, size }) => ({ share: size / totals[book], rank }));
}

/** In the market's first year every eighth company changes its name, and of every 25 one goes up in the largest of its type. */
function changeOf(
  options: FoundingOptions,
  type: InsurerType,
  types: readonly InsurerType[],
  index: number,
  number: number,
): Pick<Company, 'renamed' | 'merged'> {
  const after = (days: number): number => options.from + days * DAY_MS;
  if (index % 25 === 16) {
    const into = types.indexOf(type);
    return into < index ? { merged: { at: after(200 + (index % 150)), into } } : {};
  }
  if (index % 8 !== 5) return {};
  const suffix = options.locale === 'en' || options.locale === undefined ? ' New' : '新';
  return { renamed: { at: after(120 + (index % 200)), name: nameOf(type, number, options.locale, suffix) } };
}

function openBranches(random: Random, company: string, rank: number): Branch[] {
  const count = rank < 2 ? 31 : rank < 8 ? 12 + random.below(16) : 3 + random.below(9);
  return PROVINCES.map((province) => ({ province, appeal: province.weight * random.between(0.3, 1.7) }))
    .sort((one, other) => other.appeal - one.appeal)
    .slice(0, count)
    .map(({ province }, place) => {
      const path = `${company}/province/${province.id}`;
      const desks: [path: string, weight: number][] = [[path, 55]];
      if (place < count / 3) {
        for (const city of province.cities) desks.push([`${path}/city/${city}`, 14]);
        desks.push(
          [`${path}/city/${province.cities[0]}/branch/01`, 8],
          [`${path}/city/${province.cities[0]}/branch/02`, 6],
        );
      }
      if (place < 4) {
        desks.push([`${path}/department/claims`, 8]);
        for (let clerk = 1; clerk <= 3; clerk += 1)
          desks.push([`${path}/department/customer-service/employee/e${pad(clerk)}`, 4]);
      }
      return {
        province,
        path,
        quality: 0.35 * random.normal(),
        desks: desks.map(([desk]) => desk),
        deskTable: cumulate(desks.map(([, weight]) => weight)),
      };
    });
}

/**
 * How good a company's service is, as it wanders over the years: 0 is the market's mean, 1 clearly better than most.
 * A steady part, and a part that moves in straight lines between values drawn for each half-year.
 */
export class QualityCourse {
  readonly #steady: number;
  readonly #knots = new Map<number, number>();
  readonly #random: Random;

  constructor(
    seed: number,
    private readonly company: number,
  ) {
    this.#random = new Random(seed, TOPIC.quality, company);
    this.#steady = 0.6 * this.#random.normal();
  }

  at(epochMs: number): number {
    const time = epochMs / HALF_YEAR_MS;
    const before = Math.floor(time);
    const part = time - before;
    return this.#steady + this.#knot(before) * (1 - part) + this.#knot(before + 1) * part;
  }

  #knot(halfYear: number): number {
    let value = this.#knots.get(halfYear);
    if (value === undefined) {
      value = 0.3 * this.#random.restart(TOPIC.quality, this.company, halfYear).normal();
      this.#knots.set(halfYear, value);
    }
    return value;
  }
}

const HALF_YEAR_MS = 182.5 * DAY_MS;
