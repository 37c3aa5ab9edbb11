/** Histories made up for laws: legal orders of arrival of facts about a few cases, late facts and amendments among them. */
import { type CaseState, evolve, type Fact } from '#assay/service-record';

import { complaint, exposure, measureReported } from './facts.js';

const UNITS = ['company/A', 'company/A/province/X', 'company/A/province/X/city/Y', 'company/B', 'company/B/province/X'];
const OUTCOMES = ['against', 'for', 'both', 'undecided'] as const;

/** Something that somebody tells of one of a few cases; which fact it becomes depends on what was told before. */
export interface Step {
  readonly key: number;
  readonly act: number;
  readonly day: number;
  readonly pick: number;
  readonly cents: number;
}

const of = <T>(values: readonly T[], pick: number): T => values[pick % values.length] as T;
const dayText = (day: number): string => new Date(Date.UTC(2023, 5, 1) + day * 86_400_000).toISOString().slice(0, 10);

/** Facts in an order of arrival that every case accepts. What a case refuses is left out, as the door would. */
export function historyOf(steps: readonly Step[]): Fact[] {
  const states = new Map<string, CaseState>();
  const sent = new Map<string, string[]>();
  return steps.flatMap((each, index) => {
    const candidate = factOf(each, index, sent.get(subjectOf(each)) ?? []);
    const after = accepted(states.get(candidate.subject), candidate);
    if (!after) return [];
    states.set(candidate.subject, after);
    sent.set(candidate.subject, [...(sent.get(candidate.subject) ?? []), candidate.id]);
    return [candidate];
  });
}

function accepted(state: CaseState | undefined, fact: Fact): CaseState | null {
  try {
    return evolve(state, fact);
  } catch {
    return null;
  }
}

const subjectOf = ({ key }: Step): string =>
  key === 4 ? `exposure/${key}` : key === 5 ? `measure-report/${key}` : `complaint/${key}`;

function factOf({ key, act, day, pick, cents }: Step, index: number, sent: readonly string[]): Fact {
  const time = dayText(day);
  const unit = of(UNITS, pick);
  const period = of(['2023', '2023-Q4', '2024', '2024-02'], pick);
  if (key === 4)
    return { ...exposure('4', unit, '2023', 'private-passenger-auto', `${cents}.25`, time), id: `e${index}` };
  if (key === 5)
    return { ...measureReported('5', unit, period, 'upheld-complaints', String(cents), time), id: `m${index}` };
  const { filed, transferred, resolved, reopened, withdrawn, corrected, voided } = complaint(String(key));
  const target = of(sent.length > 0 ? sent : ['nothing'], pick);
  const facts: (() => Fact)[] = [
    () => filed(time, unit),
    () => resolved(time, of(OUTCOMES, pick), `${cents / 4}`, `resolved-${index}`),
    () => resolved(time, of(OUTCOMES, pick), undefined, `resolved-${index}`),
    () => transferred(time, unit),
    () => reopened(time),
    () => withdrawn(time),
    () => corrected(time, target, { unit }),
    () => corrected(time, target, { outcome: of(OUTCOMES, pick) }),
    () => voided(time, target),
    () => voided(time),
  ];
  return { ...of(facts, sent.length === 0 ? 0 : act)(), id: `f${index}` };
}

/** The same facts in another order: cases interleaved otherwise, each keeping its own order. */
export function interleaved(facts: readonly Fact[], picks: readonly number[]): Fact[] {
  const queues = [...Map.groupBy(facts, ({ subject }) => subject).values()];
  const result: Fact[] = [];
  for (let turn = 0; result.length < facts.length; turn++) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const next = of(waiting, picks[turn % picks.length] ?? 0).shift();
    if (next) result.push(next);
  }
  return result;
}

/** The same facts, one of each case sent as late as its case still accepts every fact. */
export function withLateFacts(facts: readonly Fact[], pick: number): Fact[] {
  return [...Map.groupBy(facts, ({ subject }) => subject).values()].flatMap((own) => {
    const index = 1 + (pick % Math.max(1, own.length - 1));
    const late = own.toSpliced(index, 1).concat(own.slice(index, index + 1));
    let state: CaseState | undefined;
    const isLegal = late.every((fact) => (state = accepted(state, fact) ?? undefined) !== undefined);
    return isLegal ? late : own;
  });
}
