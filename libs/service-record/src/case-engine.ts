/**
 * Folds the facts of any case kind into a case and refuses those that contradict it. The effective timeline of a case is
 * its facts by (time, order of arrival), after corrections and voidings, and the life cycle is enforced on that: so a fact
 * may arrive late, and every accepted order of arrival ends in the same case.
 */
import { inForce, isAmendment, targetFault, VOIDING, type RecordVoided } from './amendments.js';
import {
  type AttributeValue,
  type CaseAttributes,
  type CaseState,
  ContradictionError,
  type MeasuredCase,
  UnknownFactError,
  VOIDED,
  withTimeline,
} from './case-state.js';
import { epochMs, type Fact } from './fact.js';
import type { CaseKind, LifeCycleFact } from './life-cycle.js';

/** One type of fact with the kind it belongs to, ready for look-up. */
interface BoundFact {
  readonly kind: CaseKind;
  readonly rule: LifeCycleFact;
}

/** Where a case stands after some of its facts. */
interface Standing {
  readonly status: string;
  readonly unit: string;
  readonly attributes: CaseAttributes;
  /** The fact that led to the status. */
  readonly since: Fact;
}

/** A standing of which nobody knows yet. */
interface GrowingStanding extends Standing {
  status: string;
  unit: string;
  readonly attributes: Record<string, AttributeValue | undefined>;
  since: Fact;
}

const NO_ATTRIBUTES: CaseAttributes = Object.freeze({});

/** The first fact of a timeline that cannot follow what is before it. Becomes a sentence once it is known what arrived. */
class Clash extends Error {
  override readonly name = 'Clash';
  constructor(
    readonly fact: Fact,
    readonly before: Standing | undefined,
    readonly because?: string,
  ) {
    super('A fact cannot follow what is before it.');
  }
}

export class CaseEngine {
  private readonly facts = new Map<string, BoundFact>();

  constructor(kinds: Iterable<CaseKind>) {
    for (const kind of kinds) for (const rule of kind.facts) this.facts.set(rule.type, { kind, rule });
  }

  /**
   * The case after one more fact, which arrives now and may have happened earlier. Neither argument is changed.
   * The caller has already seen to it that the fact's id is not in the timeline, and that its data is valid.
   *
   * @throws ContradictionError with a sentence that says which fact stands against it and what to do
   * @throws UnknownFactError for a type that belongs to no case kind
   */
  evolve(state: CaseState | undefined, fact: Fact): CaseState {
    if (!state) return this.fold([fact]);
    const next = this.follow(state, fact);
    if (next) return withTimeline(next, [...state.timeline, fact]);
    if (fact.subject !== state.id) throw contradiction(state.id, fact, `It is told of ${fact.subject}.`);
    if (isAmendment(fact.type)) return this.amend(state, fact);
    const { kind, rule } = this.bound(fact.type);
    if (kind.kind !== state.kind) throw contradiction(state.id, fact, `It belongs to the life cycle of ${kind.kind}.`);
    if (state.status === VOIDED) {
      const by = inForce(state.timeline).caseVoidedBy;
      throw new ContradictionError(
        state.id,
        fact.type,
        `${state.id} was voided (event "${by?.id ?? ''}"); it cannot ${rule.infinitive}. Void that voiding first.`,
      );
    }
    return this.refold(state.kind, [...state.timeline, fact], fact);
  }

  /**
   * The case after one more fact that simply comes next. Undefined where that cannot be told without the facts before: it is
   * late, it amends them, or it contradicts them; then {@link evolve} says what it makes of the case, or why it is refused.
   */
  follow(before: MeasuredCase, fact: Fact): MeasuredCase | undefined {
    const { id, kind, unit, status, attributes, latest } = before;
    const bound = this.facts.get(fact.type);
    if (fact.subject !== id || bound?.kind.kind !== kind || fact.time < latest) return undefined;
    const { rule } = bound;
    // No fact comes after a voiding: `voided` is no status of any life cycle.
    if (!rule.from?.includes(status)) return undefined;
    const at = epochMs(fact.time);
    if (rule.against?.(fact.data, at, attributes) !== undefined) return undefined;
    return {
      id,
      kind,
      unit: unitAfter(rule, fact) ?? unit,
      status: statusAfter(rule, fact) ?? status,
      attributes: { ...attributes, ...rule.effect(fact.data, at, attributes) },
      latest: fact.time,
    };
  }

  /**
   * The case that facts in order of arrival make. Equal to evolving them one by one, when each was accepted in its turn.
   *
   * @throws ContradictionError, UnknownFactError as `evolve` does
   */
  fold(facts: readonly Fact[]): CaseState {
    const first = facts[0];
    if (!first) throw new RangeError('A case begins with a fact: fold at least one.');
    if (isAmendment(first.type))
      throw new ContradictionError(
        first.subject,
        first.type,
        `${first.subject} does not exist: there is nothing to correct or void.`,
      );
    const { kind, rule } = this.bound(first.type);
    const slash = first.subject.indexOf('/');
    if (first.subject.slice(0, slash) !== kind.kind || slash === first.subject.length - 1)
      throw contradiction(first.subject, first, `Its subject must be written ${kind.kind}/<key>.`);
    if (!rule.opens) {
      const openers = kind.facts.filter(({ opens }) => opens).map(({ type }) => type);
      throw new ContradictionError(
        first.subject,
        first.type,
        `${first.subject} cannot ${rule.infinitive}: it does not exist yet. Send ${openers.join(' or ')} first.`,
      );
    }
    const fault = rule.subjectFault?.(first.data, first.subject);
    if (fault !== undefined) throw contradiction(first.subject, first, fault);
    return this.refold(kind.kind, facts, undefined);
  }

  private bound(type: string): BoundFact {
    const bound = this.facts.get(type);
    if (!bound) throw new UnknownFactError(`"${type}" is no type of event that any kind of case knows.`);
    return bound;
  }

  private amend(state: CaseState, amendment: Fact): CaseState {
    const fault = targetFault(state, amendment);
    if (fault !== undefined) throw new ContradictionError(state.id, amendment.type, fault);
    const by = inForce(state.timeline).caseVoidedBy;
    const target = (amendment.data as RecordVoided).event;
    if (by && (amendment.type !== VOIDING || target !== by.id))
      throw new ContradictionError(
        state.id,
        amendment.type,
        `${state.id} was voided as a whole (event "${by.id}"); nothing else of it can be corrected or voided. Void that voiding first.`,
      );
    return this.refold(state.kind, [...state.timeline, amendment], amendment);
  }

  /** @param arrived the fact that makes refolding necessary: a refusal speaks of it. */
  private refold(kind: string, timeline: readonly Fact[], arrived: Fact | undefined): CaseState {
    const id = (timeline[0] as Fact).subject;
    const { caseVoidedBy, facts } = inForce(timeline);
    try {
      const standing = this.run(facts);
      if (!standing)
        throw new ContradictionError(
          id,
          (arrived as Fact).type,
          `Nothing would remain of ${id}. Void the whole case instead: leave the member event out.`,
        );
      const { status, unit, attributes } = standing;
      const measured: MeasuredCase = caseVoidedBy
        ? { id, kind, unit, status: VOIDED, attributes: {}, latest: '' }
        : { id, kind, unit, status, attributes, latest: (facts.at(-1) as Fact).time };
      return withTimeline(measured, timeline);
    } catch (error) {
      if (!(error instanceof Clash)) throw error;
      const about = arrived ?? error.fact;
      throw new ContradictionError(id, about.type, this.sentence(id, error, about));
    }
  }

  /** Runs the life cycle over facts by time. @throws Clash at the first that cannot follow. */
  private run(facts: readonly Fact[]): Standing | undefined {
    let standing: GrowingStanding | undefined;
    for (const fact of facts) {
      const { rule } = this.bound(fact.type);
      const at = epochMs(fact.time);
      if (!(standing ? rule.from?.includes(standing.status) : rule.opens)) throw new Clash(fact, standing);
      const before: CaseAttributes = standing?.attributes ?? NO_ATTRIBUTES;
      const because = rule.against?.(fact.data, at, before);
      if (because !== undefined) throw new Clash(fact, standing, because);
      const effect = rule.effect(fact.data, at, before);
      const status = statusAfter(rule, fact);
      const unit = unitAfter(rule, fact);
      if (!standing) {
        standing = { status: status ?? '', unit: unit ?? '', attributes: { ...effect }, since: fact };
        continue;
      }
      // Nobody sees the attributes between two facts, so they are added to and not copied.
      Object.assign(standing.attributes, effect);
      if (unit !== undefined) standing.unit = unit;
      if (status === undefined) continue;
      standing.status = status;
      standing.since = fact;
    }
    return standing;
  }

  private sentence(id: string, { fact, before, because }: Clash, arrived: Fact): string {
    const { rule } = this.bound(fact.type);
    if (isAmendment(arrived.type)) {
      const target = (arrived.data as RecordVoided).event ?? '';
      if (arrived.type === VOIDING && !before)
        return `Event "${target}" of ${id} cannot be voided alone: ${fact.type} (event "${fact.id}") cannot begin a case. Void the whole case instead: leave the member event out.`;
      const verb = arrived.type === VOIDING ? 'voided' : 'corrected so';
      return `Event "${target}" of ${id} cannot be ${verb}: ${this.plain(id, fact, before, because)}`;
    }
    if (fact === arrived) return this.plain(id, fact, before, because);
    const late = this.bound(arrived.type).rule;
    const [earlier, later] = days(arrived, fact);
    return `${id} cannot ${late.infinitive} on ${earlier}: it ${rule.past} on ${later} (event "${fact.id}"), which could not have followed. Correct or void that event first.`;
  }

  private plain(id: string, fact: Fact, before: Standing | undefined, because: string | undefined): string {
    const { rule, kind } = this.bound(fact.type);
    if (because !== undefined) return `${id} cannot ${rule.infinitive} on ${fact.time.slice(0, 10)}: ${because}`;
    if (!before)
      return `${id} cannot ${rule.infinitive} on ${fact.time}: that is before it began. Correct the time of one or the other.`;
    const [then, now] = days(before.since, fact);
    const since = this.bound(before.since.type).rule;
    const remedy = kind.statuses[before.status]?.remedy;
    const again = before.since.type === fact.type ? ' again' : '';
    return `${id} ${since.past} on ${then} (event "${before.since.id}"); it cannot ${rule.infinitive}${again} on ${now}.${remedy ? ` ${remedy}` : ''}`;
  }
}

function statusAfter(rule: LifeCycleFact, fact: Fact): string | undefined {
  return rule.leadsTo ? rule.leadsTo(fact.data) : rule.to;
}

function unitAfter(rule: LifeCycleFact, fact: Fact): string | undefined {
  return rule.unit ? rule.unit(fact.data, fact.subject) : (fact.data as { unit?: string }).unit;
}

function contradiction(id: string, fact: Fact, reason: string): ContradictionError {
  return new ContradictionError(id, fact.type, `${fact.type} (event "${fact.id}") does not fit ${id}: ${reason}`);
}

/** Days are enough to tell two instants apart unless both are on the same day. */
function days(a: Fact, b: Fact): [string, string] {
  const sameDay = a.time.slice(0, 10) === b.time.slice(0, 10) && a.time !== b.time;
  return sameDay ? [a.time, b.time] : [a.time.slice(0, 10), b.time.slice(0, 10)];
}
