import {
  type MeasuredCase,
  dayCode,
  FIRST_STANDING_DAY,
  monthsAfter,
  parsePeriod,
  type PeriodCode,
} from '#assay/service-record';
import { type CaseReads, type ReadAttribute, type ReadCase, ReadsOfKind } from './case-reads.js';
import { HOUR_MS, type NumberOfCase, type Predicate } from './case-time.js';
import { ConditionCompiler } from './compile-condition.js';
import { type CompiledScheme, Contributions, type Slot } from './contribution.js';
import { decimalUnits } from './decimal-units.js';
import type { SchemeDocument } from './scheme.js';
import type { Addition, Attribution, Term } from './term.js';
import { Settings } from './settings.js';
import { type Conditional, decisiveAttribute, TermIndex } from './term-index.js';

/** In which period a case counts; undefined when it does not (yet). */
type PeriodOfCase = (state: ReadCase) => PeriodCode | undefined;

/**
 * A scheme as closures: what every case contributes, with nothing interpreted per event.
 *
 * @param document as `parseScheme` returned it.
 * @param hash SHA-256 (hex) of the canonical bytes of the document; this library does no I/O and computes none.
 */
export function compileScheme(document: SchemeDocument, hash: string): CompiledScheme {
  const tallies = talliesByKind(document);
  return {
    id: document.id,
    version: document.version,
    hash,
    document,
    measureIds: document.measures.map(({ id }) => id),
    slots: document.measures.flatMap((measure, index) => [
      slotOf(index, 'numerator', measure.numerator),
      slotOf(index, 'denominator', measure.denominator),
    ]),
    caseKinds: new Set(tallies.keys()),
    reads: new Map([...tallies].map(([kind, { reads }]) => [kind, reads])),
    contributions: (state) =>
      (state.status === 'voided' ? undefined : tallies.get(state.kind)?.contributions(state)) ?? Contributions.NONE,
  };
}

/** Terms of one case kind that count in the same period. */
interface Group {
  readonly period: PeriodOfCase;
  /** Of a standing: the day on which the case stands no more, if there is one. */
  readonly end: PeriodOfCase | undefined;
  /** In ascending order of slot. */
  readonly places: TermIndex<Place, ReadAttribute>;
}

/** A slot with the condition and the addition of its term, each named by its place in the tally. */
interface Place extends Conditional {
  readonly slot: number;
  /** −1 for a term that counts all cases. */
  readonly where: number;
  /** −1 for a term that counts one for each case. */
  readonly add: number;
}

/**
 * What the cases of one kind contribute. A condition or an addition that several terms share is evaluated once per case, and
 * only when it is needed; a case that counts nowhere costs no memory.
 */
class Tally {
  /** Which case is at hand, from 1 on: what is noted of others is as if it were not there, and need not be taken away. */
  private turn = 0;
  /** By condition: the turn in which it was last evaluated, negative where it did not hold. */
  private readonly held: Int32Array;
  /** By addition: the turn in which it was last read. */
  private readonly read: Int32Array;
  private readonly amounts: (number | undefined)[];
  /** What was found of the case at hand: period, slot and amount in turns. What is kept of it is as long as what it holds. */
  private readonly cells: number[] = [];

  constructor(
    readonly reads: CaseReads,
    private readonly groups: readonly Group[],
    private readonly conditions: readonly Predicate[],
    private readonly additions: readonly NumberOfCase[],
  ) {
    this.held = new Int32Array(conditions.length);
    this.read = new Int32Array(additions.length);
    this.amounts = additions.map(() => undefined);
  }

  contributions(state: MeasuredCase): Contributions {
    this.nextTurn();
    const { cells } = this;
    let end = 0;
    let last: Group | undefined;
    let isSorted = true;
    for (const group of this.groups) {
      const period = group.period(state);
      if (period === undefined) continue;
      const until = group.end?.(state);
      if (until !== undefined && until <= period) continue;
      for (const { slot, where, add } of group.places.of(state.attributes)) {
        if (where >= 0 && !this.holds(where, state)) continue;
        const amount = add < 0 ? 1 : this.amount(add, state);
        // A zero changes no total, so it is no contribution.
        if (!amount) continue;
        isSorted &&= last === undefined || last === group;
        last = group;
        cells[end++] = period;
        cells[end++] = slot;
        cells[end++] = amount;
        if (until === undefined) continue;
        isSorted = false;
        cells[end++] = until;
        cells[end++] = slot;
        cells[end++] = -amount;
      }
    }
    if (end === 0) return Contributions.NONE;
    if (!isSorted) sortByPlace(cells, end);
    return new Contributions(state.unit, cells.slice(0, end));
  }

  private nextTurn(): void {
    if (this.turn === LAST_TURN) {
      this.held.fill(0);
      this.read.fill(0);
      this.turn = 0;
    }
    this.turn += 1;
  }

  private holds(index: number, state: ReadCase): boolean {
    const { held, turn } = this;
    const known = held[index];
    if (known === turn || known === -turn) return known > 0;
    const answer = this.conditions[index]?.(state) === true;
    held[index] = answer ? turn : -turn;
    return answer;
  }

  private amount(index: number, state: ReadCase): number | undefined {
    if (this.read[index] !== this.turn) {
      this.amounts[index] = this.additions[index]?.(state);
      this.read[index] = this.turn;
    }
    return this.amounts[index];
  }
}

/** The greatest that an Int32Array takes. */
const LAST_TURN = 2 ** 31 - 1;

/** By period and slot, in place, up to an end: they are few, and nearly in order. */
function sortByPlace(cells: number[], end: number): void {
  for (let at = 3; at < end; at += 3) {
    const [period = 0, slot = 0, amount = 0] = [cells[at], cells[at + 1], cells[at + 2]];
    let place = at;
    for (; place > 0; place -= 3) {
      const before = cells[place - 3] ?? 0;
      if (before < period || (before === period && (cells[place - 2] ?? 0) < slot)) break;
      for (let each = place; each < place + 3; each++) cells[each] = cells[each - 3] ?? 0;
    }
    cells[place] = period;
    cells[place + 1] = slot;
    cells[place + 2] = amount;
  }
}

function talliesByKind(document: SchemeDocument): ReadonlyMap<string, Tally> {
  const terms = document.measures.flatMap(({ numerator, denominator }, measure) => [
    { slot: 2 * measure, term: numerator },
    ...(denominator ? [{ slot: 2 * measure + 1, term: denominator }] : []),
  ]);
  const byKind = Map.groupBy(terms, ({ term }) => term.case);
  return new Map([...byKind].map(([kind, members]) => [kind, tallyOf(members, document)]));
}

function tallyOf(terms: readonly { readonly slot: number; readonly term: Term }[], document: SchemeDocument): Tally {
  const reads = new ReadsOfKind();
  const compiler = new TermCompiler(document, reads);
  const conditions = new Shared<Predicate>();
  const additions = new Shared<NumberOfCase>();
  const mostAsked = decisiveAttribute(terms.map(({ term }) => ({ condition: term.where })));
  const decisive = mostAsked === undefined ? undefined : reads.attribute(mostAsked);
  const byPeriod = Map.groupBy(terms, ({ term }) => JSON.stringify(term.on));
  const groups = [...byPeriod.values()].flatMap((members): Group[] => {
    const [first] = members;
    if (!first) return [];
    const places = members.map(({ slot, term: { where, add } }) => ({
      slot,
      condition: where,
      where: where === undefined ? -1 : conditions.place(where, () => compiler.condition(where)),
      add: add === 'count' ? -1 : additions.place(add, () => compiler.addition(add)),
    }));
    places.sort((a, b) => a.slot - b.slot);
    const { on } = first.term;
    return [{ period: compiler.period(on), end: compiler.end(on), places: new TermIndex(places, decisive) }];
  });
  return new Tally(reads, groups, conditions.compiled, additions.compiled);
}

/** Parts of a scheme, each compiled once however often it is written. */
class Shared<T> {
  readonly compiled: T[] = [];
  private readonly places = new Map<string, number>();

  place(written: object, compile: () => T): number {
    const key = JSON.stringify(written);
    let place = this.places.get(key);
    if (place === undefined) {
      this.places.set(key, (place = this.compiled.length));
      this.compiled.push(compile());
    }
    return place;
  }
}

class TermCompiler {
  private readonly conditions: ConditionCompiler;

  constructor(
    document: SchemeDocument,
    private readonly reads: ReadsOfKind,
  ) {
    this.conditions = new ConditionCompiler(new Settings(document), document, reads);
  }

  period(on: Attribution): PeriodOfCase {
    if (typeof on === 'object' && 'period' in on) {
      const reported = this.reads.attribute(on.period);
      return ({ attributes }) => {
        const text = attributes[reported];
        return typeof text === 'string' ? codeOf(text) : undefined;
      };
    }
    const { time, limits } = this.conditions;
    if (typeof on === 'object' && 'from' in on) return standingDay(time.day(on.from));
    const instant = typeof on === 'string' ? time.instant(on) : limits.endsAt(on.limit);
    return (state) => {
      const at = instant(state);
      return at === undefined ? undefined : dayCode(time.dayOf(at));
    };
  }

  end(on: Attribution): PeriodOfCase | undefined {
    if (typeof on === 'string' || !('from' in on) || on.until === undefined) return undefined;
    const { time } = this.conditions;
    if (typeof on.until === 'string') return standingDay(time.day(on.until));
    const { months, after } = on.until;
    const day = time.day(after);
    return standingDay((state) => {
      const begin = day(state);
      return begin === undefined ? undefined : monthsAfter(begin, months);
    });
  }

  condition(where: NonNullable<Term['where']>): Predicate {
    return this.conditions.predicate(where);
  }

  addition(add: Exclude<Addition, 'count'>): NumberOfCase {
    const { time } = this.conditions;
    if ('days' in add) return time.daysBetween(add.days, add.calendar);
    if ('hours' in add) return rounded(time.elapsed(add.hours), HOUR_MS / 10 ** add.decimals);
    if ('minutes' in add) return rounded(time.elapsed(add.minutes), MINUTE_MS / 10 ** add.decimals);
    if ('seconds' in add) return rounded(time.elapsed(add.seconds), SECOND_MS / 10 ** add.decimals);
    // Counting in millions moves the point: dollars with 6 decimals of a million are whole units.
    const scale = add.decimals - ((add.in ?? '1').length - 1);
    const summed = this.reads.attribute(add.sum);
    return ({ attributes }) => {
      const value = attributes[summed];
      return typeof value === 'number' || typeof value === 'string' ? decimalUnits(value, scale, add.sum) : undefined;
    };
  }
}

/** Reports are for few periods, written again and again. */
const codes = new Map<string, PeriodCode | undefined>();
const MOST_CODES = 10_000;

function codeOf(text: string): PeriodCode | undefined {
  const known = codes.get(text);
  if (known !== undefined) return known;
  const code = parsePeriod(text).code ?? undefined;
  if (codes.size >= MOST_CODES) codes.clear();
  codes.set(text, code);
  return code;
}

/** What began to stand before {@link FIRST_STANDING_DAY} stands from then on. */
function standingDay(day: NumberOfCase): PeriodOfCase {
  return (state) => {
    const number = day(state);
    return number === undefined ? undefined : dayCode(Math.max(number, FIRST_STANDING_DAY));
  };
}

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** Whole units of `step` ms, a whole number of them; a half goes away from zero. */
function rounded(elapsed: NumberOfCase, step: number): NumberOfCase {
  return (state) => {
    const ms = elapsed(state);
    if (ms === undefined) return undefined;
    const units = Math.floor((2 * Math.abs(ms) + step) / (2 * step));
    return ms < 0 ? -units : units;
  };
}

function slotOf(measure: number, side: Slot['side'], term: Term | undefined): Slot {
  if (term === undefined) return { measure, side, scale: 0, attribution: 'unused' };
  return {
    measure,
    side,
    scale: typeof term.add === 'object' && 'decimals' in term.add ? term.add.decimals : 0,
    attribution: typeof term.on === 'object' && 'period' in term.on ? 'span' : 'dated',
    ...(typeof term.on === 'object' && 'from' in term.on && { isStanding: true }),
  };
}
