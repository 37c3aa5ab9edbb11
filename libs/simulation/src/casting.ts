/**
 * Which kind of case begins on a day, and whose it is: by how common the kind is, the season, the company's size, and for
 * complaints also its quality, because good service is complained of less.
 */
import { HOUR_MS, type DayShape, startOfDay } from './calendar.js';
import { type Book, type Company, QualityCourse } from './company.js';
import { cumulate, exponential, type Random } from './random.js';
import type { Scene, Step } from './story.js';
import { KINDS, type SimulatedKind } from './kinds.js';

export interface Cast {
  /** First segment of the case's subject: `complaint`. */
  readonly kind: string;
  readonly steps: readonly Step[];
}

/** Complaints that the worst company gets, relative to its size: the bound of the draw by rejection below. */
const MOST_COMPLAINTS = 3;

export class Casting {
  readonly #courses: readonly QualityCourse[];
  readonly #books: Record<Book, { readonly companies: readonly Company[]; readonly table: readonly number[] }>;
  #day = NaN;
  #kindTable: readonly number[] = [];

  constructor(
    seed: number,
    private readonly companies: readonly Company[],
  ) {
    this.#courses = companies.map(({ index }) => new QualityCourse(seed, index));
    const bookOf = (book: Book) => {
      const members = companies.filter((company) => company.book === book);
      return { companies: members, table: cumulate(members.map(({ share }) => share)) };
    };
    this.#books = { property: bookOf('property'), life: bookOf('life') };
  }

  /**
   * Draws a case that begins on the day; `random` stands at the case's own spot and goes on as the scene's chances.
   *
   * @param begins when it begins (ms since the epoch); left out, at an hour that fits its kind
   */
  cast(shape: DayShape, random: Random, begins?: number): Cast {
    if (shape.day !== this.#day) {
      this.#day = shape.day;
      this.#kindTable = cumulate(KINDS.map((kind) => this.#weight(kind, shape)));
    }
    const kind = KINDS[random.pickIndex(this.#kindTable)] as SimulatedKind;
    const at = begins ?? startOfDay(shape.day) + this.#hour(kind, random);
    return { kind: kind.name, steps: kind.story(this.#scene(kind, at, random, shape.typhoon)) };
  }

  /** Draws whose case of a kind it is that begins at an instant. */
  #scene(kind: SimulatedKind, at: number, random: Random, typhoon: number): Scene {
    const company = this.#company(kind, at, random);
    const storm = kind.name === 'claim' && company.book === 'property' && random.chance(typhoon);
    const table = (storm ? company.coastTable : undefined) ?? company.branchTable;
    const branch = company.branches[random.pickIndex(table)];
    if (branch === undefined) throw new RangeError(`${company.path} has no branch: a company needs at least one.`);
    const unit = branch.desks[random.pickIndex(branch.deskTable)] ?? branch.path;
    const quality = this.#quality(company, at) + branch.quality;
    return { random, company, unit, branch: branch.path, quality, at };
  }

  #weight(kind: SimulatedKind, shape: DayShape): number {
    if (this.#books[kind.book].companies.length === 0) return 0;
    const season = kind.name === 'claim' ? shape.claims : kind.name === 'complaint' ? shape.complaints : 1;
    return kind.weight * season;
  }

  #company(kind: SimulatedKind, at: number, random: Random): Company {
    const { companies, table } = this.#books[kind.book];
    for (let draw = 0; ; draw += 1) {
      let company = companies[random.pickIndex(table)] as Company;
      if (company.merged !== undefined && company.merged.at <= at)
        company = this.companies[company.merged.into] as Company;
      if (kind.name !== 'complaint' || draw > 20) return company;
      if (random.unit() * MOST_COMPLAINTS < exponential(-0.45 * this.#quality(company, at))) return company;
    }
  }

  #quality(company: Company, at: number): number {
    return (this.#courses[company.index] as QualityCourse).at(at);
  }

  /** Losses happen at any hour; what needs an office happens between eight and eight, most of it in the middle. */
  #hour(kind: SimulatedKind, random: Random): number {
    if (kind.roundTheClock) return random.unit() * 24 * HOUR_MS;
    return (8 + 6 * (random.unit() + random.unit())) * HOUR_MS;
  }
}
