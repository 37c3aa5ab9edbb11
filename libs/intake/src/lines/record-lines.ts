import { isUtf8 } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_DOOR_LIMITS, type CheckedRecord } from '../door/check-record.js';
import { refuse } from '../door/refusal.js';
import type { RecordResult, Refusal } from '../record-events.js';
import type { EventRecorder } from '../recording/event-recorder.js';
import { withPatience } from '../recording/patience.js';
import { type Line, LineSplitter } from './line-splitter.js';

export interface RecordLinesOptions {
  /** Most bytes of one line; a longer one is refused and never held in memory. */
  readonly maxLineBytes?: number;
  /** Lines decided and appended together. */
  readonly batchLines?: number;
  /** When nothing more arrives for this long, what has arrived is recorded. Milliseconds. */
  readonly idleMs?: number;
  /** How long a stream waits while the log is overloaded before it gives up. Milliseconds. */
  readonly overloadPatienceMs?: number;
}

export interface LineResult {
  /** From 1; blank lines are counted and give no result. */
  readonly line: number;
  readonly result: RecordResult;
  /** The line as it came, when it was refused; null when it was too long to keep or is no text. */
  readonly text: string | null;
}

/** A batch is closed early when its lines are long, so that memory is bounded by bytes and not by lines. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Records a stream of lines, one JSON event each (NDJSON), of any length, in constant memory. A line is a CloudEvents
 * event, or one as `assay events` prints it: `{"event": {…}, "position": 1, "recordedAt": "…"}`, of which the event counts.
 *
 * It is a pull: results come in order of the lines, a batch at a time, and no more bytes are taken from the source than
 * the reader of the results keeps up with. Good lines are recorded whatever becomes of the others.
 */
export async function* recordLines(
  source: AsyncIterable<Uint8Array | string>,
  recorder: EventRecorder,
  options: RecordLinesOptions = {},
): AsyncGenerator<LineResult[], void> {
  const { batchLines = 500, idleMs = 20, overloadPatienceMs = 30_000 } = options;
  const splitter = new LineSplitter(options.maxLineBytes ?? DEFAULT_DOOR_LIMITS.maxRecordBytes);
  let batch: PendingLine[] = [];
  let batchBytes = 0;
  const take = (line: Line): void => {
    const pending = readLine(line, recorder);
    if (!pending) return;
    batch.push(pending);
    batchBytes += pending.bytes?.length ?? 0;
  };
  const isFull = (): boolean => batch.length >= batchLines || batchBytes >= MAX_BATCH_BYTES;
  const record = async (): Promise<LineResult[]> => {
    const lines = batch;
    batch = [];
    batchBytes = 0;
    return recordBatch(lines, recorder, overloadPatienceMs);
  };
  for await (const chunk of withPauses(source, idleMs, () => batch.length > 0)) {
    if (chunk === PAUSE) {
      yield await record();
      continue;
    }
    for (const line of splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)) {
      take(line);
      if (isFull()) yield await record();
    }
  }
  for (const line of splitter.end()) take(line);
  if (batch.length > 0) yield await record();
}

const PAUSE = Symbol('nothing arrived for a while');

/** The source's chunks, with a mark where it paused while `waiting` says that something is held back. */
async function* withPauses<T>(
  source: AsyncIterable<T>,
  idleMs: number,
  waiting: () => boolean,
): AsyncGenerator<T | typeof PAUSE, void> {
  const iterator = source[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (;;) {
      const next = iterator.next();
      if (waiting()) {
        const cancel = new AbortController();
        const pause = sleep(idleMs, PAUSE, { signal: cancel.signal }).catch(() => PAUSE);
        const first = await Promise.race([next, pause]);
        cancel.abort();
        if (first === PAUSE) yield PAUSE;
      }
      const step = await next;
      if (step.done) {
        finished = true;
        return;
      }
      yield step.value;
    }
  } finally {
    if (!finished) await iterator.return?.();
  }
}

interface PendingLine {
  readonly line: number;
  readonly record: CheckedRecord | Refusal;
  /** Kept until the result is known: a refused line is given back as it came. */
  readonly bytes: Buffer | null;
}

/** A line that passed the door or did not; undefined for a blank one. */
function readLine(line: Line, recorder: EventRecorder): PendingLine | undefined {
  const { number, bytes } = line;
  if (bytes === null) {
    const record = refuse('too-large', `Line ${number} has ${line.length} bytes, more than one record may have.`);
    return { line: number, record, bytes };
  }
  if (!isUtf8(bytes)) {
    return { line: number, record: refuse('not-json', `Line ${number} is not valid UTF-8.`), bytes: null };
  }
  const text = bytes.toString('utf8').trim();
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { line: number, record: refuse('not-json', `Line ${number} is not JSON: ${why}.`), bytes };
  }
  return { line: number, record: recorder.check(unwrap(value)), bytes };
}

function unwrap(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'event' in value && !('specversion' in value)
    ? value.event
    : value;
}

async function recordBatch(
  lines: readonly PendingLine[],
  recorder: EventRecorder,
  patienceMs: number,
): Promise<LineResult[]> {
  const results = await withPatience(() => recorder.recordChecked(lines.map(({ record }) => record)), patienceMs);
  const answers: LineResult[] = [];
  results.forEach((result, index) => {
    const pending = lines[index];
    if (!pending) return;
    const text = result.status === 'refused' && pending.bytes ? pending.bytes.toString('utf8') : null;
    answers.push({ line: pending.line, result, text });
  });
  return answers;
}
