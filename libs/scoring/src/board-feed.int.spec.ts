import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { BoardFeed, type BoardChange } from './board-feed.js';
import { complaint } from './testing/facts.js';
import { TestLedger } from './testing/test-ledger.js';

const [A, B] = ['company/A', 'company/B'];
const query = { scheme: 'complaint-outcomes', period: '2024' };

describe('BoardFeed', () => {
  let ledger: TestLedger;
  let feed: BoardFeed;
  let client: AbortController;

  const close = async (unit: string, ...keys: string[]): Promise<void> => {
    for (const key of keys) {
      const { filed, resolved } = complaint(key);
      await ledger.record(filed('2024-01-01', unit), resolved('2024-01-09', 'for'));
    }
    await ledger.keepScores();
  };
  const follow = async (after?: number, signal = client.signal) =>
    (await feed.follow({ ...query, after }, signal))[Symbol.asyncIterator]();
  const next = async (changes: AsyncIterator<BoardChange>) => {
    const { value } = (await changes.next()) as IteratorYieldResult<BoardChange>;
    const { position, whole, rows, removed } = value;
    return { position, whole, rows: rows.map(({ unit, measures }) => [unit, measures.cases!.numerator]), removed };
  };

  beforeEach(async () => {
    ledger = await TestLedger.open();
    feed = new BoardFeed(ledger.reader, ledger.boards, { everyMs: 5, lingerMs: 50 });
    client = new AbortController();
    await close(A, '1');
    await close(B, '2');
  });
  afterEach(async () => {
    client.abort();
    await sleep(20);
    await ledger.close();
  });

  test('gives the whole board first, then the rows that change, then those that go', async () => {
    const changes = await follow();
    expect(await next(changes)).toEqual({
      position: 4,
      whole: true,
      rows: [
        [A, '1'],
        [B, '1'],
      ],
      removed: [],
    });
    await close(B, '3');
    expect(await next(changes)).toEqual({ position: 6, whole: false, rows: [[B, '2']], removed: [] });
    await ledger.record(complaint('1').voided('2024-02-01'));
    await ledger.keepScores();
    expect(await next(changes)).toEqual({ position: 7, whole: false, rows: [], removed: [A] });
  });

  test('a slow client gets the latest state of each row once, however often it moved', async () => {
    const slow = await follow();
    const quick = await follow();
    await next(slow);
    await next(quick);
    for (const key of ['3', '4', '5']) {
      await close(A, key);
      await next(quick);
    }
    expect(await next(slow)).toEqual({ position: 10, whole: false, rows: [[A, '4']], removed: [] });
  });

  test('a client that comes back gets what changed since; one that was away too long gets the whole board', async () => {
    const first = new AbortController();
    const { position } = await next(await follow(undefined, first.signal));
    const other = await follow();
    await next(other);
    first.abort();
    await close(B, '3');
    await next(other);
    expect(await next(await follow(position))).toEqual({ position: 6, whole: false, rows: [[B, '2']], removed: [] });
    expect(await next(await follow(1))).toMatchObject({ position: 6, whole: true });
    expect(await next(await follow(99))).toMatchObject({ position: 6, whole: true });
  });

  test('what does not touch the board is not told', async () => {
    const changes = await follow();
    await next(changes);
    await ledger.record(complaint('9').filed('2024-05-01', B));
    await ledger.keepScores();
    await sleep(20);
    await close(A, '3');
    expect(await next(changes)).toMatchObject({ position: 7, rows: [[A, '2']] });
  });

  test('clients of one board share one computation, and nobody following costs nothing', async () => {
    const boards = ledger.boards;
    const counted = jest.spyOn(boards, 'whole');
    feed = new BoardFeed(ledger.reader, boards, { everyMs: 5, lingerMs: 10 });
    const clients = await Promise.all(Array.from({ length: 20 }, () => follow()));
    await Promise.all(clients.map(next));
    expect(counted).toHaveBeenCalledTimes(1);
    client.abort();
    await sleep(30);
    await close(A, '3');
    await sleep(30);
    expect(counted).toHaveBeenCalledTimes(1);
  });

  test('a board that cannot be asked for is refused before anything is sent', async () => {
    await expect(feed.follow({ ...query, period: 'someday' }, client.signal)).rejects.toMatchObject({
      name: 'PeriodError',
    });
    await expect(feed.follow({ ...query, scheme: 'none' }, client.signal)).rejects.toMatchObject({
      name: 'UnknownSchemeError',
    });
  });

  test('an aborted client ends, even while it waits', async () => {
    const changes = await follow();
    await next(changes);
    const waiting = changes.next();
    client.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
