import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { RecordEvents, type RecordResult } from '#assay/intake';
import { check, grouped, percentile, perSecond, type Scenario } from '../figure.js';
import { checkByReplay, openLedgerUnderTest } from '../ledger-under-test.js';
import { FactLines, simulatedFacts } from '../market.js';
import { RAW_TABLES, rawGroupCommit } from '../raw-limits.js';

const CALLERS = 100;
/** The one in the middle counts. */
const ROUNDS = 3;

interface Round {
  /** Events a second: to the last score, and to the last receipt. */
  readonly scored: number;
  readonly receipts: number;
  /** In ms, of each event. */
  readonly latencies: number[];
  /** Inserts a second, around the same time. */
  readonly limit: number;
  readonly replayed: string;
}

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
  runsAs: 'serve',
  async run({ folder, seed, scale }) {
    const lines = new FactLines(simulatedFacts(Math.round(300_000 * scale), seed));
    const { count } = lines;
    const rawRate = (table: keyof typeof RAW_TABLES): Promise<number> =>
      rawGroupCommit(join(folder, 'raw'), RAW_TABLES[table], lines, CALLERS);
    const bare = await rawRate('bare');
    const rounds: Round[] = [];
    let limit = await rawRate('checked');
    // A machine that others share is twice as fast in one minute as in the next: each round has its limit before and after it.
    for (let round = 1; round <= ROUNDS; round++) {
      const recorded = await recordInto(join(folder, `ledger-${round}`), lines);
      const after = await rawRate('checked');
      rounds.push({ ...recorded, limit: (limit + after) / 2 });
      limit = after;
    }
    const typical = rounds.toSorted((a, b) => shareOf(a) - shareOf(b))[(ROUNDS - 1) / 2] as Round;
    const shares = rounds.map((round) => `${Math.round(100 * shareOf(round))} %`).join(', ');
    const figure = (raw: string, limit: number, goal: string, met: boolean) => ({
      what: 'events recorded and scored',
      ours: `${grouped(typical.scored)}/s (receipts ${grouped(typical.receipts)}/s, p50 ${percentile(typical.latencies, 0.5).toFixed(1)} ms, p99 ${percentile(typical.latencies, 0.99).toFixed(1)} ms)`,
      beside: `${raw}, 100 callers, group commit, FULL: ${grouped(limit)}/s`,
      share: typical.scored / limit,
      goal,
      met,
    });
    return {
      checked: [`all ${grouped(count)} accepted, positions without hole, in each round`, typical.replayed],
      figures: [
        figure(
          `rounds of ${shares}; inserts whose ids and revisions SQLite keeps unique`,
          typical.limit,
          '≥ 40 %',
          shareOf(typical) >= 0.4,
        ),
        figure('inserts into a bare table, nothing checked', bare, '–', true),
      ],
    };
  },
};

/** Records all of it in a new ledger, and waits until all of it is scored. */
async function recordInto(folder: string, lines: FactLines): Promise<Omit<Round, 'limit'>> {
  const { count } = lines;
  const { context, ledger } = await openLedgerUnderTest(folder);
  const started = performance.now();
  const { milliseconds, latencies } = await recordWithCallers(context.get(CommandBus), lines);
  await ledger.waitUntilScored();
  const scored = perSecond(count, performance.now() - started);
  const head = (await ledger.log.head()).position;
  check(head === count, `the log ends at ${head}, not at ${count}`);
  const replayed = await checkByReplay(ledger);
  await context.close();
  return { scored, receipts: perSecond(count, milliseconds), latencies, replayed };
}

const shareOf = ({ scored, limit }: Round): number => scored / limit;
