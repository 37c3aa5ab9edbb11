import { randomBytes } from 'node:crypto';
import request from 'supertest';
import {
  BATCH,
  complaintFiled,
  complaintResolved,
  LINES,
  SINGLE,
  startTestServer,
  type TestServer,
} from './running-server.js';

describe('POST /v1/events', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ RECORD_LIMIT_BYTES: '20000', BODY_LIMIT_BYTES: '100000' });
  });
  afterAll(() => server.close());

  const post = (body: string | object, type = SINGLE) =>
    request(server.http)
      .post('/v1/events')
      .set('content-type', type)
      .send(typeof body === 'string' ? body : JSON.stringify(body));

  const stream = async (body: string, query = ''): Promise<string> => {
    const response = await fetch(`${server.url}/v1/events${query}`, {
      method: 'POST',
      headers: { 'content-type': LINES },
      body,
    });
    expect(response.status).toBe(200);
    return response.text();
  };

  test('one event: a receipt, the same receipt when it is sent again, and a conflict when the id comes with other content', async () => {
    const event = complaintFiled();
    const first = await post(event).expect(201);
    expect(first.body).toMatchObject({ status: 'accepted', id: event.id, case: event.subject });
    const again = await post(event).expect(200);
    expect(again.body).toEqual({ ...first.body, status: 'duplicate' });

    const other = await post({ ...event, data: { unit: 'company/Other' } }).expect(409);
    expect(other.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(other.body).toMatchObject({ type: 'urn:assay:problem:id-conflict', status: 409, field: '/id' });
  });

  test('binary content mode is the same event', async () => {
    const event = complaintFiled();
    const { data, ...attributes } = event;
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURI(value)]),
    );
    const response = await request(server.http).post('/v1/events').set(headers).send(data).expect(201);
    expect(response.body).toMatchObject({ status: 'accepted', id: event.id });
    expect((await post(event).expect(200)).body).toMatchObject({ status: 'duplicate' });
  });

  test.each([
    ['an unknown type', { type: 'complaint.lost.v1' }, 422, 'unknown-type', '/type'],
    ['a future date', { time: '2999-01-01T00:00:00Z' }, 422, 'in-the-future', '/time'],
    ['a wrong type', { data: { unit: 7 } }, 422, 'invalid', '/data/unit'],
    ['a unit that is none', { data: { unit: 'branch/1' } }, 422, 'invalid', '/data/unit'],
    ['an unknown member', { data: { unit: 'company/A', colour: 'red' } }, 422, 'invalid', '/data/colour'],
    ['a lone surrogate', { data: { unit: 'company/A', note: 'a\ud800' } }, 422, 'not-canonical', '/data/note'],
    ['a day without time', { time: '2024-03-01' }, 422, 'invalid', '/time'],
    ['a subject of another kind', { subject: 'claim/1' }, 422, 'invalid', '/subject'],
    ['a record too large', { data: { unit: 'company/A', note: 'x'.repeat(30_000) } }, 413, 'too-large', undefined],
  ])('%s is refused with the field and a sentence', async (_what, over, status, code, field) => {
    const { body } = await post(complaintFiled(over)).expect(status);
    expect(body).toMatchObject({ type: `urn:assay:problem:${code}`, status, ...(field !== undefined && { field }) });
    expect((body as { detail: string }).detail.length).toBeGreaterThan(20);
  });

  test('a fact that contradicts its case is refused with a sentence that names the fact against it', async () => {
    const event = complaintFiled();
    await post(event).expect(201);
    await post(complaintResolved(event.subject)).expect(201);
    const { body } = await post(complaintResolved(event.subject)).expect(409);
    expect((body as { detail: string }).detail).toMatch(
      /was resolved on 2024-03-11.*cannot be resolved again.*Reopen it first/,
    );
  });

  test.each([
    ['not JSON', '{"specversion":', 400],
    ['a poisoned prototype', '{"__proto__": {"admin": true}}', 400],
    ['a bomb of arrays', `{"data":${'['.repeat(40_000)}${']'.repeat(40_000)}}`, 422],
    ['an array where one event is due', '[]', 400],
    ['a body too large', JSON.stringify({ x: 'x'.repeat(200_000) }), 413],
  ])('%s: a problem, and the server goes on', async (_what, text, status) => {
    const { body, headers } = await post(text).expect(status);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ status });
    await request(server.http).get('/health/live').expect(200);
  });

  test('an unknown media type is refused', async () => {
    await post('a,b', 'text/csv').expect(415);
  });

  test('a batch: one answer per event, the good ones recorded', async () => {
    const good = complaintFiled();
    const { body } = await post([good, complaintFiled({ type: 'nothing.happened.v1' }), good], BATCH).expect(200);
    expect(body).toMatchObject({ read: 3, accepted: 1, duplicate: 1, refused: 1 });
    const { results } = body as { results: { status: string }[] };
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'refused', 'duplicate']);
    await post({ not: 'an array' }, BATCH).expect(422);
  });

  test('a stream of lines: good lines are recorded, bad ones come back with their line, the summary adds up', async () => {
    const lines = [
      JSON.stringify(complaintFiled()),
      'not json',
      '',
      JSON.stringify(complaintFiled()),
      JSON.stringify(complaintFiled({ time: 'yesterday' })),
      `{"x":"${'y'.repeat(50_000)}"}`,
    ];
    const text = await stream(`${lines.join('\n')}\n`);
    const answers = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers.at(-1)).toEqual({ summary: { read: 5, accepted: 2, duplicate: 0, refused: 3 } });
    expect(answers.slice(0, -1).map(({ line, status, code }) => [line, status, code])).toEqual([
      [1, 'accepted', undefined],
      [2, 'refused', 'not-json'],
      [4, 'accepted', undefined],
      [5, 'refused', 'invalid'],
      [6, 'refused', 'too-large'],
    ]);
  });

  test('a long stream is read to its end by a client that reads no answer before it has sent all', async () => {
    const count = 6_000;
    const text = Array.from({ length: count }, () =>
      JSON.stringify(complaintFiled({ traceparent: randomBytes(16).toString('hex') })),
    ).join('\n');
    const answers = (await stream(text)).trim().split('\n');
    expect(answers).toHaveLength(count + 1);
    expect(JSON.parse(answers.at(-1)!)).toEqual({
      summary: { read: count, accepted: count, duplicate: 0, refused: 0 },
    });
    expect((await stream(text, '?receipts=refused')).trim()).toBe(
      `{"summary":{"read":${count},"accepted":0,"duplicate":${count},"refused":0}}`,
    );
  });
});
