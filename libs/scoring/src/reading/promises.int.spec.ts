import { complaint, fact } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import type { PromiseQuery } from './promises.js';

const A = 'company/A/province/X';
const B = 'company/B';

/** A claim must be registered within 24 hours of its report; from 80 % of them on (19 h 12 min) that is about to break. */
function claim(key: string) {
  const subject = `claim/${key}`;
  return {
    reported: (time: string, unit = A) => fact(subject, 'claim.reported', time, { unit }, `${key}/reported`),
    registered: (time: string) => fact(subject, 'claim.registered', time, {}, `${key}/registered`),
    withdrawn: (time: string) => fact(subject, 'claim.withdrawn', time),
    voided: (time: string) => fact(subject, 'record.voided', time, { reason: 'not ours' }),
    corrected: (time: string, event: string, changes: object) =>
      fact(subject, 'record.corrected', time, { event, ...changes, reason: 'mistyped' }),
  };
}

describe('promises', () => {
  let ledger: TestLedger;
  beforeEach(async () => (ledger = await TestLedger.open()));
  afterEach(() => ledger.close());

  const NOW = '2024-07-16T00:00:00.000Z';
  const ask = (query: Partial<PromiseQuery> = {}, now = NOW) =>
    ledger
      .promises(() => Date.parse(now))
      .promises({ scheme: 'service-promise', steps: ['claim-registration'], ...query });
  const states = async (query: Partial<PromiseQuery> = {}, now = NOW) =>
    (await ask(query, now)).promises.map(({ case: id, state, minutesLeft }) => `${id} ${state} ${minutesLeft}`);

  test('are listed by urgency: overdue, about to break, running, then broken and kept ones that are done', async () => {
    await ledger.record(
      claim('kept').reported('2024-07-14T00:00:00.000Z'),
      claim('kept').registered('2024-07-15T00:00:00.000Z'),
      claim('late').reported('2024-07-14T00:00:00.000Z'),
      claim('late').registered('2024-07-15T00:00:01.000Z'),
      claim('running').reported('2024-07-15T12:00:00.000Z'),
      claim('risky').reported('2024-07-15T04:48:00.000Z'),
      claim('overdue').reported('2024-07-14T23:59:59.999Z'),
    );
    await ledger.keepScores();
    expect(await states()).toEqual([
      'claim/overdue broken -1',
      'claim/risky about-to-break 288',
      'claim/running running 720',
      'claim/late broken -1',
      'claim/kept kept 0',
    ]);
    const [counts] = (await ask()).steps;
    expect(counts).toMatchObject({ kept: 1, aboutToBreak: 1, running: 1, overdue: 1, metLate: 1 });
  });

  test('count for the unit that a case has now, and for all above it', async () => {
    await ledger.record(claim('1').reported('2024-07-15T00:00:00.000Z'), claim('2').reported(NOW, B));
    await ledger.keepScores();
    expect(await states({ unit: 'company/A' }, '2024-07-15T10:00:00.000Z')).toEqual(['claim/1 running 840']);
    expect(await states({ unit: B }, NOW)).toEqual(['claim/2 running 1440']);
    await expect(ask({ unit: 'company/C' })).rejects.toThrow('No event speaks of the unit "company/C"');
  });

  test('run no more for a case that is withdrawn or void, and move with one that is handed to another company', async () => {
    const { filed, transferred } = complaint('1');
    await ledger.record(
      claim('1').reported('2024-07-15T00:00:00.000Z'),
      claim('1').withdrawn('2024-07-15T01:00:00.000Z'),
      claim('2').reported('2024-07-15T00:00:00.000Z'),
      claim('2').voided('2024-07-15T01:00:00.000Z'),
      filed('2024-07-15', A),
      transferred('2024-07-16', B),
    );
    await ledger.keepScores();
    expect(await states()).toEqual([]);
    const handling = { steps: ['complaint-handling'] };
    expect((await ask({ ...handling, unit: 'company/A' })).promises).toEqual([]);
    expect((await ask({ ...handling, unit: B })).promises).toMatchObject([{ case: 'complaint/1', unit: B }]);
  });

  test('stand as they stood at any past moment, whatever was recorded or corrected since', async () => {
    await ledger.record(
      claim('1').reported('2024-07-15T00:00:00.000Z'),
      claim('1').registered('2024-07-16T06:00:00.000Z'),
      claim('1').corrected('2024-07-20T00:00:00.000Z', '1/registered', { time: '2024-07-15T20:00:00.000Z' }),
    );
    await ledger.keepScores();
    const at = (knownAt: string) => ask({ knownAt }).then(({ promises: [told] }) => told && [told.state, told.metAt]);
    // The log's clock runs in 2025: at every position the end of the limit has long passed.
    expect(await at('1')).toEqual(['broken', null]);
    expect(await at('2')).toEqual(['broken', '2024-07-16T06:00:00.000Z']);
    expect(await at('3')).toEqual(['kept', '2024-07-15T20:00:00.000Z']);
    expect(await at('0')).toBeUndefined();
    await expect(ask({ knownAt: '4' })).rejects.toThrow('the ledger ends at position 3');
  });

  test('stand as they stood on a day by all that is known today', async () => {
    await ledger.record(
      claim('1').reported('2024-07-15T00:00:00.000Z'),
      claim('1').registered('2024-07-15T23:00:00.000Z'),
      claim('2').reported('2024-07-16T00:00:00.000Z'),
    );
    await ledger.keepScores();
    const at = async (moment: string) => (await states({ at: moment })).join();
    expect(await at('2024-07-14')).toBe('');
    expect(await at('2024-07-15T22:00:00.000Z')).toBe('claim/1 about-to-break 120');
    expect(await at('2024-07-15')).toBe('claim/1 kept 60');
  });

  test('of one period are those whose limit ends in it, on the calendar of the scheme', async () => {
    // 24 hours later it is 31 July, 16:30 in Greenwich and 1 August, 00:30 in China.
    await ledger.record(claim('1').reported('2024-07-30T16:30:00.000Z'));
    await ledger.keepScores();
    expect((await ask({ period: '2024-08', at: '2024-07-31' })).promises).toHaveLength(1);
    expect((await ask({ period: '2024-07', at: '2024-07-31' })).promises).toHaveLength(0);
  });

  test('come in pages of one moment: what is recorded meanwhile changes none', async () => {
    for (let key = 1; key <= 5; key++) await ledger.record(claim(`${key}`).reported(`2024-07-15T0${key}:00:00.000Z`));
    await ledger.keepScores();
    const first = await ask({ limit: 2 });
    await ledger.record(claim('0').reported('2024-07-15T00:00:00.000Z'));
    await ledger.keepScores();
    const second = await ask({ limit: 2, cursor: first.nextCursor! }, '2024-07-20T00:00:00.000Z');
    const third = await ask({ limit: 2, cursor: second.nextCursor! });
    expect([first, second, third].flatMap(({ promises }) => promises.map(({ case: id }) => id))).toEqual(
      [1, 2, 3, 4, 5].map((key) => `claim/${key}`),
    );
    expect([second.at, second.knownAt, third.nextCursor]).toEqual([first.at, first.knownAt, null]);
    await expect(ask({ limit: 2, unit: A, cursor: first.nextCursor! })).rejects.toThrow('does not belong');
  });

  test('of a parked company are not known beyond the event that parked it', async () => {
    await ledger.record(claim('1').reported('2024-07-15T00:00:00.000Z'));
    const { subject: stream, ...rest } = claim('2').registered('2024-07-15T00:00:00.000Z');
    await ledger.append([
      { stream, id: rest.id, type: rest.type, body: JSON.stringify({ subject: stream, ...rest, data: { unit: A } }) },
    ]);
    await ledger.record(claim('3').reported('2024-07-15T00:00:00.000Z'));
    await ledger.keepScores();
    expect((await ask()).promises.map(({ case: id }) => id)).toEqual(['claim/1']);
  });

  test('need a scheme that makes some, and steps that it has', async () => {
    await expect(ask({ scheme: 'ny-dfs-auto', steps: undefined })).rejects.toThrow(
      /has no time limits.*service-promise/,
    );
    await expect(ask({ steps: ['nonsense'] })).rejects.toThrow(/no time limit "nonsense"; it has claim-registration/);
  });
});
