import { simulateMarket } from '#assay/simulation';

import { complaint, fact, licensed } from '../../testing/facts.js';
import { TestLedger } from '../../testing/test-ledger.js';
import type { Direction } from './judge.js';
import type { Sensitivity } from './sensitivities.js';

describe('what lies closest to another rank', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await TestLedger.open();
    for (const [company, against, decided] of [
      ['company/A', 10, 40],
      ['company/B', 15, 50],
      ['company/C', 16, 50],
      ['company/D', 3, 10],
    ] as const)
      for (let number = 0; number < decided; number++) {
        const { filed, resolved } = complaint(`${company.slice(-1)}${number}`);
        await ledger.record(
          filed('2024-03-01', company),
          resolved('2024-04-01', number < against ? 'against' : 'for', undefined, `${company}${number}`),
        );
      }
    await ledger.keepScores();
  });
  afterAll(() => ledger.close());

  const ask = (unit: string): Promise<Sensitivity> =>
    ledger.sensitivities.sensitivity({ scheme: 'complaint-outcomes', period: '2024', unit });

  test('a company passes the next when enough of what went against it is left out', async () => {
    const { by, rank, cases, caseCount } = await ask('company/C');
    expect([by, rank, caseCount]).toEqual(['rank', 3, 50]);
    // (16 − k) ÷ (50 − k) < 0.30 from k = 2 on: 14 ÷ 48 = 0.2917.
    expect(cases.up).toMatchObject({ count: 2, isFewest: true, rank: 2 });
    expect(cases.up!.cases[0]).toEqual({
      case: 'complaint/C0',
      adds: {
        decided: { numerator: '1', denominator: null },
        'against-share': { numerator: '1', denominator: '1' },
        cases: { numerator: '1', denominator: null },
      },
    });
    // Nobody who is ranked stands below it.
    expect(cases.down).toBeNull();
  });

  test('and falls behind the next when enough of the others are', async () => {
    const { cases } = await ask('company/A');
    // 10 ÷ (40 − k) > 0.30 from k = 7 on.
    expect(cases.down).toMatchObject({ count: 7, isFewest: true, rank: 2 });
    expect(cases.up).toBeNull();
  });

  test('a parameter that would rank another company says so', async () => {
    const { parameters } = await ask('company/C');
    expect(parameters).toEqual([
      {
        parameter: 'minimum-decided',
        doc: expect.stringContaining('says little'),
        value: '30',
        bounds: { from: '0', to: '60' },
        lower: { value: '10', score: null, grade: null, rank: 4 },
        higher: { value: '40.01', score: null, grade: null, rank: 2 },
        reason: null,
      },
    ]);
  });

  test('a unit that has neither grade nor rank is not looked at', async () => {
    expect(await ask('company/D')).toMatchObject({ by: null, state: 'too-few', cases: { up: null, down: null } });
  });
});

describe('what lies closest to another grade', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await TestLedger.open();
    const market = { seed: 3, companies: 4, cases: 400, from: Date.UTC(2023, 9, 1), to: Date.UTC(2025, 0, 1) };
    await ledger.record(
      ...[...simulateMarket(market)].map(({ fact }) => fact),
      licensed('company/Small', 'Small', '2001-01-01', 'property'),
      fact('incident/1', 'incident.recorded', '2024-05-01', {
        unit: 'company/Small',
        points: '1.5',
        title: 'Data lost',
      }),
    );
    await ledger.keepScores(1_000);
  });
  afterAll(() => ledger.close());

  test.each([
    ['cn-2015-property', '2024'],
    ['cn-2015-life', '2024'],
  ])('holds when it is supposed: %s', async (scheme, period) => {
    const board = await ledger.boards.board({ scheme, period });
    for (const { unit, grade } of board.rows.filter((row) => row.grade !== null)) {
      const { by, cases, parameters } = await ledger.sensitivities.sensitivity({ scheme, period, unit });
      expect(by).toBe('grade');
      for (const direction of ['up', 'down'] as Direction[]) {
        const found = cases[direction];
        if (!found) continue;
        const withoutCase = found.cases.map((each) => each.case);
        const { changes } = await ledger.suppositions.board({ scheme, period, withoutCase });
        const change = changes.find((each) => each.unit === unit)!;
        expect(change.grade).toEqual({ from: grade, to: found.grade });
        expect(change.score.to).toBe(found.score);
        if (!found.isFewest) continue;
        for (const left of withoutCase) {
          const fewer = await ledger.suppositions.board({
            ...{ scheme, period },
            withoutCase: withoutCase.filter((each) => each !== left),
          });
          expect(fewer.rows.find((row) => row.unit === unit)!.grade).toBe(grade);
        }
      }
      for (const { parameter, lower, higher } of parameters)
        for (const moved of [lower, higher].filter((each) => each !== null)) {
          const supposed = await ledger.suppositions.board({ scheme, period, set: [`${parameter}=${moved.value}`] });
          expect(supposed.rows.find((row) => row.unit === unit)).toMatchObject({
            grade: moved.grade,
            score: moved.score,
          });
          expect(moved.grade).not.toBe(grade);
        }
    }
  });
});
