import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { withParameters } from '#assay/methodology/language';
import fc from 'fast-check';

import { CaseCourses } from '../courses/case-courses.js';
import { schemeOf } from '../read-scheme.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { complaint } from '../testing/facts.js';
import { history } from '../testing/history.contract.js';
import { TestLedger } from '../testing/test-ledger.js';
import { allRows } from '../testing/whole-store.js';
import { type Counting, countedSource, countInto } from './counting.js';
import type { LeftOut } from './retelling.js';
import type { SuppositionWork } from './supposition.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'assay-counting-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Reads no streams: what is counted must come from courses, and from cases that are named. */
const withoutStreams = ({ log }: TestLedger) => ({
  readStream: log.readStream.bind(log),
  readAll: log.readAll.bind(log),
  readStreams: () => {
    throw new Error('All streams were read.');
  },
});

test('what is counted again from courses is what is counted again from the log, row by row', async () => {
  let concerned = 0;
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(fc.nat(10_000), { maxLength: 3 }),
      fc.record({ known: fc.nat(100), told: fc.nat(100), isWhole: fc.boolean() }),
      async (facts, picked, { known, told, isWhole }) => {
        const ledger = await TestLedger.open();
        await ledger.record(...facts);
        await ledger.keepScores();
        // The last of them are told to nobody, and some of what is told is only in memory.
        const courses = CaseCourses.open(ledger.folder, ledger.log);
        await courses.catchUp(Math.floor((facts.length * told) / 100));
        courses.flush();
        const position = Math.max(1, Math.floor((facts.length * known) / 100));
        const leftOut = new Map<string, ReadonlySet<number> | null>();
        for (const pick of picked) {
          const at = pick % position;
          const { subject } = facts[at]!;
          leftOut.set(subject, isWhole ? null : new Set([at + 1]));
        }
        concerned += leftOut.size;
        const kept = CaseCourses.openReader(ledger.folder, ledger.log);
        for (const [id, values] of RULEBOOKS) {
          const asked = await countingOf(ledger, id, values, { leftOut, position });
          const counted = async (name: string, ...sources: [never, CaseCourses | null] | [TestLedger['log']]) => {
            const into = await mkdtemp(join(folder, name));
            const found = await countInto(sources[0], { ...asked.counting, folder: into }, {}, sources[1]);
            const store = SqliteScoreStore.open(into, { source: countedSource(asked.scheme) });
            const rows = await allRows(store, [id]);
            const units = await store.units();
            await store.close();
            return { ...found, rows, units };
          };
          const ofLog = await counted('log-', ledger.log);
          expect(await counted('courses-', withoutStreams(ledger) as never, kept)).toEqual(ofLog);
        }
        kept?.close();
        courses.close();
        await ledger.close();
      },
    ),
    { numRuns: 12 },
  );
  expect(concerned).toBeGreaterThan(0);
}, 60_000);

const RULEBOOKS = [
  ['complaint-outcomes', { '/measures/0/numerator/on': 'filedAt' }],
  ['cn-2015-property', { 'simple-days': '5' }],
] as const;

async function countingOf(
  { library, reader }: TestLedger,
  id: string,
  values: Readonly<Record<string, string>>,
  { leftOut, position }: { readonly leftOut: LeftOut; readonly position: number },
): Promise<{ readonly counting: Counting; readonly scheme: ReturnType<typeof schemeOf> }> {
  const scheme = schemeOf(withParameters(library.get(id).scheme.document, values));
  const { document, hash } = scheme;
  const known = await reader.snapshot(
    async (view) => ({ checkpoint: await view.checkpoint(), units: await view.units() }),
    position,
  );
  return {
    scheme,
    counting: { folder: '', rulebook: { document, hash }, leftOut, sources: new Set(), ...known, parked: [] },
  };
}

test('a question that has been given up ends before the next stretch', async () => {
  const ledger = await TestLedger.open();
  await ledger.record(complaint('1').filed('2024-01-01', 'company/A'));
  await ledger.keepScores();
  const courses = CaseCourses.open(ledger.folder, ledger.log);
  const stopped = new AbortController();
  stopped.abort(new Error('Given up.'));
  const { counting } = await countingOf(ledger, 'naic-index', {}, { leftOut: new Map(), position: 1 });
  const told: number[] = [];
  const work: SuppositionWork = { signal: stopped.signal, onProgress: ({ done }) => told.push(done) };
  const asked = countInto(withoutStreams(ledger), { ...counting, folder }, work, courses);
  await expect(asked).rejects.toThrow('Given up.');
  expect(told).toEqual([]);
  courses.close();
  await ledger.close();
});
