/**
 * Scores of one rulebook counted again from the log, case by case: for a supposition that changes what cases count, or leaves
 * out more events than can be held. The rows go to a store of their own, in a folder that is taken away afterwards, so that
 * memory is bounded; the ledger's own scores are not touched.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';

import type { EventLog, ReadStreamsOptions, StoredEvent } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';

import { fillIn } from '../fill-in.js';
import type {
  ClockRow,
  ClocksQuery,
  Movement,
  MovementsQuery,
  ParkedCompany,
  ScoreStore,
  ScoreView,
  TotalsQuery,
  UnitRow,
} from '../score-store.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { UnitRegister } from '../unit-register.js';
import type { Consequence } from './case-steps.js';
import type { Retelling } from './retelling.js';
import { type DescribedUnit, describedUnit } from './supposed-registers.js';
import type { SupposedView } from './supposed-view.js';
import { MOST_CONSEQUENCES, type SuppositionWork } from './supposition.js';

export interface CountedAgain {
  readonly view: ScoreView;
  readonly consequences: readonly Consequence[];
  readonly consequenceCount: number;
  /** Takes the store away. */
  close(): Promise<void>;
}

export interface CountingAgain {
  /** The supposition but for what is counted: its registers hold. */
  readonly view: SupposedView;
  readonly log: EventLog;
  /** Key of the scheme in the ledger's scores. */
  readonly key: number;
  readonly scheme: CompiledScheme;
  readonly retelling: Retelling;
  readonly work: SuppositionWork;
}

export async function countAgain({ view, log, key, scheme, retelling, work }: CountingAgain): Promise<CountedAgain> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-supposing-'));
  let store: ScoreStore | undefined;
  const close = async (): Promise<void> => {
    await store?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    store = await emptyStore(folder, view, scheme);
    const { position: upTo } = await view.checkpoint();
    const retold = new RetoldStreams(log, retelling, upTo, work);
    const units = new UnitRegister(await store.units());
    await fillIn(retold, store, [scheme], units);
    for (const { path, known } of retold.described) units.describe(path, known, known.describedAt);
    const { position, recordedAt, count } = await view.checkpoint();
    const nothing = { formerUnits: [], totals: [], pastTotals: [], movements: [], clocks: [], facts: [], origins: [] };
    await store.commit({
      ...{ follows: position, checkpoint: { position, recordedAt, count }, units: units.takeChanges() },
      ...nothing,
      parked: [],
    });
    return {
      view: new CountedAgainView(view, store, key),
      consequences: retold.consequences,
      consequenceCount: retold.consequenceCount,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A store at the moment of a view, which knows units and parked companies and no scheme yet. */
async function emptyStore(folder: string, view: ScoreView, scheme: CompiledScheme): Promise<ScoreStore> {
  const source = { ledgerId: 'supposed', projection: 0, schemes: [], slots: [] };
  const store = SqliteScoreStore.open(folder, { source, frameSize: Number.MAX_SAFE_INTEGER });
  const nothing = { formerUnits: [], totals: [], pastTotals: [], movements: [], clocks: [], facts: [], origins: [] };
  await store.commit({
    ...{ follows: 0, checkpoint: await view.checkpoint(), units: await view.units(), parked: await view.parked() },
    ...nothing,
  });
  await store.close();
  const grown = { ...source, schemes: [`${scheme.id}@${scheme.version}#${scheme.hash}`], slots: [scheme.slots] };
  return SqliteScoreStore.open(folder, { source: grown });
}

const EVENTS_BETWEEN_BREATHS = 2_000;

/** The streams of the log, each as it is told under the supposition. */
class RetoldStreams implements Pick<EventLog, 'readStreams'> {
  readonly consequences: Consequence[] = [];
  consequenceCount = 0;
  /** Companies and units whose own case is told otherwise. */
  readonly described: DescribedUnit[] = [];

  constructor(
    private readonly log: EventLog,
    private readonly retelling: Retelling,
    private readonly of: number,
    private readonly work: SuppositionWork,
  ) {}

  /** All of them: what becomes of a company, and what no longer makes sense, is told of every case. */
  async *readStreams({ upTo }: ReadStreamsOptions): AsyncGenerator<readonly StoredEvent[], void> {
    let done = 0;
    let rested = 0;
    for await (const events of this.log.readStreams({ upTo })) {
      const left = this.retelling.concerns(events) ? this.retold(events) : events;
      if (left.length > 0) yield left;
      done += events.length;
      if (done - rested < EVENTS_BETWEEN_BREATHS) continue;
      rested = done;
      this.work.onProgress?.({ step: 'counting', done, of: this.of });
      this.work.signal?.throwIfAborted();
      // SQLite answers at once: without a breath nothing else in this thread would have its turn until the end.
      await breathe();
    }
  }

  private retold(events: readonly StoredEvent[]): readonly StoredEvent[] {
    const { recorded, steps, consequences } = this.retelling.stepsOf(events);
    this.consequenceCount += consequences.length;
    this.consequences.push(...consequences.slice(0, MOST_CONSEQUENCES - this.consequences.length));
    const unit = describedUnit(recorded, steps);
    if (unit) this.described.push(unit);
    return steps.map(({ event }) => event);
  }
}

/** A supposed view of which the amounts of one rulebook were counted again. */
class CountedAgainView implements ScoreView {
  constructor(
    private readonly base: ScoreView,
    private readonly store: ScoreView,
    private readonly key: number,
  ) {}

  checkpoint = () => this.base.checkpoint();
  origins = () => this.base.origins();
  facts = (query: Parameters<ScoreView['facts']>[0]) => this.base.facts(query);
  parked = (): Promise<ParkedCompany[]> => this.store.parked();
  unitByPath = (path: string) => this.store.unitByPath(path);
  units = (level?: UnitRow['level']) => this.store.units(level);
  unitsWithPast = () => this.store.unitsWithPast();
  subtree = (path: string) => this.store.subtree(path);
  allTotals = () => this.store.allTotals();
  totals = (query: TotalsQuery) => this.store.totals(this.own(query));
  movements = (query: MovementsQuery): Promise<Movement[]> => this.store.movements(this.own(query));
  clocks = (query: ClocksQuery): Promise<ClockRow[]> => this.store.clocks(this.own(query));

  /** The store knows one scheme alone. */
  private own<Q extends { readonly scheme: number }>(query: Q): Q {
    if (query.scheme !== this.key)
      throw new RangeError(`The scheme with the key ${query.scheme} was not counted again.`);
    return { ...query, scheme: 0 };
  }
}
