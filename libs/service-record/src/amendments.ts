/**
 * Mistakes are mended by further facts: `record.corrected` puts another content (or time) in the place of an earlier
 * fact's, `record.voided` takes an earlier fact, or the whole case, away. Neither deletes anything: the timeline keeps all,
 * and a case is folded from what is left in force.
 */
import type { CaseState } from './case-state.js';
import { ContradictionError, VOIDED } from './case-state.js';
import type { Fact } from './fact.js';
import { Instant, Members, Note, Optional, Text } from './fields.js';

export const CORRECTED = 'record.corrected.v1';
export const VOIDING = 'record.voided.v1';
const MAX_ID = 512;

export class RecordCorrected {
  @Text('The id of the fact that is put right; a fact of this case.', MAX_ID)
  event!: string;

  @Optional()
  @Members(
    'The members of its data that are otherwise, each with its right value; `null` takes a member away. Lists are replaced whole.',
  )
  changes?: Record<string, unknown>;

  @Optional()
  @Instant('When it really happened, if its time was wrong.')
  time?: string;

  @Note('Why.')
  reason!: string;

  @Optional()
  @Text('Who approved it.')
  approvedBy?: string;
}

export class RecordVoided {
  @Optional()
  @Text(
    'The id of the fact that is taken back: a fact of this case, a correction or voiding among them. Left out, the whole case is.',
    MAX_ID,
  )
  event?: string;

  @Note('Why.')
  reason!: string;

  @Optional()
  @Text('Who approved it.')
  approvedBy?: string;
}

export const isAmendment = (type: string): boolean => type === CORRECTED || type === VOIDING;

/** What is in force of a timeline. */
export interface InForce {
  /** The voiding that took back the whole case, if one is in force. */
  readonly caseVoidedBy: Fact | undefined;
  /** The facts of the life cycle, corrected and not voided, by (time, order of arrival). */
  readonly facts: readonly Fact[];
}

/** Amendments count in order of arrival: the last word on a fact holds, and a voided amendment is as if never made. */
export function inForce(timeline: readonly Fact[]): InForce {
  if (!timeline.some(({ type }) => isAmendment(type))) return { caseVoidedBy: undefined, facts: byTime(timeline) };
  const voided = voidedIds(timeline);
  let caseVoidedBy: Fact | undefined;
  const facts = new Map<string, Fact>();
  for (const fact of timeline) {
    if (voided.has(fact.id)) continue;
    if (fact.type === CORRECTED) {
      const { event } = fact.data as RecordCorrected;
      const target = facts.get(event);
      if (target) facts.set(event, withCorrection(target, fact.data as RecordCorrected));
    } else if (fact.type === VOIDING) {
      if ((fact.data as RecordVoided).event === undefined) caseVoidedBy = fact;
    } else {
      facts.set(fact.id, fact);
    }
  }
  return { caseVoidedBy, facts: byTime([...facts.values()]) };
}

/** A voiding speaks of facts that arrived before it, so reading backwards settles voidings of voidings. */
function voidedIds(timeline: readonly Fact[]): Set<string> {
  const voided = new Set<string>();
  for (const fact of timeline.toReversed()) {
    if (fact.type !== VOIDING || voided.has(fact.id)) continue;
    const { event } = fact.data as RecordVoided;
    if (event !== undefined) voided.add(event);
  }
  return voided;
}

function byTime(facts: readonly Fact[]): readonly Fact[] {
  for (let index = 1; index < facts.length; index++) {
    if ((facts[index] as Fact).time < (facts[index - 1] as Fact).time)
      return facts.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  }
  return facts;
}

function withCorrection(target: Fact, { changes, time }: RecordCorrected): Fact {
  const merged = Object.entries({ ...target.data, ...changes });
  const data = Object.fromEntries(merged.filter(([, value]) => value !== null));
  return { ...target, data, time: time ?? target.time };
}

/**
 * The fact that a correction is about, as it will stand: earlier corrections in force, then this one. The door checks its
 * data against the rules of its type before the correction is recorded.
 *
 * @throws ContradictionError when the case has no such fact in force.
 */
export function correctedFact(state: CaseState, correction: Fact): Fact {
  const data = correction.data as RecordCorrected;
  const target = inForce(state.timeline).facts.find(({ id }) => id === data.event);
  if (!target || state.status === VOIDED)
    throw new ContradictionError(
      state.id,
      correction.type,
      targetFault(state, correction) ?? `${state.id} is voided: there is nothing to correct.`,
    );
  return withCorrection(target, data);
}

/** Why an amendment has nothing to work on; undefined when it has. */
export function targetFault(state: CaseState, amendment: Fact): string | undefined {
  const { timeline, id } = state;
  const { event } = amendment.data as RecordVoided;
  const verb = amendment.type === CORRECTED ? 'corrected' : 'voided';
  if (event === undefined) return undefined;
  const target = timeline.find((fact) => fact.id === event);
  if (!target) return `${id} has no event "${event}": it cannot be ${verb}. Give the id of one of its events.`;
  const voided = voidedIds(timeline);
  if (voided.has(event)) {
    const by = timeline.findLast(
      (fact) => fact.type === VOIDING && (fact.data as RecordVoided).event === event && !voided.has(fact.id),
    );
    return `Event "${event}" of ${id} was voided${by ? ` by event "${by.id}"` : ''}; it cannot be ${verb}. Void that voiding first.`;
  }
  if (amendment.type === VOIDING) return undefined;
  if (isAmendment(target.type))
    return `Event "${event}" of ${id} is itself a correction or voiding; void it, or correct the event that it is about.`;
  const { changes, time } = amendment.data as RecordCorrected;
  if (changes === undefined && time === undefined)
    return `The correction "${amendment.id}" of ${id} changes nothing: give changes or time.`;
  if (time !== undefined && time > amendment.time)
    return `The correction "${amendment.id}" of ${id} moves event "${event}" to ${time}, which is after the correction itself (${amendment.time}).`;
  return undefined;
}
