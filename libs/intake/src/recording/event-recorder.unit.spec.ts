import { InMemoryEventLog, LogOverloadedError, WrongExpectedRevisionError, type EventLog } from '#assay/event-log';
import { fold, readFact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import fc from 'fast-check';
import type { RecordResult } from '../record-events.js';
import { CaseContentionError, EventRecorder } from './event-recorder.js';

const NOW = Date.parse('2026-01-15T12:00:00.000Z');

function complaint(key: string, step: string, day: number, data: object = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: `${key}/${step}`,
    source: 'urn:test:recorder',
    type: `complaint.${step}.v1`,
    subject: `complaint/${key}`,
    time: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
    data: step === 'filed' ? { unit: 'company/A', ...data } : data,
  };
}

const filed = (key: string, data?: object) => complaint(key, 'filed', 2, data);
const resolved = (key: string, data?: object) => complaint(key, 'resolved', 9, data);

function recorderOf(log: EventLog, cachedCases?: number): EventRecorder {
  return new EventRecorder(log, { clock: () => NOW, ...(cachedCases === undefined ? {} : { cachedCases }) });
}

const statuses = (results: readonly RecordResult[]) => results.map((result) => result.status);
const refusals = (results: readonly RecordResult[]) =>
  results.map((result) => (result.status === 'refused' ? result.refusal : null));

describe('recording a batch', () => {
  let log: InMemoryEventLog;
  let recorder: EventRecorder;
  beforeEach(() => {
    log = new InMemoryEventLog({ clock: () => NOW });
    recorder = recorderOf(log);
  });

  test('gives a receipt for each, in order, with position and time of recording', async () => {
    expect(await recorder.record([filed('a'), filed('b'), resolved('a')])).toEqual([
      { status: 'accepted', id: 'a/filed', case: 'complaint/a', position: 1, recordedAt: '2026-01-15T12:00:00.000Z' },
      { status: 'accepted', id: 'b/filed', case: 'complaint/b', position: 3, recordedAt: '2026-01-15T12:00:00.000Z' },
      {
        status: 'accepted',
        id: 'a/resolved',
        case: 'complaint/a',
        position: 2,
        recordedAt: '2026-01-15T12:00:00.000Z',
      },
    ]);
  });

  test('records the good and gives back the bad', async () => {
    const results = await recorder.record([filed('a'), { no: 'event' }, resolved('b'), filed('c')]);
    expect(statuses(results)).toEqual(['accepted', 'refused', 'refused', 'accepted']);
    expect(refusals(results)[2]).toMatchObject({
      code: 'contradiction',
      detail: expect.stringContaining('complaint/b'),
    });
    expect((await log.head()).position).toBe(2);
  });

  test('an event that comes twice, in one batch or later, is recorded once and has one receipt', async () => {
    const first = await recorder.record([filed('a'), filed('a'), resolved('a')]);
    expect(statuses(first)).toEqual(['accepted', 'duplicate', 'accepted']);
    const again = await recorder.record([resolved('a'), filed('a')]);
    expect(again).toEqual([
      { ...first[2], status: 'duplicate' },
      { ...first[0], status: 'duplicate' },
    ]);
    expect((await log.head()).position).toBe(2);
  });

  test('an id that is taken by other content is a conflict, in one batch or later', async () => {
    const [, inBatch] = await recorder.record([filed('a'), filed('a', { line: 'home' })]);
    const [later] = await recorder.record([filed('a', { line: 'auto' })]);
    expect(refusals([inBatch!, later!])).toMatchObject([
      {
        code: 'id-conflict',
        field: '/id',
        detail:
          'The event id a/filed came before in this request for complaint/a with other content. Give every event its own id.',
      },
      {
        code: 'id-conflict',
        field: '/id',
        detail:
          'The event id a/filed is already recorded in complaint/a at position 1 with other content. Events are immutable: send a correction as a new event with its own id.',
      },
    ]);
  });

  test('a case that is not in memory is folded from its stream', async () => {
    await recorder.record([filed('a'), resolved('a')]);
    const other = recorderOf(log, 1);
    expect(statuses(await other.record([complaint('a', 'reopened', 10)]))).toEqual(['accepted']);
    expect(statuses(await other.record([filed('b')]))).toEqual(['accepted']);
    const again = { ...complaint('a', 'withdrawn', 12), id: 'a/w' };
    expect(statuses(await other.record([again]))).toEqual(['accepted']);
  });

  test('cases keep their order, whether they are remembered, new or read again', async () => {
    await recorder.record([filed('a'), filed('b')]);
    const other = recorderOf(log);
    await other.record([filed('c')]);
    const results = await other.record([resolved('b'), resolved('c'), filed('d'), resolved('a')]);
    expect(results.map((result) => (result.status === 'refused' ? null : result.position))).toEqual([4, 5, 6, 7]);
  });

  test('an event that would open a case that exists is decided against it', async () => {
    await recorder.record([filed('a')]);
    const results = await recorderOf(log).record([{ ...filed('a'), id: 'a/filed-again' }]);
    expect(refusals(results)[0]).toMatchObject({ code: 'contradiction' });
  });

  test('a batch that begins a case that exists is decided against it, whatever else it says', async () => {
    await recorder.record([filed('a'), resolved('a')]);
    const cold = recorderOf(log);
    const results = await cold.record([filed('a'), complaint('a', 'acknowledged', 3), complaint('a', 'reopened', 10)]);
    expect(statuses(results)).toEqual(['duplicate', 'accepted', 'accepted']);
  });

  test('a correction is held against the rules of the event that it corrects', async () => {
    await recorder.record([filed('a')]);
    const correction = (changes: object) => ({
      ...complaint('a', 'filed', 12),
      id: `a/correction-${JSON.stringify(changes)}`,
      type: 'record.corrected.v1',
      data: { event: 'a/filed', changes, reason: 'Mistyped.' },
    });
    const results = await recorder.record([
      correction({ line: 7 }),
      correction({ colour: 'red' }),
      { ...correction({ line: 'auto' }), data: { event: 'a/nothing', changes: { line: 'auto' }, reason: 'Mistyped.' } },
      correction({ line: 'auto' }),
    ]);
    expect(refusals(results)).toMatchObject([
      { code: 'invalid', field: '/data/changes/line', value: '7' },
      { code: 'invalid', field: '/data/changes/colour' },
      { code: 'contradiction', detail: expect.stringContaining('has no event "a/nothing"') },
      null,
    ]);
  });

  test('a batch larger than the log takes at once is cut', async () => {
    const records = Array.from({ length: 2_500 }, (_, index) => filed(`many-${index}`));
    expect(new Set(statuses(await recorder.record(records)))).toEqual(new Set(['accepted']));
    expect((await log.head()).position).toBe(2_500);
  });
});

describe('many at once', () => {
  test('callers that race on one case agree on one history', async () => {
    const log = new InMemoryEventLog();
    const recorder = recorderOf(log);
    await recorder.record([filed('a')]);
    const step = (index: number) => ({
      ...complaint('a', 'transferred', 3, { toUnit: `company/A/province/P${index}` }),
      id: `a/t${index}`,
    });
    const results = await Promise.all(Array.from({ length: 8 }, (_, index) => recorder.record([step(index)])));
    expect(results.flatMap(statuses)).toEqual(Array.from({ length: 8 }, () => 'accepted'));
    const state = fold((await log.readStream('complaint/a')).map(({ body }) => readFact(body)));
    expect(state.attributes.transfers).toBe(8);
  });

  test('the same record from a hundred callers is recorded once', async () => {
    const log = new InMemoryEventLog();
    const recorder = recorderOf(log);
    const results = (await Promise.all(Array.from({ length: 100 }, () => recorder.record([filed('a')])))).flat();
    expect(statuses(results).filter((status) => status === 'accepted')).toHaveLength(1);
    expect(new Set(results.map((result) => (result.status === 'refused' ? null : result.position)))).toEqual(
      new Set([1]),
    );
  });

  test('a writer that is always faster ends in an error that says what to do', async () => {
    const log = new InMemoryEventLog();
    const lost: EventLog = Object.assign(Object.create(log) as EventLog, {
      append: (parts: Parameters<EventLog['append']>[0]) =>
        Promise.resolve(
          parts.map(({ stream }) => ({ ok: false as const, error: new WrongExpectedRevisionError(stream, 0, 1) })),
        ),
    });
    await expect(recorderOf(lost).record([filed('a')])).rejects.toThrow(CaseContentionError);
  });

  test('an overloaded log is the caller’s to know', async () => {
    const log = new InMemoryEventLog({ maxQueuedEvents: 1 });
    const recorder = recorderOf(log);
    const outcomes = await Promise.allSettled([recorder.record([filed('a')]), recorder.record([filed('b')])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(LogOverloadedError);
  });
});

describe('laws', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    name: fc.constantFrom('filed', 'acknowledged', 'resolved', 'withdrawn', 'reopened'),
    day: fc.integer({ min: 1, max: 14 }),
  });
  const record = step.map(({ key, name, day }) => ({ ...complaint(key, name, day), id: `${name}-${day}` }));

  test('sending anything twice changes nothing and gives the same receipts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), fc.integer({ min: 1, max: 3 }), async (records, cached) => {
        const log = new InMemoryEventLog();
        const first = await recorderOf(log, cached).record(records);
        const { position } = await log.head();
        const second = await recorderOf(log, cached).record(records);
        // A record refused before may fit now; one that was taken gives its first receipt.
        second.forEach((result, index) => {
          const before = first[index]!;
          if (before.status !== 'refused') expect(result).toEqual({ ...before, status: 'duplicate' });
        });
        const taken = second.filter(({ status }) => status === 'accepted').length;
        expect((await log.head()).position).toBe(position + taken);
      }),
    );
  });

  test('one batch, single records, and batches of any size end in the same ledger', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), async (records, size) => {
        const ledgers = await Promise.all(
          [records.length + 1, size, 1].map(async (batch) => {
            const log = new InMemoryEventLog();
            const recorder = recorderOf(log, 2);
            const results: RecordResult[] = [];
            for (let start = 0; start < records.length; start += batch)
              results.push(...(await recorder.record(records.slice(start, start + batch))));
            const streams = await Promise.all(['a', 'b', 'c'].map((key) => log.readStream(`complaint/${key}`)));
            return { statuses: statuses(results), bodies: streams.map((events) => events.map(({ body }) => body)) };
          }),
        );
        expect(ledgers[1]).toEqual(ledgers[0]);
        expect(ledgers[2]).toEqual(ledgers[0]);
      }),
    );
  });
});

describe('a case that is remembered without its facts', () => {
  const transfer = fc.record({ day: fc.integer({ min: 2, max: 14 }), unit: fc.constantFrom('company/A', 'company/B') });
  const correction = fc.record({ corrected: fc.nat({ max: 20 }), day: fc.integer({ min: 2, max: 14 }) });

  test('takes and refuses what one read anew for each event does, late ones and corrections among them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(transfer, correction), { minLength: 4, maxLength: 20 }), async (steps) => {
        const records = steps.map((step, index) =>
          'unit' in step
            ? { ...complaint('a', 'transferred', step.day, { toUnit: step.unit }), id: `a/${index}` }
            : {
                ...complaint('a', 'corrected', 14),
                id: `a/${index}`,
                type: 'record.corrected.v1',
                data: {
                  event: `a/${step.corrected}`,
                  time: `2026-01-${String(step.day).padStart(2, '0')}T00:00:00.000Z`,
                  reason: 'Mistyped.',
                },
              },
        );
        const answers = await Promise.all(
          [true, false].map(async (remembers) => {
            const log = new InMemoryEventLog({ clock: () => NOW });
            let recorder = recorderOf(log);
            const results = await recorder.record([filed('a')]);
            for (const record of records) {
              if (!remembers) recorder = recorderOf(log);
              results.push(...(await recorder.record([record])));
            }
            return results;
          }),
        );
        expect(answers[0]).toEqual(answers[1]);
      }),
    );
  });
});

describe('a case whose record does not hold together', () => {
  const amendment = (type: string, data: object) => ({
    ...complaint('a', 'amended', 12),
    id: 'a/amendment',
    type: `record.${type}.v1`,
    data: { reason: 'It never happened.', ...data },
  });
  let recorder: EventRecorder;
  beforeEach(async () => {
    const log = new InMemoryEventLog({ clock: () => NOW });
    // As another version of the product might have taken it: nobody can withdraw what is resolved.
    const events = [filed('a'), resolved('a'), complaint('a', 'withdrawn', 10)].map((event) => ({
      id: event.id as string,
      type: event.type as string,
      body: canonicalise(event),
    }));
    await log.append([{ stream: 'complaint/a', expectedRevision: 'no-stream', events }]);
    recorder = recorderOf(log);
  });

  test('takes nothing more, and says why; other cases of the same request are taken', async () => {
    const results = await recorder.record([complaint('a', 'reopened', 11), filed('b'), resolved('a')]);
    expect(statuses(results)).toEqual(['refused', 'accepted', 'duplicate']);
    expect(refusals(results)[0]).toMatchObject({
      code: 'contradiction',
      detail: expect.stringMatching(/^What is recorded of complaint\/a does not hold together: .*withdrawn/),
    });
  });

  test('takes the voiding that mends it, upon which it goes on', async () => {
    const voiding = amendment('voided', { event: 'a/withdrawn' });
    expect(statuses(await recorder.record([voiding, complaint('a', 'reopened', 13)]))).toEqual(['accepted', 'refused']);
    expect(statuses(await recorder.record([complaint('a', 'reopened', 13)]))).toEqual(['accepted']);
  });

  test('takes no amendment that mends nothing', async () => {
    const results = await recorder.record([amendment('voided', { event: 'a/filed' })]);
    expect(statuses(results)).toEqual(['refused']);
  });
});
