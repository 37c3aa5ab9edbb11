/** The cases that a supposition tells otherwise, looked up and folded both ways: what a supposed view is made from. */
import type { StoredEvent } from '#assay/event-log';
import type { CaseState } from '#assay/service-record';

import { eventsAt } from '../reading/events-at.js';
import type { ParkedCompany, ScoreView } from '../score-store.js';
import { Breath } from '../breath.js';
import { type CaseStep, recordedSteps, stepsWithout } from './case-steps.js';
import { Consequences } from './consequences.js';
import type { CaseLog } from '../reading/case-log.js';
import type { LeftOut } from './retelling.js';
import { UnitKeys } from './unit-keys.js';

/** One case as it was recorded, and as it would have been. */
export interface SupposedCase {
  readonly id: string;
  readonly recorded: readonly CaseStep[];
  readonly supposed: readonly CaseStep[];
}

export class SupposedCases {
  private constructor(
    readonly cases: readonly SupposedCase[],
    readonly consequences: Consequences,
    readonly units: UnitKeys,
    /** Parked companies by key, as they are and as they would be. */
    readonly parked: { readonly recorded: Cutoffs; readonly supposed: Cutoffs },
  ) {}

  /** @param leftOut by case the positions of the events that are left out */
  static async of(view: ScoreView, log: CaseLog, leftOut: LeftOut): Promise<SupposedCases> {
    const { position: upTo } = await view.checkpoint();
    const known = async (stream: string): Promise<StoredEvent[]> =>
      (await log.readStream(stream)).filter(({ position }) => position <= upTo);
    const cases: SupposedCase[] = [];
    const consequences = new Consequences();
    const breath = new Breath();
    for (const [id, positions] of leftOut) {
      await breath.take();
      const recorded = recordedSteps(await known(id));
      const left = stepsWithout(recorded, ({ position }) => positions?.has(position) ?? true);
      cases.push({ id, recorded, supposed: left.steps });
      consequences.add(left.consequences);
    }
    const parked = await view.parked();
    const changed = await changedParking(view, cases, parked);
    if (changed.companies.length > 0) {
      for (const id of await casesSince(view, log, changed.companies, leftOut)) {
        await breath.take();
        const recorded = recordedSteps(await known(id));
        cases.push({ id, recorded, supposed: recorded });
      }
    }
    const units = await UnitKeys.of(view, unitsOf(cases));
    const supposed = new Map(cutoffs(parked.filter((company) => !changed.lifted.includes(company))));
    for (const { path, ...parking } of [...changed.parked, ...brokenAgain(cases, units, changed.lifted)]) {
      const company = units.of(path).row.key;
      if (parking.since < (supposed.get(company)?.since ?? Infinity)) supposed.set(company, { company, ...parking });
    }
    return new SupposedCases(cases, consequences, units, { recorded: cutoffs(parked), supposed });
  }
}

/** From which position on nothing counts for a company, by its key. */
export type Cutoffs = ReadonlyMap<number, ParkedCompany>;

const cutoffs = (parked: readonly ParkedCompany[]): Cutoffs =>
  new Map(parked.map((company) => [company.company, company]));

/** From a position on nothing counts for a company, by its path: an event cannot be taken in. */
interface Parking {
  readonly path: string;
  readonly since: number;
  readonly reason: string;
}

function* parkings(steps: readonly CaseStep[]): Generator<Parking> {
  for (const { event, after } of steps)
    for (const path of after.broken?.companies ?? [])
      yield { path, since: event.position, reason: after.broken?.reason ?? '' };
}

interface ChangedParking {
  /** Companies that the events that parked them park no more. */
  readonly lifted: readonly ParkedCompany[];
  /** Those that would have been parked, or earlier, because a case would have been theirs. */
  readonly parked: readonly Parking[];
  /** All of them, each since the first position that counts otherwise. */
  readonly companies: readonly Pick<Parking, 'path' | 'since'>[];
}

/** @param cases those that are told otherwise */
async function changedParking(
  view: ScoreView,
  cases: readonly SupposedCase[],
  parked: readonly ParkedCompany[],
): Promise<ChangedParking> {
  const broken = cases.flatMap(({ supposed }) => [...parkings(supposed)]);
  if (parked.length === 0 && broken.length === 0) return { lifted: [], parked: [], companies: [] };
  const paths = new Map((await view.units('company')).map(({ key, path }) => [key, path]));
  const pathOf = ({ company }: ParkedCompany): string => paths.get(company) ?? '';
  const theirs = new Set(cases.flatMap(({ recorded }) => recorded.map(({ event }) => event.position)));
  const isLifted = (company: ParkedCompany): boolean =>
    theirs.has(company.since) && !broken.some(({ path, since }) => since === company.since && path === pathOf(company));
  const lifted = parked.filter(isLifted);
  const until = new Map(parked.map((company) => [pathOf(company), isLifted(company) ? Infinity : company.since]));
  const earlier = broken.filter(({ path, since }) => since < (until.get(path) ?? Infinity));
  const companies = [...lifted.map((company) => ({ path: pathOf(company), since: company.since })), ...earlier];
  return { lifted, parked: earlier, companies };
}

const FACTS_AT_ONCE = 1_000;

/**
 * Cases of companies of which something counts since some position that does not as it is, or does not that does. An event of theirs
 * that still cannot be taken in parks those again that are parked no more.
 */
async function casesSince(
  view: ScoreView,
  log: CaseLog,
  companies: ChangedParking['companies'],
  known: LeftOut,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { path: unit, since } of companies) {
    for (let after = since - 1; ;) {
      const positions = await view.facts({ unit, order: 'oldest-first', after, limit: FACTS_AT_ONCE });
      for (const { stream } of await eventsAt(log, positions)) if (!known.has(stream)) found.add(stream);
      const last = positions.at(-1);
      if (positions.length < FACTS_AT_ONCE || last === undefined) break;
      after = last;
    }
  }
  return found;
}

/** What parks the companies that are parked no more by what parked them. */
function brokenAgain(
  cases: readonly SupposedCase[],
  units: UnitKeys,
  lifted: readonly ParkedCompany[],
): readonly Parking[] {
  const keys = new Set(lifted.map(({ company }) => company));
  return cases.flatMap(({ supposed }) =>
    [...parkings(supposed)].filter(({ path }) => keys.has(units.of(path).row.key)),
  );
}

function* unitsOf(cases: readonly SupposedCase[]): Generator<string> {
  for (const { recorded, supposed } of cases) {
    for (const { after } of [...recorded, ...supposed]) {
      if (after.state && after.state.unit !== '') yield after.state.unit;
      yield* after.broken?.companies ?? [];
    }
  }
}

/** What a case is in the end; null when nothing of it is left. */
export const endOf = (steps: readonly CaseStep[]): CaseState | null => steps.at(-1)?.after.state ?? null;
