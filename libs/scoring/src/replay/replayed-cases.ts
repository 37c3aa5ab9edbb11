import { setImmediate as nextTurn } from 'node:timers/promises';

import type { EventLog, StreamEvent } from '#assay/event-log';
import type { CompiledScheme, Contributions } from '#assay/methodology';
import { type CaseState, companyOf, evolve, type Fact, fold, readFact } from '#assay/service-record';

import { yearOf } from './calendar.js';
import { DayRows } from './day-rows.js';
import type { StreamShare } from '../stream-parts.js';
import { type RowColumns, SumRows } from './sum-rows.js';
import { type SumColumns, SumTable } from './sum-table.js';

/** A case that cannot be folded, or a unit whose sums cannot be exact. */
export interface BrokenReplay {
  /** Of the unit, its path. */
  readonly caseId: string;
  /** Path of its company, when the case says one before it breaks. */
  readonly company: string | null;
  readonly reason: string;
}

/** What one thread found in its share of the streams. */
export interface ReplayedShare {
  readonly cases: number;
  /** Paths by the number that units have in the rows. */
  readonly units: readonly string[];
  /** Of all the tables. */
  readonly rows: RowColumns;
  /** In order of the positions that were asked for. */
  readonly moments: readonly ReplayedMoment[];
}

/** What is to be added to what was found at the position before. */
export interface ReplayedMoment {
  readonly broken: readonly BrokenCase[];
  /** By scheme. */
  readonly tables: readonly SumColumns[];
}

export interface BrokenCase extends BrokenReplay {
  /** Position of its first event. */
  readonly since: number;
}

/** Events between two words on progress. */
const TELL_EVERY = 2_000;

/**
 * Folds whole streams from the log and adds what their cases contribute, as they are at some positions: for the very unit that
 * a case names, in the periods that totals are kept by. It shares nothing with the running scores but the pure libraries: no caches, no
 * order of events, no read model. Companies' sums are made of these afterwards (`rolled-up-totals.ts`).
 */
export class ReplayedCases {
  private cases = 0;
  private readonly units = new Map<string, number>();
  /** A case names one unit again and again. */
  private lastUnit = { path: '', number: -1 };
  private readonly rows = new SumRows();
  private readonly dayRows = new DayRows(this.rows);
  private readonly schemesOfKinds = new Map<string, readonly number[]>();
  private readonly moments: readonly { readonly broken: BrokenCase[]; readonly tables: readonly SumTable[] }[];

  constructor(
    private readonly schemes: readonly CompiledScheme[],
    /** Ascending. */
    private readonly positions: readonly number[],
  ) {
    this.moments = positions.map(() => ({
      broken: [],
      tables: schemes.map(() => new SumTable()),
    }));
  }

  /** Adds some shares of the log's streams, one after another. */
  async addStreams(log: EventLog, shares: Iterable<StreamShare>, onEvents: (count: number) => void): Promise<void> {
    let told = 0;
    let read = 0;
    for (const share of shares) {
      for await (const streams of log.readStreams({ upTo: this.positions.at(-1) ?? 0, share })) {
        for (const events of streams) {
          this.addCase(events);
          read += events.length;
        }
        if (read - told < TELL_EVERY) continue;
        onEvents(read - told);
        told = read;
        // So that what other threads say is heard meanwhile.
        await nextTurn();
      }
    }
    onEvents(read - told);
  }

  found(): ReplayedShare {
    return {
      cases: this.cases,
      units: [...this.units.keys()],
      rows: this.rows.columns(),
      moments: this.moments.map(({ broken, tables }) => ({ broken, tables: tables.map(({ columns }) => columns) })),
    };
  }

  private addCase(events: readonly StreamEvent[]): void {
    this.cases += 1;
    const facts: Fact[] = [];
    let known = 0;
    let before: CaseState | null = null;
    const { stream = '', position: since = 0 } = events[0] ?? {};
    const broken: (readonly [moment: number, broken: BrokenCase])[] = [];
    for (let index = 0; index < this.positions.length; index++) {
      const position = this.positions[index] ?? 0;
      const last = known;
      while ((events[known]?.position ?? Infinity) <= position) known++;
      if (last === known) continue;
      try {
        for (let next = facts.length; next < known; next++) facts.push(readFact(events[next]?.body ?? ''));
        // A case that was folded keeps its facts: those that come later are none of them.
        const state = fold(known === events.length ? facts : [...facts]);
        this.addDifference(before, state, index);
        before = state;
        // What broke it was corrected or taken back.
        broken.length = 0;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const company = lastKnownCompany(events.slice(0, known));
        broken.push([index, { caseId: stream, company, reason, since }]);
      }
    }
    // A case that stays broken has parked its company, or the difference is found.
    for (const [index, each] of broken) this.moments[index]?.broken.push(each);
  }

  private addDifference(before: CaseState | null, after: CaseState, moment: number): void {
    const tables = this.moments[moment]?.tables;
    for (const index of this.counting(after.kind)) {
      const scheme = this.schemes[index];
      const table = tables?.[index];
      if (!table || !scheme) continue;
      if (before) this.add(table, scheme, scheme.contributions(before), -1);
      this.add(table, scheme, scheme.contributions(after), 1);
    }
  }

  /** The schemes that count cases of a kind, by index. */
  private counting(kind: string): readonly number[] {
    let indexes = this.schemesOfKinds.get(kind);
    if (!indexes) {
      indexes = [...this.schemes.keys()].filter((index) => this.schemes[index]?.caseKinds.has(kind));
      this.schemesOfKinds.set(kind, indexes);
    }
    return indexes;
  }

  private add(table: SumTable, { slots }: CompiledScheme, contributions: Contributions, sign: 1 | -1): void {
    if (contributions.length === 0) return;
    const unit = this.unit(contributions.unit);
    for (let index = 0; index < contributions.length; index++) {
      const period = contributions.periodAt(index);
      const slot = contributions.slotAt(index);
      const amount = sign * contributions.amountAt(index);
      const place = slots[slot];
      if (place?.attribution !== 'dated') {
        table.add(this.rows.of(unit, period), slot, amount);
        continue;
      }
      table.add(this.dayRows.of(unit, period), slot, amount);
      if (place.isStanding) table.add(this.rows.of(unit, yearOf(period)), slot, amount);
    }
  }

  private unit(path: string): number {
    if (path !== this.lastUnit.path) {
      let number = this.units.get(path);
      if (number === undefined) this.units.set(path, (number = this.units.size));
      this.lastUnit = { path, number };
    }
    return this.lastUnit.number;
  }
}

function lastKnownCompany(events: readonly StreamEvent[]): string | null {
  let company: string | null = null;
  try {
    let state = undefined;
    for (const { body } of events) {
      const fact: Fact = readFact(body);
      state = evolve(state, fact);
      company = companyOf(state.unit);
    }
  } catch {
    // Here it broke; what was known before is the answer.
  }
  return company;
}
