import type { EventLog, StoredEvent } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { type Processor, ProcessorStalledError } from '#assay/processing';
import { LRUCache } from 'lru-cache';

import { difference } from './difference.js';
import { RunningTotals, TotalsOverflowError } from './running-totals.js';
import type { FactRow, Movement, ParkedCompany, ScoreCheckpoint, ScoreStore } from './score-store.js';
import { advance, type BrokenCase, type TrackedCase, untracked } from './tracked-case.js';
import { type KnownUnit, lastId, UnitRegister } from './unit-register.js';

export interface ScorekeeperOptions {
  /** Cases kept in memory; one that is not there is folded from its stream. */
  readonly maxCases?: number;
  /** Totals rows kept in memory, per scheme. */
  readonly maxTotals?: number;
  /** Told, with a sentence, when a company is parked. */
  readonly onNotice?: (sentence: string) => void;
}

/** What a page of events has changed so far. */
interface Page {
  readonly movements: Movement[];
  readonly facts: FactRow[];
  readonly parked: ParkedCompany[];
}

/** What the scorekeeper remembers between pages; all of it can be read again from the store and the log. */
interface Memory {
  checkpoint: ScoreCheckpoint;
  readonly units: UnitRegister;
  readonly totals: RunningTotals;
  readonly cases: LRUCache<string, TrackedCase>;
  /** Keys of parked companies. */
  readonly parked: Set<number>;
}

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
  private memory: Memory | null = null;

  constructor(
    private readonly log: EventLog,
    private readonly store: ScoreStore,
    private readonly schemes: readonly CompiledScheme[],
    private readonly options: ScorekeeperOptions = {},
  ) {}

  /** How many companies are parked. */
  get parkedCompanies(): number {
    return this.memory?.parked.size ?? 0;
  }

  async checkpoint(): Promise<number> {
    return (await this.remember()).checkpoint.position;
  }

  async process(events: readonly StoredEvent[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    try {
      const memory = await this.remember();
      const page: Page = { movements: [], facts: [], parked: [] };
      for (const event of events) await this.takeIn(event, memory, page);
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
        totals: memory.totals.takeChanges(),
        ...page,
      });
      memory.checkpoint = checkpoint;
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

  private async remember(): Promise<Memory> {
    this.memory ??= {
      checkpoint: await this.store.checkpoint(),
      units: new UnitRegister(await this.store.units()),
      totals: new RunningTotals(this.store, this.schemes, this.options.maxTotals ?? 100_000),
      cases: new LRUCache<string, TrackedCase>({ max: this.options.maxCases ?? 20_000 }),
      parked: new Set((await this.store.parked()).map(({ company }) => company)),
    };
    return this.memory;
  }

  private async takeIn(event: StoredEvent, memory: Memory, page: Page): Promise<void> {
    const before = await this.caseBefore(event, memory);
    const after = advance(before, event, this.schemes);
    memory.cases.set(event.stream, after);
    if (after.broken) {
      this.takeInBroken(event, after, after.broken, memory, page);
      return;
    }
    const state = after.state!;
    const unit = memory.units.mention(state.unit);
    if (state.kind === 'company' || state.kind === 'unit') {
      const { name, licensedAt, insurerType } = state.attributes;
      memory.units.describe(state.unit, {
        name: typeof name === 'string' ? name : lastId(state.unit),
        licensedAt: typeof licensedAt === 'number' ? licensedAt : null,
        insurerType: typeof insurerType === 'string' ? insurerType : null,
      });
    }
    page.facts.push(factRow(event, after, unit));
    // A company whose sum overflows is parked and left out of the second try, so that the others lose nothing.
    let overflow = await this.move(before, after, event.position, memory, page);
    while (overflow) {
      this.park([overflow.company], { since: event.position, reason: overflow.message }, memory, page);
      overflow = await this.move(before, after, event.position, memory, page);
    }
  }

  /** Adds what the event changed in the scores, leaving out parked companies. Nothing is added when a sum overflows. */
  private async move(
    before: TrackedCase,
    after: TrackedCase,
    position: number,
    memory: Memory,
    page: Page,
  ): Promise<TotalsOverflowError | null> {
    const moved: { movement: Movement; unit: KnownUnit }[] = [];
    for (let scheme = 0; scheme < this.schemes.length; scheme++) {
      for (const change of difference(before.contributions[scheme]!, after.contributions[scheme]!)) {
        const unit = memory.units.mention(change.unit);
        if (memory.parked.has(unit.company)) continue;
        const { period, amounts } = change;
        moved.push({ movement: { scheme, company: unit.company, period, position, unit: unit.key, amounts }, unit });
      }
    }
    try {
      await memory.totals.add(moved);
    } catch (error) {
      if (error instanceof TotalsOverflowError) return error;
      throw error;
    }
    for (const { movement } of moved) page.movements.push(movement);
    return null;
  }

  private takeInBroken(
    event: StoredEvent,
    after: TrackedCase,
    { companies, position, reason }: BrokenCase,
    memory: Memory,
    page: Page,
  ): void {
    const [first] = companies;
    if (first === undefined) {
      throw new ProcessorStalledError(
        `Event ${event.position} of ${event.stream} cannot be taken in, and which company it concerns cannot be known, ` +
          `so none can be set apart: ${reason}`,
      );
    }
    this.park(companies, { since: position, reason }, memory, page);
    page.facts.push(factRow(event, after, memory.units.mention(after.state?.unit ?? first)));
  }

  private park(
    companies: readonly string[],
    why: { readonly since: number; readonly reason: string },
    memory: Memory,
    page: Page,
  ): void {
    for (const path of companies) {
      const { key } = memory.units.mention(path);
      if (memory.parked.has(key)) continue;
      memory.parked.add(key);
      page.parked.push({ company: key, ...why });
    }
  }

  /** The event's case before it: from memory, or folded from its stream. */
  private async caseBefore(event: StoredEvent, { cases }: Memory): Promise<TrackedCase> {
    const known = cases.get(event.stream);
    if (known?.revision === event.revision - 1) return known;
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

function factRow({ position, recordedAt, body }: StoredEvent, { fact }: TrackedCase, unit: KnownUnit): FactRow {
  const { type, time } = fact ?? envelopeOf(body);
  const occurredAt = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return {
    position,
    type: typeof type === 'string' ? type : 'unreadable',
    company: unit.company,
    unit: unit.key,
    occurredAt: Number.isNaN(occurredAt) ? recordedAt : occurredAt,
  };
}

/** Type and time of an event that could not be read as a fact. */
function envelopeOf(body: string): { readonly type?: unknown; readonly time?: unknown } {
  try {
    return { ...(JSON.parse(body) as object) };
  } catch {
    return {};
  }
}
