import type { EventLog, StoredEvent } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { type Processor, ProcessorStalledError } from '#assay/processing';
import { type MeasuredCase, RULEBOOK } from '#assay/service-record';

import { ClockKeeper } from './clock-keeper.js';
import type { CaseCourses } from './courses/case-courses.js';
import { fillIn } from './fill-in.js';
import type { FillingThreads } from './filling/filled-by-threads.js';
import { type BreakingEvent, type CountedEvent, FollowedCases } from './followed-cases.js';
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
import { pastText } from './unit-past.js';
import { type KnownUnit, lastId, type UnitDescription, UnitRegister } from './unit-register.js';

export interface ScorekeeperOptions {
  /** Cases kept in memory; one that is not there is folded from its stream. */
  readonly maxCases?: number;
  /** Totals rows kept in memory, of all schemes together. */
  readonly maxTotals?: number;
  /** Where much is to be filled in. */
  readonly threads?: FillingThreads;
  /** Told what each event made of its case. */
  readonly courses?: CaseCourses;
  /** Told when a rulebook was published: these schemes may no longer be all there are. */
  readonly onRulebook?: () => void;
  /** Told, with a sentence, when a company is parked. */
  readonly onNotice?: (sentence: string) => void;
  /** In hindsight: whether a case that breaks was mended later on. Such a one parks nobody, and counts again when it is mended. */
  readonly isMendedLater?: (caseId: string) => Promise<boolean>;
}

/** One event of a page with everything that counting it needs, and nothing else: most of what it took is garbage by then. */
interface Step {
  readonly position: number;
  readonly changes: readonly PreparedChange[];
  readonly clocks: readonly ClockRow[];
  /** Of a case that broke: who is parked for it, and why. */
  readonly broken: { readonly companies: readonly KnownUnit[]; readonly reason: string } | null;
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
  readonly cases: FollowedCases;
  /** Keys of parked companies. */
  readonly parked: Set<number>;
}

/** What the ledger's own cases concern: no company, so that no key of a unit is theirs. */
const LEDGER_ITSELF: Pick<KnownUnit, 'key' | 'company'> = { key: 0, company: 0 };

/** Earlier events that courses are told with each page. */
const COURSES_AT_ONCE = 2_000;

/** Events that are folded before their totals are read, all at once. */
const GROUP = 100;

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

  async checkpoint(stopping?: AbortSignal): Promise<number> {
    return (await this.remember(stopping)).checkpoint.position;
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
      const { courses } = this.options;
      // What they lack is made up for in turns with what is new, so that neither waits long.
      if (courses) await courses.catchUp((events[0]?.position ?? 1) - 1, COURSES_AT_ONCE);
      const page: Page = { movements: [], clocks: [], facts: [], origins: new OriginTally(), parked: [] };
      // In small groups, so that what is folded for one is garbage before it is old.
      for (let start = 0; start < events.length; start += GROUP) {
        const steps: Step[] = [];
        for (const event of events.slice(start, start + GROUP)) {
          const taken = memory.cases.takeIn(event) ?? (await memory.cases.readAndTakeIn(event));
          courses?.note(event, taken);
          steps.push(
            taken.broken
              ? await this.prepareBreaking(event, taken, memory, page)
              : this.prepare(event, taken, memory, page),
          );
        }
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

  private async remember(stopping?: AbortSignal): Promise<Memory> {
    if (this.memory) return this.memory;
    if (this.store.unfilled.length > 0)
      await fillIn(this.log, this.store, this.schemes, {
        threads: this.options.threads,
        courses: this.options.courses,
        signal: stopping,
      });
    const checkpoint = await this.store.checkpoint();
    const units = new UnitRegister(await this.store.units());
    this.memory = {
      checkpoint,
      units,
      totals: await this.recallTotals(checkpoint, units),
      cases: new FollowedCases(this.log, this.schemes, this.options.maxCases ?? 10_000),
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

  /** Takes down an event, and what it changes in the scores. Units become known here, in order of first mention. */
  private prepare(event: StoredEvent, taken: CountedEvent, { units, totals }: Memory, page: Page): Step {
    const { position } = event;
    const { fact, before, after, differences } = taken;
    takeDown(event, fact, after.unit === '' ? LEDGER_ITSELF : units.mention(after.unit, position), page);
    if (after.kind === 'company' || after.kind === 'unit')
      units.describe(after.unit, descriptionOf(after, position), position);
    const changes: PreparedChange[] = [];
    for (const { scheme, differences: ofScheme } of differences) {
      for (const { unit: path, period, amounts } of ofScheme)
        changes.push(totals.prepare({ scheme, unit: units.mention(path, position), period, amounts }));
    }
    return { position, changes, clocks: this.clocks.changes(event, before, after, units), broken: null };
  }

  /** Takes down an event that breaks its case, and whom it touches. */
  private async prepareBreaking(
    event: StoredEvent,
    { fact, after, broken: { companies: paths, reason } }: BreakingEvent,
    { units }: Memory,
    page: Page,
  ): Promise<Step> {
    const { position, stream, body } = event;
    const companies = paths.map((path) => units.mention(path, position));
    const unit = after ? units.mention(after.unit, position) : companies[0];
    if (!unit) {
      throw new ProcessorStalledError(
        `Event ${position} of ${stream} cannot be taken in, and which company it concerns cannot be known, ` +
          `so none can be set apart: ${reason}`,
      );
    }
    takeDown(event, fact ?? envelopeOf(body), unit, page);
    const isMended = (await this.options.isMendedLater?.(stream)) === true;
    return { position, changes: [], clocks: [], broken: { companies: isMended ? [] : companies, reason } };
  }

  /** Adds what one event changes, leaving out parked companies; parks those whom the event breaks. */
  private count({ position, changes, clocks, broken }: Step, memory: Memory, page: Page): void {
    memory.totals.advanceTo(position);
    if (broken) {
      for (const { key } of broken.companies) this.park(key, { since: position, reason: broken.reason }, memory, page);
      return;
    }
    // A company whose sum overflows is parked and left out of the next try, so that the others lose nothing.
    for (;;) {
      const counted =
        memory.parked.size === 0 ? changes : changes.filter(({ unit: { company } }) => !memory.parked.has(company));
      const overflow = memory.totals.add(counted, position);
      if (overflow) {
        this.park(overflow.company, { since: position, reason: overflow.message }, memory, page);
        continue;
      }
      for (const {
        scheme,
        unit: { key, company },
        period,
        amounts,
      } of counted)
        page.movements.push({ scheme, company, period, position, unit: key, amounts });
      for (const row of clocks) if (!memory.parked.has(row.company)) page.clocks.push(row);
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
}

/** What a company's or unit's own case says of it now. */
export function descriptionOf(state: MeasuredCase, position: number): UnitDescription {
  const { unit, attributes } = state;
  const { name, licensedAt, insurerType } = attributes;
  return {
    name: typeof name === 'string' ? name : lastId(unit),
    licensedAt: typeof licensedAt === 'number' ? licensedAt : null,
    insurerType: typeof insurerType === 'string' ? insurerType : null,
    past: pastText(state, position),
  };
}

/** What is kept of an event itself. */
function takeDown(
  event: StoredEvent,
  envelope: ReadEnvelope,
  { key, company }: Pick<KnownUnit, 'key' | 'company'>,
  { facts, origins }: Page,
): void {
  const { position, recordedAt } = event;
  const { type, time } = envelope;
  const occurredAt = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  facts.push({
    position,
    type: typeof type === 'string' ? type : 'unreadable',
    company,
    unit: key,
    occurredAt: Number.isNaN(occurredAt) ? recordedAt : occurredAt,
    recordedAt,
  });
  origins.note(envelope, company, event);
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
