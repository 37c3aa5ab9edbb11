/** What moved between two moments: by unit, by measure, and by case. */
import type { EventLog } from '#assay/event-log';
import { type MeasureScore, periodUnder } from '#assay/methodology';
import { parseUnitPath, type UnitLevel } from '#assay/service-record';

import { QueryError, UnknownUnitError } from '../query-errors.js';
import type { BoardRow, Boards, WholeBoard } from '../reading/boards.js';
import { pageSize, readCursor, writeCursor } from '../reading/cursor.js';
import { logKnownAt } from '../reading/case-log.js';
import type { KnownAt } from '../reading/known-at.js';
import { type MomentQuery, momentOf, readAt } from '../reading/moment.js';
import type { Provenance } from '../reading/sources.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader } from '../score-store.js';
import type { FromTo } from '../supposing/supposition.js';
import { type CasePlace, type ChangedCase, changedCases } from './changed-cases.js';
import { type BoardScope, type MeasureDifference } from './board-amounts.js';
import { amountsMoved } from './moved-amounts.js';

export interface ComparisonQuery extends Omit<MomentQuery, 'knownAt'> {
  /** A scheme's id, or `id@version`. */
  readonly scheme: string;
  readonly period: string;
  /** Default `company`. */
  readonly unitLevel?: UnitLevel | undefined;
  /** Only this unit and what lies below it. */
  readonly unit?: string | undefined;
  /** The earlier moment: a position, an RFC 3339 instant, or a day (its end). */
  readonly from: string;
  /** The later one; absent: now. */
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
  /** Cases on a page. Default 50, at most 1,000. */
  readonly limit?: number | undefined;
}

export interface ComparedUnit {
  readonly unit: string;
  /** As the later board has it. */
  readonly name: string;
  readonly rank: FromTo<number>;
  readonly score: FromTo<string>;
  readonly grade: FromTo<string>;
  /** Null for a moment at which the unit is not on the board. */
  readonly state: FromTo<string>;
  /** The measures of which some figure is another. */
  readonly measures: Readonly<Record<string, Readonly<Record<keyof MeasureScore, FromTo<string>>>>>;
}

/**
 * For every unit and measure, the later numerator less the earlier one is the sum of what the cases and `moved` say, exactly;
 * the same with the denominators.
 */
export interface Comparison extends Provenance {
  readonly scheme: string;
  readonly version: number;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly from: KnownAt;
  readonly to: KnownAt;
  /** Units of which anything is other than it was, in the order of the later board; those that left it stand last. */
  readonly rows: readonly ComparedUnit[];
  /** How many units are as they were. */
  readonly unchanged: number;
  /** What went from one unit to another without any case changing, because a move or a merger became known. */
  readonly moved: readonly MeasureDifference[];
  /** By company, then in order of arrival of what changed them first. */
  readonly cases: readonly ChangedCase[];
  readonly nextCursor: string | null;
}

const PAGE = { default: 50, max: 1_000 };

export class Comparisons {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly boards: Boards,
  ) {}

  /** @throws UnknownSchemeError, UnknownUnitError, PeriodError, UnitPathError, CursorError, QueryError, MomentError, NotCaughtUpError */
  async comparison(query: ComparisonQuery): Promise<Comparison> {
    const { atLeast, waitMs, limit, cursor, ...question } = query;
    const size = pageSize(limit, PAGE);
    const place = cursor === undefined ? undefined : readCursor(question, cursor, ['at', 'company', 'passed']);
    if (query.unit !== undefined) parseUnitPath(query.unit);
    const from = (await momentOf(this.log, query.from, 'from')).position;
    const to = place?.at ?? (query.to === undefined ? undefined : (await momentOf(this.log, query.to, 'to')).position);
    if (to !== undefined && from > to)
      throw new QueryError(`from is position ${from}, after position ${to}: name the earlier moment first.`);
    return readAt(this.reader, this.log, { atLeast, waitMs, position: to }, (later) =>
      readAt(this.reader, this.log, { waitMs, position: from }, async (earlier): Promise<Comparison> => {
        const { key, scheme } = this.library.get(query.scheme);
        const period = periodUnder(scheme.document, query.period);
        const level = query.unitLevel ?? 'company';
        const scope: BoardScope = { key, scheme, period, within: query.unit, level };
        const boards = {
          from: await this.boards.whole(earlier, query),
          to: await this.boards.whole(later, query),
        };
        const { rows, unchanged } = compared(boards, query.unit);
        const { position } = boards.to.knownAt;
        if (query.unit !== undefined && !(await later.unitByPath(query.unit)))
          throw new UnknownUnitError(query.unit, position);
        const events = logKnownAt(this.log, position);
        const cases: ChangedCase[] = [];
        let next: CasePlace | null = null;
        for await (const { changed, at } of changedCases(later, events, scope, { from, start: place })) {
          if (cases.length === size) {
            next = at;
            break;
          }
          cases.push(changed);
        }
        const units = rows.map(({ unit }) => unit);
        return {
          scheme: scheme.id,
          version: scheme.version,
          period: boards.to.period,
          unitLevel: level,
          from: boards.from.knownAt,
          to: boards.to.knownAt,
          ...(await this.boards.provenance(later, units)),
          rows,
          unchanged,
          moved: await amountsMoved({ earlier, later }, scope),
          cases,
          nextCursor: next && writeCursor(question, { at: position, ...next }),
        };
      }),
    );
  }
}

function compared(
  { from, to }: { readonly from: WholeBoard; readonly to: WholeBoard },
  within: string | undefined,
): Pick<Comparison, 'rows' | 'unchanged'> {
  const isWithin = ({ unit }: BoardRow): boolean =>
    within === undefined || unit === within || unit.startsWith(`${within}/`);
  const before = new Map(from.rows.filter(isWithin).map((row) => [row.unit, row]));
  const after = new Map(to.rows.filter(isWithin).map((row) => [row.unit, row]));
  const units = [...after.keys(), ...[...before.keys()].filter((unit) => !after.has(unit))];
  const all = units.map((unit) => comparedUnit(unit, before.get(unit), after.get(unit)));
  const rows = all.filter(isOther);
  return { rows, unchanged: all.length - rows.length };
}

function comparedUnit(unit: string, from: BoardRow | undefined, to: BoardRow | undefined): ComparedUnit {
  const change = <K extends 'rank' | 'score' | 'grade' | 'state'>(name: K): FromTo<NonNullable<BoardRow[K]>> => ({
    from: from?.[name] ?? null,
    to: to?.[name] ?? null,
  });
  const measures = Object.keys({ ...from?.measures, ...to?.measures }).flatMap((id) => {
    const [was, is] = [from?.measures[id], to?.measures[id]];
    const figures = Object.fromEntries(
      FIGURES.map((name) => [name, { from: was?.[name] ?? null, to: is?.[name] ?? null }]),
    ) as ComparedUnit['measures'][string];
    return FIGURES.some((name) => figures[name].from !== figures[name].to) ? [[id, figures] as const] : [];
  });
  return {
    unit,
    name: to?.name ?? from?.name ?? unit,
    rank: change('rank'),
    score: change('score'),
    grade: change('grade'),
    state: change('state'),
    measures: Object.fromEntries(measures),
  };
}

const FIGURES = ['numerator', 'denominator', 'value', 'points'] as const satisfies readonly (keyof MeasureScore)[];

const isOther = ({ rank, score, grade, state, measures }: ComparedUnit): boolean =>
  Object.keys(measures).length > 0 || [rank, score, grade, state].some(({ from, to }) => from !== to);
