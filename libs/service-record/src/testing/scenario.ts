/**
 * Given what was recorded, when one more fact arrives, then the case stands so, or the fact is refused with a sentence.
 * Facts are written short: type without version, day (or instant), data.
 */
import { type CaseState, ContradictionError, evolve, type Fact } from '../index.js';

/** `['complaint.filed', '2024-02-01', {unit: 'company/A'}]`; a day stands for its midnight UTC. */
export type ShortFact = readonly [type: string, time: string, data?: object];

/** Facts of one case with the ids `e1`, `e2` … in order of arrival. */
export function facts(subject: string, shorts: readonly ShortFact[], firstNumber = 1): Fact[] {
  return shorts.map(([type, time, data], index) => ({
    specversion: '1.0',
    id: `e${firstNumber + index}`,
    source: 'urn:test',
    type: `${type}.v1`,
    subject,
    time: time.length === 10 ? `${time}T00:00:00.000Z` : time,
    data: data ?? {},
  }));
}

export interface Given {
  readonly subject: string;
  readonly recorded: readonly ShortFact[];
}

export const given = (subject: string, ...recorded: readonly ShortFact[]): Given => ({ subject, recorded });

/** The case after what was recorded and what arrives. */
export function when({ subject, recorded }: Given, ...arriving: readonly ShortFact[]): CaseState {
  let state: CaseState | undefined;
  for (const fact of facts(subject, [...recorded, ...arriving])) state = evolve(state, fact);
  if (!state) throw new RangeError('A scenario has at least one fact.');
  return state;
}

/** The sentence with which the arriving fact is refused. */
export function refusal({ subject, recorded }: Given, arriving: ShortFact): string {
  const state = recorded.length === 0 ? undefined : when({ subject, recorded });
  const [fact] = facts(subject, [arriving], recorded.length + 1);
  try {
    evolve(state, fact as Fact);
  } catch (error) {
    if (error instanceof ContradictionError) return error.message;
    throw error;
  }
  throw new Error(`${arriving[0]} was accepted, but the scenario expects a refusal.`);
}

/** Attributes that are there, without those left undefined. */
export function attributesOf(state: CaseState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state.attributes).filter(([, value]) => value !== undefined));
}

export const ms = (time: string): number => Date.parse(time.length === 10 ? `${time}T00:00:00.000Z` : time);
