import { jest } from '@jest/globals';

import { ProcessorStalledError } from '#assay/processing';

import { replay } from './replay/replay.js';
import { Scorekeeper } from './scorekeeper.js';
import { SqliteScoreStore } from './sqlite/sqlite-score-store.js';
import { complaint, licensed } from './testing/facts.js';
import { TestLedger } from './testing/test-ledger.js';

const A = 'company/A';
const B = 'company/B';
const C = 'company/C';

describe('Scorekeeper', () => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await TestLedger.open();
  });
  afterEach(() => ledger.close());

  const cases = async (): Promise<Record<string, string | null>> => {
    const { rows } = await ledger.boards.board({ scheme: 'complaint-outcomes', period: '2024' });
    return Object.fromEntries(rows.map(({ unit, measures }) => [unit, measures.cases!.numerator]));
  };
  const closed = (key: string, unit: string) => [
    complaint(key).filed('2024-01-01', unit),
    complaint(key).resolved('2024-01-09', 'for', '1'),
  ];

  describe('a poison event', () => {
    test('parks its company and only it; what comes later for that company is listed and does not count', async () => {
      const notices: string[] = [];
      const watched = await TestLedger.open({ onNotice: (sentence) => notices.push(sentence) });
      await watched.record(...closed('1', A), ...closed('2', B), complaint('1').withdrawn('2024-02-01'));
      await watched.record(...closed('3', A), ...closed('4', B), licensed(A, 'Alpha', '2010-01-01'));
      await watched.keepScores(3);
      const board = await watched.boards.board({ scheme: 'complaint-outcomes', period: '2024' });
      expect(
        board.rows.map(({ unit, name, state, measures }) => [unit, name, state, measures.cases!.numerator]),
      ).toEqual([
        [A, 'Alpha', 'incomplete since position 5', '1'],
        [B, 'B', 'too-few', '2'],
      ]);
      expect(board.parked).toEqual([
        { unit: A, name: 'Alpha', since: 5, reason: expect.stringContaining('complaint/1 was resolved on 2024-01-09') },
      ]);
      expect(board.rows.filter(({ state }) => state.startsWith('incomplete'))).toEqual(
        (await watched.boards.board({ scheme: 'complaint-outcomes', period: '2024', state: 'incomplete' })).rows,
      );
      expect(await watched.store.facts({ unit: A, order: 'oldest-first', limit: 99 })).toEqual([1, 2, 5, 6, 7, 10]);
      expect(watched.scorekeeper.parkedCompanies).toBe(1);
      expect(notices).toEqual([expect.stringMatching(/^Event 5 cannot be taken in; its company is parked/)]);
      const { isEqual, parked } = await replay(watched);
      expect([isEqual, parked.map(({ unit }) => unit)]).toEqual([true, [A]]);
      await watched.close();
    });

    test('stays parked after a restart, wherever the pages end', async () => {
      await ledger.record(
        ...closed('1', A),
        complaint('1').withdrawn('2024-02-01'),
        ...closed('2', A),
        ...closed('3', B),
      );
      for (let page = await ledger.nextPage(1); page.length > 0; page = await ledger.nextPage(1)) {
        await ledger.scorekeeper.process(page);
        await ledger.restart();
      }
      expect(await cases()).toEqual({ [A]: '1', [B]: '1' });
      expect(await ledger.store.parked()).toEqual([{ company: 1, since: 3, reason: expect.any(String) }]);
    });

    test('of an unknown type parks the company that its data names', async () => {
      const body = JSON.stringify({
        id: '9',
        type: 'complaint.filed.v9',
        time: '2024-01-01T00:00:00.000Z',
        data: { unit: C },
      });
      await ledger.append([{ stream: 'complaint/9', id: '9', type: 'complaint.filed.v9', body }]);
      await ledger.record(...closed('1', A));
      await ledger.keepScores();
      expect(await cases()).toEqual({ [A]: '1' });
      const parked = await ledger.store.parked();
      expect(parked).toEqual([{ company: 1, since: 1, reason: expect.stringContaining('complaint.filed.v9') }]);
      expect((await ledger.store.origins()).map(({ company, source, first }) => [company, source, first])).toEqual([
        [1, 'unreadable', 1],
        [2, 'urn:test', 2],
      ]);
      expect((await ledger.store.unitByPath(C))?.key).toBe(1);
      expect(await ledger.store.facts({ types: ['complaint.filed.v9'], order: 'oldest-first', limit: 9 })).toEqual([1]);
    });

    test('that names no company at all stalls the processor: nothing is skipped in silence', async () => {
      await ledger.record(...closed('1', A));
      await ledger.append([{ stream: 'complaint/9', id: '9', type: 'x', body: '{"id":"9","type":"x"}' }]);
      await expect(ledger.keepScores()).rejects.toThrow(ProcessorStalledError);
      await expect(ledger.keepScores()).rejects.toThrow(
        /^Event 3 of complaint\/9 cannot be taken in, and which company it concerns cannot be known/,
      );
      expect(await ledger.scorekeeper.checkpoint()).toBe(0);
    });

    test('whose amounts cannot be exact parks its company', async () => {
      await ledger.record(...closed('1', A), ...closed('2', B), complaint('3').filed('2024-01-01', A));
      await ledger.record(complaint('3').resolved('2024-01-02', 'for', '0.123456789'));
      await ledger.keepScores();
      expect(await cases()).toEqual({ [A]: '1', [B]: '1' });
      expect((await ledger.store.parked())[0]).toMatchObject({
        since: 6,
        reason: expect.stringContaining('0.123456789'),
      });
    });

    test('whose sum would overflow parks its company, and another company loses nothing', async () => {
      const most = '900719925474.0991';
      await ledger.record(complaint('1').filed('2024-01-01', A), complaint('1').resolved('2024-01-02', 'for', most));
      await ledger.record(complaint('2').filed('2024-01-01', B), complaint('2').resolved('2024-01-02', 'for', '1'));
      await ledger.keepScores();
      // The complaint moves from B to A, whose sum it would push over the edge: B must still lose it.
      await ledger.record(complaint('2').corrected('2024-01-03', '2/filed', { unit: A }));
      await ledger.keepScores();
      expect(await cases()).toEqual({ [A]: '1' });
      const board = await ledger.boards.board({ scheme: 'complaint-outcomes', period: '2024' });
      expect(board.rows[0]?.measures.recovered?.numerator).toBe(most);
      expect(board.parked).toEqual([
        {
          unit: A,
          name: 'A',
          since: 5,
          reason: expect.stringContaining('complaint-outcomes/recovered for company/A in 2024'),
        },
      ]);
    });
  });

  test('a page is stored whole or not at all: after a failing commit everything is as before, and the page goes through', async () => {
    await ledger.record(...closed('1', A), ...closed('2', B));
    await ledger.scorekeeper.process(await ledger.nextPage(2));
    const before = await ledger.allTotals();
    const commit = jest.spyOn(ledger.store, 'commit').mockRejectedValueOnce(new Error('the disk is full'));
    const page = await ledger.nextPage(2);
    await expect(ledger.scorekeeper.process(page)).rejects.toThrow('the disk is full');
    expect(await ledger.allTotals()).toEqual(before);
    expect(await ledger.scorekeeper.checkpoint()).toBe(2);
    await ledger.scorekeeper.process(page);
    expect(commit).toHaveBeenCalledTimes(2);
    expect(await cases()).toEqual({ [A]: '1', [B]: '1' });
    expect((await replay(ledger)).isEqual).toBe(true);
  });

  test('a second writer is noticed: its work is kept, and the first goes on from there', async () => {
    await ledger.record(...closed('1', A), ...closed('2', B));
    const page = await ledger.nextPage(4);
    const other = sameScores(ledger);
    await other.scorekeeper.process(page);
    await expect(ledger.scorekeeper.process(page)).rejects.toThrow(
      /no longer at position 0: another process wrote them/,
    );
    expect(await ledger.scorekeeper.checkpoint()).toBe(4);
    await ledger.record(...closed('3', A));
    await ledger.keepScores();
    await other.store.close();
    expect(await cases()).toEqual({ [A]: '2', [B]: '1' });
  });
});

/** Another scorekeeper on the same log and file, as another process would have. */
function sameScores(ledger: TestLedger) {
  const store = SqliteScoreStore.open(ledger.folder, { source: ledger.library.source(ledger.log.ledgerId) });
  return { store, scorekeeper: new Scorekeeper(ledger.log, store, ledger.library.schemes) };
}
