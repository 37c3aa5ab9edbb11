/**
 * What the market does beside its cases: companies are licensed, renamed and merged, units placed; each quarter premiums are
 * reported and the year's figures brought up to date by province; each spring companies declare values of their own, and
 * the committee recognises innovations and records incidents. Made when its day comes, not before.
 */
import { unitAndAncestors } from '#assay/service-record';
import { chinaYear, DAY_MS, MINUTE_MS, startOfQuarter, startOfYear } from './calendar.js';
import { type Company, QualityCourse } from './company.js';
import { exposureData, type Exposures, LINES } from './exposures.js';
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
  'Papers filled in by the system',
];
const INCIDENTS = ['Customers queued for days after a system failure', 'Sales misled by a false comparison'];

export class Agenda {
  readonly #items: readonly Item[];
  #done = 0;

  constructor(
    private readonly companies: readonly Company[],
    private readonly exposures: Exposures,
    private readonly recorder: Recorder,
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
      items.push({ at: startOfYear(year), facts: () => this.#yearly(year) });
      for (let quarter = 1; quarter <= 4; quarter += 1) {
        const end = startOfQuarter(year, quarter + 1);
        if (end > from) items.push({ at: end, facts: () => this.#quarterly(year, quarter, end) });
      }
    }
    return items;
  }

  *#openings(): Generator<SimulatedFact> {
    const { from } = this.options;
    for (const company of this.companies) {
      const code = codeOf(company);
      const data = { name: company.name, insurerType: company.insurerType, code };
      yield this.#tell(company.path, `${code}/licensed`, 'company.licensed.v1', company.licensedAt, from, data);
    }
    for (const company of this.companies) {
      const units = new Set(company.branches.flatMap(({ desks }) => desks.flatMap(unitAndAncestors)));
      units.delete(company.path);
      for (const path of units) {
        const data = placing(path);
        yield this.#tell(`unit/${path}`, `placed/${path}`, 'unit.placed.v1', company.licensedAt, from, data);
      }
    }
  }

  #renaming(company: Company, { at, name }: { readonly at: number; readonly name: string }): SimulatedFact {
    const data = { name, reason: 'The owners changed.' };
    return this.#tell(company.path, `${codeOf(company)}/renamed`, 'company.renamed.v1', at, at + DAY_MS, data);
  }

  #merger(company: Company, { at, into }: { readonly at: number; readonly into: number }): SimulatedFact {
    const data = { into: (this.companies[into] as Company).path, reason: 'Taken over with all contracts.' };
    return this.#tell(company.path, `${codeOf(company)}/merged`, 'company.merged.v1', at, at + DAY_MS, data);
  }

  /** A quarter's premium by line for each company, and the year so far for each of its provincial branches. */
  *#quarterly(year: number, quarter: number, end: number): Generator<SimulatedFact> {
    const random = new Random(this.options.seed, TOPIC.exposure, -1, year * 4 + quarter);
    for (const company of this.companies) {
      const arrivesAt = end + Math.floor(random.between(8, 20) * DAY_MS);
      const premium = this.exposures.quarter(company, year, quarter);
      if (premium <= 0) continue;
      for (const [line, part] of LINES[company.book]) {
        const where = { unit: company.path, period: `${year}-Q${quarter}`, line };
        const data = exposureData(where, company.book, premium * part, 0.25);
        yield this.#exposure(company, `${where.period}/${line}`, '', arrivesAt, data);
      }
      yield* this.#yearSoFar(company, year, quarter, arrivesAt);
    }
  }

  *#yearSoFar(company: Company, year: number, quarter: number, arrivesAt: number): Generator<SimulatedFact> {
    let premium = 0;
    for (let passed = 1; passed <= quarter; passed += 1) premium += this.exposures.quarter(company, year, passed);
    for (const [index, branch] of company.branches.entries()) {
      const where = { unit: branch.path, period: String(year) };
      const data = exposureData(where, company.book, premium * this.exposures.branchPart(company, index), quarter / 4);
      yield this.#exposure(company, `${year}/${branch.province.id}`, `/q${quarter}`, arrivesAt, data);
    }
  }

  #exposure(company: Company, key: string, edition: string, arrivesAt: number, data: object): SimulatedFact {
    const subject = `exposure/${codeOf(company)}/${key}`;
    const id = `${codeOf(company)}/${key}${edition}`;
    return this.#tell(subject, id, 'exposure.reported.v1', arrivesAt - 30 * MINUTE_MS, arrivesAt, data);
  }

  /** In spring companies declare how they did last year; the year also sees a few innovations and incidents. */
  *#yearly(year: number): Generator<SimulatedFact> {
    const { seed, from } = this.options;
    for (const company of this.companies) {
      const random = new Random(seed, TOPIC.yearly, company.index, year);
      const quality = new QualityCourse(seed, company.index).at(startOfYear(year));
      const code = codeOf(company);
      const inYear = (): number => startOfYear(year) + Math.floor(random.between(40, 350)) * DAY_MS;
      const gone = (at: number): boolean => at < from || (company.merged !== undefined && company.merged.at <= at);
      const declaredAt = startOfYear(year) + Math.floor(random.between(50, 90)) * DAY_MS;
      const declared = logistic(2.6 + 0.6 * quality).toFixed(4);
      if (!gone(declaredAt)) {
        const data = { unit: company.path, measure: 'call-connect-rate', period: String(year - 1), value: declared };
        const subject = `measure-report/${code}/call-connect-rate/${year - 1}`;
        const id = `${code}/call-connect-rate/${year - 1}`;
        yield this.#tell(subject, id, 'measure.reported.v1', declaredAt, declaredAt + MINUTE_MS, data);
      }
      const innovates = random.chance(0.3 * logistic(quality));
      const title = random.pick(INNOVATIONS);
      const recognisedAt = inYear();
      if (innovates && !gone(recognisedAt)) {
        const data = { unit: company.path, title, points: random.pick(['0.5', '1', '1.5']), standard: 'plus points 2' };
        const subject = `innovation/${code}/${year}`;
        yield this.#tell(
          subject,
          `${code}/innovation/${year}`,
          'innovation.recognised.v1',
          recognisedAt,
          recognisedAt + DAY_MS,
          data,
        );
      }
      const fails = random.chance(0.3 * logistic(-1 - quality));
      const happenedAt = inYear();
      if (fails && !gone(happenedAt)) {
        const data = {
          unit: company.path,
          title: random.pick(INCIDENTS),
          points: random.pick(['1', '2', '3']),
          standard: 'minus points 4',
        };
        const subject = `incident/${code}/${year}`;
        yield this.#tell(
          subject,
          `${code}/incident/${year}`,
          'incident.recorded.v1',
          happenedAt,
          happenedAt + 2 * DAY_MS,
          data,
        );
      }
    }
  }

  #tell(subject: string, id: string, type: string, at: number, arrivesAt: number, data: object): SimulatedFact {
    return { arrivesAt, fact: this.recorder.write(subject, id, type, at, data) };
  }
}

/** `sim-42-p07` */
function codeOf(company: Company): string {
  return company.path.slice('company/'.length);
}

const ROLES: Record<string, string> = {
  department: 'department',
  employee: 'clerk',
  branch: 'branch',
  city: 'city company',
};

function placing(path: string): object {
  const parts = path.split('/');
  const id = parts.at(-1) ?? '';
  const level = parts.at(-2) ?? '';
  return level === 'province' ? { name: id, role: 'provincial branch' } : { name: id, role: ROLES[level] ?? level };
}
