import * as fc from 'fast-check';

import { parsePeriod } from '#assay/service-record';

import { readScheme } from '../read-scheme.js';
import { replay } from '../replay/replay.js';
import { SchemeLibrary } from '../scheme-library.js';
import { complaint, fact, licensed } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';

/** Complaints that are open at the end of a period, beside those filed in it. */
const library = new SchemeLibrary([
  readScheme(`
language: 1
id: open-complaints
version: 1
title: { en: Open complaints }
summary: What is open at the end of a period.
sources: [A test.]
utcOffset: '+00:00'
measures:
  - id: open
    title: { en: Open }
    definition: { version: '1', text: Open at the end of the period ÷ filed in it. }
    better: lower
    display: { as: number, decimals: 2 }
    numerator: { case: complaint, on: { from: filedAt, until: closedAt }, add: count }
    denominator: { case: complaint, on: filedAt, add: count }
result: {}
`),
]);

const A = 'company/A';
const B = 'company/B';
const instant = (day: number): string => new Date(Date.UTC(2023, 0, 1 + day)).toISOString();

test('what stands at the end of a period is counted in it, whenever it began', async () => {
  const ledger = await TestLedger.open({ library });
  await ledger.record(licensed(A, 'Alpha', '2010-01-01'));
  for (const [key, filedOn, closedOn] of [
    ['old', '2019-05-01', null],
    ['done', '2023-02-01', '2023-03-10'],
    ['long', '2023-02-01', '2024-01-10'],
    ['new', '2024-02-10', null],
  ] as const) {
    const { filed, resolved } = complaint(key);
    await ledger.record(filed(filedOn, A), ...(closedOn === null ? [] : [resolved(closedOn, 'for')]));
  }
  await ledger.keepScores();
  const figures = async (period: string): Promise<string[]> => {
    const { rows } = await ledger.boards.board({ scheme: 'open-complaints', period });
    return rows.map(({ measures }) => `${measures.open!.numerator}/${measures.open!.denominator}`);
  };
  expect(await figures('2023-01')).toEqual(['1/0']);
  expect(await figures('2023-Q1')).toEqual(['2/2']);
  expect(await figures('2023-03-09')).toEqual(['3/0']);
  expect(await figures('2023-03-10')).toEqual(['2/0']);
  expect(await figures('2023')).toEqual(['2/2']);
  expect(await figures('2024')).toEqual(['2/1']);
  expect(await figures('2023-12-15..2024-02-10')).toEqual(['2/1']);
  const explanation = await ledger.explanations.explanation({ scheme: 'open-complaints', period: '2023-12', unit: A });
  expect(explanation.measures.open!.cases.map((each) => each.case).sort()).toEqual(['complaint/long', 'complaint/old']);
  expect(await replay(ledger)).toMatchObject({ isEqual: true, differences: [] });
  await ledger.close();
});

test('totals, movements and counting by hand agree, with a merger in between', async () => {
  const filedOn = fc.integer({ min: 0, max: 500 });
  const story = fc.record({ filedOn, days: fc.option(fc.nat(400)), unit: fc.constantFrom(A, B) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(story, { minLength: 1, maxLength: 20 }),
      fc.option(filedOn),
      async (stories, mergedOn) => {
        const ledger = await TestLedger.open({ library });
        await ledger.record(licensed(A, 'A', '2010-01-01'), licensed(B, 'B', '2010-01-01'));
        if (mergedOn !== null) await ledger.record(fact(A, 'company.merged', instant(mergedOn), { into: B }));
        for (const [key, { filedOn: day, days, unit }] of stories.entries()) {
          const { filed, resolved } = complaint(String(key));
          await ledger.record(
            filed(instant(day), unit),
            ...(days === null ? [] : [resolved(instant(day + days), 'for')]),
          );
        }
        await ledger.keepScores();
        const { position } = await ledger.log.head();
        await ledger.record(licensed('company/Z', 'Z', '2010-01-01'));
        await ledger.keepScores();
        for (const period of ['2023', '2023-Q3', '2023-11', '2024-02-10', '2023-07-16..2024-03-15']) {
          const query = { scheme: 'open-complaints', period };
          const now = await ledger.reader.snapshot((view) => ledger.boards.whole(view, query));
          const then = await ledger.reader.snapshot((view) => ledger.boards.whole(view, query), position);
          expect(then.rows).toEqual(now.rows);
          const last = parsePeriod(period).lastDay - Date.UTC(2023, 0, 1) / 86_400_000;
          const isOpen = ({ filedOn: day, days }: (typeof stories)[number]): boolean =>
            day <= last && (days === null || last < day + days);
          const isMerged = mergedOn !== null && mergedOn <= last;
          const byHand = (company: string): number =>
            stories.filter((each) => isOpen(each) && (isMerged ? B : each.unit) === company).length;
          for (const company of [A, B]) {
            const row = now.rows.find(({ unit }) => unit === company);
            expect(Number(row?.measures.open?.numerator ?? 0)).toBe(byHand(company));
          }
        }
        await ledger.close();
      },
    ),
    { numRuns: 12 },
  );
});
