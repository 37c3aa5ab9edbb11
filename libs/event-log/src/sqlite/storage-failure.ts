/** Turns what node:sqlite throws into the port's own error, and leaves defects of the program as they are. */
import { StorageFailedError } from '../event-log-errors.js';

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  /** SQLite's extended result code; the primary code is its lowest byte. */
  readonly errcode: number;
}

/** By its shape and not by its class: an error of another realm (a test's sandbox is one) is no instance of this one's. */
function isSqliteError(error: unknown): error is SqliteError {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === SQLITE_BUSY;
}

/**
 * @param doing what was tried, as in "recording events in /data/log.db"
 * @param otherwise what to do where the disk is not full
 */
export function storageFailure(
  doing: string,
  error: unknown,
  otherwise = 'Nothing of it was recorded; it may be sent again.',
): unknown {
  if (!isSqliteError(error)) return error;
  const advice =
    (error.errcode & 0xff) === SQLITE_FULL ? 'The disk is full: free some space, then send it again.' : otherwise;
  return new StorageFailedError(`The storage failed when ${doing}: ${error.message}. ${advice}`, error);
}
