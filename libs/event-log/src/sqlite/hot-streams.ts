/**
 * What the writer knows by heart of the streams lately written to: key, revision, and which ids they hold. A stream that is
 * not among them is read back from the file. So idempotence needs neither an index on ids nor a column for them.
 */
import { LRUCache } from 'lru-cache';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export class HotStream {
  constructor(
    readonly key: number,
    /** Of the last event; −1 for a stream that is only about to begin. */
    public lastRevision: number,
    readonly revisionOfId: Map<string, number>,
  ) {}
}

export class HotStreams {
  private readonly cache: LRUCache<string, HotStream>;
  private readonly keyOf: StatementSync;
  private readonly bodiesOf: StatementSync;

  /** @param maxIds about how many ids to keep, over all streams */
  constructor(
    db: DatabaseSync,
    private readonly maxIds: number,
  ) {
    this.cache = new LRUCache({ maxSize: maxIds });
    this.keyOf = db.prepare('SELECT key FROM stream WHERE name = ?');
    this.bodiesOf = db.prepare('SELECT revision, body FROM event WHERE stream = ? ORDER BY revision');
  }

  find(name: string): HotStream | undefined {
    const hot = this.cache.get(name);
    if (hot !== undefined) return hot;
    const row = this.keyOf.get(name);
    if (row === undefined) return undefined;
    const stream = this.readBack(Number(row['key']));
    this.keep(name, stream);
    return stream;
  }

  /** Call after a stream has grown. */
  keep(name: string, stream: HotStream): void {
    // Capped, because the cache would drop a stream larger than itself, and a giant read back for each append is far worse
    // than some memory above the limit.
    const size = Math.min(stream.revisionOfId.size, Math.ceil(this.maxIds / 8));
    this.cache.set(name, stream, { size });
  }

  /** Forgets everything: what was kept may be of a transaction that failed. */
  clear(): void {
    this.cache.clear();
  }

  private readBack(key: number): HotStream {
    const stream = new HotStream(key, -1, new Map());
    for (const row of this.bodiesOf.iterate(key)) {
      const { id } = JSON.parse(String(row['body'])) as { id: string };
      stream.lastRevision = Number(row['revision']);
      stream.revisionOfId.set(id, stream.lastRevision);
    }
    return stream;
  }
}
