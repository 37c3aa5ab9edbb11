import type { EventLog, StoredEvent } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { type Processor, ProcessorStalledError } from '#assay/processing';
import { CaseMemory, type CaseState, RULEBOOK } from '#assay/service-record';

import { ClockKeeper } from './clock-keeper.js';
import { difference } from './difference.js';
import { fillIn } from './fill-in.js';
import { type Envelope, OriginTally } from './origin-tally.js';
import { type PreparedChange, RunningTotals } from './running-totals.js';
import {
  type ClockRow,
  type FactRow,
  frameOf,
  type Movement,
  type ParkedCompany,
  type ScoreCheckpoint,
  type ScoreStore,
} from './score-store.js';
import { advance, type TrackedCase, trackedAs, untracked } from './tracked-case.js';
import { pastText } from './unit-past.js';
import { type KnownUnit, lastId, type UnitDescription, UnitRegister } from './unit-register.js';

export interface ScorekeeperOptions {
  /** Cases kept in memory; one that is not there is folded from its stream. */
  readonly maxCases?: number;
  /** Totals rows kept in memory, of all schemes together. */
  readonly maxTotals?: number;
  /** Told when a rulebook was published: these schemes may no longer be all there are. */
  readonly onRulebook?: () => void;
  /** Told, with a sentence, when a company is parked. */
  readonly onNotice?: (sentence: string) => void;
  /** In hindsight: whether a case that breaks was mended later on. Such a one parks nobody, and counts again when it is mended. */
  readonly isMendedLater?: (caseId: string) => Promise<boolean>;
}

/** One event of a page, folded into its case, with everything that counting it needs. */
interface Step {
  readonly event: StoredEvent;
  readonly tracked: TrackedCase;
  /** The unit that the case concerns; null only when not even that can be known. */
  readonly unit: Pick<KnownUnit, 'key' | 'company'> | null;
  /** Companies that a broken case touches. */
  readonly companies: readonly KnownUnit[];
  readonly changes: readonly PreparedChange[];
  readonly clocks: readonly ClockRow[];
}

/** What a page of events has changed so far. */
interface Page {
  readonly movements: Movement[];
  readonly clocks: ClockRow[];
  readonly facts: FactRow[];
  readonly origins: OriginTally;
  readonly parked: ParkedCompany[];
}

/** What the scorekeeper remembers between pages; all of it can be read again from the store and the log. */
interface Memory {
  checkpoint: ScoreCheckpoint;
  readonly units: UnitRegister;
  readonly totals: RunningTotals;
  readonly cases: CaseMemory<TrackedCase>;
  /** Keys of parked companies. */
  readonly parked: Set<number>;
}

/** What the ledger's own cases concern: no company, so that no key of a unit is theirs. */
const LEDGER_ITSELF: Pick<KnownUnit, 'key' | 'company'> = { key: 0, company: 0 };

/** Events that are folded before their totals are read, all at once. */
const GROUP = 250;

/**
 * Keeps the scores up to date, event by event: each event changes its case, and what changes in the scores is the
 * difference of the case's contributions after and before. Totals, movements, units, facts and the checkpoint of a page go
 * to the store in one transaction.
 *
 * **A poison event parks its company.** An event that cannot be read, that contradicts its case, or whose amounts cannot be
 * exact, counts nothing; from its position on nothing counts for its company any more, while all others flow. Where not
 * even the company can be known, the processor stalls with a sentence: nothing is skipped in silence.
 */
export class Scorekeeper implements Processor {
  readonly name = 'scores';
  private readonly clocks: ClockKeeper;
  private memory: Memory | null = null;

  constructor(
    private readonly log: EventLog,
    private readonly store: ScoreStore,
    private readonly schemes: readonly CompiledScheme[],
    private readonly options: ScorekeeperOptions = {},
  ) {
    this.clocks = new ClockKeeper(schemes.entries());
  }

  /** How many companies are parked. */
  get parkedCompanies(): number {
    return this.memory?.parked.size ?? 0;
  }

  async checkpoint(): Promise<number> {
    return (await this.remember()).checkpoint.position;
  }

  /** What is remembered is read again from the store, which another hand has changed. */
  forget(): void {
    this.memory = null;
  }

  async process(events: readonly StoredEvent[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    try {
      const memory = await this.remember();
      const page: Page = { movements: [], clocks: [], facts: [], origins: new OriginTally(), parked: [] };
      // In small groups, so that what is folded for one is garbage before it is old.
      for (let start = 0; start < events.length; start += GROUP) {
        const steps = [];
        for (const event of events.slice(start, start + GROUP)) steps.push(await this.takeIn(event, memory));
        await memory.totals.fetch();
        for (const step of steps) this.count(step, memory, page);
      }
      const follows = memory.checkpoint;
      const checkpoint: ScoreCheckpoint = {
        position: last.position,
        recordedAt: last.recordedAt,
        count: follows.count + events.length,
      };
      await this.store.commit({
        follows: follows.position,
        checkpoint,
        units: memory.units.takeChanges(),
        formerUnits: memory.units.takeFormer(),
        totals: memory.totals.takeChanges(),
        pastTotals: memory.totals.takePast(),
        ...page,
        origins: page.origins.take(),
      });
      memory.checkpoint = checkpoint;
      if (events.some(({ stream }) => stream === RULEBOOK)) this.options.onRulebook?.();
      for (const { since, reason } of page.parked)
        this.options.onNotice?.(
          `Event ${since} cannot be taken in; its company is parked, its scores are incomplete: ${reason}`,
        );
    } catch (error) {
      // Memory may be ahead of the store now: the next page begins from what is stored.
      this.memory = null;
      throw error;
    }
  }

  private async takeIn(event: StoredEvent, memory: Memory): Promise<Step> {
    const { stream, revision, body } = event;
    const { cases } = memory;
    const held = cases.eventsOf(stream) === revision ? cases.recall(stream) : undefined;
    const before = held ?? (await this.readCaseBefore(event));
    const tracked = advance(before, event, this.schemes);
    if (tracked.broken) cases.forget(stream);
    else cases.grow(stream, revision, [body], tracked);
    const step = this.prepare(event, before, tracked, memory);
    const isMended = tracked.broken !== null && (await this.options.isMendedLater?.(stream)) === true;
    return isMended ? { ...step, companies: [] } : step;
  }

  private async remember(): Promise<Memory> {
    if (this.memory) return this.memory;
    if (this.store.unfilled.length > 0) await fillIn(this.log, this.store, this.schemes);
    const checkpoint = await this.store.checkpoint();
    const units = new UnitRegister(await this.store.units());
    this.memory = {
      checkpoint,
      units,
      totals: await this.recallTotals(checkpoint, units),
      cases: new CaseMemory(this.options.maxCases ?? 10_000, (bodies) => trackedAs(bodies, this.schemes)),
      parked: new Set((await this.store.parked()).map(({ company }) => company)),
    };
    return this.memory;
  }

  /** The totals with what has changed since the frame at hand began. */
  private async recallTotals({ position }: ScoreCheckpoint, units: UnitRegister): Promise<RunningTotals> {
    const totals = new RunningTotals(this.store, this.schemes, this.store.frameSize, this.options.maxTotals ?? 40_000);
    const { frameSize } = this.store;
    const begun = position === 0 ? [] : await this.store.movementsAfter(frameOf(position, frameSize) * frameSize);
    const changes = begun.flatMap(({ unit: key, position, ...movement }) => {
      const unit = units.withKey(key);
      return unit ? [{ position, change: totals.prepare({ ...movement, unit }) }] : [];
    });
    await totals.fetch();
    totals.advanceTo(position);
    for (const each of changes) totals.recall([each.change], each.position);
    totals.takeChanges();
    return totals;
  }

  /** What the event changes in the scores. Units become known here, in order of first mention. */
  private prepare(event: StoredEvent, before: TrackedCase, tracked: TrackedCase, memory: Memory): Step {
    const { units, totals } = memory;
    const { broken, state } = tracked;
    const { position } = event;
    if (broken) {
      const companies = broken.companies.map((path) => units.mention(path, position));
      const unit = state ? units.mention(state.unit, position) : (companies[0] ?? null);
      return { event, tracked, unit, companies, changes: [], clocks: [] };
    }
    const unit = state ? (state.unit === '' ? LEDGER_ITSELF : units.mention(state.unit, position)) : null;
    if (state?.kind === 'company' || state?.kind === 'unit')
      units.describe(state.unit, descriptionOf(state, position), position);
    const changes: PreparedChange[] = [];
    for (let scheme = 0; scheme < this.schemes.length; scheme++) {
      for (const { unit: path, ...change } of difference(before.contributions[scheme], tracked.contributions[scheme]))
        changes.push(totals.prepare({ scheme, unit: units.mention(path, position), ...change }));
    }
    const clocks = this.clocks.changes(event, before.state, state, units);
    return { event, tracked, unit, companies: [], changes, clocks };
  }

  /** Adds what one event changes, leaving out parked companies; parks those whom the event breaks. */
  private count({ event, tracked, unit, companies, changes, clocks }: Step, memory: Memory, page: Page): void {
    if (!unit) {
      throw new ProcessorStalledError(
        `Event ${event.position} of ${event.stream} cannot be taken in, and which company it concerns cannot be known, ` +
          `so none can be set apart: ${tracked.broken?.reason ?? ''}`,
      );
    }
    memory.totals.advanceTo(event.position);
    const envelope = tracked.fact ?? envelopeOf(event.body);
    page.facts.push(factRow(event, envelope, unit));
    page.origins.note(envelope, unit.company, event);
    const { broken } = tracked;
    if (broken) {
      const since = event.position;
      for (const { key } of companies) this.park(key, { since, reason: broken.reason }, memory, page);
      return;
    }
    if (changes.length === 0) {
      noteClocks(clocks, memory, page);
      return;
    }
    // A company whose sum overflows is parked and left out of the next try, so that the others lose nothing.
    for (;;) {
      const counted =
        memory.parked.size === 0 ? changes : changes.filter(({ unit: { company } }) => !memory.parked.has(company));
      const overflow = memory.totals.add(counted, event.position);
      if (overflow) {
        this.park(overflow.company, { since: event.position, reason: overflow.message }, memory, page);
        continue;
      }
      for (const {
        scheme,
        unit: { key, company },
        period,
        amounts,
      } of counted)
        page.movements.push({ scheme, company, period, position: event.position, unit: key, amounts });
      noteClocks(clocks, memory, page);
      return;
    }
  }

  private park(
    company: number,
    why: { readonly since: number; readonly reason: string },
    memory: Memory,
    page: Page,
  ): void {
    if (memory.parked.has(company)) return;
    memory.parked.add(company);
    page.parked.push({ company, ...why });
  }

  /** A case that is not in memory, as it was before an event: folded from its stream. */
  private async readCaseBefore(event: StoredEvent): Promise<TrackedCase> {
    let tracked = untracked(this.schemes);
    if (event.revision === 0) return tracked;
    const earlier = await this.log.readStream(event.stream, { limit: event.revision });
    for (const each of earlier) tracked = advance(tracked, each, this.schemes);
    if (tracked.revision !== event.revision - 1) {
      throw new ProcessorStalledError(
        `The stream ${event.stream} gave ${earlier.length} events where ${event.revision} come before position ${event.position}. ` +
          'Run `assay fsck` on the log.',
      );
    }
    return tracked;
  }
}

function noteClocks(clocks: readonly ClockRow[], { parked }: Memory, page: Page): void {
  for (const row of clocks) if (!parked.has(row.company)) page.clocks.push(row);
}

/** What a company's or unit's own case says of it now. */
export function descriptionOf(state: CaseState, position: number): UnitDescription {
  const { unit, attributes } = state;
  const { name, licensedAt, insurerType } = attributes;
  return {
    name: typeof name === 'string' ? name : lastId(unit),
    licensedAt: typeof licensedAt === 'number' ? licensedAt : null,
    insurerType: typeof insurerType === 'string' ? insurerType : null,
    past: pastText(state, position),
  };
}

function factRow(
  { position, recordedAt }: StoredEvent,
  { type, time }: ReadEnvelope,
  unit: Pick<KnownUnit, 'key' | 'company'>,
): FactRow {
  const occurredAt = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return {
    position,
    type: typeof type === 'string' ? type : 'unreadable',
    company: unit.company,
    unit: unit.key,
    occurredAt: Number.isNaN(occurredAt) ? recordedAt : occurredAt,
    recordedAt,
  };
}

interface ReadEnvelope extends Envelope {
  readonly type?: unknown;
  readonly time?: unknown;
}

/** What there is of the envelope of an event that could not be read as a fact. */
function envelopeOf(body: string): ReadEnvelope {
  try {
    return { ...(JSON.parse(body) as object) };
  } catch {
    return {};
  }
}
