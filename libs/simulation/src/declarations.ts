/**
 * What companies declare of themselves in spring: how many callers asked for a person and got one last year, and how many
 * complaints there were. They count what really happened; a few declare better figures than that, and the one who collects
 * them finds it out.
 */
import { chinaYear, DAY_MS } from './calendar.js';
import type { Random } from './random.js';
import type { SimulatedFact } from './recording.js';

/** Part of the companies that declare better figures than what happened. */
const EMBELLISHED = 0.15;
const COLLECTOR_DAYS = 20;

interface Year {
  asked: number;
  answered: number;
  complaints: number;
}

/** A figure as it is declared, and as the collector finds it. */
export interface DeclaredFigure {
  readonly measure: string;
  readonly declared: string;
  readonly found: string;
  /** How long after the declaration the collector recomputes it. */
  readonly foundAfter: number;
}

/** What happened to each company in each year: a few numbers, however many cases there are. */
export class YearBooks {
  readonly #years = new Map<string, Year>();

  /** @param facts all facts of one case, in any order; one that is voided as a whole never happened. */
  note(facts: readonly SimulatedFact[]): void {
    const [opening] = facts;
    if (opening === undefined || !COUNTED.test(opening.fact.subject)) return;
    if (facts.some(({ fact }) => fact.type === 'record.voided.v1' && !('event' in fact.data))) return;
    const first = facts.find(({ fact }) => fact.type === 'call.received.v1' || fact.type === 'complaint.filed.v1');
    if (first === undefined) return;
    const data = first.fact.data as { unit: string; askedForPerson?: boolean; answered?: boolean };
    const [, company = ''] = data.unit.split('/');
    const year = this.#of(`company/${company}`, chinaYear(Date.parse(first.fact.time)));
    if (first.fact.type === 'complaint.filed.v1') year.complaints += 1;
    if (data.askedForPerson === true) year.asked += 1;
    if (data.answered === true) year.answered += 1;
  }

  /** What a company (its path) declares of a year. Nothing of calls where there were none. */
  declarations(company: string, year: number, random: Random): DeclaredFigure[] {
    const { asked, answered, complaints } = this.#of(company, year);
    const embellished = random.chance(EMBELLISHED);
    const figure = (measure: string, declared: string, found: string): DeclaredFigure => ({
      measure,
      declared,
      found,
      foundAfter: Math.floor(random.between(1, COLLECTOR_DAYS)) * DAY_MS,
    });
    const more = embellished ? Math.min(asked - answered, Math.ceil(asked * random.between(0.005, 0.03))) : 0;
    const fewer = random.chance(EMBELLISHED) ? Math.min(complaints, 1) : 0;
    return [
      ...(asked === 0
        ? []
        : [
            figure('call-connect-rate', share(answered + more, asked), share(answered, asked)),
            figure('calls-answered-by-person', String(answered + more), String(answered)),
            figure('calls-asking-for-person', String(asked), String(asked)),
          ]),
      figure('complaints', String(complaints - fewer), String(complaints)),
    ];
  }

  #of(company: string, year: number): Year {
    const key = `${company} ${year}`;
    let found = this.#years.get(key);
    if (found === undefined) this.#years.set(key, (found = { asked: 0, answered: 0, complaints: 0 }));
    return found;
  }
}

const COUNTED = /^(?:call|complaint)\//;

/** With four decimals, half up, in whole numbers throughout. */
function share(part: number, whole: number): string {
  const units = Math.floor((part * 20_000 + whole) / (2 * whole));
  return `${Math.floor(units / 10_000)}.${String(units % 10_000).padStart(4, '0')}`;
}
