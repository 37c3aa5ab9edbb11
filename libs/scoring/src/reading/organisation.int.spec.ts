import { compileScheme } from '#assay/methodology';
import {
  dayOf,
  parsePeriod,
  unitAndAncestors,
  type UnitChange,
  UnitHistory,
  type UnitLevel,
  unitLevel,
} from '#assay/service-record';
import * as fc from 'fast-check';

import { SchemeLibrary } from '../scheme-library.js';
import { complaint, fact, licensed } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';
import { Evidence } from './evidence.js';

const P = 'company/P';
const Q = 'company/Q';
const before = `${P}/province/Jiangxi/branch/7`;
const after = `${P}/province/Hubei/branch/7`;

const merged = fact(P, 'company.merged', '2024-07-01', { into: Q });
const moved = fact(`unit/${before}`, 'unit.moved', '2024-07-01', { to: after });
const placed = fact(`unit/${before}`, 'unit.placed', '2010-01-01', { name: 'Seventh' });

describe('a case counts where its unit was on that day', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    const shipped = (await SchemeLibrary.load()).get('complaint-outcomes').scheme;
    const asItIs = { ...shipped.document, id: 'as-it-is', organisation: 'as-it-is' as const };
    const library = new SchemeLibrary([compileScheme(asItIs, 'other'), shipped]);
    ledger = await TestLedger.open({ library });
    await ledger.record(licensed(P, 'Old House', '2010-01-01'), licensed(Q, 'Great House', '2010-01-01'), placed);
    await closed('spring', before, '2024-03-01');
    await closed('summer', before, '2024-06-30');
    await closed('autumn', before, '2024-09-01');
    // Told early under the path of tomorrow.
    await closed('forward', after, '2024-02-01');
    await closed('own', Q, '2024-03-01');
    await ledger.keepScores();
  });
  afterAll(() => ledger.close());

  async function closed(key: string, unit: string, day: string): Promise<void> {
    const { filed, resolved } = complaint(key);
    await ledger.record(filed(day, unit), resolved(day, 'for'));
  }

  /** `unit name closed`, by unit. */
  async function board(
    period: string,
    unitLevel: UnitLevel = 'company',
    scheme = 'complaint-outcomes',
  ): Promise<string[]> {
    const { rows } = await ledger.boards.board({ scheme, period, unitLevel });
    return rows.map(({ unit, name, measures }) => `${unit} ${name} ${measures.cases!.numerator}`).sort();
  }

  async function explained(unit: string, period: string): Promise<string[]> {
    const cases: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { scheme: 'complaint-outcomes', period, unit, measure: 'cases', limit: 1, cursor };
      const page = await ledger.explanations.explanation(query);
      cases.push(...page.measures.cases!.cases.map((each) => each.case));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return cases.sort();
  }

  test('which is where it was told, while nothing moved', async () => {
    expect(await board('2024')).toEqual([`${P} Old House 4`, `${Q} Great House 1`]);
  });

  test('with a branch that moved, also when the move is told late', async () => {
    await ledger.record(moved);
    await ledger.keepScores();
    expect(await board('2024', 'province')).toEqual([`${P}/province/Hubei Hubei 1`, `${P}/province/Jiangxi Jiangxi 3`]);
    expect(await board('2024-H1', 'branch')).toEqual([`${before} Seventh 3`]);
    expect(await board('2024-H2', 'branch')).toEqual([`${after} Seventh 1`]);
    // Whole months and single days: totals rows and movements.
    expect(await board('2024-06-30..2024-09-01', 'province')).toEqual([
      `${P}/province/Hubei Hubei 1`,
      `${P}/province/Jiangxi Jiangxi 1`,
    ]);
    expect(await explained(after, '2024')).toEqual(['complaint/autumn']);
    expect(await explained(`${P}/province/Jiangxi`, '2024')).toEqual([
      'complaint/forward',
      'complaint/spring',
      'complaint/summer',
    ]);
  });

  test('with a company that was merged: before it the old name, after it the successor', async () => {
    const known = (await ledger.log.head()).position;
    await ledger.record(merged);
    await ledger.keepScores();
    expect(await board('2024')).toEqual([`${P} Old House 3`, `${Q} Great House 2`]);
    expect(await board('2024-H1')).toEqual([`${P} Old House 3`, `${Q} Great House 1`]);
    expect(await board('2024-09')).toEqual([`${Q} Great House 1`]);
    expect(await board('2024-09-01')).toEqual([`${Q} Great House 1`]);
    expect(await board('2024', 'province')).toEqual([`${P}/province/Jiangxi Jiangxi 3`, `${Q}/province/Hubei Hubei 1`]);
    expect(await explained(Q, '2024')).toEqual(['complaint/autumn', 'complaint/own']);
    expect(await explained(P, '2024')).toEqual(['complaint/forward', 'complaint/spring', 'complaint/summer']);
    // What was known before the merger was told stands as it was.
    const query = { scheme: 'complaint-outcomes', period: '2024' };
    const then = await ledger.reader.snapshot((view) => ledger.boards.whole(view, query), known);
    expect(then.rows.map(({ unit, measures }) => [unit, measures.cases!.numerator]).sort()).toEqual([
      [P, '4'],
      [Q, '1'],
    ]);
  });

  test('and the evidence adds up to the board', async () => {
    const evidence = new Evidence(ledger.reader, ledger.log, ledger.library);
    const { position } = await ledger.log.head();
    const query = { scheme: 'complaint-outcomes', period: '2024', unitLevel: 'company', position } as const;
    const told = async (unit?: string): Promise<string[]> => {
      const cases = await Array.fromAsync(evidence.cases({ ...query, unit }));
      return cases.flatMap((each) =>
        each.parts.filter(({ measure }) => measure === 'cases').map((part) => `${each.case} ${part.unit}`),
      );
    };
    expect((await told()).sort()).toEqual([
      `complaint/autumn ${Q}`,
      `complaint/forward ${P}`,
      `complaint/own ${Q}`,
      `complaint/spring ${P}`,
      `complaint/summer ${P}`,
    ]);
    expect((await told(Q)).sort()).toEqual([`complaint/autumn ${Q}`, `complaint/own ${Q}`]);
  });

  test('or where the unit is now, if the scheme says so', async () => {
    expect(await board('2024', 'company', 'as-it-is')).toEqual([`${Q} Great House 5`]);
    expect(await board('2024-H1', 'branch', 'as-it-is')).toEqual([`${Q}/province/Hubei/branch/7 7 3`]);
  });

  test('under the name that it had', async () => {
    await ledger.record(fact(Q, 'company.renamed', '2024-08-01', { name: 'Greater House' }));
    await ledger.keepScores();
    expect(await board('2024-03')).toEqual([`${P} Old House 1`, `${Q} Great House 1`]);
    expect(await board('2024-09')).toEqual([`${Q} Greater House 1`]);
    expect(await board('2024-03', 'company', 'as-it-is')).toEqual([`${Q} Greater House 2`]);
  });
});

test('a successor is as incomplete as the company that it took over', async () => {
  const ledger = await TestLedger.open();
  const { filed, resolved } = complaint('1');
  await ledger.record(licensed(P, 'P', '2010-01-01'), filed('2024-02-01', Q), resolved('2024-09-01', 'for'));
  const body = JSON.stringify({
    ...fact('complaint/9', 'complaint.filed', '2024-08-01', { unit: P }, '9'),
    type: 'complaint.filed.v9',
  });
  await ledger.append([{ stream: 'complaint/9', id: '9', type: 'complaint.filed.v9', body }]);
  await ledger.record(merged);
  await ledger.keepScores();
  const stateIn = async (period: string): Promise<string[]> =>
    (await ledger.boards.board({ scheme: 'complaint-outcomes', period })).rows.map(
      ({ unit, state }) => `${unit} ${state}`,
    );
  expect(await stateIn('2024')).toEqual([`${Q} incomplete since position 4`]);
  await ledger.record(complaint('2').filed('2023-02-01', Q), complaint('2').resolved('2023-03-01', 'for'));
  await ledger.keepScores();
  expect(await stateIn('2023')).toEqual([`${Q} too-few`]);
  await ledger.close();
});

/** How many of these cases each unit of a level has in a period, by where their units stood on their day. */
function placedCases(
  told: readonly { readonly unit: string; readonly day: string }[],
  changes: readonly UnitChange[],
  { period, unitLevel: level }: { readonly period: string; readonly unitLevel: UnitLevel },
): Record<string, string> {
  const { firstDay, lastDay } = parsePeriod(period);
  const history = new UnitHistory(changes);
  const counts = new Map<string, number>();
  for (const { unit, day } of told) {
    const on = dayOf(Date.parse(day));
    if (on < firstDay || on > lastDay) continue;
    const place = unitAndAncestors(history.placeOn(unit, on)).find((path) => unitLevel(path) === level);
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].map(([path, count]) => [path, String(count)]));
}

test('totals and movements place alike, whatever moves when, and as each case would be placed alone', async () => {
  const R = 'company/R';
  const city = `${Q}/province/Anhui/city/1`;
  const elsewhere = [`${R}/province/Anqing`, `${R}/province/Anqing/city/2`] as const;
  const unit = fc.constantFrom(
    P,
    before,
    after,
    Q,
    `${Q}/province/Hubei/branch/7`,
    R,
    city,
    `${city}/branch/1`,
    ...elsewhere,
  );
  // Some of them in the same month, some on the same day.
  const day = fc
    .integer({ min: 0, max: 30 })
    .map((number) => new Date(Date.UTC(2023, 10, 1 + 10 * number)).toISOString());
  const cases = fc.array(fc.record({ unit, day }), { minLength: 1, maxLength: 40 });
  const changes = fc.record({
    ...{ merged: fc.option(day), moved: fc.option(day) },
    ...{ mergedOn: fc.option(day), handed: fc.option(day), to: fc.constantFrom(...elsewhere) },
  });
  await fc.assert(
    fc.asyncProperty(cases, changes, async (told, when) => {
      const ledger = await TestLedger.open();
      await ledger.record(licensed(P, 'P', '2010-01-01'), placed);
      if (when.moved !== null) await ledger.record({ ...moved, time: when.moved });
      for (const [key, each] of told.entries()) {
        const { filed, resolved } = complaint(String(key));
        await ledger.record(filed(each.day, each.unit), resolved(each.day, 'against'));
      }
      if (when.merged !== null) await ledger.record({ ...merged, time: when.merged });
      if (when.mergedOn !== null)
        await ledger.record(
          licensed(Q, 'Q', '2010-01-01'),
          fact(Q, 'company.merged', when.mergedOn.slice(0, 10), { into: R }),
        );
      if (when.handed !== null)
        await ledger.record(
          fact(`unit/${city}`, 'unit.placed', '2010-01-01', { name: 'First' }),
          fact(`unit/${city}`, 'unit.moved', when.handed.slice(0, 10), { to: when.to }),
        );
      await ledger.keepScores();
      const { position } = await ledger.log.head();
      const changeOf = (time: string | null, change: Omit<UnitChange, 'day'>): UnitChange[] =>
        time === null ? [] : [{ ...change, day: dayOf(Date.parse(time)) }];
      const known = [
        ...changeOf(when.moved, { from: before, to: after, kind: 'moved' }),
        ...changeOf(when.merged, { from: P, to: Q, kind: 'merged' }),
        ...changeOf(when.mergedOn, { from: Q, to: R, kind: 'merged' }),
        ...changeOf(when.handed, { from: city, to: when.to, kind: 'moved' }),
      ];
      await ledger.record(licensed('company/Z', 'Z', '2010-01-01'));
      await ledger.keepScores();
      for (const period of ['2023', '2024-Q3', '2023-07-16..2024-07-15', '2024-07'])
        for (const unitLevel of ['company', 'province', 'city', 'branch'] as const) {
          const query = { scheme: 'complaint-outcomes', period, unitLevel };
          const now = await ledger.reader.snapshot((view) => ledger.boards.whole(view, query));
          const then = await ledger.reader.snapshot((view) => ledger.boards.whole(view, query), position);
          expect(then.rows).toEqual(now.rows);
          expect(then.totals).toEqual(now.totals);
          expect(Object.fromEntries(now.rows.map((row) => [row.unit, row.measures.cases?.numerator]))).toEqual(
            placedCases(told, known, query),
          );
        }
      await ledger.close();
    }),
    { numRuns: 40 },
  );
});
