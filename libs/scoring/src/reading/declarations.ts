/**
 * Declared beside recomputed: what companies report of themselves under a scheme's measures, and what this ledger makes of
 * the cases that it holds; for each figure whether the two are the same, and by how much they differ.
 */
import type { EventLog } from '#assay/event-log';
import {
  compareDeclared,
  isRecorded,
  type Measure,
  MEASURE_SIDES,
  type MeasureScore,
  type MeasureSide,
  periodUnder,
} from '#assay/methodology';
import { parseUnitPath, type UnitLevel } from '#assay/service-record';

import { QueryError, UnknownMeasureError } from '../query-errors.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import type { BoardRow, Boards } from './boards.js';
import { pageSize, readCursor, writeCursor } from './cursor.js';
import { declaredFigures, type DeclaredFigure, type FoundDeclaration } from './declared-figures.js';
import type { KnownAt } from './known-at.js';
import { logKnownAt } from './case-log.js';
import { type MomentQuery, readAt } from './moment.js';
import type { Provenance } from './sources.js';

export type { DeclaredFigure } from './declared-figures.js';

/**
 * `match`: ours, rounded to the decimals that are declared, is what was declared. `nothing recorded`: it was declared, and
 * the ledger holds no case that ours could be made of. `not declared`: the other way round.
 */
export const DECLARATION_MATCHES = ['match', 'differs', 'not declared', 'nothing recorded'] as const;
export type DeclarationMatch = (typeof DECLARATION_MATCHES)[number];

export interface DeclarationsQuery extends MomentQuery {
  /** A scheme's id, or `id@version`. */
  readonly scheme: string;
  /** As written: `2024`, `2024-Q3` …; nothing is declared for a rolling window. */
  readonly period: string;
  /** Default `company`. */
  readonly unitLevel?: UnitLevel | undefined;
  /** Only this unit and what lies below it. */
  readonly unit?: string | undefined;
  /** Only this measure of the scheme. */
  readonly measure?: string | undefined;
  /** Only rows of this sort. */
  readonly match?: DeclarationMatch | undefined;
  readonly cursor?: string | undefined;
  /** Default and most: 1,000. */
  readonly limit?: number | undefined;
}

/** One figure of one unit. A figure that is declared in several cases has a row for each. */
export interface DeclarationRow {
  readonly unit: string;
  readonly name: string;
  readonly measure: string;
  /** What of the measure the figure is. */
  readonly side: MeasureSide;
  /** The version of the measure's definition that ours is made by. */
  readonly definition: string;
  readonly declared: DeclaredFigure | null;
  /** Ours; null where nothing was recorded. */
  readonly recomputed: Pick<MeasureScore, 'numerator' | 'denominator' | 'value'> | null;
  /** Declared less ours, before any rounding; null where there are not both. */
  readonly difference: string | null;
  readonly match: DeclarationMatch;
}

export interface DeclarationsPage extends Provenance {
  readonly scheme: string;
  readonly version: number;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly knownAt: KnownAt;
  /** By unit path, then in the scheme's order of measures. */
  readonly rows: readonly DeclarationRow[];
  /** How many rows of each sort there are, whatever `match` and the page show. */
  readonly counts: Readonly<Record<DeclarationMatch, number>>;
  readonly nextCursor: string | null;
}

type WholeAnswer = Omit<DeclarationsPage, 'nextCursor'>;

const PAGE = { default: 1_000, max: 1_000 };

export class Declarations {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly boards: Boards,
  ) {}

  /** The answer that was last given in part, and the cursor of its next page: reading on does not begin anew. */
  private begun: { readonly cursor: string; readonly answer: WholeAnswer } | undefined;

  /**
   * One page, in full of one position.
   *
   * @throws UnknownSchemeError, UnknownMeasureError, PeriodError, UnitPathError, CursorError, QueryError, MomentError, NotCaughtUpError
   */
  async page(query: DeclarationsQuery): Promise<DeclarationsPage> {
    const { atLeast: _, waitMs: __, limit, cursor, ...question } = query;
    const size = pageSize(limit, PAGE);
    const place = cursor === undefined ? undefined : readCursor(question, cursor, ['at', 'from']);
    if (query.unit !== undefined) parseUnitPath(query.unit);
    const kept = cursor !== undefined && cursor === this.begun?.cursor ? this.begun.answer : undefined;
    const moment = { ...query, position: place?.at };
    const whole = kept ?? (await readAt(this.reader, this.log, moment, (view) => this.whole(view, query)));
    const { rows, ...answer } = whole;
    const from = place?.from ?? 0;
    const end = from + size;
    const nextCursor = end < rows.length ? writeCursor(question, { at: answer.knownAt.position, from: end }) : null;
    this.begun = nextCursor === null ? undefined : { cursor: nextCursor, answer: whole };
    return { ...answer, rows: rows.slice(from, end), nextCursor };
  }

  private async whole(view: ScoreView, query: DeclarationsQuery): Promise<WholeAnswer> {
    const { scheme } = this.library.get(query.scheme);
    const measures = wantedMeasures(scheme.document.measures, query.measure, scheme.id);
    const board = await this.boards.whole(view, query);
    const found = await declaredFigures(view, logKnownAt(this.log, board.knownAt.position), {
      period: periodUnder(scheme.document, query.period),
      level: board.unitLevel,
      unit: query.unit,
      measures: new Set(measures.flatMap((measure) => sidesOf(measure).map(({ rule }) => rule.measure))),
    });
    const answering = found.filter((each) =>
      measures.some((measure) => sidesOf(measure).some(({ rule }) => answers(each, measure, rule))),
    );
    const told = Map.groupBy(answering, ({ unit }) => unit);
    const ours = new Map(board.rows.filter((row) => isWanted(row, query, told)).map((row) => [row.unit, row]));
    const rows: DeclarationRow[] = [];
    for (const unit of [...new Set([...ours.keys(), ...told.keys()])].sort()) {
      const row = ours.get(unit);
      const name = row?.name ?? (await view.unitByPath(unit))?.name ?? unit;
      for (const measure of measures) rows.push(...measureRows({ unit, name }, measure, row, told.get(unit) ?? []));
    }
    return {
      scheme: scheme.id,
      version: scheme.version,
      period: board.period,
      unitLevel: board.unitLevel,
      knownAt: board.knownAt,
      ...(await this.boards.provenance(view, new Set(rows.map(({ unit }) => unit)))),
      rows: query.match === undefined ? rows : rows.filter(({ match }) => match === query.match),
      counts: countsOf(rows),
    };
  }
}

/** Units that the scheme leaves out and that declare nothing under it are none of its business. */
function isWanted(
  { unit, state }: BoardRow,
  query: DeclarationsQuery,
  told: ReadonlyMap<string, readonly FoundDeclaration[]>,
): boolean {
  if (query.unit !== undefined && unit !== query.unit && !unit.startsWith(`${query.unit}/`)) return false;
  return state !== 'ineligible' || told.has(unit);
}

function wantedMeasures(all: readonly Measure[], wanted: string | undefined, scheme: string): Measure[] {
  if (wanted !== undefined && !all.some(({ id }) => id === wanted))
    throw new UnknownMeasureError(
      wanted,
      scheme,
      all.map(({ id }) => id),
    );
  const measures = all.filter(({ id, declared }) => declared && (wanted === undefined || id === wanted));
  if (measures.length === 0)
    throw new QueryError(
      `The scheme ${scheme} names no declared figures${wanted === undefined ? '' : ` for ${wanted}`}: its measures say so under "declared".`,
    );
  return measures;
}

function sidesOf({ declared = {} }: Measure) {
  return MEASURE_SIDES.flatMap((side) => {
    const rule = declared[side];
    return rule ? [{ side, rule }] : [];
  });
}

/** A figure answers to a side of a measure by its name, for the measure's line of business. */
const answers = (
  { figure, line }: FoundDeclaration,
  { declared }: Measure,
  rule: { readonly measure: string },
): boolean => figure.measure === rule.measure && line === (declared?.line ?? null);

function measureRows(
  unit: Pick<DeclarationRow, 'unit' | 'name'>,
  measure: Measure,
  row: BoardRow | undefined,
  told: readonly FoundDeclaration[],
): DeclarationRow[] {
  const score = row?.measures[measure.id];
  return sidesOf(measure).flatMap(({ side, rule }): DeclarationRow[] => {
    const base = { ...unit, measure: measure.id, side, definition: measure.definition.version };
    const ours = score && isRecorded(side, score) ? score : undefined;
    const recomputed = ours ? { numerator: ours.numerator, denominator: ours.denominator, value: ours.value } : null;
    const figures = told.filter((each) => answers(each, measure, rule));
    if (figures.length === 0)
      return ours ? [{ ...base, declared: null, recomputed, difference: null, match: 'not declared' }] : [];
    return figures.map(({ figure }) => {
      const compared = ours && compareDeclared(figure.value, rule.decimals, side, ours);
      const match = !compared ? 'nothing recorded' : compared.matches ? 'match' : 'differs';
      return { ...base, declared: figure, recomputed, difference: compared?.difference ?? null, match };
    });
  });
}

function countsOf(rows: readonly DeclarationRow[]): Record<DeclarationMatch, number> {
  const counts: Record<DeclarationMatch, number> = { match: 0, differs: 0, 'not declared': 0, 'nothing recorded': 0 };
  for (const { match } of rows) counts[match] += 1;
  return counts;
}
