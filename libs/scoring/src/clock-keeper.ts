import type { StreamEvent } from '#assay/event-log';
import { type Clock, type CompiledScheme, isSameClock, type LimitClock, limitClocks } from '#assay/methodology';
import { companyOf, type MeasuredCase } from '#assay/service-record';

import { ReadChanges } from './read-changes.js';
import type { ClockRow } from './score-store.js';
import type { KnownUnit } from './unit-register.js';

/** Who knows the keys of units: the register, or whoever looked them up. */
interface UnitKeys {
  mention(path: string, position: number): Pick<KnownUnit, 'key' | 'company'>;
}

const NONE: readonly ClockRow[] = [];

/** A promise of a scheme with its keys in the store. */
interface KeptPromise {
  readonly scheme: number;
  readonly promise: number;
  readonly of: LimitClock;
  /** The bits of what it reads. */
  readonly reads: number;
}

interface KindPromises {
  readonly changes: ReadChanges;
  readonly promises: KeptPromise[];
}

/** Notes how the clocks of cases change, event by event: one begins, is met, gets another end, or runs no more. */
export class ClockKeeper {
  private readonly byKind = new Map<string, KindPromises>();

  constructor(schemes: Iterable<readonly [key: number, scheme: CompiledScheme]>) {
    for (const [scheme, { document }] of schemes) {
      for (const [promise, of] of limitClocks(document).entries()) {
        let kind = this.byKind.get(of.caseKind);
        if (!kind) this.byKind.set(of.caseKind, (kind = { changes: new ReadChanges(), promises: [] }));
        kind.promises.push({ scheme, promise, of, reads: kind.changes.bitsOf(of.reads) });
      }
    }
  }

  /** The kinds of cases that have clocks. */
  get caseKinds(): Iterable<string> {
    return this.byKind.keys();
  }

  /** The attributes of cases of a kind that clocks hang on. */
  attributesOf(kind: string): readonly string[] {
    return this.byKind.get(kind)?.changes.attributes ?? [];
  }

  changes(
    { stream, position }: Pick<StreamEvent, 'stream' | 'position'>,
    before: MeasuredCase | null,
    after: MeasuredCase | null,
    units: UnitKeys,
  ): readonly ClockRow[] {
    const kind = after && this.byKind.get(after.kind);
    if (!after || !kind) return NONE;
    const changed = before && kind.changes.between(before, after);
    const isElsewhere = before !== null && companyOf(before.unit) !== companyOf(after.unit);
    let rows: ClockRow[] | undefined;
    const note = (promise: KeptPromise, { unit: path }: MeasuredCase, clock: Clock | null): void => {
      const { key: unit, company } = units.mention(path, position);
      (rows ??= []).push({
        scheme: promise.scheme,
        company,
        promise: promise.promise,
        case: stream,
        position,
        unit,
        clock,
      });
    };
    for (const promise of kind.promises) {
      if (changed !== null && (changed & promise.reads) === 0) continue;
      const was = before ? promise.of.clockOf(before) : undefined;
      const is = promise.of.clockOf(after);
      if (before && was && (!is || isElsewhere)) note(promise, before, null);
      if (is && (!was || before?.unit !== after.unit || !isSameClock(was, is))) note(promise, after, is);
    }
    return rows ?? NONE;
  }
}
