import type { Fact } from '#assay/service-record';

/**
 * An event store as the benchmark beside the peers sees it: what each of them, a plain table and Assay's log can do alike.
 * An adapter keeps to the natural way of its library and hides nothing: what it throws is counted as failed.
 */
export interface StoreUnderTest {
  /** Durable when it resolves. `revision`: how many events the stream has; another number must be refused. */
  append(stream: string, revision: number, facts: readonly Fact[]): Promise<void>;
  /** The facts of a stream as objects, in order. */
  readStream(stream: string): Promise<readonly object[]>;
  /** Takes everything into a table of counts by type and month, with a checkpoint that survives a restart. */
  project(options: ProjectOptions): Promise<Counts>;
  close(): Promise<void>;
}

export interface ProjectOptions {
  /** How many events there are. */
  readonly count: number;
  /** The types among them. */
  readonly types: readonly string[];
  /** Aborted when the time is over: what is stored until then counts. */
  readonly signal: AbortSignal;
}

/** How many events, by {@link countKey}. */
export type Counts = ReadonlyMap<string, number>;

export interface CountRow {
  readonly type: string;
  readonly month: string;
  readonly events: number;
}

export interface StoreKind {
  /** Name and version as they are printed; the version is known once the package is installed. */
  readonly name: string;
  /** What of the workload makes sense for it. */
  readonly operations: readonly Operation[];
  /** Opens a new store. `folder` is its own and empty, `home` is that of all stores of this kind. */
  open(folder: string, home: string): Promise<StoreUnderTest>;
  /** After the last store is closed. */
  end?(): Promise<void>;
}

export const OPERATIONS = [
  'one at a time',
  '100 callers',
  'batches of 100',
  'batches of 1,000',
  'read',
  'project',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export const monthOf = (time: string): string => time.slice(0, 7);
export const countKey = (type: string, month: string): string => `${type} ${month}`;

export const countsOf = (rows: readonly CountRow[]): Counts =>
  new Map(rows.map(({ type, month, events }) => [countKey(type, month), events]));
