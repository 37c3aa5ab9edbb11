/** A score as a series: what it was after every event that changed the unit's own figures. */
import { setImmediate as breathe } from 'node:timers/promises';

import type { EventLog } from '#assay/event-log';
import { type CompiledScheme, dependsOnCohort, type MeasureScore, periodUnder, scoreCohort } from '#assay/methodology';
import { parseUnitPath, type Period, unitLevel, type UnitLevel } from '#assay/service-record';

import { QueryError, UnknownMeasureError, UnknownUnitError } from '../query-errors.js';
import type { BoardRow, Boards } from '../reading/boards.js';
import { cohort } from '../reading/cohort.js';
import { pageSize, readCursor, writeCursor } from '../reading/cursor.js';
import { emptyRow } from '../reading/explanations.js';
import { type KnownAt, knownAt } from '../reading/known-at.js';
import { logKnownAt } from '../reading/case-log.js';
import { type MomentQuery, readAt } from '../reading/moment.js';
import { scopesOf } from '../reading/scope.js';
import type { Provenance } from '../reading/sources.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import { type OwnChange, ownChanges } from './own-changes.js';
import { spread, withTurns } from './sampled-points.js';

export interface HistoryQuery extends MomentQuery {
  /** A scheme's id, or `id@version`. */
  readonly scheme: string;
  readonly period: string;
  /** Path of the unit whose score it is. */
  readonly unit: string;
  /** Only this measure: its changes, and its figures. */
  readonly measure?: string | undefined;
  /**
   * About so many points of all, for a chart: 2 to 1,000. The first, the last and every change of grade are among them, so
   * there may be more. Absent: every change, a page at a time.
   */
  readonly points?: number | undefined;
  readonly cursor?: string | undefined;
  /** Points of a page. Default 50, at most 500. */
  readonly limit?: number | undefined;
}

/**
 * What the board said of the unit at a position. Its own totals are told at every position at which they changed; its rank,
 * and what is relative to others, may have changed in between with the figures of others.
 */
export interface HistoryPoint extends KnownAt, Pick<BoardRow, 'rank' | 'score' | 'grade' | 'state'> {
  readonly measures: Readonly<Record<string, MeasureScore>>;
}

export interface ScoreHistory extends Provenance {
  readonly scheme: string;
  readonly version: number;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly unit: string;
  readonly name: string;
  readonly knownAt: KnownAt;
  /** Positions at which its own figures, or what is known of the unit itself, changed. */
  readonly changes: number;
  /** Whether some of them were left out. */
  readonly sampled: boolean;
  /** Oldest first. The last of all is the moment asked for. */
  readonly points: readonly HistoryPoint[];
  readonly nextCursor: string | null;
}

const PAGE = { default: 50, max: 500 };
const POINTS = { least: 2, most: 1_000 };
/** Changes that are scored before others have their turn. */
const SCORED_AT_ONCE = 100;

/** What the series is of, and where its points may lie. */
interface Series {
  readonly head: Omit<ScoreHistory, 'points' | 'sampled' | 'nextCursor'>;
  readonly scheme: CompiledScheme;
  /** Ascending; the moment asked for is the last. */
  readonly positions: readonly number[];
  /** Places among the positions at which the grade is known to change. */
  readonly turns: readonly number[];
}

export class Histories {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly boards: Boards,
  ) {}

  /** @throws UnknownSchemeError, UnknownUnitError, UnknownMeasureError, PeriodError, UnitPathError, CursorError, QueryError, MomentError, NotCaughtUpError */
  async history(query: HistoryQuery): Promise<ScoreHistory> {
    const { atLeast: _, waitMs: __, limit, cursor, ...question } = query;
    const size = pageSize(limit, PAGE);
    const place = cursor === undefined ? undefined : readCursor(question, cursor, ['at', 'from']);
    parseUnitPath(query.unit);
    const wanted = wantedPoints(query.points);
    const moment = { ...query, position: place?.at };
    const series = await readAt(this.reader, this.log, moment, (view) => this.series(view, query));
    const { positions, head, scheme } = series;
    const pointAt = (index: number): Promise<HistoryPoint> => this.point(query, scheme, positions[index] ?? 0);
    if (wanted !== undefined && positions.length > wanted) {
      const kept = [...new Set([...spread(positions.length, wanted), ...series.turns])].sort((a, b) => a - b);
      const points = await withTurns(kept, pointAt, (a, b) => a.grade === b.grade);
      return { ...head, sampled: points.size < positions.length, points: [...points.values()], nextCursor: null };
    }
    const from = place?.from ?? 0;
    const end = wanted === undefined ? Math.min(from + size, positions.length) : positions.length;
    const points: HistoryPoint[] = [];
    for (let index = from; index < end; index += 1) points.push(await pointAt(index));
    const nextCursor = end < positions.length ? writeCursor(question, { at: head.knownAt.position, from: end }) : null;
    return { ...head, sampled: false, points, nextCursor };
  }

  private async series(view: ScoreView, query: HistoryQuery): Promise<Series> {
    const { key, scheme } = this.library.get(query.scheme);
    const period = periodUnder(scheme.document, query.period);
    const known = knownAt(await view.checkpoint());
    const unit = await view.unitByPath(query.unit);
    if (!unit) throw new UnknownUnitError(query.unit, known.position);
    const slots = slotsOf(scheme, query.measure);
    const scope = { key, scheme, period, within: query.unit, slots };
    const all = await ownChanges({
      view,
      log: logKnownAt(this.log, known.position),
      end: known.position,
      scopesAt: (position) => this.reader.snapshot((then) => scopesOf(then, scope), position),
    });
    // What was told of another company before this one was told of at all is no change of its own.
    const changes = all.filter(({ position }) => position >= unit.since);
    const positions = changes.map(({ position }) => position);
    return {
      head: {
        scheme: scheme.id,
        version: scheme.version,
        period: period.text,
        unitLevel: unitLevel(query.unit),
        unit: query.unit,
        name: unit.name,
        knownAt: known,
        ...(await this.boards.provenance(view, [query.unit])),
        changes: positions.length,
      },
      scheme,
      positions: positions.at(-1) === known.position ? positions : [...positions, known.position],
      turns: query.measure === undefined ? await turnsOf(view, query.unit, { key, scheme, period }, changes) : [],
    };
  }

  private async point(query: HistoryQuery, scheme: CompiledScheme, position: number): Promise<HistoryPoint> {
    const { unit, measure } = query;
    // Each is a board of its own: others have their turn in between.
    await breathe();
    return this.reader.snapshot(async (view) => {
      const board = await this.boards.scored(view, { ...query, unitLevel: unitLevel(unit) });
      const placed = board.placed.find((each) => each.unit === unit);
      const row = placed ? board.print(placed) : await emptyRow(view, unit, position);
      const { rank, score, grade, state } = row;
      const ids = measure === undefined ? scheme.measureIds : [measure];
      const measures = Object.fromEntries(ids.map((id) => [id, row.measures[id] ?? NO_FIGURES]));
      return { ...board.knownAt, rank, score, grade, state, measures };
    }, position);
  }
}

const NO_FIGURES: MeasureScore = { numerator: null, denominator: null, value: null, points: null };

function wantedPoints(points: number | undefined): number | undefined {
  if (points !== undefined && !(Number.isInteger(points) && points >= POINTS.least && points <= POINTS.most))
    throw new QueryError(`points is ${points}: a series is sampled to ${POINTS.least} to ${POINTS.most} points.`);
  return points;
}

function slotsOf(scheme: CompiledScheme, measure: string | undefined): ReadonlySet<number> {
  if (measure === undefined) return new Set(scheme.slots.keys());
  const index = scheme.measureIds.indexOf(measure);
  if (index < 0) throw new UnknownMeasureError(measure, scheme.id, scheme.measureIds);
  return new Set([2 * index, 2 * index + 1]);
}

/**
 * Places at which the grade changes by the unit's own figures, and those just before: found by adding these up, without the
 * others. Under a scheme whose points depend on others this is not known, and nothing is given.
 */
async function turnsOf(
  view: ScoreView,
  unit: string,
  { key, scheme, period }: { readonly key: number; readonly scheme: CompiledScheme; readonly period: Period },
  changes: readonly OwnChange[],
): Promise<number[]> {
  if (dependsOnCohort(scheme.document) || !scheme.document.result.grades) return [];
  const level = unitLevel(unit);
  const member = (await cohort(view, { key, scheme, period, level })).find((each) => each.unit === unit);
  if (!member) return [];
  const slots = scheme.slots.map(() => 0);
  const turns: number[] = [];
  let before: string | null | undefined;
  for (const [place, { amounts }] of changes.entries()) {
    if (place % SCORED_AT_ONCE === 0) await breathe();
    for (const [slot, amount] of amounts) slots[slot] = (slots[slot] ?? 0) + amount;
    const { units } = scoreCohort(scheme, [{ ...member, slots: [...slots] }], { level, lastDay: period.lastDay });
    const grade = units[0]?.grade ?? null;
    if (before !== undefined && grade !== before) turns.push(place - 1, place);
    before = grade;
  }
  return turns;
}
