import { type CompiledScheme, type Measure, type MeasureScore, periodUnder } from '#assay/methodology';
import { companyOf, parseUnitPath, unitLevel, type UnitLevel } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';

import { UnknownMeasureError, UnknownUnitError } from '../query-errors.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { MovementPlace, ScoreReader, ScoreView } from '../score-store.js';
import type { BoardRow, Boards } from './boards.js';
import type { CaseLog } from './case-log.js';
import type { CaseTrail } from './case-trail.js';
import { casesBehind, counts, type Scope, START } from './cases-behind.js';
import { sideText, toldOf } from './evidence.js';
import { pageSize, readCursor, writeCursor } from './cursor.js';
import { caughtUp, type KnownAt, knownAt } from './known-at.js';
import { Organisation } from './organisation.js';
import type { Provenance } from './sources.js';
import { type ToldEvent, toldEvent } from './told-event.js';

export interface ExplanationQuery {
  readonly scheme: string;
  readonly period: string;
  /** Path of the unit whose result is explained. */
  readonly unit: string;
  /** Only this measure. */
  readonly measure?: string | undefined;
  readonly cursor?: string | undefined;
  /** Cases on a page. Default 50, at most 1,000. */
  readonly limit?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly waitMs?: number | undefined;
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
    private readonly log: CaseLog,
    private readonly library: SchemeLibrary,
    private readonly boards: Boards,
  ) {}

  /** @throws UnknownSchemeError, UnknownUnitError, UnknownMeasureError, PeriodError, UnitPathError, CursorError, QueryError, NotCaughtUpError */
  async explanation(query: ExplanationQuery): Promise<Explanation> {
    const { atLeast, waitMs = 2_000, limit, cursor, ...question } = query;
    const size = pageSize(limit, PAGE);
    const place =
      cursor === undefined ? null : readCursor(question, cursor, ['at', 'scope', 'period', 'position', 'unit']);
    parseUnitPath(query.unit);
    if (atLeast !== undefined) await caughtUp(this.reader, atLeast, waitMs);
    return this.reader.snapshot(async (view) => {
      const { key, scheme } = this.library.get(query.scheme);
      const measures = wantedMeasures(scheme, query.measure);
      const now = knownAt(await view.checkpoint());
      const known = place === null || place.at === now.position ? now : await this.earlier(place.at);
      const level = unitLevel(query.unit);
      const board = await this.boards.scored(view, { ...query, unitLevel: level }, known);
      const scopes = await this.scopes(view, query, { key, scheme, measures, known });
      const placed = board.placed.find(({ unit }) => unit === query.unit);
      const row = placed ? board.print(placed) : await emptyRow(view, query.unit);
      const page = await this.cases(view, scopes, place ?? { scope: 0, ...START }, size);
      return {
        scheme: scheme.id,
        version: scheme.version,
        period: board.period,
        unitLevel: level,
        knownAt: known,
        ...(await this.boards.provenance(view, [query.unit], known)),
        ...row,
        measures: Object.fromEntries(
          measures.map((index): [string, ExplainedMeasure] => [
            scheme.measureIds[index] ?? '',
            explainedMeasure(scheme, index, row, page.cases),
          ]),
        ),
        nextCursor: page.next && writeCursor(question, { at: known.position, ...page.next }),
      };
    }, place?.at);
  }

  private async earlier(position: number): Promise<KnownAt> {
    const [event] = await this.log.readAll({ after: position - 1, limit: 1 });
    return { position, recordedAt: event ? formatTimestamp(event.recordedAt) : null };
  }

  /** One for each company of which cases of the unit were told: its own, and those that it was part of or took over. */
  private async scopes(
    view: ScoreView,
    query: ExplanationQuery,
    { key, scheme, measures, known }: { key: number; scheme: CompiledScheme; measures: number[]; known: KnownAt },
  ): Promise<Scope[]> {
    const period = periodUnder(scheme.document, query.period);
    const organisation = await Organisation.of(view, scheme, period, known.position);
    const own = await view.unitByPath(companyOf(query.unit));
    const companies = organisation.isStill ? (own ? [own] : []) : await view.units('company');
    const parked = new Map((await view.parked()).map(({ company, since }) => [company, since]));
    const scopes: Scope[] = [];
    for (const company of companies) {
      const units = await toldOf(view, company.path, query.unit, organisation);
      if (units.length === 0) continue;
      const since = parked.get(company.key);
      scopes.push({
        key,
        scheme,
        period,
        company: company.key,
        units: new Map(units.map((unit) => [unit.path, unit.key])),
        within: query.unit,
        organisation,
        slots: new Set(measures.flatMap((measure) => [2 * measure, 2 * measure + 1])),
        upTo: known.position,
        counted: since === undefined ? known.position : Math.min(known.position, since - 1),
      });
    }
    if (scopes.length === 0) throw new UnknownUnitError(query.unit);
    return scopes;
  }

  /** A page of the cases behind the scopes' totals. */
  private async cases(
    view: ScoreView,
    scopes: readonly Scope[],
    from: Place,
    size: number,
  ): Promise<{ cases: ScopedCase[]; next: Place | null }> {
    const cases: ScopedCase[] = [];
    for (const [index, scope] of scopes.entries()) {
      if (index < from.scope) continue;
      const { period, position, unit } = index === from.scope ? from : START;
      const place = { period, position, unit };
      for await (const { trail, before } of casesBehind((query) => view.movements(query), this.log, scope, place)) {
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
  return contributions
    .filter((each) => each.slot === slot && counts(scope, each.unit, slot, each.period))
    .reduce((total, { amount }) => total + amount, 0);
}

/** A unit that has no figures in the period is on no board; it is explained by having none. */
async function emptyRow(view: ScoreView, unit: string): Promise<BoardRow> {
  const known = await view.unitByPath(unit);
  if (!known) throw new UnknownUnitError(unit);
  const reason = 'Nothing was recorded of it in this period that the scheme measures.';
  const nothing = { rank: null, score: null, grade: null, steps: null, results: {}, breakdown: null, measures: {} };
  return { unit, name: known.name, state: 'no-data', reason, ...nothing };
}
