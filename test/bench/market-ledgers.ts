/** Ledgers of a simulated market, each size built once in a run and read by several scenarios; and ledgers made from them. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EventLog, StreamAppend } from '#assay/event-log';
import { readFact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import { check, type ScenarioOptions } from './figure.js';
import { simulatedFacts } from './market.js';

export const ledgerFolder = ({ ledgers }: Pick<ScenarioOptions, 'ledgers'>, events: number): string =>
  join(ledgers, String(events));

export const scoresFile = (build: number | undefined): string => join('scores', String(build), 'scores.db');

const BATCH = 1_000;

/** Event by event as the log takes them: what a simulated market tells is right, so that nobody needs to decide it again. */
class LogFeeder {
  private readonly revisions = new Map<string, number>();
  private batch: StreamAppend[] = [];

  constructor(private readonly log: EventLog) {}

  async add(stream: string, event: StreamAppend['events'][number]): Promise<void> {
    const revision = this.revisions.get(stream);
    this.revisions.set(stream, (revision ?? -1) + 1);
    this.batch.push({ stream, expectedRevision: revision ?? 'no-stream', events: [event] });
    if (this.batch.length === BATCH) await this.send();
  }

  async send(): Promise<void> {
    const outcomes = await this.log.append(this.batch);
    check(
      outcomes.every(({ ok }) => ok),
      'an event was not appended',
    );
    this.batch = [];
  }
}

/** Appends so many events of a simulated market. */
export async function feedMarket(log: EventLog, events: number, seed: number): Promise<void> {
  const feeder = new LogFeeder(log);
  for (const fact of simulatedFacts(events, seed))
    await feeder.add(fact.subject, { id: fact.id, type: fact.type, body: canonicalise(fact) });
  await feeder.send();
}

/** Appends the first events of another log, but for one case where it is named. */
export async function feedFirst(log: EventLog, from: EventLog, events: number, without?: string): Promise<void> {
  const feeder = new LogFeeder(log);
  for (let after = 0; after < events; after += BATCH) {
    for (const { stream, body } of await from.readAll({ after, limit: Math.min(BATCH, events - after) })) {
      if (stream === without) continue;
      const { id, type } = readFact(body);
      await feeder.add(stream, { id, type, body });
    }
  }
  await feeder.send();
}

/** Brings what is still in a write-ahead log into the file that it belongs to, once nobody has it open. */
export function settle(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

/** A folder with the log of a ledger that is {@link settle settled}, and no scores. */
export async function copyLog(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await copyFile(join(from, 'log.db'), join(to, 'log.db'));
}

/** Whole numbers from 1 to `most`, always the same for a seed. */
export function* drawn(seed: number, most: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield 1 + Math.floor((state / 2 ** 32) * most);
  }
}
