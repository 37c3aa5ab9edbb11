import { evolve, type CaseState } from '#assay/service-record';
import { type Clock, type LiveOptions, liveMarket, type SimulatedFact, SimulationOptionError } from './index.js';

const START = Date.UTC(2025, 9, 6, 3);

/** A clock that stands still until somebody waits or `pass` is called. */
class TestClock implements Clock {
  constructor(private time = START) {}
  now(): number {
    return this.time;
  }
  wait(ms: number): Promise<void> {
    this.time += ms;
    return Promise.resolve();
  }
  pass(ms: number): void {
    this.time += ms;
  }
}

const options = (more: Partial<LiveOptions> = {}): LiveOptions => ({
  seed: 7,
  companies: 20,
  cases: 5_000,
  from: Date.UTC(2023, 0, 1),
  to: START,
  rate: 50,
  clock: new TestClock(),
  ...more,
});

async function take(count: number, from: AsyncGenerator<SimulatedFact>): Promise<SimulatedFact[]> {
  const facts: SimulatedFact[] = [];
  while (facts.length < count) facts.push((await from.next()).value as SimulatedFact);
  await from.return(undefined);
  return facts;
}

describe('liveMarket', () => {
  test('every fact follows from those told before it, and none is of the future', async () => {
    const states = new Map<string, CaseState>();
    const facts = await take(8_000, liveMarket(options()));
    for (const { fact } of facts) states.set(fact.subject, evolve(states.get(fact.subject), fact));
    expect(facts.filter(({ arrivesAt, fact }) => Date.parse(fact.time) > arrivesAt)).toEqual([]);
    expect(facts.every(({ fact }) => fact.simulated === true)).toBe(true);
    const claims = [...states.values()].filter(({ kind }) => kind === 'claim');
    const closed = claims.filter(({ status }) => status === 'closed');
    expect(closed.length / claims.length).toBeGreaterThan(0.55);
    // A claim takes days even when it is told within a minute.
    const days = closed.map(
      ({ attributes }) => ((attributes.closedAt as number) - (attributes.reportedAt as number)) / 86_400_000,
    );
    expect(days.sort((a, b) => a - b)[Math.floor(days.length / 2)]).toBeGreaterThan(2);
  });

  test('keeps to the rate', async () => {
    const facts = await take(501, liveMarket(options({ rate: 250 })));
    expect(facts.at(-1)!.arrivesAt - facts[0]!.arrivesAt).toBe(2_000);
  });

  test('after a slow reader it catches up a second at most', async () => {
    const clock = new TestClock();
    const live = liveMarket(options({ rate: 100, clock }));
    await live.next();
    clock.pass(3_600_000);
    const before = clock.now();
    const facts = await take(301, live);
    expect(facts.at(-1)!.arrivesAt - before).toBeGreaterThanOrEqual(1_900);
  });

  test('many things happen now, and premiums are restated in step', async () => {
    const facts = await take(4_000, liveMarket(options()));
    const now = facts.filter(({ arrivesAt, fact }) => Date.parse(fact.time) === arrivesAt);
    expect(now.length / facts.length).toBeGreaterThan(0.25);
    const premiums = facts.filter(({ fact }) => fact.type === 'exposure.reported.v1');
    expect(premiums.length).toBe(100);
    expect(premiums.every(({ fact }) => Number((fact.data as { premium: string }).premium) > 0)).toBe(true);
  });

  test('two runs tell different cases; the same start and clock tell the same', async () => {
    const subjects = async (startAt: number): Promise<string[]> =>
      (await take(200, liveMarket(options({ startAt })))).map(({ fact }) => `${fact.subject} ${fact.id} ${fact.time}`);
    const first = await subjects(START);
    expect(await subjects(START)).toEqual(first);
    const again = new Set(first);
    expect((await subjects(START + 1)).filter((text) => again.has(text))).toEqual([]);
  });

  test('ends when told to, also while it waits', async () => {
    const stop = new AbortController();
    const { clock: _none, ...real } = options({ rate: 0.001, signal: stop.signal });
    const live = liveMarket(real);
    await live.next();
    const waiting = live.next();
    stop.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('refuses a rate that is none', async () => {
    await expect(liveMarket(options({ rate: 0 })).next()).rejects.toThrow(
      new SimulationOptionError('rate', 'rate is 0; give facts per second, above 0 and at most 100000.'),
    );
  });
});
