import { type CaseState, dayCode, parsePeriod, type PeriodCode } from '#assay/service-record';
import { ConditionCompiler, type Predicate } from './compile-condition.js';
import type { CompiledScheme, Contribution, Slot } from './contribution.js';
import { decimalUnits } from './decimal-units.js';
import type { SchemeDocument } from './scheme.js';
import type { Addition, Attribution, Term } from './term.js';
import { Settings } from './settings.js';

/** In which period a case counts; undefined when it does not (yet). */
type PeriodOfCase = (state: CaseState) => PeriodCode | undefined;
/** What a case adds, as an integer in units of its slot; undefined when an attribute is missing. */
type Amount = (state: CaseState) => number | undefined;

/** Terms of one case kind that count in the same period. A term that several measures share is evaluated once. */
interface Group {
  readonly period: PeriodOfCase;
  readonly terms: readonly { readonly counts: Predicate | undefined; readonly amount: Amount }[];
  /** In ascending order of slot. */
  readonly places: readonly { readonly slot: number; readonly term: number }[];
}

const NOTHING: readonly Contribution[] = Object.freeze([]);

/**
 * A scheme as closures: what every case contributes, with nothing interpreted per event.
 *
 * @param document as `parseScheme` returned it.
 * @param hash SHA-256 (hex) of the canonical bytes of the document; this library does no I/O and computes none.
 */
export function compileScheme(document: SchemeDocument, hash: string): CompiledScheme {
  const groups = groupsByKind(document);
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
    caseKinds: new Set(groups.keys()),
    contributions: (state) => {
      const own = groups.get(state.kind);
      return own === undefined || state.status === 'voided' ? NOTHING : contributions(own, state);
    },
  };
}

function contributions(groups: readonly Group[], state: CaseState): readonly Contribution[] {
  const { unit } = state;
  const found: Contribution[] = [];
  let periods = 0;
  for (const group of groups) {
    const period = group.period(state);
    if (period === undefined) continue;
    periods++;
    const amounts = group.terms.map(({ counts, amount }) =>
      counts === undefined || counts(state) ? amount(state) : 0,
    );
    for (const { slot, term } of group.places) {
      const amount = amounts[term];
      // A zero changes no total, so it is no contribution.
      if (amount) found.push({ unit, period, slot, amount });
    }
  }
  if (periods > 1) found.sort((a, b) => a.period - b.period || a.slot - b.slot);
  return found;
}

function groupsByKind(document: SchemeDocument): ReadonlyMap<string, readonly Group[]> {
  const compiler = new TermCompiler(document);
  const terms = document.measures.flatMap(({ numerator, denominator }, measure) => [
    { slot: 2 * measure, term: numerator },
    ...(denominator ? [{ slot: 2 * measure + 1, term: denominator }] : []),
  ]);
  const groups = new Map<string, Group[]>();
  const byPeriod = Map.groupBy(terms, ({ term }) => JSON.stringify([term.case, term.on]));
  for (const members of byPeriod.values()) {
    const [first] = members;
    if (!first) continue;
    const distinct = [...Map.groupBy(members, ({ term }) => JSON.stringify([term.where, term.add])).values()];
    const kind = groups.get(first.term.case) ?? [];
    groups.set(first.term.case, kind);
    kind.push({
      period: compiler.period(first.term.on),
      terms: distinct.flatMap(([same]) => (same ? [compiler.term(same.term)] : [])),
      places: distinct
        .flatMap((same, term) => same.map(({ slot }) => ({ slot, term })))
        .sort((a, b) => a.slot - b.slot),
    });
  }
  return groups;
}

class TermCompiler {
  private readonly conditions: ConditionCompiler;

  constructor(document: SchemeDocument) {
    this.conditions = new ConditionCompiler(new Settings(document), document.limits ?? {});
  }

  period(on: Attribution): PeriodOfCase {
    if (typeof on === 'object' && 'period' in on)
      return ({ attributes }) => {
        const text = attributes[on.period];
        return typeof text === 'string' ? (parsePeriod(text).code ?? undefined) : undefined;
      };
    const day = typeof on === 'string' ? this.conditions.day(on) : this.conditions.limitEnd(on.limit);
    return (state) => {
      const number = day(state);
      return number === undefined ? undefined : dayCode(number);
    };
  }

  term({ where, add }: Term): Group['terms'][number] {
    return { counts: where && this.conditions.predicate(where), amount: this.amount(add) };
  }

  private amount(add: Addition): Amount {
    if (add === 'count') return () => 1;
    if ('days' in add) return this.conditions.daysBetween(add.days);
    // Counting in millions moves the point: dollars with 6 decimals of a million are whole units.
    const scale = add.decimals - shiftOf(add);
    return ({ attributes }) => {
      const value = attributes[add.sum];
      return typeof value === 'number' || typeof value === 'string' ? decimalUnits(value, scale, add.sum) : undefined;
    };
  }
}

const shiftOf = (add: Exclude<Addition, 'count' | { days: unknown }>): number => (add.in ?? '1').length - 1;

function slotOf(measure: number, side: Slot['side'], term: Term | undefined): Slot {
  if (term === undefined) return { measure, side, scale: 0, attribution: 'unused' };
  return {
    measure,
    side,
    scale: typeof term.add === 'object' && 'sum' in term.add ? term.add.decimals : 0,
    attribution: typeof term.on === 'object' && 'period' in term.on ? 'span' : 'dated',
  };
}
