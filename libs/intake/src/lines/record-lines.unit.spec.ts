import { InMemoryEventLog, type EventLog, LogOverloadedError } from '#assay/event-log';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventRecorder } from '../recording/event-recorder.js';
import { type LineResult, recordLines, type RecordLinesOptions } from './record-lines.js';

const NOW = Date.parse('2026-01-15T12:00:00.000Z');

function line(key: string, step = 'filed', data: object = { unit: 'company/A' }): string {
  return JSON.stringify({
    specversion: '1.0',
    id: `${key}/${step}`,
    source: 'urn:test:lines',
    type: `complaint.${step}.v1`,
    subject: `complaint/${key}`,
    time: '2026-01-02T00:00:00.000Z',
    data,
  });
}

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const part of parts) yield part;
}

async function collect(
  source: AsyncIterable<string | Uint8Array>,
  options: RecordLinesOptions = {},
  log: EventLog = new InMemoryEventLog(),
): Promise<LineResult[]> {
  const results: LineResult[] = [];
  const recorder = new EventRecorder(log, { clock: () => NOW });
  for await (const batch of recordLines(source, recorder, options)) results.push(...batch);
  return results;
}

const brief = ({ line: number, result, text }: LineResult) =>
  result.status === 'refused' ? [number, result.refusal.code, result.refusal.detail, text] : [number, result.status];

describe('a stream of lines', () => {
  test('good lines are recorded, bad ones come back with their number, reason and text', async () => {
    const results = await collect(
      chunks(
        `\ufeff${line('a')}\r\n\n{"half":\n`,
        Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xe9]), Buffer.from('"}\n')]),
        `${line('a')}\n[]\n${line('b', 'resolved', {})}\n${line('c')}`,
      ),
    );
    expect(results.map(brief)).toEqual([
      [1, 'accepted'],
      [3, 'not-json', expect.stringMatching(/^Line 3 is not JSON: .+\.$/), '{"half":'],
      [4, 'not-json', 'Line 4 is not valid UTF-8.', null],
      [5, 'duplicate'],
      [6, 'not-json', 'A record is one JSON object, a CloudEvents 1.0 event.', '[]'],
      [7, 'contradiction', expect.stringContaining('complaint/b'), line('b', 'resolved', {})],
      [8, 'accepted'],
    ]);
  });

  test('a line as the event search prints it is taken for its event', async () => {
    const printed = `{"event":${line('a')},"position":17,"recordedAt":"2026-01-03T00:00:00.000Z"}`;
    const [result] = await collect(chunks(`${printed}\n`));
    expect(result?.result).toMatchObject({ status: 'accepted', id: 'a/filed', position: 1 });
  });

  test('a line of ten megabytes is refused without its text, and the next one is recorded', async () => {
    const long = Array.from({ length: 160 }, () => 'x'.repeat(64 * 1024));
    const results = await collect(chunks('"', ...long, `"\n${line('a')}\n`));
    expect(results.map(brief)).toEqual([
      [1, 'too-large', 'Line 1 has 10485762 bytes, more than one record may have.', null],
      [2, 'accepted'],
    ]);
  });

  test('long lines close a batch early, so that memory is bounded by bytes', async () => {
    const recorder = new EventRecorder(new InMemoryEventLog(), { clock: () => NOW });
    const sizes: number[] = [];
    const filler = ' '.repeat(900 * 1024);
    const source = chunks(...Array.from({ length: 10 }, (_, index) => `${filler}${line(`k${index}`)}\n`));
    for await (const batch of recordLines(source, recorder)) sizes.push(batch.length);
    expect(sizes).toEqual([5, 5]);
  });

  test('what has arrived is recorded when the sender pauses', async () => {
    let go: () => void = () => undefined;
    const pause = new Promise<void>((resolve) => (go = resolve));
    async function* source(): AsyncGenerator<string> {
      yield `${line('a')}\n`;
      await pause;
      yield `${line('b')}\n`;
    }
    const recorder = new EventRecorder(new InMemoryEventLog(), { clock: () => NOW });
    const stream = recordLines(source(), recorder, { idleMs: 5 });
    const first = await stream.next();
    expect(first.value?.map(brief)).toEqual([[1, 'accepted']]);
    go();
    const second = await stream.next();
    expect(second.value?.map(brief)).toEqual([[2, 'accepted']]);
    expect((await stream.next()).done).toBe(true);
  });

  test('takes no more from its source than the reader of the results keeps up with', async () => {
    let sent = 0;
    let closed = false;
    async function* source(): AsyncGenerator<string> {
      try {
        for (;;) yield `${line(`k${sent++}`)}\n`;
      } finally {
        closed = true;
      }
    }
    const recorder = new EventRecorder(new InMemoryEventLog(), { clock: () => NOW });
    const stream = recordLines(source(), recorder, { batchLines: 10 });
    await stream.next();
    await stream.next();
    await sleep(30);
    expect(sent).toBeLessThanOrEqual(21);
    await stream.return();
    expect(closed).toBe(true);
  });

  test('waits while the log is overloaded, and gives up only after its patience', async () => {
    let refusals = 3;
    const log = new InMemoryEventLog();
    const busy: EventLog = Object.assign(Object.create(log) as EventLog, {
      append: (parts: Parameters<EventLog['append']>[0]) =>
        refusals-- > 0 ? Promise.reject(new LogOverloadedError(10_000)) : log.append(parts),
    });
    expect((await collect(chunks(line('a')), {}, busy)).map(brief)).toEqual([[1, 'accepted']]);
    refusals = Infinity;
    await expect(collect(chunks(line('b')), { overloadPatienceMs: 20 }, busy)).rejects.toThrow(LogOverloadedError);
  });

  test('any cutting of the bytes and any size of batch gives the same results', async () => {
    const good = ['a', 'b', 'c'].map((key) => line(key));
    const text = fc.array(fc.constantFrom(...good, line('a', 'resolved', {}), '', '{"x":1}', 'nonsense', '"投訴"'), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (lines, cuts, batchLines) => {
        const bytes = Buffer.from(lines.join('\n'));
        const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const parts = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        const whole = await collect(chunks(bytes));
        const cut = await collect(chunks(...parts), { batchLines });
        expect(cut.map(brief)).toEqual(whole.map(brief));
      }),
      { numRuns: 60 },
    );
  });
});
