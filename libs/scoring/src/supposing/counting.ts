/**
 * Counts all cases of a log again under one rulebook, as a supposition tells them, into a store of its own. Everything that
 * it needs can be handed to another thread.
 */
import type { EventLog } from '#assay/event-log';
import { type CompiledScheme, compileScheme, type SchemeDocument } from '#assay/methodology';

import type { CaseCourses } from '../courses/case-courses.js';
import { fillIn } from '../fill-in.js';
import type { ParkedCompany, ScoreCheckpoint, ScoreSource, UnitRow } from '../score-store.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { UnitRegister } from '../unit-register.js';
import type { Consequence } from './case-steps.js';
import { RetoldCases } from './retold-cases.js';
import { RetoldCourses } from './retold-courses.js';
import { RetoldStreams } from './retold-streams.js';
import { type LeftOut, Retelling } from './retelling.js';
import type { SuppositionWork } from './supposition.js';

export interface Counting {
  /** Where the store is made. */
  readonly folder: string;
  readonly rulebook: { readonly document: SchemeDocument; readonly hash: string };
  readonly leftOut: LeftOut;
  readonly sources: ReadonlySet<string>;
  /** The moment, and what is known at it but for the amounts. */
  readonly checkpoint: ScoreCheckpoint;
  readonly units: readonly UnitRow[];
  readonly parked: readonly ParkedCompany[];
}

export interface Counted {
  readonly consequences: readonly Consequence[];
  readonly consequenceCount: number;
}

const NO_ROWS = { formerUnits: [], totals: [], pastTotals: [], movements: [], clocks: [], facts: [], origins: [] };

/** What the store is built from: nobody takes it for a ledger's scores. */
export function countedSource({ id, version, hash, slots }: CompiledScheme): ScoreSource {
  return { ledgerId: 'supposed', projection: 0, schemes: [`${id}@${version}#${hash}`], slots: [slots] };
}

/** @param courses read in the place of the log, as far as they can be: not where events of a source are left out, which all of them must be asked for */
export async function countInto(
  log: Pick<EventLog, 'readStreams' | 'readStream' | 'readAll'>,
  { folder, rulebook, leftOut, sources, checkpoint, units, parked }: Counting,
  work: SuppositionWork,
  courses: CaseCourses | null = null,
): Promise<Counted> {
  const scheme = compileScheme(rulebook.document, rulebook.hash);
  const source = countedSource(scheme);
  const empty = SqliteScoreStore.open(folder, {
    source: { ...source, schemes: [], slots: [] },
    frameSize: Number.MAX_SAFE_INTEGER,
  });
  await empty.commit({ ...NO_ROWS, follows: 0, checkpoint, units, parked });
  await empty.close();
  const store = SqliteScoreStore.open(folder, { source });
  try {
    const retold = new RetoldCases(new Retelling(leftOut, sources));
    const streams = new RetoldStreams(log, retold, checkpoint.position, work);
    const register = new UnitRegister(units);
    await fillIn(streams, store, [scheme], {
      units: register,
      signal: work.signal,
      courses:
        courses && sources.size === 0 ? new RetoldCourses(log, courses, retold, [...leftOut.keys()], work) : undefined,
    });
    for (const { path, known } of retold.described) register.describe(path, known, known.describedAt);
    await store.commit({
      ...{ ...NO_ROWS, follows: checkpoint.position, checkpoint, units: register.takeChanges(), parked: [] },
    });
    return { consequences: retold.consequences.first, consequenceCount: retold.consequences.count };
  } finally {
    await store.close();
  }
}
