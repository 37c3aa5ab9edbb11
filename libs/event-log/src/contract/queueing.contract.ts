/** The bounded queue, and the orderly end. */
import { LogClosedError, LogOverloadedError } from '../event-log-errors.js';
import { type OpenLog, part, receiptOf, record } from './log-under-test.contract.js';

export function testClosing(open: OpenLog): void {
  test('closing waits for what was taken and refuses what comes after', async () => {
    const log = await open();
    const taken = log.append([part('complaint/1', 'no-stream', 'a')]);
    const closed = Promise.all([log.close(), log.close()]);
    await expect(log.append([part('complaint/2', 'no-stream', 'a')])).rejects.toThrow(LogClosedError);
    expect(receiptOf((await taken)[0]).positions).toEqual([1]);
    await closed;
    await expect(log.head()).rejects.toThrow(LogClosedError);
  });
}

export function testOverload(open: OpenLog): void {
  test('a full queue refuses, writes nothing of it, and takes more when it is empty again', async () => {
    const log = await open({ maxQueuedEvents: 5 });
    const taken = log.append([part('complaint/1', 'no-stream', 'a', 'b', 'c', 'd')]);
    const refused = log.append([part('complaint/2', 'no-stream', 'a', 'b')]);
    const fits = log.append([part('complaint/3', 'no-stream', 'a')]);
    await expect(refused).rejects.toThrow(LogOverloadedError);
    expect(receiptOf((await taken)[0]).positions).toEqual([1, 2, 3, 4]);
    expect(receiptOf((await fits)[0]).positions).toEqual([5]);
    expect(await record(log, part('complaint/2', 'no-stream', 'a', 'b'))).toMatchObject({ positions: [6, 7] });
  });

  test('an append larger than the queue is taken when nothing waits', async () => {
    const log = await open({ maxQueuedEvents: 2 });
    expect((await record(log, part('complaint/1', 'no-stream', 'a', 'b', 'c'))).positions).toEqual([1, 2, 3]);
  });
}
