/**
 * What the writer knows by heart of the streams lately written to: key, revision, and which ids they hold. A stream that is
 * not among them is read back from the file. So idempotence needs neither an index on ids nor a column for them.
 */
import { LRUCache } from 'lru-cache';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Ids of a stream no longer than this are found by looking at each: most streams have a handful of events. */
const SHORT = 32;

export class HotStream {
  /** By revision. */
  private readonly ids: string[] = [];
  /** Only for a long stream. */
  private revisions: Map<string, number> | null = null;

  constructor(readonly key: number) {}

  get length(): number {
    return this.ids.length;
  }

  /** The stream has one more event. @returns its revision */
  push(id: string): number {
    const revision = this.ids.push(id) - 1;
    if (this.revisions) this.revisions.set(id, revision);
    else if (revision === SHORT) this.revisions = new Map(this.ids.map((known, index) => [known, index]));
    return revision;
  }

  revisionOf(id: string): number | undefined {
    if (this.revisions) return this.revisions.get(id);
    const revision = this.ids.indexOf(id);
    return revision < 0 ? undefined : revision;
  }
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
    this.cache = new LRUCache({ max: maxIds, maxSize: maxIds });
    this.keyOf = db.prepare('SELECT key FROM stream WHERE name = ?');
    this.bodiesOf = db.prepare('SELECT body FROM event WHERE stream = ? ORDER BY revision');
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
    const size = Math.min(stream.length, Math.ceil(this.maxIds / 8));
    this.cache.set(name, stream, { size });
  }

  /** Forgets everything: what was kept may be of a transaction that failed. */
  clear(): void {
    this.cache.clear();
  }

  private readBack(key: number): HotStream {
    const stream = new HotStream(key);
    for (const row of this.bodiesOf.iterate(key)) {
      const { id } = JSON.parse(String(row['body'])) as { id: string };
      stream.push(id);
    }
    return stream;
  }
}
