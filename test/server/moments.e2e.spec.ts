import request from 'supertest';
import { complaintFiled, complaintResolved, SINGLE, startTestServer, type TestServer } from './running-server.js';

describe('what was known when, over HTTP', () => {
  let server: TestServer;
  const post = async (event: object): Promise<number> => {
    const sent = request(server.http).post('/v1/events').set('content-type', SINGLE).send(JSON.stringify(event));
    return ((await sent.expect(201)).body as { position: number }).position;
  };
  const get = async (path: string, status = 200): Promise<Record<string, any>> =>
    (await request(server.http).get(path).expect(status)).body as Record<string, any>;
  const subjects: string[] = [];
  let last = 0;

  beforeAll(async () => {
    server = await startTestServer();
    for (const company of ['company/Acme', 'company/Bolt']) {
      const filed = complaintFiled({ data: { unit: company } });
      subjects.push(filed.subject);
      await post(filed);
      last = await post(complaintResolved(filed.subject));
    }
    await get(`/v1/boards/complaint-outcomes?period=2024&atLeast=${last}`);
  });
  afterAll(() => server.close());

  test('every question takes the moment that it is of', async () => {
    const board = await get('/v1/boards/complaint-outcomes?period=2024&knownAt=3');
    expect([board.knownAt.position, board.rows.length]).toEqual([3, 1]);
    const why = await get('/v1/explanations/complaint-outcomes?period=2024&unit=company/Acme&knownAt=1');
    expect([why.knownAt.position, why.state]).toEqual([1, 'no-data']);
    const filed = await get(`/v1/cases?id=${subjects[0]}&knownAt=1`);
    expect([filed.knownAt.position, filed.status, filed.timeline.length]).toEqual([1, 'filed', 1]);
    expect((await get('/v1/events?knownAt=2')).events).toHaveLength(2);
    expect((await get('/v1/promises/service-promise?knownAt=1')).knownAt.position).toBe(1);
    const instant = encodeURIComponent(board.knownAt.recordedAt as string);
    expect((await get(`/v1/boards/complaint-outcomes?period=2024&knownAt=${instant}`)).rows).toEqual(board.rows);
    const without = await get(`/v1/boards/complaint-outcomes?period=2024&knownAt=3&withoutCase=${subjects[0]}`);
    expect([without.knownAt.position, without.rows, without.actual.rows]).toEqual([3, [], board.rows]);
  });

  test.each([
    ['boards/complaint-outcomes?period=2024&knownAt=5', 400, 'knownAt is 5, but the ledger ends at position 4.'],
    ['boards/complaint-outcomes?period=2024&knownAt=noon', 400, 'knownAt is "noon": write a position'],
    ['events?knownAt=1999-12-31', 400, 'Nothing was recorded by 1999-12-31'],
    ['diff/complaint-outcomes?period=2024&from=3&to=2', 400, 'from is position 3, after position 2'],
    ['history/complaint-outcomes?period=2024&unit=company/Nobody', 404, 'No event speaks of the unit'],
    ['history/complaint-outcomes?period=2024&unit=company/Acme&points=1', 400, 'points must not be less than 2'],
    ['backdated?over=soon', 400, 'over is "soon"'],
  ])('%s is answered with %i and a sentence', async (path, status, sentence) => {
    const { body } = await request(server.http).get(`/v1/${path}`).expect(status);
    expect((body as { detail: string }).detail).toContain(sentence);
  });

  test('a history, a difference and what was back-dated', async () => {
    const history = await get('/v1/history/complaint-outcomes?period=2024&unit=company/Acme');
    expect(history.points.map(({ position }: { position: number }) => position)).toEqual([2, 4]);
    const diff = await get('/v1/diff/complaint-outcomes?period=2024&from=2');
    expect(diff.cases.map((each: { case: string }) => each.case)).toEqual([subjects[1]]);
    expect(diff.rows[0]).toMatchObject({ unit: 'company/Bolt', state: { from: null, to: 'too-few' } });
    const backdated = await get('/v1/backdated?over=2d&scheme=complaint-outcomes&period=2024&limit=1');
    expect(backdated).toMatchObject({ over: '2d', totals: { events: 4, late: 4 }, rows: [{ unit: 'company/Acme' }] });
    expect(backdated.effect.moved).toContainEqual({
      ...{ unit: 'company/Bolt', measure: 'recovered' },
      ...{ numerator: '12.5', denominator: '1' },
    });
    const next = await get(
      `/v1/backdated?over=2d&scheme=complaint-outcomes&period=2024&limit=1&cursor=${backdated.nextCursor as string}`,
    );
    expect([next.rows[0].unit, next.nextCursor]).toEqual(['company/Bolt', null]);
  });

  test('and they are described', async () => {
    const { paths } = await get('/docs/json');
    expect(Object.keys(paths as object)).toEqual(
      expect.arrayContaining(['/v1/history/{scheme}', '/v1/diff/{scheme}', '/v1/backdated']),
    );
    for (const path of [
      '/v1/boards/{scheme}',
      '/v1/explanations/{scheme}',
      '/v1/cases',
      '/v1/events',
      '/v1/exports/{scheme}',
    ]) {
      const names = (paths[path].get.parameters as { name: string }[]).map(({ name }) => name);
      expect([path, names.includes('knownAt')]).toEqual([path, true]);
    }
  });
});
