/**
 * The port's prose as tests. An adapter proves itself with one call from its own spec:
 * `testEventLog('SqliteEventLog', { open })`. What an adapter cannot let a test control is declared, and skipped by name.
 */
import { testAppending } from './contract/appending.contract.js';
import type { LogSettings, OpenLog } from './contract/log-under-test.contract.js';
import { testAgainstModel } from './contract/model.contract.js';
import { testClosing, testOverload } from './contract/queueing.contract.js';
import { testReading, testReadStreams, testRecordedTime } from './contract/reading.contract.js';
import { testSubscribing } from './contract/subscribing.contract.js';
import type { EventLog } from './event-log.js';

export interface LogHarness {
  /** A new, empty log. The suite closes it. */
  open(settings: LogSettings): Promise<EventLog>;
  /** Recorded times follow `LogSettings.clock`. Default true. */
  readonly settableClock?: boolean;
  /** The write queue is bounded by `LogSettings.maxQueuedEvents`. Default true. */
  readonly settableQueue?: boolean;
}

export function testEventLog(name: string, harness: LogHarness): void {
  describe(`${name} keeps the contract of the event log`, () => {
    const opened: EventLog[] = [];
    const open: OpenLog = async (settings = {}) => {
      const log = await harness.open(settings);
      opened.push(log);
      return log;
    };
    afterEach(async () => {
      for (const log of opened.splice(0)) await log.close();
    });
    // What an adapter cannot be made to show (its clock, its queue) is skipped by name: a capability, not a failure.
    const where = (able: boolean | undefined) => (able === false ? describe.skip : describe);

    testAppending(open);
    testReading(open);
    describe('reading streams', () => testReadStreams(open));
    where(harness.settableClock)('recorded time', () => testRecordedTime(open));
    describe('subscription', () => testSubscribing(open));
    describe('closing', () => testClosing(open));
    where(harness.settableQueue)('overload', () => testOverload(open));
    describe('model', () => testAgainstModel(open));
  });
}
