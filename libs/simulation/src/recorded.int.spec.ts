import { InMemoryEventLog } from '#assay/event-log';
import { EventRecorder, type RecordResult } from '#assay/intake';
import { liveMarket, type SimulatedFact, simulateMarket } from './index.js';

const MARKET = { seed: 11, companies: 15, cases: 2_000, from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 6, 1) };

async function live(count: number, startAt: number): Promise<SimulatedFact[]> {
  let time = startAt;
  const clock = {
    now: () => time,
    wait: (ms: number) => {
      time += ms;
      return Promise.resolve();
    },
  };
  const facts: SimulatedFact[] = [];
  for await (const fact of liveMarket({ ...MARKET, rate: 20, clock })) if (facts.push(fact) === count) break;
  return facts;
}

test('the ledger takes every fact of a market’s history and of its going on, at the moment it arrives', async () => {
  let now = MARKET.from;
  const recorder = new EventRecorder(new InMemoryEventLog(), { clock: () => now });
  const facts = [...simulateMarket({ ...MARKET, duplicates: 0.05 }), ...(await live(1_500, MARKET.to))];
  const seen = new Set<string>();
  const unexpected: RecordResult[] = [];
  for (const { arrivesAt, fact } of facts) {
    now = arrivesAt;
    const [result] = await recorder.record([fact]);
    const key = `${fact.subject} ${fact.id}`;
    if (result!.status !== (seen.has(key) ? 'duplicate' : 'accepted')) unexpected.push(result!);
    seen.add(key);
  }
  expect(unexpected).toEqual([]);
  expect(facts.length - seen.size).toBeGreaterThan(100);
});
