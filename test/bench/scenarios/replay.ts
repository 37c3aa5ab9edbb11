import { join } from 'node:path';
import { EventRecorder } from '#assay/intake';
import { replay as replayLedger } from '#assay/scoring';
import { check, grouped, perSecond, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { simulatedFacts } from '../market.js';

const BATCH = 1_000;

/** An odd number: the middle one counts. The machine changes its speed within minutes, so each has its raw limit before and after. */
const ROUNDS = 3;

interface Round {
  /** Events a second, with so many threads. */
  readonly one: number;
  readonly two: number;
  readonly limit: number;
}

export const replay: Scenario = {
  name: 'replay',
  summary: 'Fold every event afresh and compare every total',
  runsAs: 'replay',
  async run({ folder, seed, scale }) {
    const count = Math.round(600_000 * scale);
    const data = join(folder, 'ledger');
    const { context, ledger } = await openLedgerUnderTest(data);
    const recorder = context.get(EventRecorder);
    let batch: object[] = [];
    const send = async (): Promise<void> => {
      const results = await recorder.record(batch);
      check(
        results.every(({ status }) => status === 'accepted'),
        'a fact was not accepted',
      );
      batch = [];
    };
    const filling = performance.now();
    for (const fact of simulatedFacts(count, seed)) {
      batch.push(fact);
      if (batch.length === BATCH) await send();
    }
    await send();
    await ledger.waitUntilScored();
    const filled = performance.now() - filling;

    const scan = async (): Promise<number> => {
      const started = performance.now();
      let events = 0;
      for (let after = 0; ;) {
        const page = await ledger.log.readAll({ after, limit: 2_000 });
        for (const { body } of page) if (typeof JSON.parse(body) === 'object') events++;
        const last = page.at(-1);
        if (!last) break;
        after = last.position;
      }
      check(events === count, `the scan read ${events} of ${count}`);
      return perSecond(events, performance.now() - started);
    };

    let rows = 0;
    const run = async (workers: number): Promise<number> => {
      const { log, scores: reader, schemes: library } = ledger;
      const started = performance.now();
      const report = await replayLedger({ log, reader, library, threads: { folder: data, workers } });
      check(
        report.isEqual && report.events === count,
        `the replay differs: ${JSON.stringify(report.differences[0] ?? report.broken[0])}`,
      );
      rows = report.rows;
      return perSecond(count, performance.now() - started);
    };
    const rounds: Round[] = [];
    let limit = await scan();
    while (rounds.length < ROUNDS) {
      const rates = { one: await run(1), two: await run(2) };
      const after = await scan();
      rounds.push({ ...rates, limit: (limit + after) / 2 });
      limit = after;
    }
    await context.close();
    const figure = (what: string, threads: 'one' | 'two', goal: string, least: number) => {
      const share = (round: Round): number => round[threads] / round.limit;
      const typical = rounds.toSorted((a, b) => share(a) - share(b))[(ROUNDS - 1) / 2] as Round;
      const shares = rounds.map((round) => `${grouped(round[threads])}/s (${Math.round(100 * share(round))} %)`);
      return {
        what,
        ours: `${grouped(typical[threads])}/s; rounds of ${shares.join(', ')}`,
        beside: `scan + JSON.parse, one thread: ${grouped(typical.limit)}/s`,
        share: share(typical),
        goal,
        met: typical[threads] >= least && share(typical) >= 0.4,
      };
    };
    return {
      checked: [`${grouped(rows)} totals equal, every time`],
      figures: [
        figure('replay, 1 worker', 'one', '≥ 40 %', 0),
        figure('replay, 2 workers', 'two', '≥ 300,000/s, ≥ 40 %', 300_000),
        {
          what: 'events recorded and scored in batches of 1,000',
          ours: `${grouped(perSecond(count, filled))}/s`,
          beside: '–',
          share: null,
          goal: '–',
          met: true,
        },
      ],
    };
  },
};
