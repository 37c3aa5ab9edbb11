/** Reading a stream, reading all, and finding a position by its time. */
import type { EventLog, ReadStreamsOptions, StoredEvent, StreamEvent } from '../event-log.js';
import { ids, type OpenLog, part, record } from './log-under-test.contract.js';

export function testReading(open: OpenLog): void {
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
  });
}

const told = ({ position, stream, revision, body }: StreamEvent) => ({ position, stream, revision, body });

export function testReadStreams(open: OpenLog): void {
  const streamsOf = async (log: EventLog, options: ReadStreamsOptions) => {
    const streams: (readonly StreamEvent[])[] = [];
    for await (const page of log.readStreams(options)) streams.push(...page);
    return streams;
  };

  test('gives every stream once, whole, its events in order and with their bytes', async () => {
    const log = await open();
    for (let n = 0; n < 450; n++) await record(log, part(`complaint/${n}`, 'no-stream', 'a', 'b'));
    await record(log, part('complaint/7', 1, 'c'));
    const streams = await streamsOf(log, { upTo: 901 });
    expect(streams).toHaveLength(450);
    for (const events of streams) expect(events.map(told)).toEqual((await log.readStream(events[0]!.stream)).map(told));
  });

  test('gives streams in the order in which they began, in each share, whatever was refused or came later', async () => {
    const log = await open();
    const first: string[] = [];
    for (let n = 0; n < 90; n++) {
      const name = `complaint/${(n * 37) % 90}`;
      first.push(name);
      await log.append([part(`complaint/${n}`, 7, 'refused'), part(name, 'no-stream', 'a'), part(first[0]!, n, 'b')]);
    }
    const namesOf = async (share?: ReadStreamsOptions['share']) =>
      (await streamsOf(log, { upTo: 200, ...(share && { share }) })).map((events) => events[0]!.stream);
    expect(await namesOf()).toEqual(first);
    for (const index of [0, 1, 2]) {
      const places = (await namesOf({ index, of: 3 })).map((name) => first.indexOf(name));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
  });

  test('knows nothing beyond the position asked for', async () => {
    const log = await open();
    for (let n = 0; n < 4; n++) await record(log, part(`complaint/${n}`, 'no-stream', 'a', 'b'));
    const streams = await streamsOf(log, { upTo: 3 });
    expect(streams.flat().map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(await streamsOf(log, { upTo: 0 })).toEqual([]);
  });

  test('gives only the streams whose names begin as asked, each whole', async () => {
    const log = await open();
    const names = [
      'complaint/1',
      'complaints/1',
      'claim/1',
      'complaint/2',
      'Complaint/3',
      'complain',
      'unit/complaint/1',
    ];
    for (const name of names) await record(log, part(name, 'no-stream', 'a', 'b'));
    const namesOf = async (...prefixes: string[]) =>
      (await streamsOf(log, { upTo: 14, prefixes }))
        .map(([first, ...more]) => `${first?.stream} ${more.length + 1}`)
        .sort();
    expect(await namesOf('complaint/')).toEqual(['complaint/1 2', 'complaint/2 2']);
    expect(await namesOf('complaint/', 'claim/', 'nothing/')).toEqual(['claim/1 2', 'complaint/1 2', 'complaint/2 2']);
    expect(await namesOf()).toEqual([]);
  });

  test('parts the streams between shares, none twice and none left out', async () => {
    const log = await open();
    for (let n = 0; n < 20; n++) await record(log, part(`complaint/${n}`, 'no-stream', 'a', 'b'));
    const shares = await Promise.all([0, 1, 2].map((index) => streamsOf(log, { upTo: 40, share: { index, of: 3 } })));
    for (const share of shares) expect(share.length).toBeGreaterThan(0);
    const names = shares.flat().map((events) => events[0]!.stream);
    expect(names).toHaveLength(20);
    expect(new Set(names).size).toBe(20);
  });
}

export function testRecordedTime(open: OpenLog): void {
  test('never runs backwards, though the clock does', async () => {
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

  test('finds the last position of an instant', async () => {
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
}
