import type { EventLog } from '#assay/event-log';
import { type CompiledScheme, type Measure, type MeasureScore, periodUnder } from '#assay/methodology';
import { parseUnitPath, unitLevel, type UnitLevel } from '#assay/service-record';

import { UnknownMeasureError, UnknownUnitError } from '../query-errors.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { MovementPlace, ScoreReader, ScoreView } from '../score-store.js';
import type { BoardRow, Boards, ScoredBoard } from './boards.js';
import { type CaseLog, logKnownAt } from './case-log.js';
import type { CaseTrail } from './case-trail.js';
import { casesBehind, START } from './cases-behind.js';
import { sideText } from './evidence.js';
import { pageSize, questionOf, readCursor, writeCursor } from './cursor.js';
import type { KnownAt } from './known-at.js';
import { momentOfPage, type MomentQuery, readAt } from './moment.js';
import { counts, type Scope, scopesOf } from './scope.js';
import type { Provenance } from './sources.js';
import { type ToldEvent, toldEvent } from './told-event.js';

export interface ExplanationQuery extends MomentQuery {
  readonly scheme: string;
  readonly period: string;
  /** Path of the unit whose result is explained. */
  readonly unit: string;
  /** Only this measure. */
  readonly measure?: string | undefined;
  readonly cursor?: string | undefined;
  /** Cases on a page. Default 50, at most 1,000. */
  readonly limit?: number | undefined;
}

/**
 * From grade to events: the unit's row on the board, and per measure the cases behind its totals. The cases of all pages
 * together add up to the totals exactly, as known at the position of the first page.
 */
export interface Explanation extends Omit<BoardRow, 'measures'>, Provenance {
  readonly scheme: string;
  readonly version: number;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly knownAt: KnownAt;
  readonly measures: Readonly<Record<string, ExplainedMeasure>>;
  readonly nextCursor: string | null;
}

export interface ExplainedMeasure extends MeasureScore {
  readonly title: Measure['title'];
  /** What the measure means, and which version of that definition this is. */
  readonly definition: Measure['definition'];
  readonly cases: readonly ExplainedCase[];
}

export interface ExplainedCase {
  readonly case: string;
  /** What the case adds, exact decimal text; null where the measure has no such side. */
  readonly numerator: string | null;
  readonly denominator: string | null;
  /** All events of the case, in order of arrival. */
  readonly events: readonly ToldEvent[];
}

const PAGE = { default: 50, max: 1_000 };

/** Where to go on: a place among the movements of the company of one scope. */
interface Place extends MovementPlace {
  /** Index of the scope. */
  readonly scope: number;
}

/** A case with the scope in which it was found. */
interface ScopedCase {
  readonly trail: CaseTrail;
  readonly scope: Scope;
}

export class Explanations {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly boards: Boards,
  ) {}

  /** @throws UnknownSchemeError, UnknownUnitError, UnknownMeasureError, PeriodError, UnitPathError, CursorError, QueryError, MomentError, NotCaughtUpError */
  async explanation(query: ExplanationQuery): Promise<Explanation> {
    return readAt(this.reader, this.log, momentOfPage(query), (view) => this.explain(view, this.log, query));
  }

  /**
   * A page of the explanation by a view and the log of its moment.
   *
   * @param question what was asked, to which cursors belong; absent: the query
   * @param known the board that the unit is on, where it is scored already
   * @throws as {@link explanation}, but for MomentError and NotCaughtUpError
   */
  async explain(
    view: ScoreView,
    log: CaseLog,
    query: ExplanationQuery,
    question: object = questionOf(query),
    known?: ScoredBoard,
  ): Promise<Explanation> {
    const { limit, cursor } = query;
    const size = pageSize(limit, PAGE);
    const place = cursor === undefined ? null : readCursor(question, cursor, ['scope', 'period', 'position', 'unit']);
    parseUnitPath(query.unit);
    const { key, scheme } = this.library.get(query.scheme);
    const measures = wantedMeasures(scheme, query.measure);
    const level = unitLevel(query.unit);
    const board = known ?? (await this.boards.scored(view, { ...query, unitLevel: level }));
    const { position } = board.knownAt;
    const period = periodUnder(scheme.document, query.period);
    const slots = new Set(measures.flatMap((measure) => [2 * measure, 2 * measure + 1]));
    const scopes = await scopesOf(view, { key, scheme, period, within: query.unit, slots });
    if (scopes.length === 0) throw new UnknownUnitError(query.unit, position);
    const placed = board.placed.find(({ unit }) => unit === query.unit);
    const row = placed ? board.print(placed) : await emptyRow(view, query.unit, position);
    const events = logKnownAt(log, position);
    const page = await this.cases(view, events, scopes, { from: place ?? { scope: 0, ...START }, size });
    return {
      scheme: scheme.id,
      version: scheme.version,
      period: board.period,
      unitLevel: level,
      knownAt: board.knownAt,
      ...(await this.boards.provenance(view, [query.unit])),
      ...row,
      measures: Object.fromEntries(
        measures.map((index): [string, ExplainedMeasure] => [
          scheme.measureIds[index] ?? '',
          explainedMeasure(scheme, index, row, page.cases),
        ]),
      ),
      nextCursor: page.next && writeCursor(question, { at: position, ...page.next }),
    };
  }

  /** A page of the cases behind the scopes' totals. */
  private async cases(
    view: ScoreView,
    events: CaseLog,
    scopes: readonly Scope[],
    { from, size }: { readonly from: Place; readonly size: number },
  ): Promise<{ cases: ScopedCase[]; next: Place | null }> {
    const cases: ScopedCase[] = [];
    for (const [index, scope] of scopes.entries()) {
      if (index < from.scope) continue;
      const { period, position, unit } = index === from.scope ? from : START;
      const place = { period, position, unit };
      for await (const { trail, before } of casesBehind((query) => view.movements(query), events, scope, place)) {
        if (cases.length === size) return { cases, next: { scope: index, ...before } };
        cases.push({ trail, scope });
      }
    }
    return { cases, next: null };
  }
}

function wantedMeasures(scheme: CompiledScheme, measure: string | undefined): number[] {
  const all = scheme.measureIds.map((_, index) => index);
  if (measure === undefined) return all;
  const index = scheme.measureIds.indexOf(measure);
  if (index < 0) throw new UnknownMeasureError(measure, scheme.id, scheme.measureIds);
  return [index];
}

function explainedMeasure(
  scheme: CompiledScheme,
  index: number,
  row: BoardRow,
  found: readonly ScopedCase[],
): ExplainedMeasure {
  const id = scheme.measureIds[index] ?? '';
  const measure = scheme.document.measures[index];
  if (!measure) throw new RangeError(`The scheme ${scheme.id} has no measure number ${index}.`);
  const cases = found.flatMap(({ trail, scope }): ExplainedCase[] => {
    const numerator = sum(trail, scope, 2 * index);
    const denominator = sum(trail, scope, 2 * index + 1);
    if (!numerator && !denominator) return [];
    return [
      {
        case: trail.caseId,
        numerator: sideText(scheme, 2 * index, numerator),
        denominator: sideText(scheme, 2 * index + 1, denominator),
        events: trail.events.map(toldEvent),
      },
    ];
  });
  const score = row.measures[id] ?? { numerator: null, denominator: null, value: null, points: null };
  return { title: measure.title, definition: measure.definition, ...score, cases };
}

function sum({ contributions }: CaseTrail, scope: Scope, slot: number): number {
  return [...contributions]
    .filter((each) => each.slot === slot && counts(scope, each.unit, slot, each.period))
    .reduce((total, { amount }) => total + amount, 0);
}

/** A unit that has no figures in the period is on no board; it is explained by having none. */
export async function emptyRow(view: ScoreView, unit: string, position: number): Promise<BoardRow> {
  const known = await view.unitByPath(unit);
  if (!known) throw new UnknownUnitError(unit, position);
  const reason = 'Nothing was recorded of it in this period that the scheme measures.';
  const nothing = { rank: null, score: null, grade: null, steps: null, results: {}, breakdown: null, measures: {} };
  return { unit, name: known.name, state: 'no-data', reason, ...nothing };
}
