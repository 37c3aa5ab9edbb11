import fc from 'fast-check';

import type { CompiledScheme } from '#assay/methodology';

import { CaseCourses } from './courses/case-courses.js';
import { SchemeLibrary } from './scheme-library.js';
import { Scorekeeper } from './scorekeeper.js';
import { complaint } from './testing/facts.js';
import { replay } from './replay/replay.js';
import type { TotalsKey, TotalsRow } from './score-store.js';
import { history } from './testing/history.contract.js';
import { TestLedger } from './testing/test-ledger.js';
import { allOf } from './testing/whole-store.js';

let shipped: readonly CompiledScheme[];
beforeAll(async () => (shipped = (await SchemeLibrary.load()).schemes));

const ADDED = ['cn-2015-life', 'complaint-outcomes', 'service-promise'];

describe('a scheme that is added to scores', () => {
  test('has every row that it would have, had it been there from the start', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(100), async (facts, share) => {
        const known = shipped.filter(({ id }) => !ADDED.includes(id));
        const added = shipped.filter(({ id }) => ADDED.includes(id));
        const library = new SchemeLibrary(known);
        const grown = await TestLedger.open({ library });
        const whole = await TestLedger.open({ library: new SchemeLibrary([...known, ...added]) });
        const before = Math.floor((facts.length * share) / 100);
        for (const ledger of [grown, whole]) await ledger.record(...facts.slice(0, before));
        await grown.keepScores();
        library.adopt(added);
        await grown.restart();
        expect(grown.store.unfilled).toEqual(added.map((_, index) => known.length + index));
        await grown.keepScores();
        expect(grown.store.unfilled).toEqual([]);
        // And it goes on from there.
        for (const ledger of [grown, whole]) await ledger.record(...facts.slice(before));
        for (const ledger of [grown, whole]) await ledger.keepScores();
        expect(await allOf(grown)).toEqual(await allOf(whole));
        expect((await replay(grown)).isEqual).toBe(true);
        for (const ledger of [grown, whole]) await ledger.close();
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  test('is known at every moment as if it had been there from the start', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 9 }), async (facts, frameSize) => {
        const known = shipped.filter(({ id }) => !ADDED.includes(id));
        const added = shipped.filter(({ id }) => ADDED.includes(id));
        const library = new SchemeLibrary(known);
        const grown = await TestLedger.open({ library, frameSize });
        const whole = await TestLedger.open({ library: new SchemeLibrary([...known, ...added]), frameSize });
        for (const ledger of [grown, whole]) {
          await ledger.record(...facts);
          await ledger.keepScores(7);
        }
        library.adopt(added);
        await grown.restart();
        await grown.keepScores();
        const totalsAt = (ledger: TestLedger, position: number): Promise<(TotalsRow & TotalsKey)[]> =>
          ledger.reader.snapshot(async (view) => (await Array.fromAsync(view.allTotals())).flat(), position);
        for (let position = 0; position <= facts.length; position++)
          expect(await totalsAt(grown, position)).toEqual(await totalsAt(whole, position));
        for (const ledger of [grown, whole]) await ledger.close();
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  test.each(['the log', 'courses'])(
    'is not filled in when that is stopped, from %s, and is at the next start',
    async (from) => {
      const library = new SchemeLibrary(shipped.slice(0, 2));
      const ledger = await TestLedger.open({ library });
      await ledger.record(complaint('1').filed('2024-01-01', 'company/A'));
      await ledger.keepScores();
      library.adopt(shipped.slice(2));
      await ledger.restart();
      const { log, store, folder } = ledger;
      const courses = from === 'courses' ? CaseCourses.open(folder, log) : undefined;
      const stopping = new AbortController();
      const keeper = new Scorekeeper(log, store, library.schemes, { ...(courses && { courses }) });
      const asked = keeper.checkpoint(stopping.signal);
      stopping.abort(new Error('stopped'));
      await expect(asked).rejects.toThrow('stopped');
      expect(store.unfilled).toEqual(shipped.slice(2).map((_, index) => 2 + index));
      expect(await keeper.checkpoint(new AbortController().signal)).toBe(1);
      expect(store.unfilled).toEqual([]);
      courses?.close();
      await ledger.close();
    },
  );

  test('leaves the scores as they were when it cannot be filled in', async () => {
    const library = new SchemeLibrary(shipped.slice(0, 2));
    const ledger = await TestLedger.open({ library });
    await ledger.keepScores();
    library.adopt(shipped.slice(2, 3));
    await ledger.restart();
    const failing = (async function* () {
      yield { movements: [], clocks: [] };
      throw new Error('killed');
    })();
    await expect(ledger.store.fillIn(failing, () => ({ totals: [], pastTotals: [] }))).rejects.toThrow('killed');
    expect(ledger.store.unfilled).toEqual([2]);
    await ledger.scorekeeper.checkpoint();
    expect(ledger.store.unfilled).toEqual([]);
    await ledger.close();
  });
});
