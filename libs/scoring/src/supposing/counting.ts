/**
 * Counts all cases of a log again under one rulebook, as a supposition tells them, into a store of its own. Everything that
 * it needs can be handed to another thread.
 */
import type { EventLog, ReadStreamsOptions, StreamEvent } from '#assay/event-log';
import { type CompiledScheme, compileScheme, type SchemeDocument } from '#assay/methodology';

import { fillIn } from '../fill-in.js';
import type { ParkedCompany, ScoreCheckpoint, ScoreSource, UnitRow } from '../score-store.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { UnitRegister } from '../unit-register.js';
import { Breath } from './breath.js';
import type { Consequence } from './case-steps.js';
import { Consequences } from './consequences.js';
import { type LeftOut, Retelling } from './retelling.js';
import { type DescribedUnit, describedUnit } from './supposed-registers.js';
import type { SuppositionWork } from './supposition.js';

export interface Counting {
  /** Where the store is made. */
  readonly folder: string;
  readonly rulebook: { readonly document: SchemeDocument; readonly hash: string };
  readonly leftOut: LeftOut;
  readonly sources: ReadonlySet<string>;
  /** The moment, and what is known at it but for the amounts. */
  readonly checkpoint: ScoreCheckpoint;
  readonly units: readonly UnitRow[];
  readonly parked: readonly ParkedCompany[];
}

export interface Counted {
  readonly consequences: readonly Consequence[];
  readonly consequenceCount: number;
}

const NO_ROWS = { formerUnits: [], totals: [], pastTotals: [], movements: [], clocks: [], facts: [], origins: [] };

/** What the store is built from: nobody takes it for a ledger's scores. */
export function countedSource({ id, version, hash, slots }: CompiledScheme): ScoreSource {
  return { ledgerId: 'supposed', projection: 0, schemes: [`${id}@${version}#${hash}`], slots: [slots] };
}

export async function countInto(
  log: Pick<EventLog, 'readStreams'>,
  { folder, rulebook, leftOut, sources, checkpoint, units, parked }: Counting,
  work: SuppositionWork,
): Promise<Counted> {
  const scheme = compileScheme(rulebook.document, rulebook.hash);
  const source = countedSource(scheme);
  const empty = SqliteScoreStore.open(folder, {
    source: { ...source, schemes: [], slots: [] },
    frameSize: Number.MAX_SAFE_INTEGER,
  });
  await empty.commit({ ...NO_ROWS, follows: 0, checkpoint, units, parked });
  await empty.close();
  const store = SqliteScoreStore.open(folder, { source });
  try {
    const retold = new RetoldStreams(log, new Retelling(leftOut, sources), checkpoint.position, work);
    const register = new UnitRegister(units);
    await fillIn(retold, store, [scheme], { units: register });
    for (const { path, known } of retold.described) register.describe(path, known, known.describedAt);
    await store.commit({
      ...{ ...NO_ROWS, follows: checkpoint.position, checkpoint, units: register.takeChanges(), parked: [] },
    });
    return { consequences: retold.consequences.first, consequenceCount: retold.consequences.count };
  } finally {
    await store.close();
  }
}

const EVENTS_BETWEEN_WORDS = 2_000;

/** The streams of the log, each as it is told under the supposition. */
class RetoldStreams implements Pick<EventLog, 'readStreams'> {
  readonly consequences = new Consequences();
  /** Companies and units whose own case is told otherwise. */
  readonly described: DescribedUnit[] = [];

  constructor(
    private readonly log: Pick<EventLog, 'readStreams'>,
    private readonly retelling: Retelling,
    private readonly of: number,
    private readonly work: SuppositionWork,
  ) {}

  /** All of them: what becomes of a company, and what no longer makes sense, is told of every case. */
  async *readStreams({ upTo }: ReadStreamsOptions): AsyncGenerator<readonly (readonly StreamEvent[])[], void> {
    let done = 0;
    let told = 0;
    const breath = new Breath();
    for await (const streams of this.log.readStreams({ upTo })) {
      for (const events of streams) {
        const left = this.retelling.concerns(events) ? this.retold(events) : events;
        if (left.length > 0) yield [left];
        done += events.length;
        await breath.take();
      }
      if (done - told < EVENTS_BETWEEN_WORDS) continue;
      told = done;
      this.work.onProgress?.({ step: 'counting', done, of: this.of });
      this.work.signal?.throwIfAborted();
    }
  }

  private retold(events: readonly StreamEvent[]): readonly StreamEvent[] {
    const { recorded, steps, consequences } = this.retelling.stepsOf(events);
    this.consequences.add(consequences);
    const unit = describedUnit(recorded, steps);
    if (unit) this.described.push(unit);
    return steps.map(({ event }) => event);
  }
}
