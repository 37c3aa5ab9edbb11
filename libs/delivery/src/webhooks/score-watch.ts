import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '#assay/event-log';
import { periodUnder } from '#assay/methodology';
import { backOffMs, type ProcessorState, type ProcessorStatus } from '#assay/processing';
import {
  type Boards,
  type KnownAt,
  type SchemeLibrary,
  type ScoreReader,
  ScoresBeingBuiltError,
  type ScoreView,
  type WholeBoard,
} from '#assay/scoring';
import { companyOf } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';
import { changesSince, type UnitChange } from './change.js';
import type { DeliveryStore, WatchedBoard } from './delivery-store.js';
import { type Board, messageOf, overtaking } from './message.js';
import { watchedPeriods } from './watched-periods.js';
import type { Webhook } from './webhook.js';

export interface ScoreWatchOptions {
  /** Least time between two looks at the scores, in ms. */
  readonly everyMs?: number;
  /** Scores that are this many events behind the log are catching up: nothing is told of what is overtaken anyway. */
  readonly mostBehind?: number;
  readonly now?: () => number;
  readonly random?: () => number;
  /** Told what an operator should know, as sentences. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
  /** Called when messages were put on their way. */
  readonly onMessages?: (() => void) | undefined;
}

const BACK_OFF = { firstMs: 500, maxMs: 60_000 };

/** A board that a webhook watches; new to it, or new under this rulebook. */
interface WantedBoard extends WatchedBoard {
  readonly hash: string;
  readonly isNew: boolean;
}

interface WantedBoards {
  readonly webhook: Webhook;
  readonly boards: readonly WantedBoard[];
}

/** The boards that were seen at one moment. */
interface Seen {
  readonly knownAt: KnownAt;
  readonly boards: ReadonlyMap<string, WholeBoard>;
  /** Companies of a made-up market. */
  readonly simulated: ReadonlySet<string>;
}

/**
 * The processor behind webhooks. It follows the scores and not the log: it compares boards with what each receiver was told
 * last, so that nothing is lost however it ends, many events are one change, and a replay, which changes no score, tells
 * nothing. What it found, what was told and how far it came are stored in one transaction.
 *
 * It looks only while the scores are live: at the start it waits until they know all that the log held then, and whenever
 * they fall behind what it has seen (they are being rebuilt) or far behind the log.
 */
export class ScoreWatch {
  private readonly options: Required<Omit<ScoreWatchOptions, 'onNotice' | 'onMessages'>>;
  private stopping = new AbortController();
  private running: Promise<void> | null = null;
  /** Nothing is looked at until the scores have reached it; null while they are live, undefined before the first look. */
  private target: number | null | undefined;
  private state: ProcessorState = 'stopped';
  private since: number;
  private position = 0;
  /** Who was parked at the last look. */
  private parked = '';
  private head = 0;
  private errors = 0;
  private lastError: string | null = null;

  constructor(
    private readonly resources: {
      readonly log: EventLog;
      readonly reader: ScoreReader;
      readonly library: SchemeLibrary;
      readonly boards: Boards;
      readonly store: DeliveryStore;
    },
    private readonly listeners: Pick<ScoreWatchOptions, 'onNotice' | 'onMessages'> & ScoreWatchOptions = {},
  ) {
    this.options = { everyMs: 1_000, mostBehind: 10_000, now: Date.now, random: Math.random, ...listeners };
    this.since = this.options.now();
  }

  start(): void {
    if (this.running) return;
    this.stopping = new AbortController();
    this.enter('connecting');
    this.running = this.run().finally(() => {
      this.running = null;
      this.enter('stopped');
    });
  }

  /** Finishes the look at hand, then ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  status(): ProcessorStatus {
    const { state, position, head, errors, lastError, since } = this;
    return {
      name: 'webhooks',
      state,
      position,
      head,
      lag: Math.max(0, head - position),
      holes: 0,
      errors,
      lastError,
      since,
    };
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      let pause = this.options.everyMs;
      try {
        await this.look();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.errors += 1;
        this.lastError = error instanceof Error ? error.message : String(error);
        this.enter('connecting');
        pause = backOffMs(failures, { ...BACK_OFF, random: this.options.random });
      }
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** One look at the scores, at what every webhook watches. @returns whether the scores were live, so that it was one */
  async look(): Promise<boolean> {
    const { log, reader, store } = this.resources;
    const { position: head } = await log.head();
    const standing = await standingOf(reader);
    if (standing === null) {
      this.enter('catching-up');
      return false;
    }
    const { reached, parked } = standing;
    this.head = Math.max(head, reached);
    const before = this.lastPosition(head);
    this.position = before ?? reached;
    if (!this.isLive(reached, head, before)) {
      this.enter('catching-up');
      return false;
    }
    this.enter('live');
    const wanted = this.wanted();
    // A company that is taken in again is another at the same position.
    const isAsBefore = before === reached && parked === this.parked;
    if (isAsBefore && wanted.every(({ boards }) => boards.every(({ isNew }) => !isNew))) return true;
    const seen = await this.see(wanted);
    const isTold = store.transaction(() => {
      // Another process looked later than we did: its word stands, and the next look begins from there.
      if ((store.position(log.ledgerId) ?? 0) > seen.knownAt.position) return false;
      let told = false;
      for (const { webhook, boards } of wanted) told = this.compare(webhook, boards, seen) || told;
      store.setPosition(log.ledgerId, seen.knownAt.position);
      return told;
    });
    this.position = seen.knownAt.position;
    this.parked = parked;
    if (isTold) this.listeners.onMessages?.();
    return true;
  }

  /**
   * How far the last look saw. A store that has seen more than the log holds belongs to another ledger or a later state of
   * this one: what was told there is no measure for what changes here.
   */
  private lastPosition(head: number): number | null {
    const { log, store } = this.resources;
    const position = store.position(log.ledgerId);
    if (position !== null && position <= head) return position;
    store.transaction(() => {
      store.forgetTold();
      store.setPosition(log.ledgerId, 0);
    });
    if (position !== null)
      this.listeners.onNotice?.(
        `The webhooks have told of position ${position}, but the log ends at ${head}: it was set back. They begin anew from here and tell only what changes from now on.`,
      );
    return null;
  }

  private isLive(reached: number, head: number, before: number | null): boolean {
    if (this.target === undefined) this.target = head;
    // The scores know less than was seen already: they are being rebuilt.
    if (before !== null && reached < before) this.target ??= head;
    if (head - reached > this.options.mostBehind) this.target ??= head - this.options.mostBehind;
    if (this.target !== null && reached >= this.target) this.target = null;
    return this.target === null;
  }

  /** What each webhook watches now. One that watches what is no more is left out, and said. */
  private wanted(): WantedBoards[] {
    const faults: string[] = [];
    const wanted = this.resources.store.webhooks().flatMap((webhook) => {
      try {
        return [{ webhook, boards: this.boardsOf(webhook) }];
      } catch (error) {
        faults.push(`Webhook ${webhook.id}: ${error instanceof Error ? error.message : String(error)}`);
        return [];
      }
    });
    this.lastError = faults.length === 0 ? null : faults.join(' ');
    return wanted;
  }

  private boardsOf(webhook: Webhook): WantedBoard[] {
    const { library, store } = this.resources;
    const known = store.watched(webhook.id);
    return webhook.schemes.flatMap((scheme) => {
      const { document, hash } = library.get(scheme).scheme;
      return watchedPeriods(webhook.period, document, this.options.now()).map((period) => {
        periodUnder(document, period);
        const isNew = !known.some((each) => each.scheme === scheme && each.period === period && each.hash === hash);
        return { webhook: webhook.id, scheme, period, hash, isNew };
      });
    });
  }

  /** Every board that somebody watches, of one moment. */
  private async see(wanted: readonly WantedBoards[]): Promise<Seen> {
    const { reader, boards } = this.resources;
    return reader.snapshot(async (view) => {
      const { position, recordedAt } = await view.checkpoint();
      const seen = new Map<string, WholeBoard>();
      for (const { webhook, boards: watched } of wanted)
        for (const { scheme, period } of watched) {
          const key = boardKey(scheme, period, webhook);
          if (!seen.has(key)) seen.set(key, await boards.whole(view, { scheme, period, unitLevel: webhook.unitLevel }));
        }
      return {
        knownAt: { position, recordedAt: recordedAt === null ? null : formatTimestamp(recordedAt) },
        boards: seen,
        simulated: await simulatedCompanies(view),
      };
    });
  }

  /** What is new on the boards of one webhook goes into its outbox. @returns whether anything did */
  private compare(webhook: Webhook, boards: readonly WantedBoard[], seen: Seen): boolean {
    const { store } = this.resources;
    const known = store.watched(webhook.id);
    let isTold = false;
    for (const board of boards) {
      const whole = seen.boards.get(boardKey(board.scheme, board.period, webhook));
      if (!whole) continue;
      // A moving period has moved on: its new board begins empty, and all that comes onto it is told. A webhook's first
      // board, and a board under another rulebook than before, is only taken notice of: no service has changed.
      const isFirst = board.isNew && !known.some(({ scheme, hash }) => scheme === board.scheme && hash === board.hash);
      const isOther = known.some(
        ({ scheme, period, hash }) => scheme === board.scheme && period === board.period && hash !== board.hash,
      );
      if (isOther) store.unwatch(board);
      for (const change of changesSince(store.told(board), this.rowsFor(webhook, whole))) {
        if (!(isFirst || isOther))
          isTold = this.enqueue(webhook, board, this.described(board, whole, seen), change, seen) || isTold;
        store.tell(board, change.unit, change.to);
      }
      if (board.isNew) store.watch(board, board.hash);
    }
    for (const { scheme, period } of known)
      if (!boards.some((board) => board.scheme === scheme && board.period === period))
        store.unwatch({ webhook: webhook.id, scheme, period });
    return isTold;
  }

  private rowsFor({ unit }: Webhook, { rows }: WholeBoard): WholeBoard['rows'] {
    return unit === undefined ? rows : rows.filter((row) => row.unit === unit || row.unit.startsWith(`${unit}/`));
  }

  private described(
    { hash }: { readonly hash: string },
    { scheme, version, period, unitLevel }: WholeBoard,
    { knownAt }: Seen,
  ): Board {
    return { ledger: this.resources.log.ledgerId, scheme, version, schemeHash: hash, period, unitLevel, knownAt };
  }

  private enqueue(webhook: Webhook, watched: WatchedBoard, board: Board, change: UnitChange, seen: Seen): boolean {
    const { store } = this.resources;
    const simulated = seen.simulated.has(companyOf(change.unit));
    const earlier = store.untried(watched, change.unit);
    const message = earlier
      ? overtaking(webhook, earlier.body, board, change, simulated)
      : messageOf(webhook, board, change, simulated);
    if (earlier && message) store.overtake(earlier.seq, message);
    else if (earlier) store.drop(earlier.seq);
    else if (message) store.enqueue(watched, message, this.options.now());
    return message !== null;
  }

  private enter(state: ProcessorState): void {
    if (this.state === state) return;
    this.state = state;
    this.since = this.options.now();
  }
}

/** How far the scores are, and who is parked; null while none can be read, for they are being built. */
async function standingOf(reader: ScoreReader): Promise<{ readonly reached: number; readonly parked: string } | null> {
  try {
    return await reader.snapshot(async (view) => ({
      reached: (await view.checkpoint()).position,
      parked: JSON.stringify(await view.parked()),
    }));
  } catch (error) {
    if (error instanceof ScoresBeingBuiltError) return null;
    throw error;
  }
}

async function simulatedCompanies(view: ScoreView): Promise<Set<string>> {
  const paths = new Map((await view.units('company')).map(({ key, path }) => [key, path]));
  const origins = await view.origins();
  return new Set(
    origins.flatMap(({ company, firstSimulated }) => (firstSimulated === null ? [] : (paths.get(company) ?? []))),
  );
}

const boardKey = (scheme: string, period: string, { unitLevel }: Webhook): string =>
  JSON.stringify([scheme, period, unitLevel]);
