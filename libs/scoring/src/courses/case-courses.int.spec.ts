import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InMemoryEventLog } from '#assay/event-log';
import { canonicalise } from '#assay/transparency';

import { FollowedCases } from '../followed-cases.js';
import { complaint } from '../testing/facts.js';
import { CaseCourses } from './case-courses.js';

let folder: string;
let log: InMemoryEventLog;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-courses-'));
  log = new InMemoryEventLog({ clock: () => 0 });
});
afterEach(() => rm(folder, { recursive: true }));

async function file(...keys: string[]): Promise<void> {
  for (const key of keys) {
    const fact = complaint(key).filed('2024-01-02', 'company/A');
    const event = { id: fact.id, type: fact.type, body: canonicalise(fact) };
    await log.append([{ stream: fact.subject, expectedRevision: 'no-stream', events: [event] }]);
  }
}

/** The cases that are told, with what is told of each. */
function toldBy(courses: CaseCourses): unknown[] {
  const told: unknown[] = [];
  const attributes = new Set(['filedAt']);
  courses.visit(0, 'complaint', {
    ...{ attributes, upTo: Infinity },
    visit: (step) => told.push([step.position, step.stream, step.status, step.unit, step.attributes({})]),
  });
  return told;
}

const told = (position: number, key: string): unknown => [
  ...[position, `complaint/${key}`, 'filed', 'company/A'],
  { filedAt: Date.UTC(2024, 0, 2) },
];

test('what was stored is there when they are opened again, and what was not is made from the log', async () => {
  await file('1', '2');
  const courses = CaseCourses.open(folder, log);
  await courses.catchUp(1);
  courses.flush();
  await courses.catchUp(2);
  expect(courses.position).toBe(2);
  courses.close();
  const again = CaseCourses.open(folder, log);
  expect(again.position).toBe(1);
  await again.catchUp(2);
  again.flush();
  expect(toldBy(again)).toEqual([told(1, '1'), told(2, '2')]);
  again.close();
});

test('an event that is known, or that comes after a gap, is passed over', async () => {
  await file('1', '2', '3');
  const courses = CaseCourses.open(folder, log);
  const cases = new FollowedCases(log, [], 10);
  const [first, second, third] = await log.readAll({ after: 0, limit: 3 });
  for (const event of [third, first, first, third, second]) if (event) courses.note(event, cases.takeIn(event)!);
  expect(courses.position).toBe(2);
  courses.flush();
  expect(toldBy(courses)).toEqual([told(1, '1'), told(2, '2')]);
  courses.close();
});

test('where another process has stored more, that holds', async () => {
  await file('1', '2');
  const [mine, other] = [CaseCourses.open(folder, log), CaseCourses.open(folder, log)];
  await mine.catchUp(1);
  await other.catchUp(2);
  other.flush();
  mine.flush();
  expect(mine.position).toBe(2);
  expect(toldBy(mine)).toEqual([told(1, '1'), told(2, '2')]);
  for (const each of [mine, other]) each.close();
});

test.each([
  ['of another ledger', async () => CaseCourses.open(folder, new InMemoryEventLog()).close()],
  ['of something else', () => writeFile(join(folder, 'scores', 'courses.db'), 'no database at all'.repeat(1_000))],
  ['deleted', () => rm(join(folder, 'scores'), { recursive: true })],
])('courses that are %s are made anew', async (_what, spoil) => {
  await file('1');
  const courses = CaseCourses.open(folder, log);
  await courses.catchUp(1);
  courses.flush();
  courses.close();
  await spoil();
  const anew = CaseCourses.open(folder, log);
  expect(anew.position).toBe(0);
  await anew.catchUp(1);
  anew.flush();
  expect(toldBy(anew)).toEqual([told(1, '1')]);
  anew.close();
});
