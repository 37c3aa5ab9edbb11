import type { EventLog } from '#assay/event-log';
import {
  type CohortMember,
  type CohortNote,
  type CompiledScheme,
  periodUnder,
  type PlacedUnit,
  scoreCohort,
  type UnitScore,
} from '#assay/methodology';
import { companyOf, dayCode, parseUnitPath, type Period, type UnitLevel } from '#assay/service-record';

import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import { cohort, cohortNear, type NearCohort } from './cohort.js';
import { pageSize, questionOf, readCursor, writeCursor } from './cursor.js';
import { type KnownAt, knownAt } from './known-at.js';
import { momentOfPage, type MomentQuery, readAt } from './moment.js';
import { Organisation } from './organisation.js';
import { type ParkedUnit, parkedUnits } from './parked-companies.js';
import { type NameSource, NO_NAMES, type Provenance, provenanceOf } from './sources.js';

export interface BoardQuery extends MomentQuery {
  /** A scheme's id, or `id@version`. */
  readonly scheme: string;
  /** As written: `2024`, `2024-Q3`, `2023-07..2024-06` … */
  readonly period: string;
  /** Default `company`. */
  readonly unitLevel?: UnitLevel | undefined;
  /** Only this unit and what lies below it; ranks stay those of the whole cohort. */
  readonly unit?: string | undefined;
  /** Only units whose name or path holds this text, in any case. */
  readonly search?: string | undefined;
  /** Only units in this state: `rated`, `scored`, `ineligible`, `too-few`, `no-data` or `incomplete`. */
  readonly state?: string | undefined;
  readonly cursor?: string | undefined;
  /** Default and most: 1,000. */
  readonly limit?: number | undefined;
}

/** A board's row. `state` is the scheme's, or `incomplete since position p` for a company that a poison event parked. */
export interface BoardRow extends Omit<UnitScore, 'state'> {
  readonly state: string;
}

export interface Board extends Provenance {
  readonly scheme: string;
  readonly version: number;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly knownAt: KnownAt;
  readonly rows: readonly BoardRow[];
  /** Over the whole cohort, whatever is filtered. */
  readonly totals: { readonly measures: ReturnType<typeof scoreCohort>['totals'] };
  readonly notes: readonly CohortNote[];
  readonly parked: readonly ParkedUnit[];
  readonly nextCursor: string | null;
}

/** Every row of a board, before filters and pages. */
export type WholeBoard = Omit<Board, 'nextCursor'>;

/** A board of which nothing is printed yet: printing all units costs more than scoring them. */
export interface ScoredBoard extends Omit<WholeBoard, 'rows'> {
  /** Everyone, with their sums, in no order. */
  readonly members: readonly CohortMember[];
  /** In the board's order. */
  readonly placed: readonly PlacedUnit[];
  readonly print: (unit: PlacedUnit) => BoardRow;
  readonly stateOf: (unit: PlacedUnit) => string;
}

const PAGE = { default: 1_000, max: 1_000 };

/** Boards: every unit of a level with its score, grade, rank and measures over a period. */
export class Boards {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly nameSource: NameSource = NO_NAMES,
  ) {}

  /**
   * One page of a board. The pages of a board are all of the moment of the first.
   *
   * @throws UnknownSchemeError, PeriodError, UnitPathError, CursorError, QueryError, MomentError, NotCaughtUpError
   */
  async board(query: BoardQuery): Promise<Board> {
    const scored = await readAt(this.reader, this.log, momentOfPage(query), (view) => this.scored(view, query));
    return this.page(scored, query);
  }

  /** A page of a board that is scored. @throws UnitPathError, CursorError, QueryError */
  page({ members: _, placed, print, stateOf, ...board }: ScoredBoard, query: BoardQuery): Board {
    const size = pageSize(query.limit, PAGE);
    if (query.unit !== undefined) parseUnitPath(query.unit);
    const question = questionOf(query);
    const from = query.cursor === undefined ? 0 : readCursor(question, query.cursor, ['from']).from;
    const units = placed.filter((unit) => fits({ ...unit, state: stateOf(unit) }, query));
    const end = from + size;
    return {
      ...board,
      rows: units.slice(from, end).map(print),
      nextCursor: end < units.length ? writeCursor(question, { at: board.knownAt.position, from: end }) : null,
    };
  }

  /** All rows within one snapshot. */
  async whole(view: ScoreView, query: Pick<BoardQuery, 'scheme' | 'period' | 'unitLevel'>): Promise<WholeBoard> {
    const { members: _, placed, print, stateOf: __, ...board } = await this.scored(view, query);
    return { ...board, rows: placed.map(print) };
  }

  /**
   * As {@link whole}, with nothing printed yet.
   *
   * @param near where it is known by what the sums differ from those of another board of the same question
   */
  async scored(
    view: ScoreView,
    query: Pick<BoardQuery, 'scheme' | 'period' | 'unitLevel'>,
    near?: NearCohort,
  ): Promise<ScoredBoard> {
    const { key, scheme } = this.library.get(query.scheme);
    const period = periodUnder(scheme.document, query.period);
    const level = query.unitLevel ?? 'company';
    const asked = { key, scheme, period, level };
    const members = (near && (await cohortNear(view, asked, near))) ?? (await cohort(view, asked));
    const scored = scoreCohort(scheme, members, { level, lastDay: period.lastDay });
    const parked = await parkedUnits(view);
    const since = await incompleteSince(view, parked, scheme, period);
    const stateOf = ({ unit, state }: PlacedUnit): string => {
      const position = since.size === 0 ? undefined : since.get(companyOf(unit));
      return position === undefined ? state : `incomplete since position ${position}`;
    };
    return {
      scheme: scheme.id,
      version: scheme.version,
      period: period.text,
      unitLevel: level,
      knownAt: knownAt(await view.checkpoint()),
      members,
      placed: scored.placed,
      print: (unit) => ({ ...scored.print(unit), state: stateOf(unit) }),
      stateOf,
      totals: { measures: scored.totals },
      notes: scored.notes,
      parked,
      ...(await this.provenance(
        view,
        members.map(({ unit }) => unit),
      )),
    };
  }

  /** Whose figures those of some units are. */
  provenance(view: ScoreView, units: Iterable<string>): Promise<Provenance> {
    return provenanceOf(view, units, this.nameSource);
  }
}

/** From which position on companies' scores are incomplete: those that are parked, and those that they were merged into. */
async function incompleteSince(
  view: ScoreView,
  parked: readonly ParkedUnit[],
  scheme: CompiledScheme,
  period: Period,
): Promise<ReadonlyMap<string, number>> {
  const since = new Map(parked.map((company) => [company.unit, company.since]));
  if (since.size === 0) return since;
  const organisation = await Organisation.of(view, scheme, period);
  for (const company of parked) {
    const successor = companyOf(organisation.placeOf(company.unit, dayCode(period.lastDay)));
    since.set(successor, Math.min(company.since, since.get(successor) ?? company.since));
  }
  return since;
}

function fits({ unit, name, state }: Pick<BoardRow, 'unit' | 'name' | 'state'>, query: BoardQuery): boolean {
  if (query.unit !== undefined && unit !== query.unit && !unit.startsWith(`${query.unit}/`)) return false;
  if (query.state !== undefined && state !== query.state && !state.startsWith(`${query.state} `)) return false;
  if (query.search === undefined) return true;
  const text = query.search.toLowerCase();
  return name.toLowerCase().includes(text) || unit.toLowerCase().includes(text);
}
