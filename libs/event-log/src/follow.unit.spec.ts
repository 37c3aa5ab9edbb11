import type { StoredEvent } from './event-log.js';
import { follow, News } from './follow.js';

const eventAt = (position: number): StoredEvent => ({ position, stream: 's', revision: 0, recordedAt: 0, body: '{}' });

test('an event committed between the empty read and the wait is not slept over', async () => {
  const news = new News();
  const stored: StoredEvent[] = [];
  let reads = 0;
  const readPage = (after: number) => {
    const page = stored.slice(after);
    // The second empty read is the one before the wait: the commit comes right after it.
    if (++reads === 2) {
      stored.push(eventAt(1));
      news.ring();
    }
    return page;
  };
  const stop = new AbortController();
  const messages = follow({ news, readPage }, { after: 0, signal: stop.signal });
  expect((await messages.next()).value).toEqual({ kind: 'caught-up', position: 0 });
  expect((await messages.next()).value).toEqual({ kind: 'events', events: [eventAt(1)] });
  stop.abort();
});

test('without news the next look comes after the poll interval', async () => {
  const stored: StoredEvent[] = [];
  const stop = new AbortController();
  const messages = follow(
    { news: new News(), pollMs: 5, readPage: (after) => stored.slice(after) },
    { after: 0, signal: stop.signal },
  );
  await messages.next();
  const waiting = messages.next();
  stored.push(eventAt(1));
  expect((await waiting).value).toMatchObject({ kind: 'events' });
  stop.abort();
});

test('a catch-up leaves the event loop its turns', async () => {
  const stop = new AbortController();
  let turns = 0;
  const counting = () => {
    turns++;
    if (!stop.signal.aborted) setImmediate(counting);
  };
  setImmediate(counting);
  const readPage = (after: number) => (after < 20 ? [eventAt(after + 1)] : []);
  for await (const message of follow({ news: new News(), readPage }, { after: 0, pageSize: 1, signal: stop.signal })) {
    if (message.kind === 'caught-up') stop.abort();
  }
  expect(turns).toBeGreaterThanOrEqual(20);
});
