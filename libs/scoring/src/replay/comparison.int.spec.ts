import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

import { complaint } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import { compareSchemes, deal, inOrder } from './comparison.js';
import { ReplayedCases } from './replayed-cases.js';

const POSITIONS = [7, 24];

describe('comparing in several threads', () => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await TestLedger.open({ frameSize: 4 });
    for (let index = 0; index < 12; index++) {
      const { filed, resolved } = complaint(String(index));
      const unit = `company/${'AB'[index % 2]!}/province/${'XYZ'[index % 3]!}`;
      await ledger.record(filed(`2024-0${1 + (index % 4)}-01`, unit), resolved('2024-06-09', 'against', '12.5'));
    }
    await ledger.keepScores(5);
    const database = new DatabaseSync(join(ledger.folder, 'scores.db'));
    database.exec(
      `DELETE FROM totals WHERE unit = 3;
       UPDATE totals SET amounts = replace(amounts, ',1', ',2') WHERE unit = 1 AND scheme % 2 = 0;
       DELETE FROM journal WHERE last = 5 AND scheme % 2 = 1`,
    );
    database.close();
  });
  afterEach(() => ledger.close());

  /** What so many threads find, each with its part of the log, and then with the schemes that it is dealt. */
  async function comparedBy(threads: number) {
    const chosen = ledger.library.schemes.map((scheme, key) => ({ key, scheme }));
    const shares = [];
    for (let index = 0; index < threads; index++) {
      const cases = new ReplayedCases([...ledger.library.schemes], POSITIONS);
      await cases.addStreams(ledger.log, [{ index, of: threads }], () => undefined);
      shares.push(structuredClone(cases.found()));
    }
    const hands = deal(shares, chosen.length, threads);
    expect(hands.flat().sort((a, b) => a - b)).toEqual(chosen.map(({ key }) => key));
    const task = { schemes: chosen, positions: POSITIONS, shares };
    const found = await Promise.all(hands.map((dealt) => compareSchemes(ledger.reader, { ...task, dealt })));
    for (const { differences } of found)
      expect(inOrder(differences)).toEqual(differences.map(({ difference }) => difference));
    return {
      rows: found.reduce((sum, { rows }) => sum + rows, 0),
      differenceCount: found.reduce((sum, each) => sum + each.differenceCount, 0),
      differences: inOrder(found.flatMap(({ differences }) => differences)).slice(0, 100),
    };
  }

  test('tells what one alone tells, in the same order', async () => {
    const alone = await comparedBy(1);
    expect(alone.differenceCount).toBe(alone.differences.length);
    expect(alone.differences.some(({ found }) => found === '0')).toBe(true);
    expect(new Set(alone.differences.map(({ position }) => position))).toEqual(new Set(POSITIONS));
    expect(new Set(alone.differences.map(({ scheme }) => scheme)).size).toBeGreaterThan(1);
    for (const threads of [2, 3, 5]) expect(await comparedBy(threads)).toEqual(alone);
  });
});
