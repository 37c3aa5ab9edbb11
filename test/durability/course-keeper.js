/**
 * The process that makes the courses of a ledger's cases and is killed meanwhile, built: it stores them every hundred events, and prints
 * how far it is.
 *
 *     node test/durability/course-keeper.js LEDGER
 */
import 'reflect-metadata';
import { SqliteEventLog } from '../../dist/libs/event-log/src/index.js';
import { CaseCourses } from '../../dist/libs/scoring/src/courses/case-courses.js';

const [ledger] = process.argv.slice(2);
const log = await SqliteEventLog.openReader(ledger);
const courses = CaseCourses.open(ledger, log);
const { position: head } = await log.head();
process.stdout.write('begun\n');
while (courses.position < head) {
  await courses.catchUp(head, 100);
  courses.flush();
  process.stdout.write(`${courses.position}\n`);
}
courses.close();
await log.close();
