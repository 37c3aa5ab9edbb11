import type { EventLog } from '#assay/event-log';
import { type CompiledScheme, periodUnder } from '#assay/methodology';
import { parseUnitPath, unitLevel, type UnitLevel } from '#assay/service-record';

import { UnknownUnitError } from '../../query-errors.js';
import type { Boards } from '../../reading/boards.js';
import { cohort } from '../../reading/cohort.js';
import { sideText } from '../../reading/evidence.js';
import type { KnownAt } from '../../reading/known-at.js';
import { type MomentQuery, readAt } from '../../reading/moment.js';
import type { Provenance } from '../../reading/sources.js';
import type { SchemeLibrary } from '../../scheme-library.js';
import type { ScoreReader, ScoreView } from '../../score-store.js';
import type { SuppositionWork } from '../supposition.js';
import { type AlikeCases, fewestCases } from './fewest-cases.js';
import { type Direction, Judge, type JudgedBy, type Judgement } from './judge.js';
import { decisiveSlots } from './decisive-slots.js';
import { type ParameterMove, parameterMoves } from './parameter-moves.js';
import { weighCases } from './weighed-cases.js';

export interface SensitivityQuery extends MomentQuery {
  readonly scheme: string;
  readonly period: string;
  /** Path of the unit whose grade (or rank) is asked about. */
  readonly unit: string;
}

/** What lies closest to changing a unit's grade, or its rank under a rulebook that gives no grades. */
export interface Sensitivity extends Provenance, Omit<Judgement, 'merit'> {
  readonly scheme: string;
  readonly version: number;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly knownAt: KnownAt;
  readonly unit: string;
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
  /** What has to change; null when the unit has neither grade nor rank, and nothing was looked for. */
  readonly by: JudgedBy | null;
  /** Cases that add to the sums by which the unit is judged. */
  readonly caseCount: number;
  /** The fewest cases without which it would be above, and below, where it is; null when none were found. */
  readonly cases: Readonly<Record<Direction, CasesToLeaveOut | null>>;
  readonly parameters: readonly ParameterMove[];
}

export interface CasesToLeaveOut extends Omit<Judgement, 'merit'> {
  readonly count: number;
  /** Whether it was shown that no fewer would do: else "at most" so many. */
  readonly isFewest: boolean;
  /** At most {@link MOST_NAMED} of them. */
  readonly cases: readonly ClosestCase[];
}

export interface ClosestCase {
  readonly case: string;
  /** What it adds to the measures that decide, exact decimal texts; null where the measure has no such side. */
  readonly adds: Readonly<Record<string, { readonly numerator: string | null; readonly denominator: string | null }>>;
}

export const MOST_NAMED = 100;

/** Units scored for one direction: a second or two. */
const MOST_SCORED = 200_000;
const MOST_JUDGED = 20_000;

export class Sensitivities {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly boards: Boards,
  ) {}

  /** @throws UnknownSchemeError, UnknownUnitError, PeriodError, UnitPathError, MomentError, NotCaughtUpError */
  async sensitivity(query: SensitivityQuery, work: SuppositionWork = {}): Promise<Sensitivity> {
    parseUnitPath(query.unit);
    return readAt(this.reader, this.log, query, (view) => this.of(view, query, work));
  }

  private async of(
    view: ScoreView,
    { scheme: asked, period: text, unit }: SensitivityQuery,
    work: SuppositionWork,
  ): Promise<Sensitivity> {
    const { key, scheme } = this.library.get(asked);
    const period = periodUnder(scheme.document, text);
    const level = unitLevel(unit);
    const known = await view.unitByPath(unit);
    if (!known) throw new UnknownUnitError(unit, (await view.checkpoint()).position);
    const board = await this.boards.scored(view, { scheme: asked, period: text, unitLevel: level });
    const placed = board.placed.find((each) => each.unit === unit);
    const row = placed && board.print(placed);
    const nothing = { state: 'no-data', reason: 'Nothing was recorded of it in this period that the scheme measures.' };
    const { name, state, reason } = row ?? { name: known.name, ...nothing };
    const members = await cohort(view, { key, scheme, period, level });
    const judge = new Judge(scheme, members, unit, { level, lastDay: period.lastDay });
    const { score, grade, rank } = judge.now;
    const told = {
      ...{ scheme: scheme.id, version: scheme.version, period: period.text, unitLevel: level, knownAt: board.knownAt },
      ...(await this.boards.provenance(view, [unit])),
      ...{ unit, name, state, reason, score, grade, rank, by: judge.by },
    };
    if (judge.by === null) return { ...told, caseCount: 0, cases: { up: null, down: null }, parameters: [] };
    const slots = decisiveSlots(scheme.document);
    const weighed = await weighCases(view, this.log, { key, scheme, period, level, unit }, work);
    const alike = alikeCases(weighed, slots);
    const leaveOut = (direction: Direction): Promise<CasesToLeaveOut | null> =>
      casesToLeaveOut(judge, { alike, weighed, scheme, slots }, direction);
    return {
      ...told,
      caseCount: alike.reduce((sum, { cases }) => sum + cases.length, 0),
      cases: { up: await leaveOut('up'), down: await leaveOut('down') },
      parameters: await parameterMoves(judge, scheme),
    };
  }
}

/** Cases by what they add to the slots that decide; those that add nothing there are left out. */
function alikeCases(weighed: ReadonlyMap<string, readonly number[]>, slots: ReadonlySet<number>): AlikeCases[] {
  const decisive = [...weighed].map(
    ([id, amounts]) => [id, amounts.map((amount, slot) => (slots.has(slot) ? amount : 0))] as const,
  );
  const groups = Map.groupBy(decisive, ([, amounts]) => amounts.join());
  return [...groups.values()]
    .map((group) => ({ cases: group.map(([id]) => id).sort(), amounts: group[0]?.[1] ?? [] }))
    .filter(({ amounts }) => amounts.some((amount) => amount !== 0))
    .sort((a, b) => ((a.cases[0] ?? '') < (b.cases[0] ?? '') ? -1 : 1));
}

interface Choosing {
  readonly alike: readonly AlikeCases[];
  readonly weighed: ReadonlyMap<string, readonly number[]>;
  readonly scheme: CompiledScheme;
  readonly slots: ReadonlySet<number>;
}

async function casesToLeaveOut(
  judge: Judge,
  { alike, weighed, scheme, slots }: Choosing,
  direction: Direction,
): Promise<CasesToLeaveOut | null> {
  const most = Math.min(MOST_JUDGED, Math.floor(MOST_SCORED / judge.cost));
  const found = await fewestCases(judge, alike, direction, most);
  if (!found) return null;
  const { score, grade, rank } = judge.of(found.slots);
  return {
    ...{ count: found.cases.length, isFewest: found.isFewest, score, grade, rank },
    cases: found.cases
      .slice(0, MOST_NAMED)
      .map((id) => ({ case: id, adds: addsOf(weighed.get(id) ?? [], scheme, slots) })),
  };
}

function addsOf(amounts: readonly number[], scheme: CompiledScheme, slots: ReadonlySet<number>): ClosestCase['adds'] {
  return Object.fromEntries(
    scheme.measureIds.flatMap((id, measure) => {
      const [numerator = 0, denominator = 0] = [amounts[2 * measure], amounts[2 * measure + 1]];
      if (!slots.has(2 * measure) || (numerator === 0 && denominator === 0)) return [];
      const side = (slot: number, amount: number): string | null => sideText(scheme, slot, amount);
      return [[id, { numerator: side(2 * measure, numerator), denominator: side(2 * measure + 1, denominator) }]];
    }),
  );
}
