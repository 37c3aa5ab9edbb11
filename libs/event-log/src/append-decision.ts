/**
 * The one place that decides what an append means: a new recording, a repetition, or a refusal. Both adapters ask it,
 * so idempotence cannot mean two things; how a stream is looked up and written stays theirs.
 */
import { EventIdConflictError, InvalidAppendError, WrongExpectedRevisionError } from './event-log-errors.js';
import type { AppendReceipt, ExpectedRevision, NewEvent, StreamAppend } from './event-log.js';

/** What a decision needs to know of an event that is already recorded. */
export interface RecordedEvent {
  readonly position: number;
  readonly recordedAt: number;
  readonly revision: number;
  readonly body: string;
}

/** A stream as it is before the part. */
export interface StreamView {
  readonly revision: ExpectedRevision;
  recorded(eventId: string): RecordedEvent | undefined;
}

export type Decision =
  | { readonly kind: 'record'; readonly firstRevision: number }
  | { readonly kind: 'duplicate'; readonly receipt: AppendReceipt }
  | { readonly kind: 'refuse'; readonly error: WrongExpectedRevisionError | EventIdConflictError };

export function decide(part: StreamAppend, view: StreamView): Decision {
  const twice = repeatedId(part.events);
  if (twice !== undefined) return refuse(new EventIdConflictError(part.stream, twice, null, 'twice-in-one-part'));

  const known: RecordedEvent[] = [];
  let knownId = '';
  if (view.revision !== 'no-stream') {
    for (const { id, body } of part.events) {
      const recorded = view.recorded(id);
      if (recorded === undefined) continue;
      if (recorded.body !== body) {
        return refuse(new EventIdConflictError(part.stream, id, recorded.position, 'other-content'));
      }
      known.push(recorded);
      knownId = id;
    }
  }
  const last = known.at(-1);
  if (last !== undefined) {
    return known.length === part.events.length
      ? { kind: 'duplicate', receipt: firstReceipt(part.stream, known, last) }
      : refuse(new EventIdConflictError(part.stream, knownId, last.position, 'beside-new-events'));
  }
  if (part.expectedRevision !== view.revision) {
    return refuse(new WrongExpectedRevisionError(part.stream, part.expectedRevision, view.revision));
  }
  return { kind: 'record', firstRevision: view.revision === 'no-stream' ? 0 : view.revision + 1 };
}

/**
 * Refuses what no caller may send. The body must carry its id where `decide` later looks for it; a whole parse would cost
 * as much as the insert, so this looks for the member's text only.
 *
 * @throws InvalidAppendError
 */
export function assertAppendable(parts: readonly StreamAppend[]): void {
  for (const { stream, expectedRevision, events } of parts) {
    if (stream === '' || !stream.isWellFormed()) {
      throw new InvalidAppendError(`The stream name ${JSON.stringify(stream)} is empty or not well-formed text.`);
    }
    if (expectedRevision !== 'no-stream' && !(Number.isSafeInteger(expectedRevision) && expectedRevision >= 0)) {
      throw new InvalidAppendError(
        `The expected revision of ${stream} is ${String(expectedRevision)}; give 'no-stream' or the revision of its last event.`,
      );
    }
    if (events.length === 0) throw new InvalidAppendError(`The part for ${stream} has no events; leave it out.`);
    for (const event of events) assertEvent(stream, event);
  }
}

function assertEvent(stream: string, event: NewEvent): void {
  if (event.id === '') throw new InvalidAppendError(`An event for ${stream} has an empty id.`);
  if (!event.body.includes(`"id":${JSON.stringify(event.id)}`)) {
    throw new InvalidAppendError(
      `The body of event ${event.id} for ${stream} does not carry that id as its member "id".`,
    );
  }
  if (!event.body.isWellFormed()) {
    throw new InvalidAppendError(
      `The body of event ${event.id} for ${stream} holds a lone surrogate: it is not canonical.`,
    );
  }
}

function repeatedId(events: readonly NewEvent[]): string | undefined {
  if (events.length === 1) return undefined;
  const seen = new Set<string>();
  for (const { id } of events) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return undefined;
}

function firstReceipt(stream: string, known: readonly RecordedEvent[], last: RecordedEvent): AppendReceipt {
  return {
    stream,
    revision: last.revision,
    positions: known.map((event) => event.position),
    recordedAt: known.map((event) => event.recordedAt),
    duplicate: true,
  };
}

function refuse(error: WrongExpectedRevisionError | EventIdConflictError): Decision {
  return { kind: 'refuse', error };
}
