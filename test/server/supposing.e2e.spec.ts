import type { SupposedBoard, SupposedExplanation } from '#assay/scoring';
import request from 'supertest';
import { complaintFiled, complaintResolved, SINGLE, startTestServer, type TestServer } from './running-server.js';

describe('what would be, over HTTP', () => {
  let server: TestServer;
  const cases: string[] = [];
  let last = 0;

  const post = async (event: object): Promise<number> => {
    const sent = request(server.http).post('/v1/events').set('content-type', SINGLE);
    const { body } = await sent.send(JSON.stringify(event)).expect(201);
    return (body as { position: number }).position;
  };
  const get = async <T = SupposedBoard>(path: string, parameters: object, status = 200): Promise<T> =>
    (await request(server.http).get(path).query(parameters).expect(status)).body as T;
  const BOARD = '/v1/boards/complaint-outcomes';

  beforeAll(async () => {
    server = await startTestServer();
    for (const [company, outcome] of [
      ['company/Acme', 'against'],
      ['company/Acme', 'for'],
      ['company/Bolt', 'for'],
    ] as const) {
      const filed = complaintFiled({ data: { unit: company } });
      cases.push(filed.subject);
      await post(filed);
      last = await post(complaintResolved(filed.subject, { outcome, recovered: '100.25' }));
    }
  });
  afterAll(() => server.close());

  test('the board without a case and under another value, beside the board as it is', async () => {
    const question = { period: '2024', atLeast: last };
    const actual = await get(BOARD, question);
    const supposed = await get(BOARD, { ...question, withoutCase: cases[0], set: 'minimum-decided=1' });
    expect(supposed.actual).toEqual(actual);
    expect(supposed.totals.measures['recovered']).toEqual({ numerator: '200.5', denominator: '2', value: '100.25' });
    expect(supposed.changes.map(({ unit, rank }) => [unit, rank])).toEqual([
      ['company/Acme', { from: null, to: 1 }],
      ['company/Bolt', { from: null, to: 2 }],
    ]);
    expect(supposed.changes[0]!.measures['against-share']).toEqual({ from: '0.5', to: '0' });
    expect(supposed.suppositions.map(({ kind, what }) => [kind, what])).toEqual([
      ['without-case', cases[0]],
      ['set', 'minimum-decided=1'],
    ]);
  });

  test('several of a kind, and an explanation', async () => {
    const without = { withoutCase: [cases[0], cases[2]] };
    const board = await get(BOARD, { period: '2024', ...without });
    expect(board.rows.map(({ unit }) => unit)).toEqual(['company/Acme']);
    expect(board.changes).toHaveLength(2);
    const explained = await get<SupposedExplanation>('/v1/explanations/complaint-outcomes', {
      ...{ period: '2024', unit: 'company/Acme', measure: 'cases' },
      ...without,
    });
    expect(explained.measures['cases']!.cases.map((each) => each.case)).toEqual([cases[1]]);
    expect(explained.actual.measures['cases']!.cases).toHaveLength(2);
  });

  test('what lies closest to another rank', async () => {
    const { body } = await request(server.http)
      .get('/v1/sensitivity/complaint-outcomes')
      .query({ period: '2024', unit: 'company/Acme' })
      .expect(200);
    expect(body).toMatchObject({ unit: 'company/Acme', by: null, state: 'too-few', cases: { up: null, down: null } });
    await request(server.http).get('/v1/sensitivity/complaint-outcomes').query({ period: '2024' }).expect(400);
  });

  test.each([
    [{ withoutCase: 'complaint/none' }, 404, 'unknown-case'],
    [{ withoutEvent: '4711' }, 404, 'unknown-event'],
    [{ withoutSource: 'urn:nobody' }, 404, 'unknown-source'],
    [{ set: 'no-such=1' }, 400, 'invalid-setting'],
    [{ set: 'minimum-decided' }, 400, 'invalid-supposition'],
    [{ schemeVersion: 9 }, 404, 'unknown-scheme'],
    [{ schemeVersion: 'x' }, 400, 'invalid'],
  ])('what cannot be supposed is a problem document: %j', async (parameters, status, code) => {
    const problem = await get<{ type: string; detail: string }>(BOARD, { period: '2024', ...parameters }, status);
    expect(problem.type).toBe(`urn:assay:problem:${code}`);
    expect(problem.detail).toMatch(/\w/);
  });
});
