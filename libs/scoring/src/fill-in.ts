import type { EventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';

import type { KeptCourses, ReadCourses } from './courses/case-courses.js';
import { filledByThreads, type FillingThreads } from './filling/filled-by-threads.js';
import { FilledPages, type Filling } from './filling/filled-pages.js';
import { FilledTotals } from './filling/filled-totals.js';
import type { ScoreStore, TotalsOf } from './score-store.js';
import { UnitRegister } from './unit-register.js';

export interface FillInOptions {
  /** Those of the store, to which units are added that no event it has seen named. */
  readonly units?: UnitRegister;
  readonly threads?: FillingThreads | undefined;
  /** Read in the place of the log, as far as it can be. */
  readonly courses?: KeptCourses | undefined;
  /** Ends it with its reason, and nothing is filled in. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes the schemes that a store does not know yet into it: the very rows that it would have if it had known them from the
 * start. Cases are read one after another from the log, each once; no event is scored under a scheme that is there already.
 */
export async function fillIn(
  log: Pick<EventLog, 'readStreams'>,
  store: ScoreStore,
  schemes: readonly CompiledScheme[],
  options: FillInOptions = {},
): Promise<void> {
  const known = await store.units();
  const units = options.units ?? new UnitRegister(known);
  const { position: upTo } = await store.checkpoint();
  const filling: Filling = {
    added: store.unfilled.flatMap((key) => (schemes[key] ? [[key, schemes[key]] as const] : [])),
    units,
    parked: new Map((await store.parked()).map(({ company, since }) => [company, since])),
    upTo,
    signal: options.signal,
  };
  const courses = await coursesFor(filling, options);
  const rows = options.threads
    ? filledByThreads({ log, courses }, filling, known, options.threads)
    : courses
      ? new FilledPages(filling).ofCourses(courses)
      : new FilledPages(filling).of(log);
  const companyOf = (unit: number): number => units.withKey(unit)?.company ?? 0;
  await store.fillIn(rows, totalsOf(filling, store.frameSize), companyOf);
}

/** The courses of cases up to the position that is filled in to; null where the log itself is to be read. */
async function coursesFor({ added, upTo }: Filling, { courses }: FillInOptions): Promise<ReadCourses | null> {
  if (!courses) return null;
  // Of a scheme that does not say what it reads the whole case is wanted.
  if (!added.every(([, { caseKinds, reads }]) => [...caseKinds].every((kind) => reads.has(kind)))) return null;
  return courses.reaching(upTo);
}

function totalsOf({ added, units, upTo }: Filling, frameSize: number): TotalsOf {
  const totals = new Map(added.map(([key, scheme]) => [key, new FilledTotals(key, scheme, units, frameSize)]));
  return (movements) => {
    if (movements) {
      const ofScheme = totals.get(movements.scheme);
      ofScheme?.add(movements);
      return { totals: [], pastTotals: ofScheme?.takePast() ?? [] };
    }
    const all = [...totals.values()];
    for (const each of all) each.advanceTo(upTo);
    return { totals: all.flatMap((each) => each.all()), pastTotals: all.flatMap((each) => each.takePast()) };
  };
}
