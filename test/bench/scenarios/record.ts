import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { RecordEvents, type RecordResult } from '#assay/intake';
import type { Fact } from '#assay/service-record';
import { check, grouped, median, percentile, perSecond, type Scenario } from '../figure.js';
import { checkByReplay, openLedgerUnderTest } from '../ledger-under-test.js';
import { asRawParts, simulatedFacts } from '../market.js';
import { rawGroupCommit } from '../raw-limits.js';

const CALLERS = 100;

/** Each caller sends one record and waits for its receipt; cases are dealt out so that each keeps its own order. */
async function recordWithCallers(
  bus: CommandBus,
  facts: readonly Fact[],
): Promise<{ milliseconds: number; latencies: number[] }> {
  const hands = Array.from({ length: CALLERS }, (): Fact[] => []);
  const handOf = new Map<string, number>();
  for (const fact of facts) {
    let hand = handOf.get(fact.subject);
    if (hand === undefined) handOf.set(fact.subject, (hand = handOf.size % CALLERS));
    hands[hand]!.push(fact);
  }
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    hands.map(async (hand) => {
      for (const fact of hand) {
        const sent = performance.now();
        const [result] = await bus.execute<RecordEvents, RecordResult[]>(new RecordEvents([fact]));
        latencies.push(performance.now() - sent);
        check(result?.status === 'accepted', `a fact was not accepted: ${JSON.stringify(result)}`);
      }
    }),
  );
  return { milliseconds: performance.now() - started, latencies };
}

export const record: Scenario = {
  name: 'record',
  summary: 'Validate, decide, canonicalise, append durably and score single events, 100 concurrent callers',
  async run({ folder, seed, scale }) {
    const count = Math.round(60_000 * scale);
    const facts = [...simulatedFacts(count, seed)];
    const parts = asRawParts(facts);
    const { context, ledger } = await openLedgerUnderTest(join(folder, 'ledger'));
    const bus = context.get(CommandBus);
    const raw: number[] = [];
    const rawFolder = async (name: string): Promise<string> => {
      await mkdir(join(folder, name));
      return join(folder, name);
    };
    raw.push((await rawGroupCommit(await rawFolder('raw-1'), parts, CALLERS)).perSecond);
    const { milliseconds, latencies } = await recordWithCallers(bus, facts);
    const waiting = performance.now();
    await ledger.waitUntilScored();
    const scored = milliseconds + (performance.now() - waiting);
    for (const name of ['raw-2', 'raw-3'])
      raw.push((await rawGroupCommit(await rawFolder(name), parts, CALLERS)).perSecond);
    const head = (await ledger.log.head()).position;
    check(head === count, `the log ends at ${head}, not at ${count}`);
    const checked = [`all ${grouped(count)} accepted, positions without hole`, await checkByReplay(ledger)];
    await context.close();
    const limit = median(raw);
    const ours = perSecond(count, scored);
    return {
      checked,
      figures: [
        {
          what: 'events recorded and scored',
          ours: `${grouped(ours)}/s (receipts ${grouped(perSecond(count, milliseconds))}/s, p50 ${percentile(latencies, 0.5).toFixed(1)} ms, p99 ${percentile(latencies, 0.99).toFixed(1)} ms)`,
          beside: `raw inserts, 100 callers, group commit, FULL: ${grouped(limit)}/s`,
          share: ours / limit,
          goal: '≥ 40 %',
          met: ours / limit >= 0.4,
        },
      ],
    };
  },
};
