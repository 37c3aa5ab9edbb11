import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import { InMemoryEventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { caseKinds, type Fact, type MeasuredCase, readFact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';

import { CaseCounting } from '../case-counting.js';
import { fillIn } from '../fill-in.js';
import { SchemeLibrary } from '../scheme-library.js';
import { history } from '../testing/history.contract.js';
import { TestLedger } from '../testing/test-ledger.js';
import { allOf } from '../testing/whole-store.js';
import { type VisitStep, visitSteps } from '../whole-cases.js';
import { CaseCourses, kindOf } from './case-courses.js';
import { visitCourses } from './counted-courses.js';

let schemes: readonly CompiledScheme[];
beforeAll(async () => ({ schemes } = await SchemeLibrary.load()));

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'assay-courses-'))));
afterEach(() => rm(folder, { recursive: true }));

async function logOf(facts: readonly Fact[]): Promise<InMemoryEventLog> {
  const log = new InMemoryEventLog({ clock: () => 0 });
  const revisions = new Map<string, number>();
  for (const [index, fact] of facts.entries()) {
    const { subject: stream, type } = fact;
    const revision = revisions.get(stream);
    // Told twice is told as something else: the log knows events by their ids.
    const body = canonicalise({ ...fact, id: `${fact.id}-${index}` });
    const event = { id: `${fact.id}-${index}`, type, body };
    const [outcome] = await log.append([{ stream, expectedRevision: revision ?? 'no-stream', events: [event] }]);
    if (outcome?.ok !== true) throw new Error('It was not appended.');
    revisions.set(stream, (revision ?? -1) + 1);
  }
  return log;
}

/** What a step says of a case but for what courses leave out. */
function told(state: MeasuredCase | null): object | null {
  if (!state) return null;
  const { kind, unit, status } = state;
  const known = Object.entries(state.attributes).filter(([, value]) => value !== undefined);
  return { kind, unit, status, attributes: Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

type Visited = Map<number, object>;

const visitor =
  (visited: Visited): VisitStep =>
  ({ stream, position }, before, after) =>
    visited.set(position, {
      stream,
      before: [told(before.state), before.contributions],
      after: [told(after.state), after.contributions],
    });

/** Every step as all facts of the log make it. */
async function byLog(log: InMemoryEventLog, upTo: number): Promise<Visited> {
  const visited: Visited = new Map();
  for await (const streams of log.readStreams({ upTo }))
    for (const events of streams) visitSteps(events, new CaseCounting(schemes), visitor(visited));
  return visited;
}

/** The same from courses; what these leave to the log, and what stays the same, is as the log tells it. */
async function byCourses(courses: CaseCourses, upTo: number, log: Visited): Promise<{ left: number; steps: Visited }> {
  const steps: Visited = new Map();
  const counting = new CaseCounting(schemes);
  const unclear = courses.unclearIn(0);
  const left = unclear.map(({ stream }) => stream);
  for (const [kind, { attributes }] of caseKinds) {
    const asked = { counting, attributes: Object.keys(attributes), upTo };
    const firsts = new Set(unclear.map(({ first }) => first));
    const broken = visitCourses(courses, [0, kind], asked, firsts, visitor(steps));
    expect(broken).toEqual([]);
  }
  for (const stream of left) {
    expect(stream).toContain(`${kindOf(stream)}/`);
    visitSteps(await courses.eventsOf(stream, upTo), counting, visitor(steps));
  }
  for (const [position, step] of log) {
    const { before, after } = step as { before: unknown; after: unknown };
    if (!steps.has(position) && JSON.stringify(before) === JSON.stringify(after)) steps.set(position, step);
  }
  return { left: left.length, steps };
}

const inOrder = (visited: Visited): [number, object][] => [...visited].sort(([a], [b]) => a - b);

/** Facts that cases accept, and some of them once more in any order: these contradict them. */
const contradictory = fc
  .tuple(
    history,
    history.chain((facts) => fc.shuffledSubarray(facts)),
  )
  .map(([facts, again]) => [...facts, ...again]);

test('courses tell of every case what the log tells, up to any position', async () => {
  let unclear = 0;
  await fc.assert(
    fc.asyncProperty(contradictory, fc.nat(100), async (facts, share) => {
      const log = await logOf(facts);
      const at = await mkdtemp(join(folder, 'law-'));
      const courses = CaseCourses.open(at, log);
      await courses.catchUp(facts.length, 1 + share);
      courses.flush();
      await courses.catchUp(facts.length);
      courses.flush();
      for (const upTo of [facts.length, Math.floor((facts.length * share) / 100)]) {
        const expected = await byLog(log, upTo);
        const { steps, left } = await byCourses(courses, upTo, expected);
        expect(inOrder(steps)).toEqual(inOrder(expected));
        unclear += left;
      }
      courses.close();
    }),
    { numRuns: 40 },
  );
  expect(unclear).toBeGreaterThan(0);
}, 60_000);

test('so they do for every type of event', async () => {
  const lines = readFileSync(new URL('../../../service-record/fixtures/events.v1.ndjson', import.meta.url), 'utf8');
  const facts = lines.trim().split('\n').map(readFact);
  const log = await logOf(facts);
  const courses = CaseCourses.open(folder, log);
  await courses.catchUp(facts.length);
  courses.flush();
  const expected = await byLog(log, facts.length);
  const { steps } = await byCourses(courses, facts.length, expected);
  expect(inOrder(steps)).toEqual(inOrder(expected));
  courses.close();
});

const ADDED = ['cn-2015-life', 'complaint-outcomes', 'service-promise'];

test('what is filled in from courses is what is filled in from the log, row by row', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(100), async (facts, share) => {
      const known = schemes.filter(({ id }) => !ADDED.includes(id));
      const added = schemes.filter(({ id }) => ADDED.includes(id));
      const [ofLog, ofCourses] = [new SchemeLibrary(known), new SchemeLibrary(known)];
      const plain = await TestLedger.open({ library: ofLog });
      const told = await TestLedger.open({ library: ofCourses });
      const courses = CaseCourses.open(told.folder, told.log);
      for (const ledger of [plain, told]) await ledger.record(...facts);
      // A part of them is told while it is recorded, the rest is read from the log.
      await courses.catchUp(facts.length, 1 + Math.floor((facts.length * share) / 100));
      for (const ledger of [plain, told]) await ledger.keepScores();
      for (const library of [ofLog, ofCourses]) library.adopt(added);
      await plain.restart();
      await plain.keepScores();
      await told.restart();
      const unread = { readStreams: () => Promise.reject(new Error('The log was read.')) } as never;
      await fillIn(unread, told.store, ofCourses.schemes, { courses });
      expect(await allOf(told)).toEqual(await allOf(plain));
      courses.close();
      for (const ledger of [plain, told]) await ledger.close();
    }),
    { numRuns: 12 },
  );
}, 60_000);
