import { join } from 'node:path';
import { EventRecorder } from '#assay/intake';
import { replay as replayLedger } from '#assay/scoring';
import { check, grouped, perSecond, type Scenario } from '../figure.js';
import { openLedgerUnderTest } from '../ledger-under-test.js';
import { simulatedFacts } from '../market.js';

const BATCH = 1_000;

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

    const scanned = performance.now();
    let events = 0;
    for (let after = 0; ;) {
      const page = await ledger.log.readAll({ after, limit: 2_000 });
      for (const { body } of page) if (typeof JSON.parse(body) === 'object') events++;
      const last = page.at(-1);
      if (!last) break;
      after = last.position;
    }
    const limit = perSecond(events, performance.now() - scanned);
    check(events === count, `the scan read ${events} of ${count}`);

    const run = async (workers: number): Promise<{ rate: number; rows: number }> => {
      const { log, scores: reader, schemes: library } = ledger;
      const started = performance.now();
      const report = await replayLedger({ log, reader, library, threads: { folder: data, workers } });
      check(
        report.isEqual && report.events === count,
        `the replay differs: ${JSON.stringify(report.differences[0] ?? report.broken[0])}`,
      );
      return { rate: perSecond(count, performance.now() - started), rows: report.rows };
    };
    const one = await run(1);
    const two = await run(2);
    await context.close();
    const figure = (what: string, rate: number, goal: string, least: number) => ({
      what,
      ours: `${grouped(rate)}/s`,
      beside: `scan + JSON.parse, one thread: ${grouped(limit)}/s`,
      share: rate / limit,
      goal,
      met: rate >= least && rate / limit >= 0.4,
    });
    return {
      checked: [`${grouped(one.rows)} totals equal, both times`],
      figures: [
        figure('replay, 1 worker', one.rate, '≥ 40 %', 0),
        figure('replay, 2 workers', two.rate, '≥ 150,000/s, ≥ 40 %', 150_000),
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
