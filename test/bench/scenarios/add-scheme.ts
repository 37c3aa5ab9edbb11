import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteEventLog, type EventLog } from '#assay/event-log';
import {
  InlineProcessors,
  LiveScores,
  replay,
  SchemeLibrary,
  ScoresBeingBuiltError,
  ScoreSourceMismatchError,
} from '#assay/scoring';
import { check, grouped, perSecond, type Scenario } from '../figure.js';
import { copyLog, ledgerFolder } from '../market-ledgers.js';

/** There from the start: one with little to count. */
const FIRST = 'naic-index';
const ADDED = ['complaint-outcomes', 'cn-2015-property'];
const GOAL = 500_000;

export const addScheme: Scenario = {
  name: 'add-scheme',
  summary: 'A scheme added to scores that know all events',
  runsAs: 'serve',
  readsLedgers: true,
  async run({ folder, sizes, ...options }) {
    const figures = [];
    const checked: string[] = [];
    const { schemes } = await SchemeLibrary.load();
    const named = (id: string) => schemes.filter((scheme) => scheme.id === id);
    for (const events of sizes) {
      const data = join(folder, String(events));
      await copyLog(ledgerFolder(options, events), data);
      const log = await SqliteEventLog.openReader(data);
      const known = named(FIRST);
      check(known.length > 0, `there is no scheme ${FIRST}`);
      await keptUnder(data, log, new SchemeLibrary(known), events);
      for (const id of ADDED) {
        known.push(...named(id));
        const library = new SchemeLibrary([...known]);
        const milliseconds = await keptUnder(data, log, library, events);
        figures.push({
          what: `${id} added to ${grouped(events)} events`,
          ours: `${grouped(perSecond(events, milliseconds))} events/s (${(milliseconds / 1_000).toFixed(1)} s)`,
          beside: '–',
          share: null,
          goal: `≥ ${grouped(GOAL)}/s`,
          met: perSecond(events, milliseconds) >= GOAL,
        });
      }
      if (events === Math.min(...sizes)) checked.push(await equalsReplay(data, log, new SchemeLibrary(known)));
      await log.close();
    }
    return { figures, checked };
  },
};

/** Keeps the scores of a folder under these schemes until all of them can be read. @returns how long that took, in ms */
async function keptUnder(folder: string, log: EventLog, library: SchemeLibrary, events: number): Promise<number> {
  const started = performance.now();
  const processors = await InlineProcessors.start({ log, folder, library, scorekeeper: { threads: { folder } } });
  const scores = new LiveScores(folder, log.ledgerId, library);
  while ((await reached(scores)) < events) await sleep(2);
  const milliseconds = performance.now() - started;
  await scores.close();
  await processors.stop();
  return milliseconds;
}

async function reached(scores: LiveScores): Promise<number> {
  try {
    return (await scores.snapshot((view) => view.checkpoint())).position;
  } catch (error) {
    if (error instanceof ScoresBeingBuiltError || error instanceof ScoreSourceMismatchError) return 0;
    throw error;
  }
}

async function equalsReplay(folder: string, log: EventLog, library: SchemeLibrary): Promise<string> {
  const reader = new LiveScores(folder, log.ledgerId, library);
  const report = await replay({ log, reader, library, samples: 5 });
  await reader.close();
  check(report.isEqual, `the replay differs: ${JSON.stringify(report.differences[0] ?? report.broken[0])}`);
  return `${grouped(report.rows)} totals, now and at five earlier positions, equal an independent replay`;
}
