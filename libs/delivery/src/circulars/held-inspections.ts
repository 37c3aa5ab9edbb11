/** The inspections that the ledger knew of at a position, each folded from its own case. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { EventLog } from '#assay/event-log';
import { logKnownAt, type CaseLog, type ScoreReader } from '#assay/scoring';
import {
  type CaseState,
  epochMs,
  evolve,
  type Fact,
  factDefinitions,
  inForce,
  type InspectionHeld,
  readFact,
  VOIDED,
} from '#assay/service-record';
import type { Origin } from '../sources.js';

export interface HeldInspection {
  readonly inspection: string;
  readonly unit: string;
  /** ms since the epoch. */
  readonly heldAt: number;
  readonly data: InspectionHeld;
  readonly origins: readonly Origin[];
}

export interface BrokenInspection {
  readonly inspection: string;
  readonly reason: string;
}

/** Few enough that other work has its turn in between. */
const POSITIONS_AT_ONCE = 100;
const TYPES = [...factDefinitions.values()].filter(({ name }) => name === 'inspection.held').map(({ type }) => type);

/**
 * Found by the index of facts, read from the log. All of them, of every unit and time: a correction may have moved an
 * inspection to another day or unit than its first event said, and repeats are looked for in the past.
 */
export async function* heldInspections(
  reader: ScoreReader,
  log: EventLog,
  knownAt: number,
): AsyncGenerator<HeldInspection | BrokenInspection, void> {
  const events = logKnownAt(log, knownAt);
  let after = 0;
  for (;;) {
    // A snapshot per page: a long one would hold back the scores' own housekeeping.
    const positions = await reader.snapshot(
      (view) => view.facts({ types: TYPES, order: 'oldest-first', after, limit: POSITIONS_AT_ONCE }),
      knownAt,
    );
    for (const position of positions) {
      const [event] = await events.readAll({ after: position - 1, limit: 1 });
      const told = event && (await inspectionAt(events, event.stream, position));
      if (told) yield told;
    }
    const last = positions.at(-1);
    if (last === undefined || positions.length < POSITIONS_AT_ONCE) return;
    after = last;
    await breathe();
  }
}

/** Null for a voided one, and for one that an earlier event of the same case told already. */
async function inspectionAt(
  log: CaseLog,
  inspection: string,
  position: number,
): Promise<HeldInspection | BrokenInspection | null> {
  const events = await log.readStream(inspection);
  if (events[0]?.position !== position) return null;
  const facts = events.map(({ body }) => readFact(body));
  let state: CaseState | undefined;
  try {
    for (const fact of facts) state = evolve(state, fact);
  } catch (error) {
    return { inspection, reason: error instanceof Error ? error.message : String(error) };
  }
  const [held] = inForce(facts).facts as readonly Fact<InspectionHeld>[];
  if (!held || !state || state.status === VOIDED) return null;
  return { inspection, unit: state.unit, heldAt: epochMs(held.time), data: held.data, origins: facts };
}
