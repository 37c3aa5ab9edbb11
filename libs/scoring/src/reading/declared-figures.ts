/** Finds what is declared for a period: the measure-report cases, as known at some moment. */
import type { StoredEvent } from '#assay/event-log';
import { type CaseState, type Fact, parsePeriod, type Period, unitLevel, type UnitLevel } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';

import type { ScoreView } from '../score-store.js';
import { foldAsFarAsItGoes } from './cases.js';
import { eventsAt } from './events-at.js';
import type { CaseLog } from './case-log.js';

/** A figure that somebody declared, with the event that did so last and counts. */
export interface DeclaredFigure {
  /** What the report calls it. */
  readonly measure: string;
  /** Decimal text, as declared. */
  readonly value: string;
  /** The definition version and the scheme that the report names; null where it names none. */
  readonly definition: string | null;
  readonly scheme: string | null;
  readonly case: string;
  readonly event: string;
  readonly position: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** What the one who collects declarations made of it; null where nobody recorded that. */
  readonly collector: { readonly value: string; readonly matches: boolean | null } | null;
}

export interface FoundDeclaration {
  readonly unit: string;
  readonly line: string | null;
  readonly figure: DeclaredFigure;
}

export interface DeclaredScope {
  readonly period: Period;
  readonly level: UnitLevel;
  /** Only this unit and what lies below it. */
  readonly unit: string | undefined;
  readonly measures: ReadonlySet<string>;
}

const KIND = 'measure-report';
const REPORTED = 'measure.reported.v1';
/** A report may be found by any of its reports, or, when these told another unit or period at first, by a correction. */
const TELLING = [REPORTED, 'record.corrected.v1'];
const AT_ONCE = 1_000;

/**
 * In order of unit, measure and case.
 * @param log as known at the view's moment
 */
export async function declaredFigures(
  view: ScoreView,
  log: CaseLog,
  scope: DeclaredScope,
): Promise<FoundDeclaration[]> {
  const found: FoundDeclaration[] = [];
  for (const stream of await candidates(view, log, scope)) {
    const events = await log.readStream(stream);
    const { state } = foldAsFarAsItGoes(events);
    const declaration = state && declarationOf(state, events, scope);
    if (declaration) found.push(declaration);
  }
  return found.sort(
    (a, b) => order(a.unit, b.unit) || order(a.figure.measure, b.figure.measure) || order(a.figure.case, b.figure.case),
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Cases that may hold what is looked for; most others are passed over without being read whole. */
async function candidates(view: ScoreView, log: CaseLog, scope: DeclaredScope): Promise<Set<string>> {
  const streams = new Set<string>();
  const filter = {
    types: TELLING,
    order: 'oldest-first',
    ...(scope.unit !== undefined && { unit: scope.unit }),
  } as const;
  for (let after = 0; ;) {
    const positions = await view.facts({ ...filter, after, limit: AT_ONCE });
    for (const event of await eventsAt(log, positions))
      if (!streams.has(event.stream) && mayFit(event, scope)) streams.add(event.stream);
    const last = positions.at(-1);
    if (last === undefined || positions.length < AT_ONCE) return streams;
    after = last;
  }
}

function mayFit({ stream, body }: StoredEvent, { measures, period, level }: DeclaredScope): boolean {
  if (!stream.startsWith(`${KIND}/`)) return false;
  const { type, data } = JSON.parse(body) as Fact;
  if (type !== REPORTED) return true;
  const told = data as { unit: string; measure: string; period: string };
  return measures.has(told.measure) && isSamePeriod(told.period, period) && unitLevel(told.unit) === level;
}

/** A rolling window has no report of its own. */
const isSamePeriod = (told: string, { code }: Period): boolean => code !== null && parsePeriod(told).code === code;

function declarationOf(
  { id, unit, attributes }: CaseState,
  events: readonly StoredEvent[],
  scope: DeclaredScope,
): FoundDeclaration | undefined {
  const text = (name: string): string | null => {
    const value = attributes[name];
    return typeof value === 'string' ? value : null;
  };
  const [measure, period, value] = [text('measure'), text('period'), text('value')];
  // A voided report has no attributes.
  if (measure === null || period === null || value === null) return undefined;
  if (!scope.measures.has(measure) || !isSamePeriod(period, scope.period) || unitLevel(unit) !== scope.level)
    return undefined;
  if (scope.unit !== undefined && unit !== scope.unit && !unit.startsWith(`${scope.unit}/`)) return undefined;
  const event = lastReport(events, attributes['reportedAt']);
  if (!event) return undefined;
  const { id: eventId, time } = JSON.parse(event.body) as Fact;
  const recomputed = text('recomputedValue');
  const matches = attributes['recomputedMatches'];
  return {
    unit,
    line: text('line'),
    figure: {
      measure,
      value,
      definition: text('definition'),
      scheme: text('scheme'),
      case: id,
      event: eventId,
      position: event.position,
      occurredAt: time,
      recordedAt: formatTimestamp(event.recordedAt),
      collector:
        recomputed === null ? null : { value: recomputed, matches: typeof matches === 'boolean' ? matches : null },
    },
  };
}

/** The report that holds: of those of the instant at which the case was last reported, the one that arrived last. */
function lastReport(events: readonly StoredEvent[], reportedAt: unknown): StoredEvent | undefined {
  const reports = events.filter(({ body }) => (JSON.parse(body) as Fact).type === REPORTED);
  return reports.findLast(({ body }) => Date.parse((JSON.parse(body) as Fact).time) === reportedAt) ?? reports.at(-1);
}
