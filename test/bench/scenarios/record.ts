import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { RecordEvents, type RecordResult } from '#assay/intake';
import { check, grouped, median, percentile, perSecond, type Scenario } from '../figure.js';
import { checkByReplay, openLedgerUnderTest } from '../ledger-under-test.js';
import { FactLines, simulatedFacts } from '../market.js';
import { RAW_TABLES, rawGroupCommit } from '../raw-limits.js';

const CALLERS = 100;

/** Each caller sends one record and waits for its receipt; cases are dealt out so that each keeps its own order. */
async function recordWithCallers(
  bus: CommandBus,
  lines: FactLines,
): Promise<{ milliseconds: number; latencies: number[] }> {
  const hands = Array.from({ length: CALLERS }, (): number[] => []);
  const handOf = new Map<string, number>();
  lines.subjects.forEach((subject, index) => {
    let hand = handOf.get(subject);
    if (hand === undefined) handOf.set(subject, (hand = handOf.size % CALLERS));
    hands[hand]!.push(index);
  });
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    hands.map(async (hand) => {
      for (const index of hand) {
        const sent = performance.now();
        const record: unknown = JSON.parse(lines.at(index));
        const [result] = await bus.execute<RecordEvents, RecordResult[]>(new RecordEvents([record]));
        latencies.push(performance.now() - sent);
        check(result?.status === 'accepted', `a fact was not accepted: ${JSON.stringify(result)}`);
      }
    }),
  );
  return { milliseconds: performance.now() - started, latencies };
}

export const record: Scenario = {
  name: 'record',
  summary: 'Parse, validate, decide, canonicalise, append durably and score single events, 100 concurrent callers',
  serves: true,
  async run({ folder, seed, scale }) {
    const lines = new FactLines(simulatedFacts(Math.round(300_000 * scale), seed));
    const { count } = lines;
    const { context, ledger } = await openLedgerUnderTest(join(folder, 'ledger'));
    const bare: number[] = [];
    const checked: number[] = [];
    const measureRaw = async (): Promise<void> => {
      bare.push(await rawGroupCommit(join(folder, 'raw'), RAW_TABLES.bare, lines, CALLERS));
      checked.push(await rawGroupCommit(join(folder, 'raw'), RAW_TABLES.checked, lines, CALLERS));
    };
    await measureRaw();
    const { milliseconds, latencies } = await recordWithCallers(context.get(CommandBus), lines);
    const waiting = performance.now();
    await ledger.waitUntilScored();
    const scored = milliseconds + (performance.now() - waiting);
    for (let again = 0; again < 2; again++) await measureRaw();
    const head = (await ledger.log.head()).position;
    check(head === count, `the log ends at ${head}, not at ${count}`);
    const proved = [`all ${grouped(count)} accepted, positions without hole`, await checkByReplay(ledger)];
    await context.close();
    const ours = perSecond(count, scored);
    const figure = (raw: string, limit: number, goal: string, met: boolean) => ({
      what: 'events recorded and scored',
      ours: `${grouped(ours)}/s (receipts ${grouped(perSecond(count, milliseconds))}/s, p50 ${percentile(latencies, 0.5).toFixed(1)} ms, p99 ${percentile(latencies, 0.99).toFixed(1)} ms)`,
      beside: `${raw}, 100 callers, group commit, FULL: ${grouped(limit)}/s`,
      share: ours / limit,
      goal,
      met,
    });
    const limit = median(checked);
    return {
      checked: proved,
      figures: [
        figure('inserts whose ids and revisions SQLite keeps unique', limit, '≥ 40 %', ours / limit >= 0.4),
        figure('inserts into a bare table, nothing checked', median(bare), '–', true),
      ],
    };
  },
};
