import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { Receiver, SECRET } from '../../libs/delivery/src/testing/receiver.js';
import { complaintFiled, complaintResolved, LINES, startTestServer, type TestServer } from './running-server.js';

/** Complaints against a company, some of them decided against it. */
const decided = (company: string, against: number, of = 30): object[] =>
  Array.from({ length: of }, (_, index) => {
    const filed = complaintFiled({ data: { unit: company } });
    return [filed, complaintResolved(filed.subject, { outcome: index < against ? 'against' : 'for' })];
  }).flat();

describe('webhooks', () => {
  let folder: string;
  let server: TestServer;
  let receiver: Receiver;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-webhooks-'));
    receiver = await Receiver.open();
    server = await startTestServer({ WEBHOOK_TARGETS: 'any' }, folder);
  });
  afterEach(async () => {
    await server.close();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const record = async (events: object[]): Promise<void> => {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    const { text } = await request(server.http).post('/v1/events').set('content-type', LINES).send(lines).expect(200);
    const last = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { position?: number });
    const position = Math.max(...last.map((line) => line.position ?? 0));
    await request(server.http).get(`/v1/boards/complaint-outcomes?period=2024&atLeast=${position}`).expect(200);
  };
  const asked = (over: object = {}) => ({
    id: 'kpi',
    url: receiver.url,
    schemes: ['complaint-outcomes'],
    period: '2024',
    secret: SECRET,
    ...over,
  });
  const get = async (path: string): Promise<any> =>
    (await request(server.http).get(`/v1/webhooks${path}`).expect(200)).body as unknown;
  const settled = async (check: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 10_000;
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error('It did not come to that.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  test('an event that changes a rank reaches the receiver, signed', async () => {
    await record([...decided('company/Acme', 10), ...decided('company/Bolt', 15)]);
    await request(server.http).post('/v1/webhooks').send(asked()).expect(201);
    await record(decided('company/Acme', 30));
    const received = await receiver.until(2);
    expect(received.map(({ body }) => [body.type, body.data.unit, body.data.from!.rank, body.data.to!.rank])).toEqual([
      ['rank.changed', 'company/Bolt', 2, 1],
      ['rank.changed', 'company/Acme', 1, 2],
    ]);
    await settled(async () => (await get('/kpi')).delivered === 2);
    const { text } = await request(server.http).get('/metrics').expect(200);
    expect(text).toContain('assay_webhook_delivered_total{webhook="kpi"} 2');
    expect(text).toContain('assay_processor_live{processor="webhooks"} 1');
    const { body: health } = await request(server.http).get('/health/ready').expect(200);
    expect(health.info.webhooks).toMatchObject({ status: 'up', state: 'live', receivers: 1, waiting: 0, dead: 0 });
  });

  test('a server that was stopped tells afterwards what it did not tell before', async () => {
    await record([...decided('company/Acme', 10), ...decided('company/Bolt', 15)]);
    await request(server.http).post('/v1/webhooks').send(asked()).expect(201);
    receiver.answer = (response) => void response.writeHead(500).end();
    await record(decided('company/Acme', 30));
    await receiver.until(1);
    const { id } = receiver.received[0]!;
    await server.close();
    receiver.answer = (response) => void response.writeHead(200).end();
    server = await startTestServer({ WEBHOOK_TARGETS: 'any' }, folder);
    await request(server.http).post('/v1/webhooks/kpi/resume').expect(200);
    await settled(async () => (await get('/kpi')).delivered === 2);
    expect(receiver.received.filter((each) => each.id === id).length).toBeGreaterThanOrEqual(2);
    expect(new Set(receiver.received.map(({ body }) => body.data.unit)).size).toBe(2);
  });

  test('are added, shown without their secret, tested, and removed', async () => {
    const { body: added } = await request(server.http)
      .post('/v1/webhooks')
      .send(asked({ secret: undefined }))
      .expect(201);
    expect(added.secret).toMatch(/^whsec_/);
    expect(JSON.stringify(await get(''))).not.toContain('whsec_');
    // The receiver has another secret than the one that was made.
    const { body: refused } = await request(server.http).post('/v1/webhooks/kpi/test').expect(200);
    expect(refused).toMatchObject({ ok: false, error: expect.stringContaining('It answered 401') });
    await request(server.http).delete('/v1/webhooks/kpi').expect(204);
    await request(server.http).post('/v1/webhooks').send(asked()).expect(201);
    const { body: taken } = await request(server.http).post('/v1/webhooks/kpi/test').expect(200);
    expect(taken).toEqual({ ok: true, status: 204 });
    expect(receiver.received[0]!.body.type).toBe('webhook.test');
  });

  test('set aside are listed and sent again', async () => {
    await record([...decided('company/Acme', 10), ...decided('company/Bolt', 15)]);
    await request(server.http)
      .post('/v1/webhooks')
      .send(asked({ maxAttempts: 1 }))
      .expect(201);
    receiver.answer = (response) => void response.writeHead(500).end('out of order');
    await record(decided('company/Acme', 30));
    await settled(async () => (await get('/kpi')).dead === 2);
    const [letter] = await get('/kpi/dead-letters');
    expect(letter).toMatchObject({ webhook: 'kpi', attempts: 1, lastError: 'It answered 500: out of order' });
    receiver.answer = (response) => void response.writeHead(200).end();
    const { body } = await request(server.http)
      .post(`/v1/webhooks/kpi/dead-letters/resend?message=${letter.id}`)
      .expect(200);
    expect(body).toEqual({ resent: 1 });
    await settled(async () => (await get('/kpi')).delivered === 1);
    expect(receiver.received.at(-1)!.id).toBe(letter.id);
  });

  test.each([
    ['post', '', { id: 'kpi' }, 400, 'invalid-webhook'],
    ['post', '', { url: 'https://kpi.example', schemes: ['none'], period: '2024' }, 404, 'unknown-scheme'],
    ['get', '/none', undefined, 404, 'unknown-webhook'],
    ['delete', '/none', undefined, 404, 'unknown-webhook'],
    ['post', '/none/test', undefined, 404, 'unknown-webhook'],
    ['post', '/none/dead-letters/resend', undefined, 404, 'unknown-webhook'],
  ] as const)('%s %s with %j is answered %d %s', async (method, path, body, status, code) => {
    const { body: problem } = await request(server.http)[method](`/v1/webhooks${path}`).send(body).expect(status);
    expect(problem.type).toBe(`urn:assay:problem:${code}`);
  });

  test('that a file lists are the file’s alone; a faulty file stops the start with a sentence', async () => {
    const file = join(folder, 'webhooks.yaml');
    await writeFile(file, JSON.stringify({ webhooks: [asked({ id: 'listed' })] }));
    await server.close();
    server = await startTestServer({ WEBHOOK_TARGETS: 'any', WEBHOOKS: file }, folder);
    expect(await get('/listed')).toMatchObject({ origin: 'file', state: 'active' });
    const { body } = await request(server.http).delete('/v1/webhooks/listed').expect(400);
    expect(body.detail).toContain('stands in the file of webhooks');
    await server.close();
    await writeFile(file, JSON.stringify({ webhooks: [asked({ id: 'listed', url: 'nowhere' })] }));
    await expect(startTestServer({ WEBHOOK_TARGETS: 'any', WEBHOOKS: file }, folder)).rejects.toThrow(
      'webhook 1 ("listed"): url is "nowhere"',
    );
    server = await startTestServer({ WEBHOOK_TARGETS: 'any' }, folder);
  });

  test('go nowhere private unless the operator says so', async () => {
    await server.close();
    server = await startTestServer({}, folder);
    const { body } = await request(server.http).post('/v1/webhooks').send(asked()).expect(400);
    expect(body.detail).toContain('ASSAY_WEBHOOK_TARGETS=any');
  });
});
