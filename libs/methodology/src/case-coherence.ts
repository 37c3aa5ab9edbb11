import type { AttributeType } from '#assay/service-record';
import type { Condition } from './condition.js';
import { type Findings, listed, type Path } from './findings.js';
import type { Addition, LimitRule, Standing, Term } from './term.js';

/** What schemes may speak of: the case kinds with their attributes and statuses. */
export type Vocabulary = ReadonlyMap<string, SpokenKind>;

export interface SpokenKind {
  readonly attributes: Readonly<Record<string, SpokenAttribute>>;
  readonly statuses: Readonly<Record<string, unknown>>;
}

export interface SpokenAttribute {
  readonly type: AttributeType;
  /** Of a decimal: how many digits it may have after its point. */
  readonly decimals?: number;
}

/** Checks the parts of a scheme that speak of cases against what cases really have. */
export class CaseCoherence {
  constructor(
    private readonly findings: Findings,
    private readonly vocabulary: Vocabulary,
  ) {}

  term(path: Path, term: Term): void {
    const kind = this.kind([...path, 'case'], term.case);
    if (kind === undefined) return;
    const on = [...path, 'on'];
    if (typeof term.on === 'string') this.attribute(on, kind, term.on, ['instant']);
    else if ('period' in term.on) this.attribute([...on, 'period'], kind, term.on.period, ['period']);
    else if ('from' in term.on) this.standing(on, kind, term.on);
    else this.limitReference([...on, 'limit'], term.on.limit, term.case);
    if (term.where) this.condition([...path, 'where'], kind, term.case, term.where);
    this.addition([...path, 'add'], kind, term.add);
  }

  private standing(path: Path, kind: SpokenKind, { from, until }: Standing): void {
    this.attribute([...path, 'from'], kind, from, ['instant']);
    if (typeof until === 'object') this.attribute([...path, 'until', 'after'], kind, until.after, ['instant']);
    else if (until === from)
      this.findings.add([...path, 'until'], until, 'is where the standing begins: name the instant that ends it.');
    else if (until !== undefined) this.attribute([...path, 'until'], kind, until, ['instant']);
  }

  private addition(path: Path, kind: SpokenKind, add: Addition): void {
    if (add === 'count') return;
    if ('sum' in add) this.sum(path, kind, add);
    else if ('days' in add) {
      this.instants([...path, 'days'], kind, add.days);
      this.findings.calendar([...path, 'calendar'], add.calendar);
    } else if ('hours' in add) this.instants([...path, 'hours'], kind, add.hours);
    else if ('minutes' in add) this.instants([...path, 'minutes'], kind, add.minutes);
    else this.instants([...path, 'seconds'], kind, add.seconds);
  }

  /**
   * A sum keeps exactly the decimals that its attribute may have: with fewer, a case that the door accepts could not be
   * added without rounding; with more, the longest could leave the integers that are exact.
   */
  private sum(
    path: Path,
    kind: SpokenKind,
    { sum, decimals, in: unit = '1' }: Extract<Addition, { sum: string }>,
  ): void {
    if (this.attribute([...path, 'sum'], kind, sum, ['decimal', 'count']) === undefined) return;
    const own = kind.attributes[sum]?.decimals ?? 0;
    const shift = unit.length - 1;
    if (decimals === own + shift) return;
    const because = `${sum} has ${own} decimals${shift === 0 ? '' : `, and counted in ${unit} it has ${shift} more`}`;
    this.findings.add([...path, 'decimals'], decimals, `must be ${own + shift}: ${because}.`);
  }

  condition(path: Path, kind: SpokenKind, kindName: string, condition: Condition): void {
    const inner = (step: Path, nested: Condition): void => this.condition([...path, ...step], kind, kindName, nested);
    if ('all' in condition) condition.all.forEach((nested, index) => inner(['all', index], nested));
    else if ('any' in condition) condition.any.forEach((nested, index) => inner(['any', index], nested));
    else if ('not' in condition) inner(['not'], condition.not);
    else if ('status' in condition) this.statuses([...path, 'status'], kind, condition.status);
    else if ('limit' in condition) {
      const limit = this.limitReference([...path, 'limit'], condition.limit, kindName);
      if ('met' in condition) this.attribute([...path, 'met'], kind, condition.met, ['instant']);
      else if (limit && limit.met === undefined)
        this.findings.add(
          [...path, 'is'],
          condition.is,
          `cannot be known: nothing meets ${condition.limit}; name the instant that does as its member met.`,
        );
    } else if ('samePeriod' in condition) this.instants([...path, 'of'], kind, condition.of);
    else if ('days' in condition) {
      this.instants([...path, 'days'], kind, condition.days);
      this.findings.calendar([...path, 'calendar'], condition.calendar);
      this.bounds(path, condition);
    } else if ('hours' in condition) {
      this.instants([...path, 'hours'], kind, condition.hours);
      this.bounds(path, condition);
    } else this.comparison(path, kind, condition);
  }

  private comparison(path: Path, kind: SpokenKind, condition: Extract<Condition, { attribute: string }>): void {
    const at = [...path, 'attribute'];
    if ('equals' in condition) {
      const type = this.attribute(at, kind, condition.attribute, ['text', 'count', 'flag', 'period']);
      const needed = type === 'flag' ? 'boolean' : type === 'count' ? 'number' : 'string';
      if (type !== undefined && typeof condition.equals !== needed)
        this.findings.add(
          [...path, 'equals'],
          condition.equals,
          `must be ${needed === 'boolean' ? 'true or false' : needed === 'number' ? 'an integer' : 'text'}, for ${condition.attribute} is a ${type}.`,
        );
    } else if ('in' in condition) this.attribute(at, kind, condition.attribute, ['text', 'period']);
    else if ('includes' in condition) this.attribute(at, kind, condition.attribute, ['list']);
    else if ('exists' in condition) this.attribute(at, kind, condition.attribute);
    else {
      this.attribute(at, kind, condition.attribute, ['count', 'decimal']);
      this.bounds(path, condition);
    }
  }

  private bounds(path: Path, bounds: object): void {
    const given = Object.entries(bounds).filter(([name]) => BOUNDS.has(name));
    if (given.length === 0)
      this.findings.add(path, undefined, 'compares with nothing: add atLeast, atMost, above or below.');
    for (const [name, value] of given) this.findings.number([...path, name], value as never);
  }

  private statuses(path: Path, kind: SpokenKind, statuses: readonly string[]): void {
    statuses.forEach((status, index) => {
      if (!Object.hasOwn(kind.statuses, status))
        this.findings.add(
          [...path, index],
          status,
          `is no status of such a case: use ${listed(Object.keys(kind.statuses))}.`,
        );
    });
  }

  private limitReference(path: Path, name: string, kindName: string): LimitRule | undefined {
    const limits = this.findings.document.limits ?? {};
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
    if (limit === undefined) {
      this.findings.add(
        path,
        name,
        `is no limit of this scheme: declare it under limits, or use ${listed(Object.keys(limits))}.`,
      );
      return undefined;
    }
    this.findings.usedLimits.add(name);
    if (limit.case !== kindName)
      this.findings.add(path, name, `is a limit for a ${limit.case}, but this term counts a ${kindName}.`);
    return limit;
  }

  private instants(path: Path, kind: SpokenKind, pair: readonly [string, string]): void {
    pair.forEach((name, index) => this.attribute([...path, index], kind, name, ['instant']));
    if (pair[0] === pair[1]) this.findings.add(path, undefined, 'must name two different instants.');
  }

  kind(path: Path, name: string): SpokenKind | undefined {
    const kind = this.vocabulary.get(name);
    if (!kind) this.findings.add(path, name, `is no case kind: use one of ${listed([...this.vocabulary.keys()])}.`);
    return kind;
  }

  attribute(path: Path, kind: SpokenKind, name: string, types?: readonly AttributeType[]): AttributeType | undefined {
    const fitting = Object.entries(kind.attributes)
      .filter(([, { type }]) => types?.includes(type) ?? true)
      .map(([attribute]) => attribute);
    const found = Object.hasOwn(kind.attributes, name) ? kind.attributes[name]?.type : undefined;
    if (found !== undefined && (types?.includes(found) ?? true)) return found;
    const wrong =
      found === undefined ? 'is no attribute of such a case' : `is of type ${found}, not ${(types ?? []).join(' or ')}`;
    this.findings.add(path, name, `${wrong}: use ${listed(fitting)}.`);
    return undefined;
  }
}

const BOUNDS = new Set(['atLeast', 'atMost', 'above', 'below']);
