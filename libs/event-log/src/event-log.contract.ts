/**
 * The port's prose as tests. An adapter proves itself with one call from its own spec:
 * `testEventLog('sqlite', { open })`. What an adapter cannot let a test control is declared, and skipped by name.
 */
import { canonicalise } from '#assay/transparency';
import {
  EventIdConflictError,
  InvalidAppendError,
  LogClosedError,
  LogOverloadedError,
  WrongExpectedRevisionError,
} from './event-log-errors.js';
import type { AppendOutcome, AppendReceipt, EventLog, NewEvent, StoredEvent, StreamAppend } from './event-log.js';
import { testAgainstModel } from './event-log.model.contract.js';

export interface LogSettings {
  readonly clock?: () => number;
  readonly maxQueuedEvents?: number;
}

export interface LogHarness {
  /** A new, empty log. The suite closes it. */
  open(settings: LogSettings): Promise<EventLog>;
  /** Recorded times follow `LogSettings.clock`. Default true. */
  readonly settableClock?: boolean;
  /** The write queue is bounded by `LogSettings.maxQueuedEvents`. Default true. */
  readonly settableQueue?: boolean;
}

export function newEvent(id: string, data: unknown = {}): NewEvent {
  const type = 'complaint.filed.v1';
  return { id, type, body: canonicalise({ data, id, source: 'urn:test', specversion: '1.0', type }) };
}

export function part(
  stream: string,
  expectedRevision: StreamAppend['expectedRevision'],
  ...ids: string[]
): StreamAppend {
  return { stream, expectedRevision, events: ids.map((id) => newEvent(id)) };
}

export function receiptOf(outcome: AppendOutcome | undefined): AppendReceipt {
  if (outcome === undefined) throw new Error('no outcome');
  if (!outcome.ok) throw outcome.error;
  return outcome.receipt;
}

export function errorOf(outcome: AppendOutcome | undefined): Error {
  if (outcome === undefined || outcome.ok) throw new Error('accepted, though it should have been refused');
  return outcome.error;
}

export function testEventLog(name: string, harness: LogHarness): void {
  const withClock = harness.settableClock === false ? test.skip : test;
  const withQueue = harness.settableQueue === false ? test.skip : test;

  describe(`${name} keeps the contract of the event log`, () => {
    const opened: EventLog[] = [];
    const open = async (settings: LogSettings = {}) => {
      const log = await harness.open(settings);
      opened.push(log);
      return log;
    };
    const one = async (log: EventLog, append: StreamAppend) => (await log.append([append]))[0];
    const record = async (log: EventLog, append: StreamAppend) => receiptOf(await one(log, append));
    const ids = (events: readonly StoredEvent[]) =>
      events.map(({ body }) => (JSON.parse(body) as { id: string }).id).join(' ');

    afterEach(async () => {
      for (const log of opened.splice(0)) await log.close();
    });

    describe('expected revision', () => {
      test('an empty ledger has position 0 and no time', async () => {
        const log = await open();
        expect(await log.head()).toEqual({ position: 0, recordedAt: null });
        expect(await log.readAll({ after: 0, limit: 10 })).toEqual([]);
        expect(log.ledgerId).toMatch(/^[0-9a-f-]{36}$/);
      });

      test('a stream begins with no-stream and goes on from the revision of its last event', async () => {
        const log = await open();
        expect(await record(log, part('complaint/1', 'no-stream', 'a', 'b'))).toMatchObject({
          stream: 'complaint/1',
          revision: 1,
          positions: [1, 2],
          duplicate: false,
        });
        expect(await record(log, part('complaint/1', 1, 'c'))).toMatchObject({ revision: 2, positions: [3] });
      });

      test.each<[StreamAppend['expectedRevision'], number | 'no-stream']>([
        ['no-stream', 1],
        [0, 1],
        [2, 1],
      ])('expecting %s of a stream at revision %s is refused, and nothing is written', async (expected, actual) => {
        const log = await open();
        await record(log, part('complaint/1', 'no-stream', 'a', 'b'));
        const error = errorOf(await one(log, part('complaint/1', expected, 'c')));
        expect(error).toBeInstanceOf(WrongExpectedRevisionError);
        expect(error).toMatchObject({ stream: 'complaint/1', expected, actual });
        expect((await log.head()).position).toBe(2);
      });

      test('expecting a revision of an unknown stream is refused', async () => {
        const log = await open();
        const error = errorOf(await one(log, part('complaint/1', 0, 'a')));
        expect(error).toMatchObject({ name: 'WrongExpectedRevisionError', expected: 0, actual: 'no-stream' });
        expect(await log.readStream('complaint/1')).toEqual([]);
      });

      test('a refused part keeps out itself alone', async () => {
        const log = await open();
        const [first, second, third] = await log.append([
          part('complaint/1', 'no-stream', 'a'),
          part('complaint/2', 7, 'b', 'c'),
          part('complaint/3', 'no-stream', 'd'),
        ]);
        expect(receiptOf(first).positions).toEqual([1]);
        expect(errorOf(second)).toBeInstanceOf(WrongExpectedRevisionError);
        expect(receiptOf(third).positions).toEqual([2]);
      });

      test('parts of one append on the same stream work one after the other', async () => {
        const log = await open();
        const outcomes = await log.append([
          part('complaint/1', 'no-stream', 'a'),
          part('complaint/1', 0, 'b'),
          part('complaint/1', 0, 'c'),
          part('complaint/1', 1, 'd'),
        ]);
        expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true, false, true]);
        expect(ids(await log.readStream('complaint/1'))).toBe('a b d');
      });

      test('of two callers who expect the same revision at once, one wins', async () => {
        const log = await open();
        await record(log, part('complaint/1', 'no-stream', 'a'));
        const outcomes = await Promise.all([
          one(log, part('complaint/1', 0, 'b')),
          one(log, part('complaint/1', 0, 'c')),
        ]);
        expect(outcomes.map((outcome) => outcome?.ok)).toEqual([true, false]);
      });
    });

    describe('idempotence', () => {
      test('the same event again gives the first receipt, whatever is expected', async () => {
        const log = await open();
        const first = await record(log, part('complaint/1', 'no-stream', 'a'));
        await record(log, part('complaint/1', 0, 'b'));
        for (const expected of ['no-stream', 0, 1, 9] as const) {
          expect(await record(log, part('complaint/1', expected, 'a'))).toEqual({ ...first, duplicate: true });
        }
        expect((await log.head()).position).toBe(2);
      });

      test('a whole part again gives the positions of its events, and its last revision', async () => {
        const log = await open();
        await record(log, part('complaint/0', 'no-stream', 'x'));
        const first = await record(log, part('complaint/1', 'no-stream', 'a', 'b', 'c'));
        expect(await record(log, part('complaint/1', 'no-stream', 'a', 'b', 'c'))).toEqual({
          ...first,
          duplicate: true,
        });
        expect(await record(log, part('complaint/1', 'no-stream', 'a', 'b'))).toMatchObject({
          revision: 1,
          positions: [2, 3],
          duplicate: true,
        });
      });

      test('the same part twice in one append, or in two at once, is recorded once', async () => {
        const log = await open();
        const again = part('complaint/1', 'no-stream', 'a');
        const [together, atOnce] = await Promise.all([log.append([again, again]), log.append([again])]);
        expect(
          [...together, ...atOnce].map(receiptOf).map(({ positions, duplicate }) => [positions, duplicate]),
        ).toEqual([
          [[1], false],
          [[1], true],
          [[1], true],
        ]);
        expect((await log.head()).position).toBe(1);
      });

      test('the same id in another stream is another event', async () => {
        const log = await open();
        await record(log, part('complaint/1', 'no-stream', 'a'));
        expect(await record(log, part('complaint/2', 'no-stream', 'a'))).toMatchObject({
          positions: [2],
          duplicate: false,
        });
      });

      test('the same id with other bytes is a conflict that names the first position', async () => {
        const log = await open();
        await record(log, part('complaint/1', 'no-stream', 'a', 'b'));
        const changed = { stream: 'complaint/1', expectedRevision: 1, events: [newEvent('b', { line: 'auto' })] };
        const error = errorOf(await one(log, changed));
        expect(error).toBeInstanceOf(EventIdConflictError);
        expect(error).toMatchObject({ eventId: 'b', position: 2, conflict: 'other-content' });
      });

      test('recorded and new events in one part are a conflict', async () => {
        const log = await open();
        await record(log, part('complaint/1', 'no-stream', 'a'));
        const error = errorOf(await one(log, part('complaint/1', 0, 'a', 'b')));
        expect(error).toMatchObject({
          name: 'EventIdConflictError',
          eventId: 'a',
          position: 1,
          conflict: 'beside-new-events',
        });
        expect((await log.head()).position).toBe(1);
      });

      test('one id twice in one part is a conflict', async () => {
        const log = await open();
        const error = errorOf(await one(log, part('complaint/1', 'no-stream', 'a', 'b', 'a')));
        expect(error).toMatchObject({
          name: 'EventIdConflictError',
          eventId: 'a',
          position: null,
          conflict: 'twice-in-one-part',
        });
        expect(await log.readStream('complaint/1')).toEqual([]);
      });
    });

    describe('order and bytes', () => {
      test('positions are dense over many appends at once, refused ones among them', async () => {
        const log = await open();
        const outcomes = await Promise.all(
          Array.from({ length: 300 }, (_, n) =>
            one(log, part(`complaint/${n % 150}`, 'no-stream', n < 150 ? 'first' : `second ${n}`)),
          ),
        );
        expect(outcomes.filter((outcome) => outcome?.ok)).toHaveLength(150);
        const all = await log.readAll({ after: 0, limit: 1_000 });
        expect(all.map((event) => event.position)).toEqual(Array.from({ length: 150 }, (_, n) => n + 1));
      });

      test('bodies and names come back as they were given', async () => {
        const log = await open();
        const stream = 'complaint/平安/ﬁ é 😀/\u0000/%_\'"';
        const event = newEvent('編號 "1"\\\u0007\u0000\u2028', {
          text: '投訴 😀 \u0000\u001f\u2028 "\\',
          amount: '0.10',
        });
        await record(log, { stream, expectedRevision: 'no-stream', events: [event] });
        for (const [stored] of [await log.readStream(stream), await log.readAll({ after: 0, limit: 1 })]) {
          expect(stored).toMatchObject({ stream, position: 1, revision: 0, body: event.body });
        }
        expect(receiptOf(await one(log, { stream, expectedRevision: 'no-stream', events: [event] })).duplicate).toBe(
          true,
        );
      });

      test.each<[string, StreamAppend]>([
        ['an empty stream name', part('', 'no-stream', 'a')],
        ['a lone surrogate in a stream name', part('x\ud800', 'no-stream', 'a')],
        ['no events', part('complaint/1', 'no-stream')],
        ['a negative revision', part('complaint/1', -1, 'a')],
        ['an empty id', { ...part('complaint/1', 'no-stream'), events: [newEvent('')] }],
        ['a body without its id', { ...part('complaint/1', 'no-stream'), events: [{ ...newEvent('a'), id: 'b' }] }],
        [
          'a lone surrogate in a body',
          { ...part('complaint/1', 'no-stream'), events: [{ id: 'a', type: 't', body: '{"id":"a","x":"\udc00"}' }] },
        ],
      ])('%s is refused as the defect of the caller that it is', async (_, append) => {
        const log = await open();
        await expect(log.append([part('complaint/9', 'no-stream', 'a'), append])).rejects.toThrow(InvalidAppendError);
        expect((await log.head()).position).toBe(0);
      });

      test('an append of nothing answers nothing', async () => {
        expect(await (await open()).append([])).toEqual([]);
      });
    });

    describe('reading', () => {
      test('a stream is read forwards and backwards, from a revision on, in limits', async () => {
        const log = await open();
        await record(log, part('complaint/0', 'no-stream', 'x'));
        await record(log, part('complaint/1', 'no-stream', 'a', 'b', 'c', 'd'));
        const read = async (options?: Parameters<EventLog['readStream']>[1]) =>
          ids(await log.readStream('complaint/1', options));
        expect(await read()).toBe('a b c d');
        expect(await read({ from: 1, limit: 2 })).toBe('b c');
        expect(await read({ from: 4 })).toBe('');
        expect(await read({ direction: 'backwards' })).toBe('d c b a');
        expect(await read({ direction: 'backwards', limit: 1 })).toBe('d');
        expect(await read({ direction: 'backwards', from: 2, limit: 2 })).toBe('c b');
        expect(await log.readStream('complaint/unknown', { direction: 'backwards' })).toEqual([]);
      });

      test('all is read in pages that meet without gap or overlap', async () => {
        const log = await open();
        for (let n = 0; n < 4; n++) await record(log, part(`complaint/${n}`, 'no-stream', `a${n}`, `b${n}`, `c${n}`));
        const pages: number[][] = [];
        for (let after = 0, page: StoredEvent[]; ; after += page.length) {
          page = await log.readAll({ after, limit: 5 });
          pages.push(page.map((event) => event.position));
          if (page.length < 5) break;
        }
        expect(pages).toEqual([
          [1, 2, 3, 4, 5],
          [6, 7, 8, 9, 10],
          [11, 12],
        ]);
      });

      test('shares part the streams between them, each in order', async () => {
        const log = await open();
        for (let n = 0; n < 20; n++) await record(log, part(`complaint/${n}`, 'no-stream', 'a', 'b'));
        const shares = await Promise.all(
          [0, 1, 2].map((index) => log.readAll({ after: 0, limit: 100, share: { index, of: 3 } })),
        );
        for (const share of shares) {
          expect(share.map(({ position }) => position)).toEqual(
            share.map(({ position }) => position).sort((a, b) => a - b),
          );
          expect(share.length).toBeGreaterThan(0);
        }
        const streams = shares.map((share) => new Set(share.map((event) => event.stream)));
        expect(streams.reduce((sum, names) => sum + names.size, 0)).toBe(20);
        expect(shares.flat()).toHaveLength(40);
        const [first, second] = [await log.readAll({ after: 0, limit: 3, share: { index: 1, of: 3 } }), shares[1]];
        expect(first).toEqual(second?.slice(0, 3));
      });
    });

    describe('recorded time', () => {
      withClock('never runs backwards, though the clock does', async () => {
        let now = 1_000;
        const log = await open({ clock: () => now });
        for (const time of [1_000, 5_000, 2_000, 5_001]) {
          now = time;
          await record(log, part(`complaint/${time}`, 'no-stream', 'a', 'b'));
        }
        const times = (await log.readAll({ after: 0, limit: 10 })).map((event) => event.recordedAt);
        expect(times).toEqual([1_000, 1_000, 5_000, 5_000, 5_000, 5_000, 5_001, 5_001]);
        expect(await log.head()).toEqual({ position: 8, recordedAt: 5_001 });
      });

      withClock('finds the last position of an instant', async () => {
        let now = 0;
        const log = await open({ clock: () => now });
        expect(await log.positionAt(1)).toBe(0);
        for (const time of [100, 100, 200, 400]) {
          now = time;
          await record(log, part(`complaint/${(await log.head()).position}`, 'no-stream', 'a'));
        }
        const found = await Promise.all([0, 99, 100, 199, 200, 399, 400, 1e13].map((time) => log.positionAt(time)));
        expect(found).toEqual([0, 0, 2, 2, 3, 3, 4, 4]);
      });
    });

    describe('subscription', () => {
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
    });

    describe('queue and close', () => {
      withQueue('a full queue refuses, writes nothing of it, and takes more when it is empty again', async () => {
        const log = await open({ maxQueuedEvents: 5 });
        const taken = log.append([part('complaint/1', 'no-stream', 'a', 'b', 'c', 'd')]);
        const refused = log.append([part('complaint/2', 'no-stream', 'a', 'b')]);
        const fits = log.append([part('complaint/3', 'no-stream', 'a')]);
        await expect(refused).rejects.toThrow(LogOverloadedError);
        expect(receiptOf((await taken)[0]).positions).toEqual([1, 2, 3, 4]);
        expect(receiptOf((await fits)[0]).positions).toEqual([5]);
        expect(await record(log, part('complaint/2', 'no-stream', 'a', 'b'))).toMatchObject({ positions: [6, 7] });
      });

      withQueue('an append larger than the queue is taken when nothing waits', async () => {
        const log = await open({ maxQueuedEvents: 2 });
        expect((await record(log, part('complaint/1', 'no-stream', 'a', 'b', 'c'))).positions).toEqual([1, 2, 3]);
      });

      test('closing waits for what was taken and refuses what comes after', async () => {
        const log = await open();
        const taken = log.append([part('complaint/1', 'no-stream', 'a')]);
        const closed = Promise.all([log.close(), log.close()]);
        await expect(log.append([part('complaint/2', 'no-stream', 'a')])).rejects.toThrow(LogClosedError);
        expect(receiptOf((await taken)[0]).positions).toEqual([1]);
        await closed;
        await expect(log.head()).rejects.toThrow(LogClosedError);
      });
    });

    testAgainstModel(open);
  });
}
