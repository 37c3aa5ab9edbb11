/** What an event log refuses, as types: each sentence says what is wrong and what to do. */

export class WrongExpectedRevisionError extends Error {
  override readonly name = 'WrongExpectedRevisionError';
  constructor(
    readonly stream: string,
    readonly expected: number | 'no-stream',
    readonly actual: number | 'no-stream',
  ) {
    super(
      `The stream ${stream} is at revision ${actual}, not ${expected}: another writer was faster. Read it again and decide again.`,
    );
  }
}

/** Why an id cannot be recorded: with other bytes before, beside new events, or twice in one part. */
export type IdConflict = 'other-content' | 'beside-new-events' | 'twice-in-one-part';

const CONFLICTS: Record<IdConflict, (id: string, place: string) => string> = {
  'other-content': (id, place) =>
    `The event id ${id} is already recorded in ${place} with other content. ` +
    'Events are immutable: send a correction as a new event with its own id.',
  'beside-new-events': (id, place) =>
    `The event id ${id} is already recorded in ${place}, but other events sent with it are not. ` +
    'Send the new events apart from those already recorded.',
  'twice-in-one-part': (id, place) =>
    `The event id ${id} occurs twice among the events sent for ${place}. Give every event its own id, or send it once.`,
};

export class EventIdConflictError extends Error {
  override readonly name = 'EventIdConflictError';
  constructor(
    readonly stream: string,
    readonly eventId: string,
    /** Position of the event that already has this id, where one event does. */
    readonly position: number | null,
    readonly conflict: IdConflict = 'other-content',
  ) {
    super(CONFLICTS[conflict](eventId, position === null ? stream : `${stream} at position ${position}`));
  }
}

/** The caller broke the port's rules: a defect of the program, not of what a sender sent. */
export class InvalidAppendError extends Error {
  override readonly name = 'InvalidAppendError';
}

export class LogOverloadedError extends Error {
  override readonly name = 'LogOverloadedError';
  constructor(readonly queued: number) {
    super(
      `The write queue holds ${queued} events and takes no more. Nothing of this request was written; send it again later.`,
    );
  }
}

export class LogClosedError extends Error {
  override readonly name = 'LogClosedError';
  constructor() {
    super('The event log is closed.');
  }
}

export class ReadOnlyLogError extends Error {
  override readonly name = 'ReadOnlyLogError';
  constructor(readonly folder: string) {
    super(
      `The ledger in ${folder} was opened for reading only. Append through the process that opened it for writing.`,
    );
  }
}

export class LedgerLockedError extends Error {
  override readonly name = 'LedgerLockedError';
  constructor(readonly folder: string) {
    super(
      `Another process is writing to the ledger in ${folder}. Stop it first, or ask it: a reading command takes --server URL.`,
    );
  }
}

export class NoLedgerError extends Error {
  override readonly name = 'NoLedgerError';
  constructor(readonly folder: string) {
    super(`There is no ledger in ${folder}. Record something first, or name another folder with --data.`);
  }
}

/** The files are not a ledger that this program can read. */
export class LedgerFormatError extends Error {
  override readonly name = 'LedgerFormatError';
}

/** The disk or the database refused. `cause` holds what it said. */
export class StorageFailedError extends Error {
  override readonly name = 'StorageFailedError';
  constructor(what: string, cause: Error) {
    super(what, { cause });
  }
}
