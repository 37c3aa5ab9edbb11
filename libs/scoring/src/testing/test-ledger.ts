/** A ledger for tests: a log in memory, real scores on disk in a folder of their own, and everything that reads them. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InMemoryEventLog, type NewEvent, type StoredEvent, type StreamAppend } from '#assay/event-log';
import type { Fact } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';

import { Backdatings } from '../moments/backdatings.js';
import { Comparisons } from '../moments/comparisons.js';
import { Histories } from '../moments/histories.js';
import { Boards } from '../reading/boards.js';
import { Cases } from '../reading/cases.js';
import { Declarations } from '../reading/declarations.js';
import { EventSearch } from '../reading/event-search.js';
import { Explanations } from '../reading/explanations.js';
import { Promises } from '../reading/promises.js';
import { SchemeLibrary } from '../scheme-library.js';
import type { TotalsKey, TotalsRow } from '../score-store.js';
import { Scorekeeper, type ScorekeeperOptions } from '../scorekeeper.js';
import { SqliteScoreReader } from '../sqlite/sqlite-score-reader.js';
import { SqliteScoreStore } from '../sqlite/sqlite-score-store.js';
import { Sensitivities } from '../supposing/sensitivity/sensitivities.js';
import { Suppositions } from '../supposing/suppositions.js';

/** Compiled once: every ledger of a test file goes by the same rulebooks. */
let shipped: Promise<SchemeLibrary> | undefined;

export interface TestLedgerOptions extends ScorekeeperOptions {
  readonly library?: SchemeLibrary;
  readonly frameSize?: number;
  /** When events are recorded, in ms; absent: a second apart. */
  readonly clock?: () => number;
}

export class TestLedger {
  private opened: SqliteScoreReader | undefined;

  private constructor(
    readonly folder: string,
    readonly log: InMemoryEventLog,
    readonly library: SchemeLibrary,
    public store: SqliteScoreStore,
    public scorekeeper: Scorekeeper,
    private readonly options: ScorekeeperOptions,
  ) {}

  static async open(options: TestLedgerOptions = {}): Promise<TestLedger> {
    const folder = await mkdtemp(join(tmpdir(), 'assay-scoring-'));
    let second = Date.UTC(2025, 0, 1);
    const log = new InMemoryEventLog({ clock: options.clock ?? (() => (second += 1_000)) });
    const library = options.library ?? (await (shipped ??= SchemeLibrary.load()));
    const { frameSize } = options;
    const store = SqliteScoreStore.open(folder, {
      source: library.source(log.ledgerId),
      ...(frameSize && { frameSize }),
    });
    return new TestLedger(folder, log, library, store, new Scorekeeper(log, store, library.schemes, options), options);
  }

  /** Appends facts in order of arrival, whatever a door would say to them. */
  async record(...facts: readonly Fact[]): Promise<void> {
    await this.append(
      facts.map((fact) => ({ stream: fact.subject, id: fact.id, type: fact.type, body: canonicalise(fact) })),
    );
  }

  async append(events: readonly (NewEvent & { readonly stream: string })[]): Promise<void> {
    const revisions = new Map<string, number>();
    const parts: StreamAppend[] = [];
    for (const { stream, ...event } of events) {
      const revision = revisions.get(stream) ?? (await this.log.readStream(stream)).length - 1;
      parts.push({ stream, expectedRevision: revision < 0 ? 'no-stream' : revision, events: [event] });
      revisions.set(stream, revision + 1);
    }
    for (const outcome of await this.log.append(parts)) if (!outcome.ok) throw outcome.error;
  }

  /** Takes everything new into the scores, in pages of a size. */
  async keepScores(pageSize = 100): Promise<void> {
    for (;;) {
      const events = await this.nextPage(pageSize);
      if (events.length === 0) return;
      await this.scorekeeper.process(events);
    }
  }

  async nextPage(limit: number): Promise<StoredEvent[]> {
    return this.log.readAll({ after: await this.scorekeeper.checkpoint(), limit });
  }

  /** As after a restart of the process: nothing is remembered but what is stored. */
  async restart(): Promise<void> {
    await this.store.close();
    this.store = SqliteScoreStore.open(this.folder, { source: this.library.source(this.log.ledgerId) });
    this.scorekeeper = new Scorekeeper(this.log, this.store, this.library.schemes, this.options);
  }

  /** Takes the scores away; the store must be closed. The log stays. */
  async deleteScores(): Promise<void> {
    await this.opened?.close();
    this.opened = undefined;
    await rm(this.folder, { recursive: true });
    await mkdir(this.folder);
  }

  async allTotals(): Promise<(TotalsRow & TotalsKey)[]> {
    return (await Array.fromAsync(this.store.allTotals())).flat();
  }

  get reader(): SqliteScoreReader {
    return (this.opened ??= SqliteScoreReader.open(this.folder, this.library.source(this.log.ledgerId)));
  }

  get boards(): Boards {
    return new Boards(this.reader, this.log, this.library);
  }

  get declarations(): Declarations {
    return new Declarations(this.reader, this.log, this.library, this.boards);
  }

  get explanations(): Explanations {
    return new Explanations(this.reader, this.log, this.library, this.boards);
  }

  get histories(): Histories {
    return new Histories(this.reader, this.log, this.library, this.boards);
  }

  get backdatings(): Backdatings {
    return new Backdatings(this.reader, this.log, this.library, this.boards);
  }

  get comparisons(): Comparisons {
    return new Comparisons(this.reader, this.log, this.library, this.boards);
  }

  get cases(): Cases {
    return new Cases(this.log, this.library);
  }

  get search(): EventSearch {
    return new EventSearch(this.reader, this.log);
  }

  get suppositions(): Suppositions {
    return new Suppositions(this.reader, this.log, this.library);
  }

  get sensitivities(): Sensitivities {
    return new Sensitivities(this.reader, this.log, this.library, this.boards);
  }

  /** @param now where the clocks stand when nobody says. */
  promises(now: () => number = Date.now): Promises {
    return new Promises(this.reader, this.log, this.library, now);
  }

  async close(): Promise<void> {
    await this.opened?.close();
    await this.store.close();
    await this.log.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
