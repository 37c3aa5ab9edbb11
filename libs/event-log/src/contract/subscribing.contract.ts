/** Catching up, live events, slow readers, and every way a subscription ends. */
import { LogClosedError } from '../event-log-errors.js';
import type { EventLog } from '../event-log.js';
import { type OpenLog, part, record } from './log-under-test.contract.js';

export function testSubscribing(open: OpenLog): void {
  const follow = (log: EventLog, after: number, pageSize?: number) => {
    const stop = new AbortController();
    const options = { after, signal: stop.signal, ...(pageSize === undefined ? {} : { pageSize }) };
    const messages = log.subscribe(options)[Symbol.asyncIterator]();
    const next = async () => {
      const step = await messages.next();
      if (step.done === true) return 'end';
      const message = step.value;
      return message.kind === 'events'
        ? message.events.map((event) => event.position).join(' ')
        : `caught up ${message.position}`;
    };
    return { next, stop };
  };

  test('catches up in pages, says so, goes on live, and says so again', async () => {
    const log = await open();
    await record(log, part('complaint/1', 'no-stream', 'a', 'b', 'c', 'd', 'e'));
    const { next, stop } = follow(log, 1, 3);
    expect([await next(), await next(), await next()]).toEqual(['2 3 4', '5', 'caught up 5']);
    const waiting = next();
    await record(log, part('complaint/2', 'no-stream', 'a', 'b'));
    expect([await waiting, await next()]).toEqual(['6 7', 'caught up 7']);
    stop.abort();
    expect(await next()).toBe('end');
  });

  test('has caught up under a steady stream, too, where no look finds nothing', async () => {
    const log = await open();
    const { next, stop } = follow(log, 0, 3);
    const heard: string[] = [];
    for (let n = 1; n <= 3; n++) {
      await record(log, part(`complaint/${n}`, 'no-stream', 'a'));
      heard.push(await next());
      await record(log, part(`claim/${n}`, 'no-stream', 'a'));
      heard.push(await next());
    }
    expect(heard).toEqual(['1', 'caught up 1', '2 3', 'caught up 3', '4 5', 'caught up 5']);
    stop.abort();
  });

  test('an empty log is caught up at once', async () => {
    const { next, stop } = follow(await open(), 0);
    expect(await next()).toBe('caught up 0');
    stop.abort();
  });

  test('a slow reader holds nobody back and misses nothing', async () => {
    const log = await open();
    const slow = follow(log, 0, 2);
    const fast = follow(log, 0, 100);
    expect(await slow.next()).toBe('caught up 0');
    for (let n = 0; n < 6; n++) await record(log, part(`complaint/${n}`, 'no-stream', 'a'));
    expect([await fast.next(), await fast.next()]).toEqual(['1 2 3 4 5 6', 'caught up 6']);
    expect([await slow.next(), await slow.next(), await slow.next(), await slow.next()]).toEqual([
      '1 2',
      '3 4',
      '5 6',
      'caught up 6',
    ]);
    slow.stop.abort();
    fast.stop.abort();
  });

  test('ends when aborted: before, while waiting, and between pages', async () => {
    const log = await open();
    const before = follow(log, 0);
    before.stop.abort();
    expect(await before.next()).toBe('end');

    const waiting = follow(log, 0);
    await waiting.next();
    const pending = waiting.next();
    waiting.stop.abort();
    expect(await pending).toBe('end');

    await record(log, part('complaint/1', 'no-stream', 'a', 'b'));
    const between = follow(log, 0, 1);
    expect(await between.next()).toBe('1');
    between.stop.abort();
    expect(await between.next()).toBe('end');
  });

  test('is dropped with an error when the log closes', async () => {
    const log = await open();
    const { next } = follow(log, 0);
    await next();
    const pending = next();
    await log.close();
    await expect(pending).rejects.toThrow(LogClosedError);
  });
}
