/**
 * One writer per ledger. Two would each number positions from the same head. The lock is an exclusive transaction on an
 * otherwise empty database: the operating system releases it when the process ends, however it ends, so that no stale lock
 * file has to be explained away after a crash. Nothing else may open and close that file: on POSIX that would drop the lock.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LedgerLockedError } from '../event-log-errors.js';
import { isBusy, storageFailure } from './storage-failure.js';

export class WriterLock {
  private constructor(private readonly db: DatabaseSync) {}

  /** @throws LedgerLockedError at once when another writer holds it */
  static acquire(folder: string): WriterLock {
    const path = join(folder, 'writer.lock');
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(path, { timeout: 0 });
      db.exec('BEGIN EXCLUSIVE');
      return new WriterLock(db);
    } catch (error) {
      db?.close();
      throw isBusy(error) ? new LedgerLockedError(folder) : storageFailure(`locking ${path}`, error);
    }
  }

  release(): void {
    this.db.close();
  }
}
