/**
 * What is recorded of a case may not hold together: another version of the product took what this one would refuse. Such a
 * case takes nothing more, but for the correction or voiding that mends it.
 */
import { fold, isAmendment, readFact, type Fact } from '#assay/service-record';
import { refuse } from '../door/refusal.js';
import type { RecordResult } from '../record-events.js';
import { type KnownCase, knownCase } from './known-case.js';
import { checkCorrection, type PlannedPart, type Submission } from './plan-case.js';

/** A case whose events cannot be folded. */
export interface BrokenCase {
  /** Bodies of its events, oldest first. */
  readonly bodies: readonly string[];
  /** The sentence of the error. */
  readonly reason: string;
}

/** Takes the first submission that mends the case; the others are refused with what is wrong, and may be sent again then. */
export function planMending(
  { bodies, reason }: BrokenCase,
  caseId: string,
  submissions: readonly Submission[],
  results: RecordResult[],
): PlannedPart[] {
  const facts = readable(bodies);
  const parts: PlannedPart[] = [];
  for (const submission of submissions) {
    const { fact, body, index } = submission;
    const part = {
      stream: caseId,
      expectedRevision: bodies.length - 1,
      events: [{ id: fact.id, type: fact.type, body }],
    };
    const isRepeated = facts?.some(({ id }) => id === fact.id) === true;
    const mended = facts && !isRepeated && parts.length === 0 ? mend(facts, fact) : undefined;
    // What was recorded before is answered by the log, as ever.
    if (mended || isRepeated) parts.push({ part, submissions: [submission], places: [0], after: mended ?? null });
    else
      results[index] = {
        status: 'refused',
        refusal: refuse(
          'contradiction',
          `What is recorded of ${caseId} does not hold together: ${reason} Correct or void that event first.`,
        ),
      };
  }
  return parts;
}

/** The case with one more fact, when that makes it whole. */
function mend(facts: readonly Fact[], amendment: Fact): KnownCase | undefined {
  if (!isAmendment(amendment.type)) return undefined;
  try {
    const state = fold([...facts, amendment]);
    return checkCorrection(state, amendment) ? undefined : knownCase(state);
  } catch {
    return undefined;
  }
}

/** Undefined when one of them is of a type that this version does not know. */
function readable(bodies: readonly string[]): readonly Fact[] | undefined {
  try {
    return bodies.map(readFact);
  } catch {
    return undefined;
  }
}
