import { setImmediate as breathe } from 'node:timers/promises';

import type { EventLog, StoredEvent } from '#assay/event-log';
import { type CompiledScheme, periodUnder } from '#assay/methodology';
import type { UnitLevel } from '#assay/service-record';

import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import { amountText } from './amount-text.js';
import { casesBehind } from './cases-behind.js';
import type { CaseTrail } from './case-trail.js';
import { logKnownAt } from './case-log.js';
import { boardUnitOf, counts, type Scope, scopesOf } from './scope.js';

export interface EvidenceQuery {
  readonly scheme: string;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  /** Only this unit and what lies below it. */
  readonly unit?: string | undefined;
  /** As known at this position: not beyond what is scored. */
  readonly position: number;
}

/** A case behind a board, with what it adds to each unit of the board's level and each measure. */
export interface EvidenceCase {
  readonly case: string;
  /** Known events of the case, in order of arrival. */
  readonly events: readonly StoredEvent[];
  readonly parts: readonly EvidencePart[];
}

export interface EvidencePart {
  readonly unit: string;
  readonly measure: string;
  /** What the case adds, exact decimal text; null where the measure has no such side. */
  readonly numerator: string | null;
  readonly denominator: string | null;
}

/** Cases that are walked through in one go. */
const AT_ONCE = 25;

/**
 * All the cases behind all units of a board, as known at a position: what explanations tell of one unit a page at a time,
 * walked through for a whole level. The parts of all cases add up to the board's totals exactly.
 */
export class Evidence {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
  ) {}

  /** Company by company in order of path; one page of movements and one case in memory. @throws UnknownSchemeError, PeriodError */
  async *cases(query: EvidenceQuery): AsyncGenerator<EvidenceCase, void> {
    const { key, scheme } = this.library.get(query.scheme);
    const period = periodUnder(scheme.document, query.period);
    const read = <T>(ask: (view: ScoreView) => Promise<T>): Promise<T> => this.reader.snapshot(ask, query.position);
    const events = logKnownAt(this.log, query.position);
    const scopes = await read((view) => scopesOf(view, { key, scheme, period, within: query.unit }));
    let found = 0;
    for (const scope of scopes) {
      const movements: Parameters<typeof casesBehind>[0] = (page) => read((view) => view.movements(page));
      for await (const { trail } of casesBehind(movements, events, scope)) {
        // SQLite answers at once: without a breath nothing else in this thread would have its turn until the end.
        if (++found % AT_ONCE === 0) await breathe();
        const parts = partsOf(trail, scope, query.unitLevel);
        if (parts.length > 0) yield { case: trail.caseId, events: trail.events, parts };
      }
    }
  }
}

/** In order of unit, then of the scheme's measures. A case that adds nothing to a unit's measure is no part of it. */
function partsOf({ contributions }: CaseTrail, scope: Scope, level: UnitLevel): EvidencePart[] {
  const byUnit = new Map<string, Map<number, number>>();
  for (const { unit, slot, period, amount } of contributions) {
    if (!counts(scope, unit, slot, period)) continue;
    const onBoard = boardUnitOf(scope, { unit, slot, period }, level);
    if (onBoard === undefined) continue;
    const sums = byUnit.get(onBoard) ?? new Map<number, number>();
    byUnit.set(onBoard, sums.set(slot, (sums.get(slot) ?? 0) + amount));
  }
  return [...byUnit.keys()].sort().flatMap((unit) => {
    const sums = byUnit.get(unit) ?? new Map<number, number>();
    return scope.scheme.measureIds.flatMap((measure, index): EvidencePart[] => {
      const [numerator, denominator] = [sums.get(2 * index) ?? 0, sums.get(2 * index + 1) ?? 0];
      if (numerator === 0 && denominator === 0) return [];
      return [
        {
          unit,
          measure,
          numerator: sideText(scope.scheme, 2 * index, numerator),
          denominator: sideText(scope.scheme, 2 * index + 1, denominator),
        },
      ];
    });
  });
}

/** A side of a measure as exact decimal text; null where the measure has no such side. */
export function sideText({ slots }: CompiledScheme, slot: number, amount: number): string | null {
  const side = slots[slot];
  return side === undefined || side.attribution === 'unused' ? null : amountText(amount, side.scale);
}
