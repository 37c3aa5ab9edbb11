/**
 * What the market does beside its cases: companies are licensed, renamed and merged, units placed; each quarter premiums are
 * reported and the year's figures brought up to date by province; each spring companies declare values of their own, and
 * the committee recognises innovations and records incidents. Made when its day comes, not before.
 */
import { unitAndAncestors } from '#assay/service-record';
import { chinaYear, DAY_MS, MINUTE_MS, startOfQuarter, startOfYear } from './calendar.js';
import { type Company, QualityCourse } from './company.js';
import type { YearBooks } from './declarations.js';
import { type ExposureReport, type Exposures, quarterReport, yearReport } from './exposures.js';
import { logistic, Random } from './random.js';
import type { Recorder, SimulatedFact } from './recording.js';
import { TOPIC } from './topics.js';

interface Item {
  /** No fact of it arrives earlier. */
  readonly at: number;
  readonly facts: () => Iterable<SimulatedFact>;
}

const INNOVATIONS = [
  'Claims paid by video survey',
  'One window for elderly customers',
  'Forms filled in by the system',
];
const INCIDENTS = ['Customers queued for days after a system failure', 'Policies sold by a false comparison'];

export class Agenda {
  readonly #items: readonly Item[];
  #done = 0;

  constructor(
    private readonly companies: readonly Company[],
    private readonly exposures: Exposures,
    private readonly recorder: Recorder,
    private readonly yearBooks: YearBooks,
    private readonly options: { readonly seed: number; readonly from: number; readonly to: number },
  ) {
    this.#items = this.#plan().sort((one, other) => one.at - other.at);
  }

  /** Facts of all items that begin before an instant and have not been given yet. */
  *until(instant: number): Generator<SimulatedFact> {
    for (let item = this.#items[this.#done]; item !== undefined && item.at < instant; item = this.#items[this.#done]) {
      this.#done += 1;
      yield* item.facts();
    }
  }

  #plan(): Item[] {
    const { from, to } = this.options;
    const items: Item[] = [{ at: from, facts: () => this.#openings() }];
    for (const company of this.companies) {
      const { renamed, merged } = company;
      if (renamed) items.push({ at: renamed.at, facts: () => [this.#renaming(company, renamed)] });
      if (merged) items.push({ at: merged.at, facts: () => [this.#merger(company, merged)] });
    }
    for (let year = chinaYear(from); year <= chinaYear(to); year += 1) {
      items.push({ at: Math.max(from, startOfYear(year)), facts: () => this.#yearly(year) });
      for (let quarter = 1; quarter <= 4; quarter += 1) {
        const end = startOfQuarter(year, quarter + 1);
        if (end > from) items.push({ at: end, facts: () => this.#quarterly(year, quarter, end) });
      }
    }
    return items;
  }

  *#openings(): Generator<SimulatedFact> {
    const { from } = this.options;
    for (const { code, path, name, insurerType, licensedAt } of this.companies) {
      const data = { name, insurerType, code };
      yield this.#tell(path, `${code}/licensed`, 'company.licensed.v1', licensedAt, from, data);
    }
    for (const company of this.companies) {
      const units = new Set(company.branches.flatMap(({ desks }) => desks.flatMap(unitAndAncestors)));
      units.delete(company.path);
      for (const path of units) {
        const id = `placed/${path}`;
        yield this.#tell(`unit/${path}`, id, 'unit.placed.v1', company.licensedAt, from, placing(path));
      }
    }
  }

  #renaming({ code, path }: Company, { at, name }: { readonly at: number; readonly name: string }): SimulatedFact {
    const data = { name, reason: 'The owners changed.' };
    return this.#tell(path, `${code}/renamed`, 'company.renamed.v1', at, at + DAY_MS, data);
  }

  #merger({ code, path }: Company, { at, into }: { readonly at: number; readonly into: number }): SimulatedFact {
    const data = { into: (this.companies[into] as Company).path, reason: 'Taken over with all contracts.' };
    return this.#tell(path, `${code}/merged`, 'company.merged.v1', at, at + DAY_MS, data);
  }

  /** A quarter's premium of each company, and the year so far for each of its provincial branches. */
  *#quarterly(year: number, quarter: number, end: number): Generator<SimulatedFact> {
    const random = new Random(this.options.seed, TOPIC.exposure, -1, year * 4 + quarter);
    for (const company of this.companies) {
      const arrivesAt = end + Math.floor(random.between(8, 20) * DAY_MS);
      const premium = this.exposures.quarter(company, year, quarter);
      if (premium <= 0) continue;
      yield this.#exposure(quarterReport(company, `${year}-Q${quarter}`, premium), '', arrivesAt);
      const yearSoFar = this.exposures.yearUntil(company, year, end);
      for (const [index, branch] of company.branches.entries()) {
        const yuan = yearSoFar * this.exposures.branchPart(company, index);
        yield this.#exposure(yearReport(company, branch, year, yuan, quarter / 4), `/q${quarter}`, arrivesAt);
      }
    }
  }

  #exposure({ key, data }: ExposureReport, edition: string, arrivesAt: number): SimulatedFact {
    const reportedAt = arrivesAt - 30 * MINUTE_MS;
    return this.#tell(`exposure/${key}`, `${key}${edition}`, 'exposure.reported.v1', reportedAt, arrivesAt, data);
  }

  /** In spring companies declare how they did last year; the year also sees a few innovations and incidents. */
  *#yearly(year: number): Generator<SimulatedFact> {
    for (const company of this.companies) {
      const random = new Random(this.options.seed, TOPIC.yearly, company.index, year);
      const quality = new QualityCourse(this.options.seed, company.index).at(startOfYear(year));
      const declaredAt = dayOfYear(year, random, 50, 90);
      if (this.#isOn(declaredAt, company.merged)) yield* this.#declarations(company, year - 1, declaredAt);
      const happenings = [
        this.#innovation(company, year, quality, random),
        this.#incident(company, year, quality, random),
      ];
      for (const told of happenings) if (told !== undefined) yield told;
    }
  }

  /** Each figure as the company declares it, and as the collector then finds it. */
  *#declarations({ index, code, path, book }: Company, year: number, at: number): Generator<SimulatedFact> {
    const random = new Random(this.options.seed, TOPIC.declaration, index, year);
    for (const { measure, declared, found, foundAfter } of this.yearBooks.declarations(path, year, random)) {
      const key = `${code}/${measure}/${year}`;
      const subject = `measure-report/${key}`;
      const data = { unit: path, measure, period: String(year), line: book, value: declared };
      yield this.#tell(subject, key, 'measure.reported.v1', at, at + MINUTE_MS, data);
      const foundAt = at + foundAfter;
      const finding = { value: found, matches: found === declared };
      yield this.#tell(subject, `${key}/recomputed`, 'measure.recomputed.v1', foundAt, foundAt + MINUTE_MS, finding);
    }
  }

  #innovation(
    { code, path, merged }: Company,
    year: number,
    quality: number,
    random: Random,
  ): SimulatedFact | undefined {
    const at = dayOfYear(year, random, 60, 350);
    if (!random.chance(0.3 * logistic(quality)) || !this.#isOn(at, merged)) return undefined;
    const points = random.pick(['0.5', '1', '1.5']);
    const data = { unit: path, title: random.pick(INNOVATIONS), points, standard: 'plus points 2' };
    const key = `${code}/${year}`;
    return this.#tell(`innovation/${key}`, `${key}/innovation`, 'innovation.recognised.v1', at, at + DAY_MS, data);
  }

  #incident({ code, path, merged }: Company, year: number, quality: number, random: Random): SimulatedFact | undefined {
    const at = dayOfYear(year, random, 10, 350);
    if (!random.chance(0.3 * logistic(-1 - quality)) || !this.#isOn(at, merged)) return undefined;
    const points = random.pick(['1', '2', '3']);
    const data = { unit: path, title: random.pick(INCIDENTS), points, standard: 'minus points 4' };
    const key = `${code}/${year}`;
    return this.#tell(`incident/${key}`, `${key}/incident`, 'incident.recorded.v1', at, at + 2 * DAY_MS, data);
  }

  /** Whether an instant lies in the market's time and a company is still there. */
  #isOn(at: number, merged: Company['merged']): boolean {
    return at >= this.options.from && (merged === undefined || at < merged.at);
  }

  #tell(subject: string, id: string, type: string, at: number, arrivesAt: number, data: object): SimulatedFact {
    return { arrivesAt, fact: this.recorder.write(subject, id, type, at, data) };
  }
}

function dayOfYear(year: number, random: Random, first: number, last: number): number {
  return startOfYear(year) + Math.floor(random.between(first, last)) * DAY_MS;
}

const ROLES: Readonly<Record<string, string>> = {
  province: 'provincial branch',
  city: 'city company',
  branch: 'sub-branch',
  department: 'department',
  employee: 'clerk',
};

function placing(path: string): object {
  const [level = '', id = ''] = path.split('/').slice(-2);
  return { name: id, role: ROLES[level] ?? level };
}
