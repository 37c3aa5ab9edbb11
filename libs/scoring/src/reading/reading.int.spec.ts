import * as fc from 'fast-check';

import { complaint, licensed } from '../testing/facts.js';
import { history } from '../testing/history.contract.js';
import { TestLedger } from '../testing/test-ledger.js';
import type { ExplainedCase, Explanation, ExplanationQuery } from './explanations.js';

const A = 'company/A';
const B = 'company/B';

/** Every page of an explanation, in order. */
async function allPages(
  ledger: TestLedger,
  query: ExplanationQuery,
  between?: () => Promise<void>,
): Promise<Explanation[]> {
  const pages: Explanation[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.explanations.explanation({ ...query, cursor });
    pages.push(page);
    cursor = page.nextCursor ?? undefined;
    await between?.();
  } while (cursor !== undefined);
  return pages;
}

const listed = (pages: readonly Explanation[], measure: string): ExplainedCase[] =>
  pages.flatMap(({ measures }) => measures[measure]?.cases ?? []);

/** Decimal texts added exactly, in units of 10^-9. */
function sumOf(texts: readonly (string | null)[]): bigint {
  return texts.reduce((sum, text) => {
    const [whole = '0', fraction = ''] = (text ?? '0').split('.');
    return sum + BigInt(whole + fraction.padEnd(9, '0'));
  }, 0n);
}

describe('reading the scores', () => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await TestLedger.open();
    await ledger.record(licensed(A, 'Alpha', '2010-01-01'));
    for (let number = 1; number <= 5; number++) {
      const { filed, resolved } = complaint(String(number));
      await ledger.record(filed('2024-01-01', number === 3 ? B : `${A}/province/X`));
      await ledger.record(resolved(`2024-01-1${number}`, number % 2 === 0 ? 'for' : 'against', `${number}.5`));
    }
    await ledger.keepScores();
  });
  afterEach(() => ledger.close());

  describe('an explanation', () => {
    const query = { scheme: 'complaint-outcomes', period: '2024', unit: A };

    test('leads from the row to the measure to the cases to the events', async () => {
      const explanation = await ledger.explanations.explanation({ ...query, measure: 'against-share' });
      expect(explanation).toMatchObject({
        scheme: 'complaint-outcomes',
        unitLevel: 'company',
        unit: A,
        name: 'Alpha',
        state: 'too-few',
        knownAt: { position: 11 },
        nextCursor: null,
      });
      expect(Object.keys(explanation.measures)).toEqual(['against-share']);
      const { numerator, denominator, value, definition, cases } = explanation.measures['against-share']!;
      expect([numerator, denominator, value]).toEqual(['2', '4', '0.5']);
      expect(definition.text).toContain('÷');
      expect(cases.map((each) => [each.case, each.numerator, each.denominator])).toEqual([
        ['complaint/1', '1', '1'],
        ['complaint/2', '0', '1'],
        ['complaint/4', '0', '1'],
        ['complaint/5', '1', '1'],
      ]);
      expect(cases[0]!.events).toEqual([
        {
          id: '1/filed',
          position: 2,
          type: 'complaint.filed.v1',
          occurredAt: '2024-01-01T00:00:00.000Z',
          recordedAt: expect.stringMatching(/^2025-01-01T/),
        },
        expect.objectContaining({ id: '1/resolved', position: 3 }),
      ]);
    });

    test('comes in pages, each case once, and stays what it was when the ledger moves on', async () => {
      let more = 6;
      const pages = await allPages(ledger, { ...query, limit: 1 }, async () => {
        const { filed, resolved } = complaint(String(more++));
        await ledger.record(filed('2024-01-01', A), resolved('2024-01-31', 'for'));
        await ledger.record(complaint('1').corrected('2024-02-01', '1/resolved', { recovered: `${more}` }));
        await ledger.keepScores();
      });
      expect(listed(pages, 'cases').map((each) => each.case)).toEqual([
        'complaint/1',
        'complaint/2',
        'complaint/4',
        'complaint/5',
      ]);
      expect(new Set(pages.map(({ knownAt }) => knownAt.position))).toEqual(new Set([11]));
      expect(new Set(pages.map(({ measures }) => measures.recovered!.numerator))).toEqual(new Set(['14']));
    });

    test('of a unit below the company counts only what is there', async () => {
      const [page] = await allPages(ledger, { ...query, unit: `${A}/province/X`, period: '2024-01-11' });
      expect(listed([page!], 'cases').map((each) => each.case)).toEqual(['complaint/1']);
      expect(page).toMatchObject({ unitLevel: 'province', measures: { cases: { numerator: '1' } } });
    });

    test('of a unit without figures in the period says so; of an unknown unit or measure there is none', async () => {
      const empty = await ledger.explanations.explanation({ ...query, period: '2020' });
      expect(empty).toMatchObject({
        state: 'no-data',
        name: 'Alpha',
        measures: { cases: { numerator: null, cases: [] } },
      });
      const ask = (other: object) => ledger.explanations.explanation({ ...query, ...other });
      await expect(ask({ unit: 'company/Z' })).rejects.toThrow('No event speaks of the unit "company/Z".');
      await expect(ask({ measure: 'z' })).rejects.toThrow(/has no measure "z"; its measures are cases, decided,/);
      await expect(ask({ scheme: 'z' })).rejects.toThrow(/There is no scheme "z"; the schemes are .*cn-2015-life,/);
    });

    test('adds up to the totals, whatever happened to the cases', async () => {
      await fc.assert(
        fc.asyncProperty(history, fc.integer({ min: 1, max: 4 }), async (facts, limit) => {
          const other = await TestLedger.open();
          await other.record(...facts);
          await other.keepScores();
          for (const scheme of ['complaint-outcomes', 'ny-dfs-auto']) {
            for (const period of ['2023', '2024-02', '2023-07..2024-06']) {
              for (const { unit } of (await other.boards.board({ scheme, period })).rows) {
                const pages = await allPages(other, { scheme, period, unit, limit });
                for (const [id, total] of Object.entries(pages[0]!.measures)) {
                  const cases = listed(pages, id);
                  expect(new Set(cases.map((each) => each.case)).size).toBe(cases.length);
                  expect(sumOf(cases.map(({ numerator }) => numerator))).toBe(sumOf([total.numerator]));
                  expect(sumOf(cases.map(({ denominator }) => denominator))).toBe(sumOf([total.denominator]));
                }
              }
            }
          }
          await other.close();
        }),
        { numRuns: 15 },
      );
    });
  });

  describe('a case', () => {
    test('tells its state, its timeline with both times, and what it contributes', async () => {
      const view = await ledger.cases.case({ id: 'complaint/2' });
      expect(view).toMatchObject({
        case: 'complaint/2',
        kind: 'complaint',
        unit: `${A}/province/X`,
        status: 'resolved',
        broken: null,
        attributes: { filedAt: '2024-01-01T00:00:00.000Z', outcome: 'for', recovered: '2.5' },
      });
      expect(view.timeline.map(({ position, type, occurredAt }) => [position, type, occurredAt])).toEqual([
        [4, 'complaint.filed.v1', '2024-01-01T00:00:00.000Z'],
        [5, 'complaint.resolved.v1', '2024-01-12T00:00:00.000Z'],
      ]);
      expect(view.contributions).toContainEqual({
        scheme: 'complaint-outcomes',
        version: 1,
        measure: 'recovered',
        side: 'numerator',
        unit: `${A}/province/X`,
        period: '2024-01-12',
        amount: '2.5',
      });
    });

    test('that cannot be folded is shown as far as it goes', async () => {
      await ledger.record(complaint('2').withdrawn('2024-02-01'));
      const { broken, status, timeline } = await ledger.cases.case({ id: 'complaint/2' });
      expect([broken?.position, status, timeline.length]).toEqual([12, 'resolved', 3]);
    });

    test('that nobody told of is unknown', async () => {
      await expect(ledger.cases.case({ id: 'complaint/none' })).rejects.toThrow('There is no case "complaint/none".');
    });
  });

  describe('a search for events', () => {
    const positions = async (query: object) =>
      (await ledger.search.events(query)).events.map(({ position }) => position);

    test.each([
      [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
      [{ types: ['complaint.filed'] }, [2, 4, 6, 8, 10]],
      [{ types: ['complaint.filed.v1', 'company'] }, [1, 2, 4, 6, 8, 10]],
      [{ unit: B }, [6, 7]],
      [{ unit: `${A}/province/X`, order: 'newest-first', limit: 3 }, [11, 10, 9]],
      [{ since: '2024-01-14' }, [9, 11]],
      [{ since: '2024-01-13', until: '2024-01-14' }, [7, 9]],
      [{ since: '2024-01-14T00:00:00+01:00', until: '2024-01-14T00:00:00Z' }, [9]],
      [{ text: '"recovered":"4.5"' }, [9]],
      [{ case: 'complaint/3' }, [6, 7]],
      [{ case: 'complaint/3', types: ['complaint.resolved'], order: 'newest-first' }, [7]],
      [{ case: 'complaint/none' }, []],
    ])('%j finds %j', async (query, expected) => {
      expect(await positions(query)).toEqual(expected);
    });

    test.each([
      [{}, 4],
      [{ order: 'newest-first' }, 3],
      [{ text: 'complaint/' }, 2],
      [{ case: 'complaint/2' }, 1],
    ])('pages of %j by %i give everything once', async (query, limit) => {
      const found: number[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await ledger.search.events({ ...query, limit, cursor: cursor ?? undefined } as object);
        expect(page.events.length).toBeLessThanOrEqual(limit);
        found.push(...page.events.map(({ position }) => position));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(found).toEqual(await positions(query));
    });

    test('gives back the event as it was recorded', async () => {
      const { events, knownAt } = await ledger.search.events({ case: 'complaint/1', limit: 1 });
      const [stored] = await ledger.log.readAll({ after: 1, limit: 1 });
      expect(JSON.stringify(events[0]!.event)).toBe(stored!.body);
      expect(knownAt.position).toBe(11);
    });

    test.each([
      [{ types: ['complaint.fled'] }, 'No type of event is called "complaint.fled".'],
      [{ case: 'complaint/1', unit: A }, 'Ask for the events of a case or of a unit, not both'],
      [{ limit: 1_001 }, 'limit is 1001: a page holds 1 to 1000 entries'],
      [{ since: 'yesterday' }, '"yesterday" is not an RFC 3339 instant'],
      [{ unit: 'GEICO' }, 'is not a unit path'],
    ])('%j is refused with a sentence', async (query, sentence) => {
      await expect(ledger.search.events(query)).rejects.toThrow(sentence);
    });
  });

  describe('cursors', () => {
    test('lead through a board page by page', async () => {
      const query = { scheme: 'complaint-outcomes', period: '2024', limit: 1 };
      const first = await ledger.boards.board(query);
      const second = await ledger.boards.board({ ...query, cursor: first.nextCursor! });
      expect([first, second].map(({ rows }) => rows.map(({ unit }) => unit))).toEqual([[A], [B]]);
      expect(second.nextCursor).toBeNull();
    });

    test.each([
      [
        'another question',
        async () => (await ledger.boards.board({ scheme: 'complaint-outcomes', period: '2024', limit: 1 })).nextCursor!,
      ],
      ['nothing of ours', async () => 'bm90IGpzb24'],
      ['null', async () => Buffer.from('null').toString('base64url')],
      ['a place that is no number', async () => Buffer.from('{"q":"x","from":"0"}').toString('base64url')],
    ])('made for %s are refused', async (_what, make) => {
      const cursor = await make();
      const board = ledger.boards.board({ scheme: 'complaint-outcomes', period: '2024-01', limit: 1, cursor });
      await expect(board).rejects.toMatchObject({ name: 'CursorError' });
    });
  });

  test('a question may ask for a position, and waits for it', async () => {
    const query = { scheme: 'complaint-outcomes', period: '2024', atLeast: 12 };
    await expect(ledger.boards.board({ ...query, waitMs: 10 })).rejects.toThrow(
      'The scores know the ledger up to position 11, not yet up to 12. Ask again in a moment.',
    );
    const waiting = ledger.boards.board({ ...query, waitMs: 5_000 });
    await ledger.record(licensed(B, 'Beta', '2011-01-01'));
    await ledger.keepScores();
    expect((await waiting).knownAt.position).toBe(12);
  });
});
