/** The courses of cases are made by a process that is killed with SIGKILL again and again: what is there in the end is all that there should be. */
import { SqliteEventLog } from '#assay/event-log';
import { CaseCourses } from '#assay/scoring';
import { caseKinds } from '#assay/service-record';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedMarket } from '../bench/market-ledgers.js';

const KEEPER = resolve('test/durability/course-keeper.js');
const EVENTS = 12_000;

let folder: string;
let log: SqliteEventLog;

beforeAll(async () => {
  if (!existsSync('dist/libs/scoring/src/courses/case-courses.js'))
    throw new Error('The process runs from dist: npm run build first.');
  folder = await mkdtemp(join(tmpdir(), 'assay-courses-'));
  log = await SqliteEventLog.open(join(folder, 'killed'));
  await feedMarket(log, EVENTS, 7);
}, 60_000);
afterAll(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

/** @returns how many events it had told when it ended, by itself or killed so long after it began */
async function keep(killAfterMs: number): Promise<number> {
  const child = spawn(process.execPath, [KEEPER, join(folder, 'killed')], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  await Promise.race([sleep(killAfterMs), ended]);
  child.kill('SIGKILL');
  await ended;
  // A last line that was not finished says less than was done.
  return Number(said.trim().split('\n').at(-1)) || 0;
}

function told(courses: CaseCourses): string[] {
  const steps: string[] = [];
  for (const [kind, { attributes }] of caseKinds)
    for (let stretch = 0; stretch <= EVENTS / 8_192; stretch++)
      courses.visit(stretch, kind, {
        ...{ attributes: new Set(Object.keys(attributes)), upTo: EVENTS },
        visit: (step) => {
          const { position, first, stream, status, unit } = step;
          steps.push(JSON.stringify([position, first, stream, status, unit, step.attributes({})]));
        },
      });
  return steps.sort();
}

test('killed at any moment, they go on from what was stored and end the same', async () => {
  const reached: number[] = [];
  for (const killAfterMs of [0, 20, 60, 120, 250]) {
    const said = await keep(killAfterMs);
    const courses = CaseCourses.open(join(folder, 'killed'), log);
    expect(courses.position).toBeGreaterThanOrEqual(Math.max(said - 100, ...reached));
    reached.push(courses.position);
    courses.close();
  }
  const [killed, whole] = [CaseCourses.open(join(folder, 'killed'), log), CaseCourses.open(join(folder, 'whole'), log)];
  for (const courses of [killed, whole]) {
    await courses.catchUp(EVENTS);
    courses.flush();
  }
  const expected = told(whole);
  expect(expected.length).toBe(EVENTS);
  expect(told(killed)).toEqual(expected);
  for (const courses of [killed, whole]) courses.close();
}, 120_000);
