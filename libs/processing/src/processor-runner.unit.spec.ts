import type { EventLog, LogHead, StoredEvent, SubscribeOptions, SubscriptionMessage } from '#assay/event-log';

import { backOffMs } from './back-off.js';
import { type Processor, ProcessorStalledError, type ProcessorStatus } from './processor.js';
import { ProcessorRunner, type RunnerOptions } from './processor-runner.js';

const event = (position: number): StoredEvent => ({
  position,
  stream: 's',
  revision: position - 1,
  recordedAt: position,
  body: '{}',
});

/** A log whose subscriptions do what a test tells them to; everything else of the port is not asked for here. */
class ScriptedLog {
  head = (): Promise<LogHead> => Promise.resolve({ position: this.last, recordedAt: null });
  subscriptions: SubscribeOptions[] = [];

  constructor(
    public last: number,
    private readonly script: (options: SubscribeOptions, nth: number) => AsyncIterable<SubscriptionMessage>,
  ) {}

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    this.subscriptions.push(options);
    return this.script(options, this.subscriptions.length);
  }
}

/** Gives all events after the checkpoint one page at a time, says that it has caught up, then waits to be aborted. */
async function* faithful({ after, signal, pageSize = 2 }: SubscribeOptions, last: number) {
  for (let position = after + 1; position <= last; position += pageSize) {
    const length = Math.min(pageSize, last - position + 1);
    yield { kind: 'events' as const, events: Array.from({ length }, (_, index) => event(position + index)) };
  }
  yield { kind: 'caught-up' as const, position: last };
  await aborted(signal);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

class Collector implements Processor {
  readonly name = 'collector';
  stored = 0;
  pages: number[][] = [];
  constructor(private readonly onPage: (events: readonly StoredEvent[]) => Promise<void> = () => Promise.resolve()) {}
  checkpoint = () => Promise.resolve(this.stored);
  async process(events: readonly StoredEvent[]): Promise<void> {
    await this.onPage(events);
    this.pages.push(events.map(({ position }) => position));
    this.stored = events.at(-1)!.position;
  }
}

const quick: RunnerOptions = { pageSize: 2, backOff: { firstMs: 1, maxMs: 4 }, headEveryMs: 5, random: () => 0 };

/** Runs until a status fits, or fails the test after a while. */
async function until(runner: ProcessorRunner, fits: (status: ProcessorStatus) => boolean): Promise<ProcessorStatus> {
  const deadline = Date.now() + 5_000;
  while (!fits(runner.status())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain; the runner is ${JSON.stringify(runner.status())}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return runner.status();
}

const run = (log: ScriptedLog, processor: Processor, options: RunnerOptions = quick): ProcessorRunner =>
  new ProcessorRunner(log as unknown as EventLog, processor, options);

describe('ProcessorRunner', () => {
  test('rests after a page that was not full, in proportion to what it took, and after a full one not at all', async () => {
    const began: number[] = [];
    const collector = new Collector(async () => {
      began.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    const log = new ScriptedLog(4, async function* ({ signal }) {
      for (const events of [[event(1), event(2)], [event(3)], [event(4)]]) yield { kind: 'events', events };
      await aborted(signal);
    });
    const runner = new ProcessorRunner(log as unknown as EventLog, collector, {
      ...quick,
      rest: { share: 10, maxMs: 150 },
    });
    runner.start();
    await until(runner, ({ position }) => position === 4);
    await runner.stop();
    const [afterFull = 0, afterPart = 0] = began.slice(1).map((time, index) => time - (began[index] ?? 0));
    expect(afterPart).toBeGreaterThanOrEqual(150);
    expect(afterPart - afterFull).toBeGreaterThan(100);
  });

  test('catches up page by page from the checkpoint, goes live, and stops', async () => {
    const log = new ScriptedLog(5, (options) => faithful(options, 5));
    const collector = new Collector();
    collector.stored = 1;
    const runner = run(log, collector);
    const states: string[] = [];
    runner.onStatus(({ state }) => states.at(-1) !== state && states.push(state));
    runner.start();
    const status = await until(runner, ({ state }) => state === 'live');
    expect(collector.pages).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(status).toMatchObject({ position: 5, head: 5, lag: 0, holes: 0, errors: 0, lastError: null });
    await runner.stop();
    expect(states).toEqual(['connecting', 'catching-up', 'live', 'stopped']);
  });

  test('begins with a short page, so that one that is killed again and again gets on, and lengthens them', async () => {
    const log = new ScriptedLog(400, (options) => faithful(options, 400));
    const collector = new Collector();
    const runner = run(log, collector, { ...quick, pageSize: 150 });
    runner.start();
    await until(runner, ({ state }) => state === 'live');
    expect(collector.pages.map(({ length }) => length)).toEqual([50, 100, 150, 100]);
    expect(collector.pages.flat()).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
    await runner.stop();
  });

  test('a failing page is sent again from the stored checkpoint, after a pause', async () => {
    let failures = 2;
    const collector = new Collector(async () => {
      if (failures-- > 0) throw new Error('the disk is full');
    });
    const log = new ScriptedLog(3, (options) => faithful(options, 3));
    const runner = run(log, collector);
    const errors = new Set<string | null>();
    runner.onStatus(({ lastError }) => errors.add(lastError));
    runner.start();
    const status = await until(runner, ({ state }) => state === 'live');
    expect(collector.pages).toEqual([[1, 2], [3]]);
    expect(log.subscriptions.map(({ after }) => after)).toEqual([0, 0, 0]);
    expect([...errors]).toEqual([null, 'the disk is full']);
    expect(status).toMatchObject({ errors: 2, lastError: null });
    await runner.stop();
  });

  test('a subscription that ends by itself is opened again', async () => {
    const log = new ScriptedLog(2, (options, nth) =>
      nth === 1
        ? (async function* () {
            yield { kind: 'events' as const, events: [event(1)] };
          })()
        : faithful(options, 2),
    );
    const runner = run(log, new Collector());
    runner.start();
    await until(runner, ({ state, position }) => state === 'live' && position === 2);
    expect(log.subscriptions.map(({ after }) => after)).toEqual([0, 1]);
    await runner.stop();
  });

  test('a hole in the log stalls it for good and is counted', async () => {
    const log = new ScriptedLog(9, async function* () {
      yield { kind: 'events', events: [event(1), event(2), event(5)] };
    });
    const collector = new Collector();
    const runner = run(log, collector);
    runner.start();
    const status = await until(runner, ({ state }) => state === 'stalled');
    expect(status).toMatchObject({
      position: 0,
      holes: 2,
      lastError: expect.stringContaining('The log gave position 5 where 3 was due: 2 events are missing.'),
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(collector.pages).toEqual([]);
    expect(log.subscriptions).toHaveLength(1);
    await runner.stop();
  });

  test('a processor that is ahead of the log is refused, not restarted in a loop', async () => {
    const log = new ScriptedLog(3, (options) => faithful(options, 3));
    const collector = new Collector();
    collector.stored = 7;
    const runner = run(log, collector);
    runner.start();
    const { lastError } = await until(runner, ({ state }) => state === 'stalled');
    expect(lastError).toBe(
      'The processor collector has taken in 7 events, but the log ends at position 3. ' +
        'It belongs to another ledger or to a later state of this one: delete its read model, and it is built anew.',
    );
    expect(log.subscriptions).toHaveLength(0);
    await runner.stop();
  });

  test('a processor that says it is stalled is left alone until it is started again', async () => {
    let isMended = false;
    const collector = new Collector(async () => {
      if (!isMended) throw new ProcessorStalledError('which company it concerns cannot be known');
    });
    const runner = run(new ScriptedLog(1, (options) => faithful(options, 1)), collector);
    runner.start();
    await until(runner, ({ state }) => state === 'stalled');
    isMended = true;
    await runner.stop();
    runner.start();
    await until(runner, ({ state, position }) => state === 'live' && position === 1);
    await runner.stop();
  });

  test('the watchdog drops a subscription that went silent while the head moves', async () => {
    const log: ScriptedLog = new ScriptedLog(0, (options, nth): AsyncIterable<SubscriptionMessage> =>
      nth === 1 ? faithful(options, 0) : faithful(options, log.last),
    );
    const runner = run(log, new Collector(), { ...quick, watchdogMs: 20 });
    const errors: (string | null)[] = [];
    runner.onStatus(({ state, lastError }) => state === 'stalled' && errors.push(lastError));
    runner.start();
    await until(runner, ({ state }) => state === 'live');
    log.last = 4;
    await until(runner, ({ position }) => position === 4);
    expect(errors[0]).toMatch(/^No progress for \d+ s at position 0 although the log is at 4;/);
    expect(log.subscriptions.length).toBeGreaterThan(1);
    await runner.stop();
  });

  test('stopping lets the page at hand finish', async () => {
    let finish = (): void => undefined;
    const collector = new Collector(() => new Promise((resolve) => (finish = resolve)));
    const runner = run(new ScriptedLog(4, (options) => faithful(options, 4)), collector);
    runner.start();
    await until(runner, ({ state }) => state === 'catching-up');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const stopped = runner.stop();
    finish();
    await stopped;
    expect(collector.pages).toEqual([[1, 2]]);
    expect(runner.status()).toMatchObject({ state: 'stopped', position: 2 });
  });

  test('stopping ends what a processor first has to make', async () => {
    const collector = new Collector(() => Promise.resolve());
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const runner = run(new ScriptedLog(4, (options) => faithful(options, 4)), {
      name: 'slow',
      checkpoint: async (stopping) => {
        asked.resolve(stopping);
        if (stopping) await aborted(stopping);
        throw new Error('It was ended.');
      },
      process: (events) => collector.process(events),
    });
    runner.start();
    expect((await asked.promise)?.aborted).toBe(false);
    await runner.stop();
    expect(collector.pages).toEqual([]);
    expect(runner.status()).toMatchObject({ state: 'stopped', errors: 0 });
  });
});

describe('backOffMs', () => {
  test('doubles to a ceiling, with jitter between one half and one', () => {
    const low = { firstMs: 100, maxMs: 1_000, random: () => 0 };
    const high = { ...low, random: () => 0.999_999 };
    expect([1, 2, 3, 4, 5, 99].map((attempt) => backOffMs(attempt, low))).toEqual([50, 100, 200, 400, 500, 500]);
    expect([1, 2, 3, 4, 5, 99].map((attempt) => backOffMs(attempt, high))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });
});
