/** Expected revisions, idempotence, dense positions and unchanged bytes. */
import { EventIdConflictError, InvalidAppendError, WrongExpectedRevisionError } from '../event-log-errors.js';
import type { StreamAppend } from '../event-log.js';
import { attempt, errorOf, ids, newEvent, type OpenLog, part, receiptOf, record } from './log-under-test.contract.js';

export function testAppending(open: OpenLog): void {
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
      const error = errorOf(await attempt(log, part('complaint/1', expected, 'c')));
      expect(error).toBeInstanceOf(WrongExpectedRevisionError);
      expect(error).toMatchObject({ stream: 'complaint/1', expected, actual });
      expect((await log.head()).position).toBe(2);
    });

    test('expecting a revision of an unknown stream is refused', async () => {
      const log = await open();
      const error = errorOf(await attempt(log, part('complaint/1', 0, 'a')));
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
        attempt(log, part('complaint/1', 0, 'b')),
        attempt(log, part('complaint/1', 0, 'c')),
      ]);
      expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false]);
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
      expect([...together, ...atOnce].map(receiptOf).map(({ positions, duplicate }) => [positions, duplicate])).toEqual(
        [
          [[1], false],
          [[1], true],
          [[1], true],
        ],
      );
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
      const error = errorOf(await attempt(log, changed));
      expect(error).toBeInstanceOf(EventIdConflictError);
      expect(error).toMatchObject({ eventId: 'b', position: 2, conflict: 'other-content' });
    });

    test('recorded and new events in one part are a conflict', async () => {
      const log = await open();
      await record(log, part('complaint/1', 'no-stream', 'a'));
      const error = errorOf(await attempt(log, part('complaint/1', 0, 'a', 'b')));
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
      const error = errorOf(await attempt(log, part('complaint/1', 'no-stream', 'a', 'b', 'a')));
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
          attempt(log, part(`complaint/${n % 150}`, 'no-stream', n < 150 ? 'first' : `second ${n}`)),
        ),
      );
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(150);
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
      expect(receiptOf(await attempt(log, { stream, expectedRevision: 'no-stream', events: [event] })).duplicate).toBe(
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
}
