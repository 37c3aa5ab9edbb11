/** The standing view of what was back-dated: by company and source, and what it did to the scores. */
import type { EventLog } from '#assay/event-log';
import { type CohortMember, type CompiledScheme, periodUnder, scoreCohort } from '#assay/methodology';
import { companyOf, parseUnitPath, type UnitLevel } from '#assay/service-record';

import { QueryError, UnknownUnitError } from '../query-errors.js';
import { amountText } from '../reading/amount-text.js';
import type { Boards } from '../reading/boards.js';
import { logKnownAt } from '../reading/case-log.js';
import { cohort } from '../reading/cohort.js';
import { pageSize, questionOf, readCursor, writeCursor } from '../reading/cursor.js';
import { type KnownAt, knownAt } from '../reading/known-at.js';
import { momentOf, momentOfPage, type MomentQuery, readAt } from '../reading/moment.js';
import { boardUnitOf, scopesOf } from '../reading/scope.js';
import type { Provenance } from '../reading/sources.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import { changesBetween } from '../supposing/changes.js';
import type { Change } from '../supposing/supposition.js';
import { UnknownSourceError } from '../supposing/supposition-errors.js';
import { backdatedFacts, type Stretch, type Told } from './backdated-facts.js';
import { BoardAmounts, type BoardScope, type MeasureDifference } from './board-amounts.js';
import { delayOf } from './delays.js';
import { scopedAmounts } from './scoped-amounts.js';

export interface BackdatedQuery extends MomentQuery {
  /** How late is back-dated: `90m`, `48h`, `30d`, `2w`. Default `48h`. */
  readonly over?: string | undefined;
  /** Only this unit and what lies below it. */
  readonly unit?: string | undefined;
  /** Only what came from this CloudEvents source. */
  readonly source?: string | undefined;
  /** Only what was recorded after this moment: a position, an instant, or a day (its end). */
  readonly since?: string | undefined;
  /** Only what was recorded up to this one. Absent: all that is known. */
  readonly until?: string | undefined;
  /** With a period: what the back-dated facts did to the scores under this scheme. */
  readonly scheme?: string | undefined;
  readonly period?: string | undefined;
  /** Of those scores. Default `company`. */
  readonly unitLevel?: UnitLevel | undefined;
  readonly cursor?: string | undefined;
  /** Default and most: 1,000. */
  readonly limit?: number | undefined;
}

/** What one source told of one company. */
export interface BackdatedRow {
  readonly unit: string;
  readonly name: string;
  readonly source: string;
  /** All events, back-dated or not. */
  readonly events: number;
  readonly backdated: number;
  /** Facts that came late, corrections and voidings: together they are what was back-dated. */
  readonly late: number;
  readonly corrections: number;
  readonly voidings: number;
  /** Back-dated of all, from 0 to 1, half up at four places. */
  readonly share: string;
  /** Whole minutes from what happened to its recording; null where nothing was back-dated. */
  readonly longestMinutes: number | null;
  /** The lower of the two in the middle. */
  readonly medianMinutes: number | null;
}

export interface BackdatedEffect {
  readonly scheme: string;
  readonly version: number;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  /** What the back-dated facts moved when they were recorded, added up: in order of unit, then of the scheme's measures. */
  readonly moved: readonly MeasureDifference[];
  /** The board without those sums (from) beside the board as it is (to). */
  readonly changes: readonly Change[];
}

export interface BackdatedPage extends Provenance {
  readonly knownAt: KnownAt;
  readonly over: string;
  /** Recorded after this position, and up to the other. */
  readonly since: number;
  readonly until: number;
  /** Of all rows, whatever the page shows. */
  readonly totals: Omit<BackdatedRow, 'unit' | 'name' | 'source'>;
  /** Those with most that was back-dated first. Only companies of which anything was. */
  readonly rows: readonly BackdatedRow[];
  /** Null without a scheme. */
  readonly effect: BackdatedEffect | null;
  readonly nextCursor: string | null;
}

type WholeAnswer = Omit<BackdatedPage, 'nextCursor'>;

const PAGE = { default: 1_000, max: 1_000 };

export class Backdatings {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly boards: Boards,
  ) {}

  /** @throws UnknownSchemeError, UnknownUnitError, UnknownSourceError, PeriodError, UnitPathError, CursorError, QueryError, MomentError, NotCaughtUpError */
  async backdated(query: BackdatedQuery): Promise<BackdatedPage> {
    const size = pageSize(query.limit, PAGE);
    const question = questionOf(query);
    const from = query.cursor === undefined ? 0 : readCursor(question, query.cursor, ['from']).from;
    if (query.unit !== undefined) parseUnitPath(query.unit);
    const answer = await readAt(this.reader, this.log, momentOfPage(query), (view) => this.whole(view, query));
    const end = from + size;
    const isLast = end >= answer.rows.length;
    return {
      ...answer,
      rows: answer.rows.slice(from, end),
      nextCursor: isLast ? null : writeCursor(question, { at: answer.knownAt.position, from: end }),
    };
  }

  private async whole(view: ScoreView, query: BackdatedQuery): Promise<WholeAnswer> {
    const { over = '48h', unit, source } = query;
    const known = knownAt(await view.checkpoint());
    const { after, upTo } = await this.stretch(query, known.position);
    if (unit !== undefined && !(await view.unitByPath(unit))) throw new UnknownUnitError(unit, known.position);
    if (source !== undefined) {
      const sources = new Set((await view.origins()).map((origin) => origin.source));
      if (!sources.has(source)) throw new UnknownSourceError(source, [...sources].sort());
    }
    const stretch = { after, upTo, over: delayOf(over), unit, source };
    const { told, positions } = await backdatedFacts(view, logKnownAt(this.log, known.position), stretch);
    const names = new Map((await view.units('company')).map(({ path, name }) => [path, name]));
    const rows = told
      .filter(({ delays }) => delays.length > 0)
      .map((each) => ({
        unit: each.company,
        name: names.get(each.company) ?? each.company,
        source: each.source,
        ...figuresOf([each]),
      }))
      .sort((a, b) => b.backdated - a.backdated || (a.unit + a.source < b.unit + b.source ? -1 : 1));
    return {
      knownAt: known,
      over,
      since: after,
      until: upTo,
      ...(await this.boards.provenance(
        view,
        rows.map((row) => row.unit),
      )),
      totals: figuresOf(told),
      rows,
      effect: await this.effect(view, query, positions),
    };
  }

  private async stretch({ since, until }: BackdatedQuery, known: number): Promise<Stretch> {
    const after = since === undefined ? 0 : (await momentOf(this.log, since, 'since')).position;
    const upTo = until === undefined ? known : Math.min(known, (await momentOf(this.log, until, 'until')).position);
    if (after > upTo)
      throw new QueryError(
        `since is position ${after}, after position ${upTo}, where the question ends: name an earlier one.`,
      );
    return { after, upTo };
  }

  /** What was recorded at some positions did to a board. */
  private async effect(
    view: ScoreView,
    { scheme: name, period: text, unitLevel: level = 'company', unit }: BackdatedQuery,
    positions: ReadonlySet<number>,
  ): Promise<BackdatedEffect | null> {
    if (name === undefined && text === undefined) return null;
    if (name === undefined || text === undefined)
      throw new QueryError('The effect on scores is of a scheme and a period: name both, or neither.');
    const { key, scheme } = this.library.get(name);
    const period = periodUnder(scheme.document, text);
    const board: BoardScope = { key, scheme, period, level, within: unit };
    const moved = new BoardAmounts();
    for (const scope of await scopesOf(view, board)) {
      for await (const each of scopedAmounts(view, scope)) {
        const place = positions.has(each.position) ? boardUnitOf(scope, each, level) : undefined;
        if (place !== undefined) moved.add(place, each.slot, each.amount);
      }
    }
    const members = await cohort(view, { key, scheme, period, level });
    const options = { level, lastDay: period.lastDay };
    const without = scoreCohort(scheme, await membersWithout(view, scheme, members, moved), options);
    return {
      scheme: scheme.id,
      version: scheme.version,
      period: period.text,
      unitLevel: level,
      moved: moved.differences(scheme),
      changes: changesBetween(without, scoreCohort(scheme, members, options)),
    };
  }
}

/** The members of a cohort without some amounts, among them units that have figures only so. */
async function membersWithout(
  view: ScoreView,
  scheme: CompiledScheme,
  members: readonly CohortMember[],
  moved: BoardAmounts,
): Promise<CohortMember[]> {
  const byUnit = new Map(members.map((member) => [member.unit, member]));
  for (const unit of moved.units) {
    if (byUnit.has(unit)) continue;
    const [own, company] = [await view.unitByPath(unit), await view.unitByPath(companyOf(unit))];
    const { licensedAt = null, insurerType = null } = company ?? {};
    const profile = {
      name: own?.name ?? unit,
      ...(licensedAt !== null && { licensedAt }),
      ...(insurerType !== null && { insurerType }),
    };
    byUnit.set(unit, { unit, slots: [], profile });
  }
  return [...byUnit.values()].flatMap((member) => {
    const sums = moved.of(member.unit);
    const slots = scheme.slots.map((_, slot) => (member.slots[slot] ?? 0) - (sums.get(slot) ?? 0));
    return slots.some((amount) => amount !== 0) ? [{ ...member, slots }] : [];
  });
}

const MINUTE_MS = 60_000;

function figuresOf(told: readonly Told[]): BackdatedPage['totals'] {
  const delays = told.flatMap((each) => each.delays).sort((a, b) => a - b);
  const sum = (of: (each: Told) => number): number => told.reduce((total, each) => total + of(each), 0);
  const events = sum((each) => each.events);
  const minutes = (ms: number | undefined): number | null => (ms === undefined ? null : Math.floor(ms / MINUTE_MS));
  return {
    events,
    backdated: delays.length,
    late: sum(({ counts }) => counts.late),
    corrections: sum(({ counts }) => counts.correction),
    voidings: sum(({ counts }) => counts.voiding),
    share: shareText(delays.length, events),
    longestMinutes: minutes(delays.at(-1)),
    medianMinutes: minutes(delays[Math.floor((delays.length - 1) / 2)]),
  };
}

const PLACES = 10_000;

/** Half up at four places, in integers. */
const shareText = (part: number, whole: number): string =>
  whole === 0 ? '0' : amountText(Math.floor((2 * part * PLACES + whole) / (2 * whole)), 4);
