import {
  type CohortMember,
  type CompiledScheme,
  dependsOnCohort,
  scoreCohort,
  type ScoreOptions,
  type UnitScore,
} from '#assay/methodology';
import { compareDecimals } from '#assay/service-record';

/** What a unit is judged by: its grade, or its rank under a rulebook that gives none. */
export type JudgedBy = 'grade' | 'rank';

export interface Judgement {
  readonly score: string | null;
  readonly grade: string | null;
  readonly rank: number | null;
  /** By which two judgements that reach nothing are told apart: the higher the better; null when it is not judged at all. */
  readonly merit: string | null;
}

/** `up`: a better grade or rank; `down`: a worse one. */
export type Direction = 'up' | 'down';

/** Says how one unit stands with other sums, everyone else's being as they are. */
export class Judge {
  readonly by: JudgedBy | null;
  readonly now: Judgement;
  private readonly index: number;
  /** Who must be scored to know on which side of its neighbours the unit stands. */
  private readonly neighbours: readonly CohortMember[] | null;
  /** How many of them stand above it. */
  private readonly above: number;

  constructor(
    private readonly scheme: CompiledScheme,
    private readonly members: readonly CohortMember[],
    unit: string,
    private readonly options: ScoreOptions,
  ) {
    this.index = members.findIndex((member) => member.unit === unit);
    const scored = scoreCohort(scheme, members, options);
    const placed = scored.placed.find((each) => each.unit === unit);
    const row = placed && scored.print(placed);
    this.by = !row ? null : row.grade !== null ? 'grade' : row.rank !== null ? 'rank' : null;
    this.now = this.judgement(row);
    const ranked = scored.placed.filter(({ rank }) => rank !== null);
    const place = ranked.findIndex((each) => each.unit === unit);
    const beside = [ranked[place - 1], ranked[place + 1]].flatMap((each) => each?.unit ?? []);
    this.above = place > 0 ? 1 : 0;
    const isShared = this.by === 'rank' && scheme.document.result.rank?.ties === 'shared';
    this.neighbours =
      isShared || dependsOnCohort(scheme.document)
        ? null
        : members.filter((member) => this.by === 'rank' && beside.includes(member.unit));
  }

  /** Units scored for one judgement. */
  get cost(): number {
    return (this.neighbours?.length ?? this.members.length - 1) + 1;
  }

  /** The unit's own sums. */
  get slots(): readonly number[] {
    return this.members[this.index]?.slots ?? [];
  }

  /** Whether the unit would be above (or below) where it is now. */
  reaches(
    slots: readonly number[],
    direction: Direction,
  ): { readonly reached: boolean; readonly merit: string | null } {
    const { neighbours } = this;
    if (!neighbours) {
      const then = this.of(slots);
      return { reached: this.isReached(then, direction), merit: then.merit };
    }
    const scored = scoreCohort(this.scheme, [...neighbours, this.with(slots)], this.options);
    const placed = scored.placed.find(({ unit }) => unit === this.members[this.index]?.unit);
    const then = this.judgement(placed && scored.print(placed));
    if (this.by === 'grade') return { reached: this.isReached(then, direction), merit: then.merit };
    // Beside its neighbours alone it is first when it has passed the one above it, and last when the one below has passed it.
    const passed = then.rank === null ? 0 : then.rank - 1 - this.above;
    return { reached: direction === 'up' ? passed < 0 : passed > 0, merit: then.merit };
  }

  /** How it stands among all with these sums, and under another rulebook. */
  of(slots: readonly number[], scheme: CompiledScheme = this.scheme): Judgement {
    const members = this.members.with(this.index, this.with(slots));
    const scored = scoreCohort(scheme, members, this.options);
    const placed = scored.placed.find(({ unit }) => unit === members[this.index]?.unit);
    return this.judgement(placed && scored.print(placed));
  }

  isReached({ grade, rank, merit }: Judgement, direction: Direction): boolean {
    const sign = direction === 'up' ? 1 : -1;
    if (this.by === 'rank') return rank !== null && this.now.rank !== null && Math.sign(this.now.rank - rank) === sign;
    if (grade === null || grade === this.now.grade || merit === null || this.now.merit === null) return false;
    return Math.sign(compareDecimals(merit, this.now.merit)) === sign;
  }

  private with(slots: readonly number[]): CohortMember {
    const member = this.members[this.index];
    if (!member) throw new RangeError('The unit has no figures to be judged by.');
    return { ...member, slots };
  }

  private judgement(row: UnitScore | undefined): Judgement {
    const { score = null, grade = null, rank = null } = row ?? {};
    return { score, grade, rank, merit: row ? this.meritOf(row) : null };
  }

  private meritOf(row: UnitScore): string | null {
    if (row.steps) return row.steps.unrounded;
    if (row.score !== null) return row.score;
    const [first] = this.scheme.document.result.rank?.by ?? [];
    if (row.rank === null || !first || !('measure' in first)) return null;
    const value = row.measures[first.measure]?.[first.of ?? 'value'] ?? null;
    return value === null || first.order === 'descending' ? value : negated(value);
  }
}

const negated = (decimal: string): string => (decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`);
