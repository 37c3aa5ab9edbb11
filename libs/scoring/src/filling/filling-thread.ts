/** One more thread of a fill: takes its share of the log's streams and sends back pages. `filled-by-threads.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads';

import { SqliteEventLog } from '#assay/event-log';
import { compileScheme, type SchemeDocument } from '#assay/methodology';

import { CaseCourses } from '../courses/case-courses.js';
import { StreamParts } from '../stream-parts.js';
import type { UnitRow } from '../score-store.js';
import { UnitRegister } from '../unit-register.js';
import { type FilledPage, FilledPages, type Filling } from './filled-pages.js';

export interface FillingThreadData extends Pick<Filling, 'parked' | 'upTo'> {
  /** Of the ledger. */
  readonly folder: string;
  readonly added: readonly (readonly [key: number, { readonly document: SchemeDocument; readonly hash: string }])[];
  /** All that the store knows. */
  readonly units: readonly UnitRow[];
  /** The parts of the log that threads take in turn. */
  readonly parts: SharedArrayBuffer;
  /** Or from the log alone. */
  readonly fromCourses: boolean;
}

/** Null: there are no more. */
export type FromFillingThread = FilledPage | null;

async function run({
  folder,
  added,
  units: known,
  parts,
  parked,
  upTo,
  fromCourses,
}: FillingThreadData): Promise<void> {
  const say = (message: FromFillingThread): void => parentPort?.postMessage(message);
  const log = await SqliteEventLog.openReader(folder);
  const units = new UnitRegister(known);
  const pages = new FilledPages({
    ...{ units, parked, upTo },
    added: added.map(([key, { document, hash }]) => [key, compileScheme(document, hash)]),
  });
  const shares = new StreamParts(parts).take('front');
  const courses = fromCourses ? CaseCourses.openReader(folder, log) : null;
  if (fromCourses && !courses)
    throw new Error(
      'scores/courses.db was taken away while a rulebook was filled in: nothing is filled in, the next start tries again.',
    );
  for await (const page of courses ? pages.ofCourses(courses, shares) : pages.of(log, shares)) say(page);
  courses?.close();
  await log.close();
  const [unknown] = units.takeChanges();
  // Its key would be another unit's in another thread.
  if (unknown)
    throw new RangeError(
      `The log names ${unknown.path}, which the scores should know and do not. Build them anew with "assay rebuild".`,
    );
  say(null);
}

await run(workerData as FillingThreadData);
