import { Answers } from './answers.js';
import { CaseCourses } from './courses/case-courses.js';
import { complaint } from './testing/facts.js';
import { TestLedger } from './testing/test-ledger.js';

const QUESTION = {
  scheme: 'complaint-outcomes',
  period: '2024',
  // It says what cases count, so that all of them are counted again.
  set: ['/measures/0/numerator/on=filedAt'],
};

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await TestLedger.open();
  const { filed, resolved } = complaint('1');
  await ledger.record(filed('2023-12-30', 'company/A'), resolved('2024-01-09', 'against', '12.5'));
  await ledger.keepScores();
});
afterEach(() => ledger.close());

const resources = () => ({ log: ledger.log, reader: ledger.reader, library: ledger.library, folder: ledger.folder });

test('where all cases are counted again, their courses are read in the place of the log', async () => {
  const fromLog = await new Answers(resources()).suppositions.board(QUESTION);
  expect(fromLog.changes).toHaveLength(1);
  const courses = CaseCourses.open(ledger.folder, ledger.log);
  await courses.catchUp(2);
  courses.flush();
  const { suppositions } = new Answers(resources());
  ledger.log.readStreams = () => {
    throw new Error('All streams were read.');
  };
  expect(await suppositions.board(QUESTION)).toEqual(fromLog);
  courses.close();
});

test('it is done by a thread of its own where there may be one', async () => {
  // Source files cannot be started as threads: that this fails says that one was asked for.
  const { suppositions } = new Answers({ ...resources(), hasThreads: true });
  await expect(suppositions.board(QUESTION)).rejects.toThrow(/counting-thread/);
});
