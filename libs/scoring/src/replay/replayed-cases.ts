import { setImmediate as nextTurn } from 'node:timers/promises';

import type { EventLog, ReadStreamsOptions, StoredEvent } from '#assay/event-log';
import type { CompiledScheme, Contribution } from '#assay/methodology';
import {
  type CaseState,
  companyOf,
  daysOf,
  evolve,
  type Fact,
  fold,
  type PeriodCode,
  periodContaining,
  readFact,
} from '#assay/service-record';

import { type PackedTable, SumTable } from './sum-table.js';

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
  /** Paths by the index that the tables' keys have. */
  readonly units: readonly string[];
  /** In order of the positions that were asked for; taken out one by one, so that no table is held twice. */
  readonly moments: ReplayedMoment[];
}

/** What is to be added to what was found at the position before. */
export interface ReplayedMoment {
  readonly broken: readonly BrokenReplay[];
  /** By scheme; taken out one by one, too. */
  readonly tables: PackedTable[];
}

export type StreamShare = NonNullable<ReadStreamsOptions['share']>;

/** Events between two words on progress. */
const TELL_EVERY = 2_000;

/**
 * Folds whole streams from the log and adds what their cases contribute, as they are at some positions: for the very unit that
 * a case names, by month or reported period. It shares nothing with the running scores but the pure libraries: no caches, no
 * order of events, no read model. Companies' sums are made of these afterwards (`rolled-up-totals.ts`).
 */
export class ReplayedCases {
  private cases = 0;
  private readonly units = new Map<string, number>();
  private readonly moments: readonly { readonly broken: BrokenReplay[]; readonly tables: readonly SumTable[] }[];

  constructor(
    private readonly schemes: readonly CompiledScheme[],
    /** Ascending. */
    private readonly positions: readonly number[],
  ) {
    this.moments = positions.map(() => ({
      broken: [],
      tables: schemes.map(({ slots }) => new SumTable(slots.length)),
    }));
  }

  /** Adds one share of the log's streams; everything without a share. */
  async addStreams(log: EventLog, share: StreamShare | undefined, onEvents: (count: number) => void): Promise<void> {
    let told = 0;
    let read = 0;
    for await (const events of log.readStreams({ upTo: this.positions.at(-1) ?? 0, ...(share && { share }) })) {
      this.addCase(events);
      read += events.length;
      if (read - told < TELL_EVERY) continue;
      onEvents(read - told);
      told = read;
      // So that what other threads say is heard meanwhile.
      await nextTurn();
    }
    onEvents(read - told);
  }

  found(): ReplayedShare {
    return {
      cases: this.cases,
      units: [...this.units.keys()],
      moments: this.moments.map(({ broken, tables }) => ({ broken, tables: tables.map((table) => table.pack()) })),
    };
  }

  private addCase(events: readonly StoredEvent[]): void {
    this.cases += 1;
    let known = 0;
    let before: CaseState | null = null;
    const broken: (readonly [moment: number, broken: BrokenReplay])[] = [];
    for (const [index, position] of this.positions.entries()) {
      const last = events.findLastIndex((event) => event.position <= position) + 1;
      if (last === known) continue;
      known = last;
      const facts = events.slice(0, known);
      try {
        const state = fold(facts.map(({ body }) => readFact(body)));
        this.addDifference(before, state, index);
        before = state;
        // What broke it was corrected or taken back.
        broken.length = 0;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        broken.push([index, { caseId: events[0]?.stream ?? '', company: lastKnownCompany(facts), reason }]);
      }
    }
    // A case that stays broken has parked its company, or the difference is found.
    for (const [index, each] of broken) this.moments[index]?.broken.push(each);
  }

  private addDifference(before: CaseState | null, after: CaseState, moment: number): void {
    for (let index = 0; index < this.schemes.length; index++) {
      const scheme = this.schemes[index];
      if (!scheme?.caseKinds.has(after.kind)) continue;
      const table = this.moments[moment]?.tables[index];
      if (before) this.add(table, scheme, scheme.contributions(before), -1);
      this.add(table, scheme, scheme.contributions(after), 1);
    }
  }

  private add(
    table: SumTable | undefined,
    scheme: CompiledScheme,
    contributions: readonly Contribution[],
    sign: 1 | -1,
  ): void {
    let [path, unit] = ['', -1];
    for (const contribution of contributions) {
      const { period, slot, amount } = contribution;
      if (contribution.unit !== path) [path, unit] = [contribution.unit, this.unit(contribution.unit)];
      const counted = scheme.slots[slot]?.attribution === 'dated' ? monthOf(period) : period;
      table?.add(SumTable.key(counted, unit), slot, sign * amount);
    }
  }

  private unit(path: string): number {
    let index = this.units.get(path);
    if (index === undefined) this.units.set(path, (index = this.units.size));
    return index;
  }
}

const months = new Map<PeriodCode, PeriodCode>();

function monthOf(day: PeriodCode): PeriodCode {
  let month = months.get(day);
  if (month === undefined) months.set(day, (month = periodContaining('month', daysOf(day)[0])));
  return month;
}

function lastKnownCompany(events: readonly StoredEvent[]): string | null {
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
