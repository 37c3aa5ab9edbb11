import { complaint, fact, licensed } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';

const A = 'company/A';
const B = 'company/B';
const query = { scheme: 'complaint-outcomes', period: '2024' };

describe('a ledger of two companies, one of which is merged into the other', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await TestLedger.open();
    await ledger.record(licensed(A, 'Alpha', '2010-01-01'), licensed(B, 'Beta', '2010-01-01'));
    const [one, two, three] = ['one', 'two', 'three'].map(complaint);
    await ledger.record(one!.filed('2024-01-01', A), one!.resolved('2024-01-11', 'against', '100.50'));
    await ledger.record(two!.filed('2024-02-01', B), two!.resolved('2024-02-03', 'for'));
    await ledger.record(three!.filed('2024-03-01', B), three!.resolved('2024-03-05', 'against'));
    await ledger.record(one!.corrected('2024-06-01', 'one/resolved', { recovered: '250.25' }));
    await ledger.record(fact(A, 'company.merged', '2024-01-01', { into: B }));
    await ledger.record(fact('complaint/two', 'record.voided', '2024-09-01', { reason: 'not ours' }));
    await ledger.keepScores();
  });
  afterAll(() => ledger.close());

  /** When the event at a position was recorded. */
  const at = async (position: number): Promise<string> => {
    const [event] = await ledger.log.readAll({ after: position - 1, limit: 1 });
    return new Date(event!.recordedAt).toISOString();
  };
  const figures = async (knownAt?: string): Promise<string[]> => {
    const board = await ledger.boards.board({ ...query, knownAt });
    return board.rows
      .map(({ unit, measures: { cases, recovered } }) => `${unit} ${cases!.numerator} ${recovered!.numerator}`)
      .sort();
  };

  describe('its board', () => {
    test('is as known at a position, an instant, the end of a day, or now', async () => {
      expect(await figures('3')).toEqual([]);
      expect(await figures('4')).toEqual([`${A} 1 100.5`]);
      expect(await figures('8')).toEqual([`${A} 1 100.5`, `${B} 2 0`]);
      expect(await figures('9')).toEqual([`${A} 1 250.25`, `${B} 2 0`]);
      expect(await figures(await at(9))).toEqual(await figures('9'));
      expect(await figures('2025-01-01')).toEqual(await figures());
      expect(await figures()).toEqual([`${B} 2 250.25`]);
      expect((await ledger.boards.board({ ...query, knownAt: await at(9) })).knownAt).toEqual({
        position: 9,
        recordedAt: await at(9),
      });
    });

    test('says so when there is no such moment', async () => {
      await expect(figures('12')).rejects.toThrow('knownAt is 12, but the ledger ends at position 11.');
      await expect(figures('yesterday')).rejects.toThrow('knownAt is "yesterday": write a position (12345)');
      await expect(figures('2025-01-01T00:00:09')).rejects.toThrow('an instant with its offset');
      await expect(figures('2025-01-01T08:00:09 08:00')).rejects.toThrow('In a URL a + is written %2B.');
      await expect(figures('2024-07-15')).rejects.toThrow(
        'Nothing was recorded by 2024-07-15: the first event of this ledger was recorded at 2025-01-01T00:00:01.000Z.',
      );
      expect(await figures('0')).toEqual([]);
    });

    test('is of one moment on all its pages', async () => {
      const first = await ledger.boards.board({ ...query, limit: 1, knownAt: '8' });
      const rest = await ledger.boards.board({ ...query, limit: 1, knownAt: '8', cursor: first.nextCursor! });
      expect([first, rest].map(({ knownAt, rows }) => [knownAt.position, rows.length])).toEqual([
        [8, 1],
        [8, 1],
      ]);
    });
  });

  test('explanations, cases and searches are as known then', async () => {
    const explanation = await ledger.explanations.explanation({ ...query, unit: A, knownAt: '8' });
    expect(explanation.measures.recovered!.cases).toMatchObject([
      { case: 'complaint/one', numerator: '100.5', events: [{ position: 3 }, { position: 4 }] },
    ]);
    const one = await ledger.cases.case({ id: 'complaint/one', knownAt: '3' });
    expect(one).toMatchObject({ status: 'filed', knownAt: { position: 3 } });
    expect(one.timeline).toHaveLength(1);
    await expect(ledger.cases.case({ id: 'complaint/one', knownAt: '2' })).rejects.toThrow(
      'There is no case "complaint/one". A case is written <kind>/<key>, as in the subject of its events. (Known are the events up to position 2.)',
    );
    await expect(ledger.explanations.explanation({ ...query, unit: B, knownAt: '1' })).rejects.toThrow(
      'No event speaks of the unit "company/B".',
    );
    const { events } = await ledger.search.events({ types: ['complaint'], knownAt: '5' });
    expect(events.map(({ position }) => position)).toEqual([3, 4, 5]);
    const ofCase = await ledger.search.events({ case: 'complaint/one', knownAt: '4' });
    expect(ofCase.events.map(({ position }) => position)).toEqual([3, 4]);
  });

  describe('the history of a score', () => {
    const told = async (unit: string, more: object = {}): Promise<string[]> => {
      const { points } = await ledger.histories.history({ ...query, unit, ...more });
      return points.map(
        ({ position, state, measures: { cases, recovered } }) =>
          `${position} ${state} ${cases?.numerator ?? '–'} ${recovered?.numerator ?? '–'}`,
      );
    };

    test('has a point where its own figures changed, or what is known of it, and one for now', async () => {
      expect(await told(A)).toEqual([
        '1 no-data – –',
        '4 too-few 1 100.5',
        '9 too-few 1 250.25',
        '10 no-data – –',
        '11 no-data – –',
      ]);
      expect(await told(B, { knownAt: '9' })).toEqual([
        '2 no-data – –',
        '6 too-few 1 0',
        '8 too-few 2 0',
        '9 too-few 2 0',
      ]);
      expect(await told(B)).toEqual([
        // The merger, told of the other company, is a change of what is known of this one, too.
        '2 no-data – –',
        '6 too-few 1 0',
        '8 too-few 2 0',
        '10 too-few 3 250.25',
        '11 too-few 2 250.25',
      ]);
    });

    test('of one measure has that alone, a page at a time', async () => {
      const first = await ledger.histories.history({ ...query, unit: A, measure: 'recovered', limit: 2 });
      expect(first).toMatchObject({ changes: 4, sampled: false, unit: A, name: 'Alpha', unitLevel: 'company' });
      expect(first.points.map(({ position, measures }) => [position, Object.keys(measures)])).toEqual([
        [1, ['recovered']],
        [4, ['recovered']],
      ]);
      const cursor = first.nextCursor!;
      const rest = await ledger.histories.history({ ...query, unit: A, measure: 'recovered', limit: 9, cursor });
      expect(rest.points.map(({ position }) => position)).toEqual([9, 10, 11]);
      expect(rest.nextCursor).toBeNull();
    });

    test('may be sampled', async () => {
      const { sampled, points, changes } = await ledger.histories.history({ ...query, unit: B, points: 3 });
      expect([sampled, changes, points.length]).toEqual([true, 5, 3]);
      expect([points[0]!.position, points[2]!.position]).toEqual([2, 11]);
      await expect(told(B, { points: 1 })).rejects.toThrow('points is 1: a series is sampled to 2 to 1000 points.');
      await expect(told('company/Z')).rejects.toThrow('No event speaks of the unit "company/Z".');
      await expect(told(B, { measure: 'none' })).rejects.toThrow('has no measure "none"');
    });
  });

  test('what was back-dated of a source that nobody knows is not nothing', async () => {
    await expect(ledger.backdatings.backdated({ source: 'urn:tset' })).rejects.toThrow(
      'comes from "urn:tset"; the sources are urn:test.',
    );
    expect((await ledger.backdatings.backdated({ source: 'urn:test' })).totals.backdated).toBe(11);
  });

  describe('the difference between two moments', () => {
    test('is told by unit, by measure and by case', async () => {
      const diff = await ledger.comparisons.comparison({ ...query, from: '8', to: '9' });
      expect(diff).toMatchObject({ from: { position: 8 }, to: { position: 9 }, unchanged: 1, moved: [] });
      expect(diff.rows).toEqual([
        {
          unit: A,
          name: 'Alpha',
          rank: { from: null, to: null },
          score: { from: null, to: null },
          grade: { from: null, to: null },
          state: { from: 'too-few', to: 'too-few' },
          measures: {
            recovered: {
              numerator: { from: '100.5', to: '250.25' },
              denominator: { from: '1', to: '1' },
              value: { from: '100.5', to: '250.25' },
              points: { from: null, to: null },
            },
          },
        },
      ]);
      expect(diff.cases).toEqual([
        {
          case: 'complaint/one',
          parts: [{ unit: A, measure: 'recovered', numerator: '149.75', denominator: '0' }],
          events: [expect.objectContaining({ position: 9, type: 'record.corrected.v1' })],
        },
      ]);
    });

    test('and what a merger moved, which no case did', async () => {
      const diff = await ledger.comparisons.comparison({ ...query, from: '9', to: '10' });
      expect(diff.cases).toEqual([]);
      expect(diff.rows.map(({ unit, state }) => [unit, state])).toEqual([
        [B, { from: 'too-few', to: 'too-few' }],
        [A, { from: 'too-few', to: null }],
      ]);
      const recovered = diff.moved.filter(({ measure }) => measure === 'recovered');
      expect(recovered).toEqual([
        { unit: A, measure: 'recovered', numerator: '-250.25', denominator: '-1' },
        { unit: B, measure: 'recovered', numerator: '250.25', denominator: '1' },
      ]);
    });

    test('a page of cases at a time, within a unit, and never backwards', async () => {
      const all = await ledger.comparisons.comparison({ ...query, from: '0' });
      expect(all.cases.map((each) => each.case)).toEqual(['complaint/one', 'complaint/three']);
      const first = await ledger.comparisons.comparison({ ...query, from: '0', limit: 1 });
      const rest = await ledger.comparisons.comparison({ ...query, from: '0', limit: 1, cursor: first.nextCursor! });
      expect([...first.cases, ...rest.cases]).toEqual(all.cases);
      expect(rest.nextCursor).toBeNull();
      const within = await ledger.comparisons.comparison({ ...query, from: '4', to: '8', unit: B });
      expect(within.rows.map(({ unit }) => unit)).toEqual([B]);
      expect(within.cases.map((each) => each.case)).toEqual(['complaint/two', 'complaint/three']);
      await expect(ledger.comparisons.comparison({ ...query, from: '9', to: '8' })).rejects.toThrow(
        'from is position 9, after position 8: name the earlier moment first.',
      );
      await expect(ledger.comparisons.comparison({ ...query, from: '4', unit: 'company/Z' })).rejects.toThrow(
        'No event speaks of the unit "company/Z".',
      );
      await expect(ledger.comparisons.comparison({ ...query, from: '99' })).rejects.toThrow(
        'from is 99, but the ledger',
      );
    });
  });
});
