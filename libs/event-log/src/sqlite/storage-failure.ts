/** Turns what node:sqlite throws into the port's own error, and leaves defects of the program as they are. */
import { StorageFailedError } from '../event-log-errors.js';

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  /** SQLite's extended result code; the primary code is its lowest byte. */
  readonly errcode: number;
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error;
}

export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === SQLITE_BUSY;
}

/** @param doing what was tried, as in "recording events in /data/log.db" */
export function storageFailure(doing: string, error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  const advice =
    (error.errcode & 0xff) === SQLITE_FULL
      ? 'The disk is full: free some space, then send it again.'
      : 'Nothing of it was recorded; it may be sent again.';
  return new StorageFailedError(`The storage failed when ${doing}: ${error.message}. ${advice}`, error);
}
