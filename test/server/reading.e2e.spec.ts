import type { PromisePage } from '#assay/scoring';
import request from 'supertest';
import { complaintFiled, complaintResolved, SINGLE, startTestServer, type TestServer } from './running-server.js';

describe('reading', () => {
  let server: TestServer;
  const cases: string[] = [];
  let last = 0;

  const post = async (event: object): Promise<number> => {
    const { body } = await request(server.http)
      .post('/v1/events')
      .set('content-type', SINGLE)
      .send(JSON.stringify(event))
      .expect(201);
    return (body as { position: number }).position;
  };
  const get = async (path: string, status = 200): Promise<Record<string, any>> =>
    (await request(server.http).get(path).expect(status)).body as Record<string, any>;

  beforeAll(async () => {
    server = await startTestServer();
    for (const [company, outcome] of [
      ['company/Acme', 'against'],
      ['company/Acme', 'for'],
      ['company/Bolt/province/CT', 'for'],
    ] as const) {
      const filed = complaintFiled({ data: { unit: company } });
      cases.push(filed.subject);
      await post(filed);
      last = await post(complaintResolved(filed.subject, { outcome, recovered: '100.25' }));
    }
  });
  afterAll(() => server.close());

  test('an event changes the board at once: a board asked for at the position of a receipt knows it', async () => {
    const before = await get(`/v1/boards/complaint-outcomes?period=2024&atLeast=${last}`);
    expect(before.totals.measures.cases).toEqual({ numerator: '3', denominator: null, value: '3' });
    const filed = complaintFiled({ data: { unit: 'company/Acme' } });
    await post(filed);
    const position = await post(complaintResolved(filed.subject, { outcome: 'against', recovered: '0.50' }));
    const board = await get(`/v1/boards/complaint-outcomes?period=2024&atLeast=${position}`);
    expect(board.knownAt.position).toBeGreaterThanOrEqual(position);
    expect(board.totals.measures.cases.value).toBe('4');
    const acme = board.rows.find(({ unit }: { unit: string }) => unit === 'company/Acme');
    expect(acme.measures['against-share']).toMatchObject({ numerator: '2', denominator: '3', value: '0.6666666667' });
    expect(acme.measures['mean-days']).toMatchObject({ numerator: '30', denominator: '3', value: '10' });
    expect(acme.measures.recovered.numerator).toBe('201');
    expect(board.rows).toHaveLength(2);
    expect(board).toMatchObject({ sources: [{ publisher: null }], simulated: false });
  });

  test('boards of a week and of a day, of branches, and of one unit', async () => {
    const week = await get('/v1/boards/complaint-outcomes?period=2024-W11');
    const day = await get('/v1/boards/complaint-outcomes?period=2024-03-11');
    expect(week.rows).toEqual(day.rows);
    expect((await get('/v1/boards/complaint-outcomes?period=2024-03-12')).rows).toEqual([]);
    const provinces = await get('/v1/boards/complaint-outcomes?period=2024&unitLevel=province');
    expect(provinces.rows.map(({ unit }: { unit: string }) => unit)).toEqual(['company/Bolt/province/CT']);
    const filtered = await get('/v1/boards/complaint-outcomes?period=2024&search=bolt');
    expect(filtered.rows.map(({ unit }: { unit: string }) => unit)).toEqual(['company/Bolt']);
    expect(filtered.totals).toEqual((await get('/v1/boards/complaint-outcomes?period=2024')).totals);
  });

  test('boards page by cursor, and the pages are the board', async () => {
    const whole = await get('/v1/boards/complaint-outcomes?period=2024');
    const first = await get('/v1/boards/complaint-outcomes?period=2024&limit=1');
    const second = await get(`/v1/boards/complaint-outcomes?period=2024&limit=1&cursor=${String(first.nextCursor)}`);
    expect([...first.rows, ...second.rows]).toEqual(whole.rows);
    expect(second.nextCursor).toBeNull();
    const problem = await get(
      `/v1/boards/complaint-outcomes?period=2023&limit=1&cursor=${String(first.nextCursor)}`,
      400,
    );
    expect(problem.type).toBe('urn:assay:problem:invalid-cursor');
  });

  test('a parameter that is not there is named', async () => {
    const { errors } = await get('/v1/boards/complaint-outcomes?period=2024&known-at=5', 400);
    expect(errors).toEqual([{ field: 'known-at', detail: 'There is no field known-at here: see /docs.' }]);
  });

  test('an explanation leads from the grade to the events', async () => {
    const explanation = await get(
      '/v1/explanations/complaint-outcomes?period=2024&unit=company%2FBolt&measure=against-share',
    );
    const text = JSON.stringify(explanation);
    expect(text).toContain(cases[2]);
    expect(text).toContain('complaint.resolved.v1');
    expect(text).not.toContain(cases[0]);
  });

  test('a case shows its state, both times of every event, and what it adds', async () => {
    const view = await get(`/v1/cases?id=${encodeURIComponent(cases[0]!)}`);
    expect(JSON.stringify(view)).toMatch(/"status":"resolved"/);
    expect(JSON.stringify(view)).toMatch(/"recordedAt":"20\d\d-/);
    expect((await get('/v1/cases?id=complaint%2Fnone', 404)).type).toBe('urn:assay:problem:unknown-case');
  });

  test('the audit trail is searched by type, unit, time and text', async () => {
    const found = async (query: string): Promise<number> =>
      ((await get(`/v1/events?${query}`)).events as unknown[]).length;
    expect(await found('type=complaint.filed')).toBe(4);
    expect(await found('type=complaint.filed&type=complaint.resolved.v1')).toBe(8);
    expect(await found('unit=company%2FBolt')).toBe(2);
    expect(await found('since=2024-03-02')).toBe(4);
    expect(await found('until=2024-03-01&unit=company%2FAcme')).toBe(3);
    expect(await found(`text=${encodeURIComponent('"recovered":"0.50"')}`)).toBe(1);
    const page = await get('/v1/events?limit=3&order=newest-first');
    expect(page.events).toHaveLength(3);
    expect(page.events[0].position).toBe(8);
    const next = await get(`/v1/events?limit=3&order=newest-first&cursor=${String(page.nextCursor)}`);
    expect(next.events[0].position).toBe(5);
  });

  test.each([
    ['/v1/boards/no-such-scheme?period=2024', 404, 'unknown-scheme'],
    ['/v1/boards/complaint-outcomes?period=24', 400, 'invalid-period'],
    ['/v1/boards/complaint-outcomes', 400, 'invalid'],
    ['/v1/boards/complaint-outcomes?period=2024&unitLevel=galaxy', 400, 'invalid'],
    ['/v1/boards/complaint-outcomes?period=2024&colour=red', 400, 'invalid'],
    ['/v1/boards/complaint-outcomes?period=2024&atLeast=999999', 503, 'not-caught-up'],
    ['/v1/explanations/complaint-outcomes?period=2024&unit=company%2FNobody', 404, 'unknown-unit'],
    ['/v1/events?type=complaint.lost', 400, 'invalid-query'],
    ['/v1/events?since=yesterday', 400, 'invalid-time'],
    ['/v1/nothing', 404, 'not-found'],
  ])('%s is a problem document with status %i', async (path, status, code) => {
    const response = await request(server.http).get(path).expect(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({ type: `urn:assay:problem:${code}`, status });
    expect((response.body as { detail: string }).detail).not.toBe('');
  });

  test('promises are counted by step and listed by urgency, at any moment', async () => {
    const at = '2024-06-30';
    const { body } = await request(server.http).get(`/v1/promises/service-promise?at=${at}&limit=1000`).expect(200);
    expect(body).toMatchObject({ scheme: 'service-promise', at: '2024-06-30T23:59:59.999Z' });
    const { steps, promises } = body as PromisePage;
    const handling = steps.find(({ step }) => step === 'complaint-handling')!;
    const { kept, running, aboutToBreak, overdue, metLate } = handling;
    const listed = promises.filter(({ step }) => step === 'complaint-handling');
    expect(listed.length).toBeGreaterThan(0);
    expect(kept + running + aboutToBreak + overdue + metLate).toBe(listed.length);
    const some = await request(server.http)
      .get(`/v1/promises/service-promise?at=${at}&state=kept&state=running&step=complaint-handling&limit=1000`)
      .expect(200);
    expect(some.body.promises).toHaveLength(kept + running);
    const { body: problem } = await request(server.http).get('/v1/promises/ny-dfs-auto').expect(400);
    expect(problem.detail).toContain('has no time limits');
    await request(server.http).get('/v1/promises/service-promise?state=lost').expect(400);
  });

  test('schemes are listed and shown with their hash', async () => {
    const list = (await get('/v1/schemes')) as unknown as { id: string; hash: string }[];
    const listed = list.find(({ id }) => id === 'ny-dfs-auto');
    const shown = await get('/v1/schemes/ny-dfs-auto');
    expect(shown.hash).toBe(listed!.hash);
    expect(shown.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
