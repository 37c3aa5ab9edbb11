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
    const lifted = parked.filter(({ since }) => isMended(cases, since));
    if (lifted.length > 0) {
      for (const id of await casesSince(view, log, lifted, leftOut)) {
        await breath.take();
        const recorded = recordedSteps(await known(id));
        cases.push({ id, recorded, supposed: recorded });
      }
    }
    const units = await UnitKeys.of(view, unitsOf(cases));
    const stillParked = parked.filter((company) => !lifted.includes(company));
    return new SupposedCases(cases, consequences, units, {
      recorded: cutoffs(parked),
      supposed: cutoffs([...stillParked, ...brokenIn(cases, units, lifted)]),
    });
  }
}

/** From which position on nothing counts for a company, by its key. */
export type Cutoffs = ReadonlyMap<number, ParkedCompany>;

const cutoffs = (parked: readonly ParkedCompany[]): Cutoffs =>
  new Map(parked.map((company) => [company.company, company]));

/** Whether an event of these cases is left out, or can be taken in without what is left out. */
function isMended(cases: readonly SupposedCase[], position: number): boolean {
  return cases.some(
    ({ recorded, supposed }) =>
      recorded.some(({ event }) => event.position === position) &&
      !supposed.some(({ event, after }) => event.position === position && after.broken),
  );
}

const FACTS_AT_ONCE = 1_000;

/**
 * Cases of companies that were parked by an event that is left out or can be taken in now: what came after it counts. An event of theirs that
 * still cannot be taken in parks them again.
 */
async function casesSince(
  view: ScoreView,
  log: CaseLog,
  lifted: readonly ParkedCompany[],
  known: LeftOut,
): Promise<Set<string>> {
  const found = new Set<string>();
  const paths = new Map((await view.units('company')).map(({ key, path }) => [key, path]));
  for (const { company, since } of lifted) {
    const unit = paths.get(company);
    if (unit === undefined) continue;
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

/** The companies among those no longer parked that another event of these cases parks. */
function brokenIn(
  cases: readonly SupposedCase[],
  units: UnitKeys,
  lifted: readonly ParkedCompany[],
): readonly ParkedCompany[] {
  const keys = new Set(lifted.map(({ company }) => company));
  const first = new Map<number, ParkedCompany>();
  for (const { supposed } of cases) {
    for (const {
      event: { position: since },
      after: { broken },
    } of supposed) {
      for (const path of broken?.companies ?? []) {
        const company = units.of(path).row.key;
        const earlier = first.get(company);
        if (broken && keys.has(company) && (!earlier || since < earlier.since))
          first.set(company, { company, since, reason: broken.reason });
      }
    }
  }
  return [...first.values()];
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
