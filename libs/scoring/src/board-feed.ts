import { setTimeout as sleep } from 'node:timers/promises';

import type { UnitLevel } from '#assay/service-record';

import type { BoardRow, Boards } from './reading/boards.js';
import type { KnownAt } from './reading/known-at.js';
import type { ScoreReader, ScoreView } from './score-store.js';

export interface BoardFeedQuery {
  readonly scheme: string;
  readonly period: string;
  /** Default `company`. */
  readonly unitLevel?: UnitLevel | undefined;
  /** The `position` of the last change that the client has; what changed since then comes first. */
  readonly after?: number | undefined;
}

export interface BoardChange {
  /** The board is as known at this position: the id to resume from. */
  readonly position: number;
  readonly recordedAt: string | null;
  /** True when `rows` is the whole board, so that the client forgets what it had. */
  readonly whole: boolean;
  /** Rows that are new or different: figures, rank, grade or state. */
  readonly rows: readonly BoardRow[];
  /** Units that are no longer on the board. */
  readonly removed: readonly string[];
}

export interface BoardFeedOptions {
  /** Least time between two looks at one board, in ms. */
  readonly everyMs?: number;
  /** How long a board nobody follows is remembered, so that a client that comes back gets only the changes. */
  readonly lingerMs?: number;
}

/**
 * Boards that move. All clients of one board share one computation, made at most every 250 ms and only when the scores
 * moved. A client has no buffer: it remembers the position that it has seen and takes, whenever it is ready, the latest
 * state of every row that changed since; so a slow client costs nothing and misses only what was overtaken.
 */
export class BoardFeed {
  private readonly channels = new Map<string, BoardChannel>();
  private readonly options: Required<BoardFeedOptions>;

  constructor(
    private readonly reader: ScoreReader,
    private readonly boards: Boards,
    options: BoardFeedOptions = {},
  ) {
    this.options = { everyMs: 250, lingerMs: 60_000, ...options };
  }

  /**
   * Follows one board until `signal` aborts. Resolves when the board was computed once, so that a question that cannot be
   * answered rejects before anything is sent.
   *
   * @throws what `Boards.board` throws
   */
  async follow(query: BoardFeedQuery, signal: AbortSignal): Promise<AsyncIterable<BoardChange>> {
    const key = JSON.stringify([query.scheme, query.period, query.unitLevel ?? 'company']);
    let channel = this.channels.get(key);
    if (!channel) {
      channel = new BoardChannel(this.reader, this.boards, query, this.options.everyMs);
      this.channels.set(key, channel);
    }
    const followed = channel;
    followed.join();
    // By the signal and not by the end of the iteration, which a caller may never begin.
    const leave = (): void => followed.leave(this.options.lingerMs, () => this.channels.delete(key));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    try {
      await followed.ready();
    } catch (error) {
      this.channels.delete(key);
      throw error;
    }
    return changes(followed, query.after, signal);
  }
}

async function* changes(
  channel: BoardChannel,
  after: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<BoardChange, void> {
  let edition = channel.edition;
  let change = channel.changeSince(after !== undefined && channel.remembers(after) ? after : null);
  while (!signal.aborted) {
    if (change.whole || change.rows.length > 0 || change.removed.length > 0) yield change;
    await channel.movedBeyond(change.position, edition, signal);
    change = channel.changeSince(edition === channel.edition ? change.position : null);
    edition = channel.edition;
  }
}

/** One board, computed anew while somebody follows it, with the position at which each row last changed. */
class BoardChannel {
  private known: KnownAt = { position: -1, recordedAt: null };
  /** Who was parked when the board was computed. */
  private parked = '';
  private editions = 0;
  private readonly rows = new Map<string, { row: BoardRow; text: string; changedAt: number }>();
  private readonly removedAt = new Map<string, number>();
  private readonly waiting = new Set<() => void>();
  private since = 0;
  private clients = 0;
  private running: Promise<void> | null = null;
  private first: Promise<void> | null = null;
  private linger: NodeJS.Timeout | null = null;
  private failure: Error | null = null;

  constructor(
    private readonly reader: ScoreReader,
    private readonly boards: Boards,
    private readonly query: BoardFeedQuery,
    private readonly everyMs: number,
  ) {}

  get position(): number {
    return this.known.position;
  }

  /** Counts how often a company was taken in again: the board is another then, at the same position. */
  get edition(): number {
    return this.editions;
  }

  /** Whether every change after a position is still told apart. */
  remembers(position: number): boolean {
    return position >= this.since && position <= this.position;
  }

  join(): void {
    this.clients += 1;
    if (this.linger) clearTimeout(this.linger);
    this.linger = null;
  }

  leave(lingerMs: number, forget: () => void): void {
    this.clients -= 1;
    if (this.clients > 0) return;
    this.linger = setTimeout(forget, lingerMs);
    this.linger.unref();
  }

  /** Resolves when the board is as known now, or a moment ago. */
  async ready(): Promise<void> {
    this.first ??= this.compute().then(() => {
      this.since = this.position;
    });
    await this.first;
    this.running ??= this.run();
  }

  /** What changed after a position that is remembered; the whole board for null. */
  changeSince(seen: number | null): BoardChange {
    const from = seen ?? -1;
    return {
      ...this.known,
      whole: seen === null,
      rows: [...this.rows.values()].filter(({ changedAt }) => changedAt > from).map(({ row }) => row),
      removed: seen === null ? [] : [...this.removedAt].filter(([, at]) => at > from).map(([unit]) => unit),
    };
  }

  /** Waits until the board is newer than `seen`, or another than in that edition. @throws what made the computation fail. */
  async movedBeyond(seen: number, edition: number, signal: AbortSignal): Promise<void> {
    while (this.position <= seen && this.editions === edition && !signal.aborted) {
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    }
  }

  private async run(): Promise<void> {
    this.failure = null;
    try {
      while (this.clients > 0) {
        const [{ position }, parked] = await this.reader.snapshot((view) =>
          Promise.all([view.checkpoint(), parkedOf(view)]),
        );
        const isOther = position === this.position && parked !== this.parked;
        if (position > this.position || isOther) await this.compute();
        if (isOther) this.turnOver();
        await sleep(this.everyMs, undefined, { ref: false });
      }
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
    this.running = null;
    for (const wake of [...this.waiting]) wake();
  }

  private turnOver(): void {
    this.editions += 1;
    // Who comes back with this very position has seen the board before it turned.
    this.since = this.position + 1;
    for (const wake of [...this.waiting]) wake();
  }

  private async compute(): Promise<void> {
    const [board, parked] = await this.reader.snapshot((view) =>
      Promise.all([this.boards.whole(view, this.query), parkedOf(view)]),
    );
    this.parked = parked;
    const { position } = board.knownAt;
    const present = new Set<string>();
    for (const row of board.rows) {
      present.add(row.unit);
      this.removedAt.delete(row.unit);
      const text = JSON.stringify(row);
      if (this.rows.get(row.unit)?.text !== text) this.rows.set(row.unit, { row, text, changedAt: position });
    }
    for (const unit of this.rows.keys()) {
      if (present.has(unit)) continue;
      this.rows.delete(unit);
      this.removedAt.set(unit, position);
    }
    this.known = board.knownAt;
    for (const wake of [...this.waiting]) wake();
  }
}

const parkedOf = async (view: ScoreView): Promise<string> => JSON.stringify(await view.parked());
