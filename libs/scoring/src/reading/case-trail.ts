import type { StoredEvent } from '#assay/event-log';
import { type CompiledScheme, Contributions } from '#assay/methodology';

import { type Difference, difference } from '../difference.js';
import { advance, untracked } from '../tracked-case.js';
import type { CaseLog } from './case-log.js';

/** How one case came to contribute what it does under one scheme: folded from the log, not taken from the read model. */
export interface CaseTrail {
  readonly caseId: string;
  /** In order of arrival. */
  readonly events: readonly StoredEvent[];
  /** What each event moved, with its position. */
  readonly steps: readonly { readonly position: number; readonly differences: readonly Difference[] }[];
  /** What the case adds in the end. */
  readonly contributions: Contributions;
}

/** @param counted last position that counts: the end of a company's scores that a poison event parked. */
export async function caseTrail(
  log: CaseLog,
  caseId: string,
  scheme: CompiledScheme,
  counted: number,
): Promise<CaseTrail> {
  const schemes = [scheme];
  const events = await log.readStream(caseId);
  const steps: { position: number; differences: readonly Difference[] }[] = [];
  let tracked = untracked(schemes);
  for (const event of events) {
    if (event.position > counted) break;
    const after = advance(tracked, event, schemes);
    const differences = difference(tracked.contributions[0], after.contributions[0]);
    if (differences.length > 0) steps.push({ position: event.position, differences });
    tracked = after;
  }
  return { caseId, events, steps, contributions: tracked.contributions[0] ?? Contributions.NONE };
}
