import { setImmediate as nextTurn } from 'node:timers/promises';

import type { EventLog, ReadStreamsOptions, StoredEvent } from '#assay/event-log';
import type { CompiledScheme, Contribution } from '#assay/methodology';
import {
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
  readonly broken: readonly BrokenReplay[];
  /** Paths by the index that the tables' keys have. */
  readonly units: readonly string[];
  readonly tables: readonly PackedTable[];
}

/** Events between two words on progress. */
const TELL_EVERY = 2_000;

/**
 * Folds whole streams from the log and adds what their cases contribute in the end: for the very unit that a case names, by
 * month or reported period. It shares nothing with the running scores but the pure libraries: no differences, no caches,
 * no order of events, no read model. Companies' sums are made of these afterwards (`rolled-up-totals.ts`).
 */
export class ReplayedCases {
  private readonly broken: BrokenReplay[] = [];
  private cases = 0;
  private readonly units = new Map<string, number>();
  /** By scheme. */
  private readonly tables: readonly SumTable[];

  constructor(private readonly schemes: readonly CompiledScheme[]) {
    this.tables = schemes.map(({ slots }) => new SumTable(slots.length));
  }

  /** Adds one share of the log's streams, as they are at a position; everything without a share. */
  async addStreams(log: EventLog, options: ReadStreamsOptions, onEvents: (count: number) => void): Promise<void> {
    let told = 0;
    let read = 0;
    for await (const events of log.readStreams(options)) {
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
      broken: this.broken,
      units: [...this.units.keys()],
      tables: this.tables.map((table) => table.pack()),
    };
  }

  private addCase(events: readonly StoredEvent[]): void {
    this.cases += 1;
    try {
      const state = fold(events.map(({ body }) => readFact(body)));
      for (let index = 0; index < this.schemes.length; index++) {
        const scheme = this.schemes[index];
        if (scheme?.caseKinds.has(state.kind)) this.addContributions(scheme, index, scheme.contributions(state));
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.broken.push({ caseId: events[0]?.stream ?? '', company: lastKnownCompany(events), reason });
    }
  }

  private addContributions(scheme: CompiledScheme, index: number, contributions: readonly Contribution[]): void {
    const table = this.tables[index];
    for (const { unit, period, slot, amount } of contributions) {
      const counted = scheme.slots[slot]?.attribution === 'dated' ? monthOf(period) : period;
      table?.add(SumTable.key(counted, this.unit(unit)), slot, amount);
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
