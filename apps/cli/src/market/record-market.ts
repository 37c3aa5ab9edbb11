import type { CommandBus } from '@nestjs/cqrs';
import { RecordEvents } from '#assay/intake';
import type { SimulatedFact } from '#assay/simulation';
import { CommandFailure } from '../failure.js';

/** What became of the facts of a market. */
export interface RecordedFacts {
  accepted: number;
  duplicate: number;
}

const BATCH = 1_000;
/** Live facts wait for company at most so long, so that one a second is recorded within the second. */
const LIVE_BATCH = 50;

/**
 * Records a market's history through the one command that everybody uses.
 *
 * @param onProgress after each batch, with the moment (ms since the epoch) that the history has reached
 */
export async function recordHistory(
  facts: Iterable<SimulatedFact>,
  commands: CommandBus,
  signal: AbortSignal,
  onProgress: (reached: number, recorded: RecordedFacts) => void,
): Promise<RecordedFacts> {
  const recorded = { accepted: 0, duplicate: 0 };
  let batch: SimulatedFact[] = [];
  const send = async (): Promise<void> => {
    await record(batch, commands, recorded);
    onProgress(batch.at(-1)?.arrivesAt ?? 0, recorded);
    batch = [];
  };
  for (const fact of facts) {
    batch.push(fact);
    if (batch.length < BATCH) continue;
    await send();
    if (signal.aborted) return recorded;
  }
  await send();
  return recorded;
}

/** Records a live market as it comes, until it ends. What arrives while a batch is written goes into the next one. */
export async function recordLive(
  facts: AsyncIterable<SimulatedFact>,
  commands: CommandBus,
  recorded: RecordedFacts,
): Promise<void> {
  let batch: SimulatedFact[] = [];
  let writing: Promise<void> | undefined;
  const flush = (): void => {
    if (writing || batch.length === 0) return;
    const taken = batch;
    batch = [];
    writing = record(taken, commands, recorded).finally(() => (writing = undefined));
  };
  for await (const fact of facts) {
    batch.push(fact);
    flush();
    if (batch.length >= LIVE_BATCH) await writing;
  }
  await writing;
  await record(batch, commands, recorded);
}

async function record(facts: readonly SimulatedFact[], commands: CommandBus, recorded: RecordedFacts): Promise<void> {
  if (facts.length === 0) return;
  for (const result of await commands.execute(new RecordEvents(facts.map(({ fact }) => fact)))) {
    if (result.status === 'refused') {
      // A simulated fact is made to fit: a refusal is a defect, and going on would hide it.
      throw new CommandFailure(
        `The ledger refused a simulated fact: ${result.refusal.detail} Does the folder hold a market of another version?`,
      );
    }
    recorded[result.status] += 1;
  }
}
