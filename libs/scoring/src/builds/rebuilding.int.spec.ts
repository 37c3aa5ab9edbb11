import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';
import fc from 'fast-check';

import { ScoresBeingBuiltError } from '../query-errors.js';
import { Boards } from '../reading/boards.js';
import { replay } from '../replay/replay.js';
import { InlineProcessors } from '../running/inline-processors.js';
import { SchemeLibrary } from '../scheme-library.js';
import type { ScoreView } from '../score-store.js';
import { complaint } from '../testing/facts.js';
import { history } from '../testing/history.contract.js';
import { TestLedger } from '../testing/test-ledger.js';
import { LiveScores } from './live-scores.js';
import { RebuildDesk, type RebuildStatus } from './rebuild-desk.js';

const BOARD = { scheme: 'complaint-outcomes', period: '2024' };

/** A log with processors that keep its scores, which may be started anew, as after a kill or under other code. */
class Rebuilt {
  readonly notices: string[] = [];
  readonly scores: LiveScores;
  processors: InlineProcessors | undefined;
  private serial = 0;

  private constructor(
    readonly ledger: TestLedger,
    public library: SchemeLibrary,
  ) {
    this.scores = new LiveScores(ledger.folder, ledger.log.ledgerId, library);
  }

  static async open(library?: SchemeLibrary): Promise<Rebuilt> {
    const ledger = await TestLedger.open(library ? { library } : {});
    return new Rebuilt(ledger, ledger.library);
  }

  async start(): Promise<void> {
    const { log, folder } = this.ledger;
    this.processors = await InlineProcessors.start({
      ...{ log, folder, library: this.library },
      onNotice: (sentence) => this.notices.push(sentence),
    });
  }

  async stop(): Promise<void> {
    await this.processors?.stop();
    this.processors = undefined;
  }

  get desk(): RebuildDesk {
    return new RebuildDesk(this.ledger.folder, this.library.source(this.ledger.log.ledgerId), 2_000);
  }

  /** So many complaints of one company, decided on the day after. */
  async complain(unit: string, count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const key = `${unit}-${(this.serial += 1)}`;
      await this.ledger.record(complaint(key).filed('2024-01-01', unit), complaint(key).resolved('2024-01-02', 'for'));
    }
  }

  async scored(): Promise<void> {
    await this.processors?.waitFor((await this.ledger.log.head()).position, 10_000);
  }

  async until(fits: (status: RebuildStatus) => boolean): Promise<RebuildStatus> {
    for (const deadline = Date.now() + 10_000; ;) {
      const status = await this.desk.status();
      if (fits(status)) return status;
      if (Date.now() > deadline)
        throw new Error(`It never came to that: ${JSON.stringify(status)} ${this.notices.join()}`);
      await sleep(5);
    }
  }

  fileOf(build: number): string {
    return join(this.ledger.folder, 'scores', String(build), 'scores.db');
  }

  async close(): Promise<void> {
    await this.stop();
    await this.scores.close();
    await this.ledger.close();
  }
}

/** Everything that answers are made of. */
const everything = (view: ScoreView) =>
  Promise.all([view.checkpoint(), view.units(), Array.fromAsync(view.allTotals()), view.origins(), view.parked()]);

describe('a rebuild', () => {
  let rebuilt: Rebuilt;
  beforeEach(async () => {
    rebuilt = await Rebuilt.open();
    await rebuilt.start();
    await rebuilt.complain('company/A', 3);
    await rebuilt.scored();
  });
  afterEach(() => rebuilt.close());

  test('builds beside the live build, compares at one position, goes live, and keeps the build before', async () => {
    const before = await rebuilt.scores.snapshot(everything);
    expect(await rebuilt.desk.ask({ kind: 'start', hold: false })).toEqual({
      ok: true,
      build: 2,
      sentence: 'Build 2 has begun.',
    });
    const { live, candidate, previous } = await rebuilt.until(({ live }) => live?.build === 2);
    expect(candidate).toBeNull();
    expect([live?.position, previous?.build]).toEqual([6, 1]);
    expect(live?.comparison).toMatchObject({ position: 6, differenceCount: 0, differences: [], leftOut: [], units: 1 });
    expect(live?.comparison?.totals).toBeGreaterThan(0);
    expect(live?.comparison?.movements).toBeGreaterThan(0);
    expect(await rebuilt.scores.snapshot(everything)).toEqual(before);
    expect(rebuilt.processors?.status()).toMatchObject({ build: 2, isLive: true, candidate: null });
  });

  test('a snapshot that is open stays on its build while another goes live; the next one reads that', async () => {
    let inside: number | undefined;
    await rebuilt.scores.snapshot(async (view) => {
      await rebuilt.desk.ask({ kind: 'start', hold: false });
      await rebuilt.until(({ live }) => live?.build === 2);
      await rebuilt.complain('company/B', 1);
      await rebuilt.scored();
      inside = (await view.checkpoint()).position;
    });
    expect(inside).toBe(6);
    expect((await rebuilt.scores.snapshot((view) => view.checkpoint())).position).toBe(8);
  });

  test('the build before the one before is deleted', async () => {
    for (const build of [2, 3]) {
      await rebuilt.desk.ask({ kind: 'start', hold: false });
      await rebuilt.until(({ live }) => live?.build === build);
    }
    expect([1, 2, 3].map((build) => existsSync(rebuilt.fileOf(build)))).toEqual([false, true, true]);
  });

  test('that is held goes live when a person says so, and not before', async () => {
    await rebuilt.desk.ask({ kind: 'start', hold: true });
    const { candidate } = await rebuilt.until(({ candidate }) => candidate?.stage === 'ready');
    expect(candidate).toMatchObject({ build: 2, isHeld: true, comparison: { differenceCount: 0 } });
    await rebuilt.complain('company/B', 2);
    await rebuilt.until(({ candidate }) => candidate?.position === 10);
    expect((await rebuilt.desk.status()).live?.build).toBe(1);
    expect(await rebuilt.desk.ask({ kind: 'go-live' })).toEqual({
      ok: true,
      build: 2,
      sentence: 'Build 2 goes live as soon as it is ready.',
    });
    await rebuilt.until(({ live }) => live?.build === 2 && live.position === 10);
  });

  test('that is aborted leaves no trace, and the next one has a number of its own', async () => {
    await rebuilt.desk.ask({ kind: 'start', hold: true });
    await rebuilt.until(({ candidate }) => candidate?.stage === 'ready');
    expect(await rebuilt.desk.ask({ kind: 'abort' })).toEqual({ ok: true, build: 2, sentence: 'Build 2 is aborted.' });
    expect((await rebuilt.desk.status()).candidate).toBeNull();
    expect(existsSync(rebuilt.fileOf(2))).toBe(false);
    expect((await rebuilt.desk.ask({ kind: 'start', hold: false })).sentence).toBe('Build 3 has begun.');
    await rebuilt.until(({ live }) => live?.build === 3);
  });

  test('that differs from the live build waits and says where; a person may let it go live', async () => {
    const live = new DatabaseSync(rebuilt.fileOf(1));
    live.exec("UPDATE totals SET amounts = replace(amounts, '3', '4')");
    live.close();
    await rebuilt.desk.ask({ kind: 'start', hold: false });
    const { candidate } = await rebuilt.until(({ candidate }) => candidate?.stage === 'different');
    expect(candidate?.comparison?.differenceCount).toBeGreaterThan(0);
    expect(candidate?.comparison?.differences[0]).toMatch(/^totals .* of company\/A: live .*4.*, candidate .*3/);
    expect(rebuilt.notices.at(-1)).toMatch(/^Build 2 differs from the live scores in \d+ places at position 6\./);
    await sleep(100);
    expect((await rebuilt.desk.status()).live?.build).toBe(1);
    await rebuilt.desk.ask({ kind: 'go-live' });
    await rebuilt.until(({ live }) => live?.build === 2);
  });

  test('is rolled back: the build before is brought up to date and goes live again, and back again', async () => {
    await rebuilt.desk.ask({ kind: 'start', hold: false });
    await rebuilt.until(({ live }) => live?.build === 2);
    await rebuilt.complain('company/B', 2);
    await rebuilt.scored();
    expect((await rebuilt.desk.ask({ kind: 'roll-back' })).ok).toBe(true);
    const { live, previous } = await rebuilt.until(({ live }) => live?.build === 1);
    expect([live?.position, previous?.build]).toEqual([10, 2]);
    const { rows } = await new Boards(rebuilt.scores, rebuilt.ledger.log, rebuilt.library).board(BOARD);
    expect(rows.map(({ unit, measures }) => [unit, measures.cases?.numerator])).toEqual([
      ['company/A', '3'],
      ['company/B', '2'],
    ]);
    await rebuilt.desk.ask({ kind: 'roll-back' });
    await rebuilt.until(({ live }) => live?.build === 2);
  });

  test('what cannot be done is refused with a sentence', async () => {
    const refusals = [];
    for (const kind of ['go-live', 'abort', 'roll-back'] as const) refusals.push(await rebuilt.desk.ask({ kind }));
    expect(refusals).toEqual([
      { ok: false, build: null, sentence: 'No build is under way. Begin one with "assay rebuild".' },
      { ok: false, build: null, sentence: 'No build is under way: there is nothing to abort.' },
      { ok: false, build: null, sentence: 'There is no build to roll back to: only one was ever live.' },
    ]);
    await rebuilt.stop();
    await expect(rebuilt.desk.ask({ kind: 'abort' })).rejects.toThrow('Nobody has taken up the request');
  });

  test('goes on where it was when the processors are started anew', async () => {
    await rebuilt.desk.ask({ kind: 'start', hold: true });
    await rebuilt.until(({ candidate }) => candidate?.stage === 'ready');
    await rebuilt.stop();
    await rebuilt.complain('company/B', 1);
    await rebuilt.start();
    await rebuilt.until(({ candidate }) => candidate?.position === 8);
    await rebuilt.desk.ask({ kind: 'go-live' });
    await rebuilt.until(({ live }) => live?.build === 2 && live.position === 8);
  });
});

test('a rulebook that is published while a build is under way is filled into both', async () => {
  const { schemes } = await SchemeLibrary.load();
  const rebuilt = await Rebuilt.open(new SchemeLibrary(schemes.slice(0, 4)));
  await rebuilt.start();
  await rebuilt.complain('company/A', 2);
  await rebuilt.scored();
  await rebuilt.desk.ask({ kind: 'start', hold: true });
  await rebuilt.until(({ candidate }) => candidate?.stage === 'ready');
  await rebuilt.stop();
  rebuilt.library.adopt(schemes.slice(4));
  await rebuilt.start();
  await rebuilt.desk.ask({ kind: 'go-live' });
  await rebuilt.until(({ live }) => live?.build === 2);
  const { log } = rebuilt.ledger;
  const report = await replay({ log, reader: rebuilt.scores, library: rebuilt.library });
  expect(report).toMatchObject({ isEqual: true, schemes: schemes.map(({ id }) => id) });
  await rebuilt.close();
});

test('a request that fails is answered with the reason, and not tried again', async () => {
  const rebuilt = await Rebuilt.open();
  await rebuilt.start();
  await rebuilt.complain('company/A', 1);
  await rebuilt.scored();
  const reading = jest.spyOn(rebuilt.ledger.log, 'readAll').mockRejectedValue(new Error('the disk is gone'));
  expect(await rebuilt.desk.ask({ kind: 'companies', companies: ['company/A'] })).toEqual({
    ...{ ok: false, build: null },
    sentence: 'It failed: the disk is gone',
  });
  expect(reading).toHaveBeenCalledTimes(1);
  reading.mockRestore();
  await rebuilt.close();
});

describe('scores that the code can no longer read', () => {
  let shipped: SchemeLibrary;
  let rebuilt: Rebuilt;
  beforeAll(async () => (shipped = await SchemeLibrary.load()));
  beforeEach(async () => {
    rebuilt = await Rebuilt.open(new SchemeLibrary(shipped.schemes.slice(0, 4)));
    await rebuilt.start();
    await rebuilt.complain('company/A', 2);
    await rebuilt.scored();
    await rebuilt.stop();
  });
  afterEach(() => rebuilt.close());

  const other = (): SchemeLibrary => new SchemeLibrary(shipped.schemes.slice(1, 4));

  test('are built anew beside them; until then whoever asks is told how far that is', async () => {
    rebuilt.library = other();
    const reader = new LiveScores(rebuilt.ledger.folder, rebuilt.ledger.log.ledgerId, rebuilt.library);
    const [first] = shipped.schemes;
    // Nobody keeps the scores yet.
    await expect(reader.snapshot((view) => view.checkpoint())).rejects.toThrow(/built from other schemes/);
    await rebuilt.start();
    const told: unknown = await reader.snapshot((view) => view.checkpoint()).catch((error: unknown) => error);
    expect(told).toBeInstanceOf(ScoresBeingBuiltError);
    expect((told as Error).message).toBe(
      `The scores were built from other schemes: ${first?.id}@${first?.version}. They are being built from the log: ` +
        `${(told as ScoresBeingBuiltError).position} of 4 events are in. Boards can be read when all are; ask again then.`,
    );
    await rebuilt.scored();
    expect((await reader.snapshot((view) => view.checkpoint())).position).toBe(4);
    const { live, previous } = await rebuilt.desk.status();
    expect([live?.build, live?.comparison, previous?.build, previous?.position]).toEqual([2, null, 1, null]);
    expect((await rebuilt.desk.ask({ kind: 'roll-back' })).sentence).toMatch(
      /^Build 1 was built from other schemes.*Start the version that built it/,
    );
    await reader.close();
  });

  test('the version before takes up its own build again, from where that was', async () => {
    const before = rebuilt.library;
    rebuilt.library = other();
    await rebuilt.start();
    await rebuilt.complain('company/B', 1);
    await rebuilt.scored();
    await rebuilt.stop();
    rebuilt.library = before;
    await rebuilt.start();
    await rebuilt.scored();
    expect(rebuilt.processors?.status()).toMatchObject({ build: 1, isLive: true, position: 6 });
    expect((await rebuilt.scores.snapshot((view) => view.checkpoint())).position).toBe(6);
  });

  test('a damaged file, too', async () => {
    await writeFile(rebuilt.fileOf(1), 'once upon a time, long enough to be read as a database header'.repeat(20));
    await rebuilt.start();
    await rebuilt.scored();
    expect(rebuilt.notices[0]).toMatch(/^The scores were built from something else than scores/);
    expect(rebuilt.processors?.status()).toMatchObject({ build: 2, position: 4 });
  });
});

test('law: a rebuild under steady appends ends, compares equal, and equals a replay, wherever the processors are stopped', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.array(fc.nat(60), { maxLength: 3 }), async (facts, stops) => {
      const rebuilt = await Rebuilt.open();
      await rebuilt.start();
      const middle = Math.floor(facts.length / 2);
      await rebuilt.ledger.record(...facts.slice(0, middle));
      await rebuilt.scored();
      await rebuilt.desk.ask({ kind: 'start', hold: false });
      const appending = (async () => {
        for (const fact of facts.slice(middle)) {
          await rebuilt.ledger.record(fact);
          await sleep(1);
        }
      })();
      for (const afterMs of stops) {
        await sleep(afterMs);
        await rebuilt.stop();
        await rebuilt.start();
      }
      await appending;
      const { live } = await rebuilt.until(({ live, candidate }) => live?.build === 2 && candidate === null);
      expect(live?.comparison).toMatchObject({ differenceCount: 0 });
      await rebuilt.scored();
      const { log } = rebuilt.ledger;
      expect(await replay({ log, reader: rebuilt.scores, library: rebuilt.library })).toMatchObject({
        isEqual: true,
        events: facts.length,
      });
      await rebuilt.close();
    }),
    { numRuns: 8 },
  );
}, 120_000);
