import { rmSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { EventLog, StoredEvent } from '#assay/event-log';

import type { SchemeLibrary } from '../scheme-library.js';
import { Scorekeeper } from '../scorekeeper.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { advance, untracked } from '../tracked-case.js';

const PAGE = 2_000;

/**
 * Scores of a few companies alone, made from the log in a folder aside by a scorekeeper like any other, which is given only
 * the events that concern them. A case that broke and was mended later parks nobody here: what is known now is known of the whole past.
 */
export class CompaniesAgain {
  private readonly store: SqliteScoreStore;
  private readonly scorekeeper: Scorekeeper;
  /** Companies' paths as they stand in an event's text. */
  private readonly names: readonly string[];
  /** Cases that one of them was ever named in: what they go through concerns it from there on. */
  private readonly cases = new Set<string>();
  private readonly mended = new Map<string, boolean>();
  private position = 0;

  /** @param aside its folder, emptied before and deleted after */
  constructor(
    private readonly log: EventLog,
    companies: readonly string[],
    private readonly aside: string,
    private readonly library: SchemeLibrary,
    frameSize: number,
  ) {
    rmSync(aside, { recursive: true, force: true });
    this.names = companies.map((path) => JSON.stringify(path).slice(1, -1));
    this.store = SqliteScoreStore.open(aside, { source: library.source(log.ledgerId), frameSize });
    this.scorekeeper = new Scorekeeper(log, this.store, library.schemes, {
      isMendedLater: (caseId) => this.isMended(caseId),
    });
  }

  async feedTo(
    position: number,
    { stopping, onProgress }: { readonly stopping: AbortSignal; readonly onProgress?: (position: number) => void },
  ): Promise<void> {
    while (this.position < position) {
      stopping.throwIfAborted();
      const events = await this.log.readAll({ after: this.position, limit: Math.min(PAGE, position - this.position) });
      const last = events.at(-1);
      if (!last) return;
      // The last one is taken in whomever it concerns, so that the scores stand at that very position.
      await this.scorekeeper.process(events.filter((event) => this.concerns(event) || event.position === position));
      this.position = last.position;
      onProgress?.(last.position);
      await nextTurn();
    }
  }

  /** What was made lies in the folder, to be read by others. */
  close(): Promise<void> {
    return this.store.close();
  }

  async discard(): Promise<void> {
    await this.store.close();
    rmSync(this.aside, { recursive: true, force: true });
  }

  private concerns({ stream, body }: StoredEvent): boolean {
    if (this.cases.has(stream)) return true;
    const isNamed = this.names.some((name) => body.includes(name));
    if (isNamed) this.cases.add(stream);
    return isNamed;
  }

  private async isMended(caseId: string): Promise<boolean> {
    let isMended = this.mended.get(caseId);
    if (isMended === undefined) {
      const { schemes } = this.library;
      let tracked = untracked(schemes);
      for (const event of await this.log.readStream(caseId)) tracked = advance(tracked, event, schemes);
      isMended = tracked.broken === null;
      this.mended.set(caseId, isMended);
    }
    return isMended;
  }
}
