import type { Fact } from '#assay/service-record';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CheckedRecord } from '../door/check-record.js';
import { withPatience } from '../recording/patience.js';
import type { EventRecorder } from '../recording/event-recorder.js';
import type { MappedRows } from './event-maker.js';
import type { RowFates } from './row-fates.js';
import type { Spool } from './spool.js';

/** Events recorded together: enough that the disk's fsync is a small part, few enough that others get their turn. */
const RECORDED_TOGETHER = 500;
const PATIENCE_MS = 60_000;

/** How far the recording of a table has come. */
export interface SpooledRecording {
  /** Rows that are mapped. */
  readonly mapped: number;
  /** Events of which it is known what became of them. */
  readonly recorded: number;
  /** Those of them that were new. */
  readonly accepted: number;
}

/**
 * Records the spooled events in their order while the rows are mapped to them, each as soon as nothing can come before it
 * any more: scoring, in its thread, need not wait until all rows are mapped. Notes for the rows what became of their events,
 * and says now and then how far it has come.
 *
 * @param mapping is pulled; the events up to where it says that it has come are in the spool.
 */
export async function* recordSpooled(
  spool: Spool,
  fates: RowFates,
  mapping: Iterable<MappedRows>,
  recorder: EventRecorder,
): AsyncGenerator<SpooledRecording, void> {
  let recorded = 0;
  let accepted = 0;
  let waiting: { readonly record: CheckedRecord; readonly lines: readonly number[] }[] = [];
  const cases = new Set<string>();
  const flush = async (): Promise<void> => {
    const sent = waiting;
    waiting = [];
    cases.clear();
    const results = await withPatience(() => recorder.recordChecked(sent.map(({ record }) => record)), PATIENCE_MS);
    results.forEach((result, index) => {
      const lines = sent[index]?.lines ?? [];
      if (result.status === 'accepted') accepted += 1;
      if (result.status === 'refused') for (const line of lines) spool.addReject(line, result.refusal);
      fates.settle(lines, result.status);
    });
    recorded += sent.length;
  };
  for (const { rows: mapped, before } of mapping) {
    for (const { lines, body } of spool.eventsBefore(before)) {
      const fact = JSON.parse(body) as Fact;
      // What is appended together is appended case by case, so a case that comes back later would overtake the others.
      const comesBack = cases.has(fact.subject) && waiting.at(-1)?.record.fact.subject !== fact.subject;
      if (comesBack || waiting.length >= RECORDED_TOGETHER) {
        await flush();
        yield { mapped, recorded, accepted };
        await nextTurn();
      }
      cases.add(fact.subject);
      waiting.push({ record: { fact, body }, lines });
    }
    if (before === null && waiting.length > 0) await flush();
    yield { mapped, recorded, accepted };
    await nextTurn();
  }
}
