import type { Fact } from '#assay/service-record';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CheckedRecord } from '../door/check-record.js';
import { withPatience } from '../recording/patience.js';
import type { EventRecorder } from '../recording/event-recorder.js';
import type { EventOrder, Spool } from './spool.js';

/** Events recorded together: enough that the disk's fsync is a small part, few enough that others get their turn. */
const RECORDED_TOGETHER = 500;
const PATIENCE_MS = 60_000;

/** What became of a batch; a batch is all of these that happened to its events. */
const NEW = 1;
const KNOWN = 2;
const REFUSED = 4;

export interface RecordedBatches {
  /** Events that were new. */
  readonly events: number;
  /** Rows that told something new, and rows that did not; the refused are counted with the rejects. */
  readonly rows: { readonly accepted: number; readonly duplicate: number };
}

/** Records the spooled events, and tells for the rows of every batch what became of them. */
export async function recordBatches(
  spool: Spool,
  batches: number,
  options: {
    readonly recorder: EventRecorder;
    readonly dryRun?: boolean;
    readonly order?: EventOrder;
    readonly signal?: AbortSignal;
  },
  onProgress: (done: number, total: number) => void,
): Promise<RecordedBatches> {
  spool.sealBatches();
  const fates = new Uint8Array(batches);
  const total = spool.countEvents();
  const recorder = options.dryRun ? options.recorder.rehearsing() : options.recorder;
  // A rehearsal cannot read its own events back, so those of one case must come together.
  const order = options.dryRun ? 'case' : (options.order ?? 'occurred');
  let events = 0;
  let done = 0;
  const cases = new Set<string>();
  let waiting: { record: CheckedRecord; batch: number }[] = [];
  const flush = async (): Promise<void> => {
    const sent = waiting;
    waiting = [];
    const results = await withPatience(() => recorder.recordChecked(sent.map(({ record }) => record)), PATIENCE_MS);
    results.forEach((result, index) => {
      const batch = sent[index]?.batch ?? 0;
      if (result.status === 'accepted') events += 1;
      if (result.status === 'refused') {
        for (const line of spool.linesOf(batch)) spool.addReject(line, result.refusal);
      }
      fates[batch] = (fates[batch] ?? 0) | fateOf(result.status);
    });
    done += sent.length;
    onProgress(done, total);
    options.signal?.throwIfAborted();
    await nextTurn();
  };
  for (const { batch, body } of spool.events(order)) {
    const fact = JSON.parse(body) as Fact;
    // What is appended together is appended case by case, so a case that comes back later would overtake the others.
    const comesBack = cases.has(fact.subject) && waiting.at(-1)?.record.fact.subject !== fact.subject;
    if (comesBack || waiting.length >= RECORDED_TOGETHER) {
      await flush();
      cases.clear();
    }
    cases.add(fact.subject);
    waiting.push({ record: { fact, body }, batch });
  }
  if (waiting.length > 0) await flush();
  return { events, rows: countRows(spool, fates) };
}

function fateOf(status: 'accepted' | 'duplicate' | 'refused'): number {
  return status === 'accepted' ? NEW : status === 'duplicate' ? KNOWN : REFUSED;
}

/** A row with any refused batch is refused; else, with anything new, accepted; else it told nothing new. */
function countRows(spool: Spool, fates: Uint8Array): { accepted: number; duplicate: number } {
  const rows = { accepted: 0, duplicate: 0 };
  let line = 0;
  let fate = 0;
  const settle = (): void => {
    if (line === 0 || fate & REFUSED) return;
    if (fate & NEW) rows.accepted += 1;
    else rows.duplicate += 1;
  };
  for (const member of spool.members()) {
    if (member.line !== line) {
      settle();
      line = member.line;
      fate = 0;
    }
    fate |= fates[member.batch] ?? 0;
  }
  settle();
  return rows;
}
