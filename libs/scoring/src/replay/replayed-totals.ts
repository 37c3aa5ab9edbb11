import type { EventLog } from '#assay/event-log';
import { type CompiledScheme, ExactRangeError } from '#assay/methodology';
import {
  companyOf,
  daysOf,
  evolve,
  type Fact,
  fold,
  granularityOf,
  type PeriodCode,
  periodContaining,
  readFact,
  unitAndAncestors,
} from '#assay/service-record';

/** A totals row as the replay finds it: `[scheme, period, unit path, sums by slot]`. */
export type ReplayedRow = readonly [scheme: number, period: PeriodCode, unit: string, slots: number[]];

/** A case that cannot be folded. */
export interface BrokenReplay {
  readonly caseId: string;
  /** Path of its company, when the case says one before it breaks. */
  readonly company: string | null;
  readonly reason: string;
}

export interface Share {
  readonly index: number;
  readonly of: number;
}

const PAGE = 5_000;

/**
 * Folds whole streams from the log and adds what their cases contribute in the end. It shares nothing with the running
 * scores but the pure libraries: no differences, no caches, no order of events, no read model.
 */
export class ReplayedTotals {
  readonly broken: BrokenReplay[] = [];
  cases = 0;
  private readonly units = new Map<string, UnitSums>();

  constructor(private readonly schemes: readonly CompiledScheme[]) {}

  /** Adds one share of the log's streams, as they are at a position. */
  async addShare(log: EventLog, share: Share, upTo: number, onEvents: (count: number) => void): Promise<void> {
    const streams = new Map<string, string[]>();
    // The texts are kept, not the facts: parsed events take several times their room.
    for (let after = 0; ;) {
      const events = await log.readAll({ after, limit: PAGE, share });
      for (const { position, stream, body } of events) {
        if (position > upTo) break;
        const bodies = streams.get(stream);
        if (bodies) bodies.push(body);
        else streams.set(stream, [body]);
      }
      const last = events.at(-1)?.position ?? upTo;
      onEvents(events.findLastIndex(({ position }) => position <= upTo) + 1);
      if (events.length < PAGE || last >= upTo) break;
      after = last;
    }
    for (const [stream, bodies] of streams) this.addCase(stream, bodies);
  }

  addRow([scheme, period, path, slots]: ReplayedRow): void {
    const sums = this.unit(path).of(scheme, period, slots.length);
    for (let slot = 0; slot < slots.length; slot++) addTo(sums, slot, slots[slot] ?? 0, path);
  }

  /** Every row that is not all zero. */
  *rows(): Generator<ReplayedRow> {
    for (const { path, schemes } of this.units.values()) {
      for (const [scheme, periods] of schemes) {
        for (const [period, slots] of periods)
          if (slots.some((amount) => amount !== 0)) yield [scheme, period, path, slots];
      }
    }
  }

  /** The sums of a row, zeros when there are none. Rows asked for are taken out, so that what is left was not asked for. */
  take(scheme: number, period: PeriodCode, path: string): readonly number[] {
    const periods = this.units.get(path)?.schemes.get(scheme);
    const slots = periods?.get(period);
    periods?.delete(period);
    return slots ?? [];
  }

  private addCase(stream: string, bodies: readonly string[]): void {
    this.cases += 1;
    try {
      const state = fold(bodies.map((body) => readFact(body)));
      this.schemes.forEach((scheme, index) => {
        if (!scheme.caseKinds.has(state.kind)) return;
        for (const { unit, period, slot, amount } of scheme.contributions(state)) {
          const dated = scheme.slots[slot]?.attribution === 'dated' && granularityOf(period) === 'day';
          for (const each of dated ? yearAndMonth(period) : [period]) {
            for (const above of this.unit(unit).lineage)
              addTo(above.of(index, each, scheme.slots.length), slot, amount, above.path);
          }
        }
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.broken.push({ caseId: stream, company: lastKnownCompany(bodies), reason });
    }
  }

  private unit(path: string): UnitSums {
    let unit = this.units.get(path);
    if (!unit) {
      const above = unitAndAncestors(path).slice(0, -1);
      unit = new UnitSums(
        path,
        above.map((ancestor) => this.unit(ancestor)),
      );
      this.units.set(path, unit);
    }
    return unit;
  }
}

class UnitSums {
  readonly lineage: readonly UnitSums[];
  /** Sums by slot, by period, by scheme. */
  readonly schemes = new Map<number, Map<PeriodCode, number[]>>();

  constructor(
    readonly path: string,
    above: readonly UnitSums[],
  ) {
    this.lineage = [...above, this];
  }

  of(scheme: number, period: PeriodCode, slots: number): number[] {
    let periods = this.schemes.get(scheme);
    if (!periods) this.schemes.set(scheme, (periods = new Map<PeriodCode, number[]>()));
    let sums = periods.get(period);
    if (!sums) periods.set(period, (sums = new Array<number>(slots).fill(0)));
    return sums;
  }
}

function addTo(sums: number[], slot: number, amount: number, path: string): void {
  const sum = (sums[slot] ?? 0) + amount;
  if (!Number.isSafeInteger(sum)) throw new ExactRangeError(`A sum of ${path} leaves ±(2^53 − 1).`);
  sums[slot] = sum;
}

const calendar = new Map<PeriodCode, readonly PeriodCode[]>();

function yearAndMonth(day: PeriodCode): readonly PeriodCode[] {
  let periods = calendar.get(day);
  if (!periods) {
    const [number] = daysOf(day);
    calendar.set(day, (periods = [periodContaining('year', number), periodContaining('month', number)]));
  }
  return periods;
}

function lastKnownCompany(bodies: readonly string[]): string | null {
  let company: string | null = null;
  try {
    let state = undefined;
    for (const body of bodies) {
      const fact: Fact = readFact(body);
      state = evolve(state, fact);
      company = companyOf(state.unit);
    }
  } catch {
    // Here it broke; what was known before is the answer.
  }
  return company;
}
