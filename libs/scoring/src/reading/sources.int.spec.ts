import { complaint, licensed } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import { Boards } from './boards.js';
import { sourceText } from './sources.js';

const A = 'company/A';
const B = 'company/B';
const query = { scheme: 'complaint-outcomes', period: '2024' };

describe('whose figures a board shows', () => {
  let ledger: TestLedger;
  let boards: Boards;
  beforeEach(async () => {
    ledger = await TestLedger.open();
    const from = (source: string, simulated?: true) => (fact: ReturnType<typeof licensed>) => ({
      ...fact,
      source,
      ...(simulated && { simulated }),
    });
    const told = (key: string, unit: string) => [
      complaint(key).filed('2024-01-01', unit),
      complaint(key).resolved('2024-01-09', 'for'),
    ];
    await ledger.record(...told('1', A).map(from('urn:register:one')));
    await ledger.record(...told('2', `${B}/province/X`).map(from('urn:register:two')));
    await ledger.record(...told('3', A).map(from('urn:made-up', true)));
    await ledger.record(licensed('company/C', 'Nobody’s', '2020-01-01'));
    // One event a page: the register must add up whatever the pages are.
    await ledger.keepScores(1);
    boards = new Boards(ledger.reader, ledger.log, ledger.library, (source) =>
      Promise.resolve(source === 'urn:register:one' ? { publisher: 'The One', dataSet: 'Complaints' } : null),
    );
  });
  afterEach(() => ledger.close());

  test('are those of the companies on it, named where somebody knows them', async () => {
    const { sources, simulated } = await boards.board(query);
    expect(sources).toEqual([
      { source: 'urn:made-up', publisher: null, dataSet: null },
      { source: 'urn:register:one', publisher: 'The One', dataSet: 'Complaints' },
      { source: 'urn:register:two', publisher: null, dataSet: null },
    ]);
    expect(simulated).toBe(true);
    expect(sources.map(sourceText)).toEqual([
      'urn:made-up',
      'The One: Complaints (urn:register:one)',
      'urn:register:two',
    ]);
    const provinces = await boards.board({ ...query, unitLevel: 'province' });
    expect([provinces.sources.map(({ source }) => source), provinces.simulated]).toEqual([['urn:register:two'], false]);
    expect(await boards.board({ ...query, period: '2023' })).toMatchObject({ sources: [], simulated: false });
  });

  test('and of an explanation those of its company alone', async () => {
    const of = async (unit: string) => {
      const { sources, simulated } = await ledger.explanations.explanation({ ...query, unit });
      return [sources.map(({ source }) => source), simulated];
    };
    expect(await of(A)).toEqual([['urn:made-up', 'urn:register:one'], true]);
    expect(await of(B)).toEqual([['urn:register:two'], false]);
  });

  test('as known earlier, only what had come by then', async () => {
    const known = (position: number) =>
      ledger.reader.snapshot(async (view) => {
        const { sources, simulated } = await boards.whole(view, query);
        return [sources.map(({ source }) => source), simulated];
      }, position);
    expect(await known(2)).toEqual([['urn:register:one'], false]);
    expect(await known(4)).toEqual([['urn:register:one', 'urn:register:two'], false]);
    expect(await known(6)).toEqual([['urn:made-up', 'urn:register:one', 'urn:register:two'], true]);
  });

  test('are the same after the scores were built anew', async () => {
    const before = await ledger.store.origins();
    expect(before).toHaveLength(4);
    await ledger.store.close();
    await ledger.deleteScores();
    await ledger.restart();
    await ledger.keepScores(100);
    expect(await ledger.store.origins()).toEqual(before);
  });
});
