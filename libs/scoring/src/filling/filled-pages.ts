import type { EventLog, StreamEvent } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';

import { Breath } from '../breath.js';
import { CaseCounting } from '../case-counting.js';
import { ClockKeeper } from '../clock-keeper.js';
import { visitDifferences, type VisitDifference } from '../difference.js';
import { bounds, kindOf, type ReadCourses, stretchOf } from '../courses/case-courses.js';
import { type LeftToLog, visitCourses } from '../courses/counted-courses.js';
import { MovementColumns } from '../movement-columns.js';
import { EVERYTHING, type StreamShare } from '../stream-parts.js';
import { type ClockRow, type FilledRows, STRETCH, type StretchPart } from '../score-store.js';
import { clockParts } from '../sqlite/packed-clocks.js';
import { packColumns } from '../sqlite/packed-movements.js';
import type { UnitRegister } from '../unit-register.js';
import { type VisitStep, visitSteps } from '../whole-cases.js';

/** Movements between two pages: with four times as many, what waits for the other thread is out of the processor's caches. */
const PAGE = 10_000;
/** Clocks that a page has at least, but for the last: those of a company lie together, and in few pages they are read faster. */
const CLOCKS = 4_000;

/** Keys of units are above it. */
const NOT_COUNTED = 0;

export interface Filling {
  /** With their keys. */
  readonly added: readonly (readonly [key: number, scheme: CompiledScheme])[];
  /** Units that no event of the store named are added. */
  readonly units: UnitRegister;
  /** By the key of a parked company: the position from which on nothing counts for it. */
  readonly parked: ReadonlyMap<number, number>;
  readonly upTo: number;
  readonly signal?: AbortSignal | undefined;
}

/** What some cases bring. */
export interface FilledPage extends FilledRows {
  /** The position at which the last of them begins. */
  readonly from: number;
}

/** What cases that are read one after another, each once, bring under schemes that are added: in pages, packed. */
export class FilledPages {
  private readonly counting: CaseCounting;
  private readonly columns: readonly MovementColumns[];
  private readonly clockKeeper: ClockKeeper;
  /** By scheme: adds what differs at the step at hand. */
  private readonly adders: readonly VisitDifference[];
  private position = 0;
  /** The unit last asked for; a case concerns one. */
  private unit = { path: '', position: 0, key: NOT_COUNTED };
  private clocks: ClockRow[] = [];
  private readonly breath = new Breath();
  private readonly kinds: readonly string[];
  /** Events read so far. */
  events = 0;

  constructor(private readonly filling: Filling) {
    const { added } = filling;
    const schemes = added.map(([, scheme]) => scheme);
    this.counting = new CaseCounting(schemes);
    this.columns = added.map(() => new MovementColumns());
    this.adders = this.columns.map((columns) => (path, period, slot, amount) => {
      const key = this.countedKey(path);
      if (key !== NOT_COUNTED) columns.add(this.position, key, period, slot, amount);
    });
    this.clockKeeper = new ClockKeeper(added);
    // A case is of the kind that its stream's name begins with: those that no added scheme counts are passed over.
    this.kinds = [...new Set([...schemes.flatMap(({ caseKinds }) => [...caseKinds]), ...this.clockKeeper.caseKinds])];
  }

  /**
   * The same from the courses of cases: of the log itself only those are read that are unclear.
   *
   * @param shares of the courses' stretches, one after another
   */
  async *ofCourses(
    courses: ReadCourses,
    shares: Iterable<StreamShare> = [EVERYTHING],
  ): AsyncGenerator<FilledPage, void> {
    const { upTo } = this.filling;
    const stretches = stretchOf(upTo) + 1;
    let from = 0;
    for (const { index, of } of shares) {
      const end = Math.floor((stretches * (index + 1)) / of);
      for (let stretch = Math.floor((stretches * index) / of); stretch < end; stretch++) {
        await this.turn();
        [from] = bounds(stretch);
        for (const { stream, from: position } of this.addStretch(courses, stretch))
          this.add(await courses.eventsOf(stream, upTo), position);
        const [first, next] = bounds(stretch);
        this.events += Math.min(next, upTo + 1) - first;
        if (this.isFull()) yield { ...this.take(), from };
      }
    }
    yield { ...this.take(true), from };
  }

  /** @param shares of the log's streams, one after another */
  async *of(
    log: Pick<EventLog, 'readStreams'>,
    shares: Iterable<StreamShare> = [EVERYTHING],
  ): AsyncGenerator<FilledPage, void> {
    const { upTo } = this.filling;
    const prefixes = this.kinds.map((kind) => `${kind}/`);
    let from = 0;
    for (const share of shares) {
      for await (const streams of log.readStreams({ upTo, prefixes, share })) {
        await this.turn();
        for (const events of streams) {
          this.add(events);
          this.events += events.length;
          from = events[0]?.position ?? from;
          if (this.isFull()) yield { ...this.take(), from };
        }
      }
    }
    yield { ...this.take(true), from };
  }

  /** Others have theirs, and the end that was called for is heard. */
  private async turn(): Promise<void> {
    this.filling.signal?.throwIfAborted();
    await this.breath.take();
  }

  private isFull(): boolean {
    return this.clocks.length >= CLOCKS || this.columns.reduce((sum, { count }) => sum + count, 0) >= PAGE;
  }

  /** @returns what of it is to be read from the log */
  private addStretch(courses: ReadCourses, stretch: number): LeftToLog[] {
    const { counting, clockKeeper } = this;
    const unclear = courses.unclearIn(stretch).filter(({ stream }) => this.kinds.includes(kindOf(stream)));
    const firsts = new Set(unclear.map(({ first }) => first));
    const left: LeftToLog[] = unclear.map(({ stream }) => ({ stream, from: 0 }));
    for (const kind of this.kinds) {
      const attributes = [...new Set([...counting.attributesOf(kind), ...clockKeeper.attributesOf(kind)])];
      const asked = { counting, attributes, upTo: this.filling.upTo };
      left.push(...visitCourses(courses, [stretch, kind], asked, firsts, this.addStep));
    }
    return left;
  }

  /** @param from the position from which on steps are to be added */
  private add(events: readonly StreamEvent[], from = 0): void {
    visitSteps(events, this.counting, (event, before, after) => {
      if (event.position >= from) this.addStep(event, before, after);
    });
  }

  private readonly addStep: VisitStep = (event, before, after) => {
    const { position } = event;
    const { units, parked } = this.filling;
    this.position = position;
    for (let index = 0; index < this.adders.length; index++) {
      const [was, is, add] = [before.contributions[index], after.contributions[index], this.adders[index]];
      if (was && is && add) visitDifferences(was, is, add);
    }
    for (const clock of this.clockKeeper.changes(event, before.state, after.state, units))
      if (position < (parked.get(clock.company) ?? Infinity)) this.clocks.push(clock);
  };

  /** {@link NOT_COUNTED} when its company is parked by then. */
  private countedKey(path: string): number {
    const { position, unit } = this;
    if (unit.path === path && unit.position === position) return unit.key;
    const { units, parked } = this.filling;
    const { key, company } = units.mention(path, position);
    const isParked = parked.size > 0 && position >= (parked.get(company) ?? Infinity);
    this.unit = { path, position, key: isParked ? NOT_COUNTED : key };
    return this.unit.key;
  }

  private take(isLast = false): FilledRows {
    const movements = this.columns.flatMap((columns, index): StretchPart[] => {
      const scheme = this.filling.added[index]?.[0] ?? 0;
      const parts = [...columns.byStretch(STRETCH)].map(([stretch, indexes]) => ({
        scheme,
        stretch,
        movements: packColumns(columns, columns.inOrder(indexes, stretch * STRETCH, STRETCH)),
      }));
      columns.clear();
      return parts;
    });
    if (!isLast && this.clocks.length < CLOCKS) return { movements, clocks: [] };
    const clocks = [...clockParts(this.clocks)];
    this.clocks = [];
    return { movements, clocks };
  }
}
