import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { SqliteEventLog } from '#assay/event-log';
import { InlineProcessors, SchemeLibrary } from '#assay/scoring';
import { complaintFiled, complaintResolved, SINGLE, startTestServer, type TestServer } from './running-server.js';

const post = (server: TestServer, event: object) =>
  request(server.http).post('/v1/events').set('content-type', SINGLE).send(JSON.stringify(event)).expect(201);

async function closedComplaint(server: TestServer, company: string): Promise<void> {
  const filed = complaintFiled({ data: { unit: company } });
  await post(server, filed);
  await post(server, complaintResolved(filed.subject));
}

interface LiveMessage {
  readonly id: number;
  readonly data: {
    readonly position: number;
    readonly whole: boolean;
    readonly rows: readonly { readonly unit: string }[];
  };
}

/** A client of the live stream: collects messages, and resolves when one fits. */
class LiveClient {
  readonly messages: LiveMessage[] = [];
  heartbeats = 0;
  private text = '';
  private waiting: (() => void)[] = [];

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.take(chunk));
    response.on('close', () => this.wake());
    response.on('error', () => this.wake());
  }

  static connect(
    server: TestServer,
    headers: Record<string, string> = {},
    query = 'scheme=complaint-outcomes&period=2024',
  ) {
    return new Promise<LiveClient>((resolve, reject) => {
      httpGet(`${server.url}/v1/live?${query}`, { headers, agent: false }, (response) =>
        resolve(new LiveClient(response)),
      ).on('error', reject);
    });
  }

  async until(fits: (message: LiveMessage) => boolean): Promise<LiveMessage> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      if (this.response.destroyed) throw new Error('The stream ended.');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Resolves when the server has ended the stream. */
  async ended(): Promise<void> {
    if (!this.response.destroyed) await once(this.response, 'close');
  }

  private take(chunk: string): void {
    const blocks = (this.text + chunk).split('\n\n');
    this.text = blocks.pop()!;
    for (const block of blocks) {
      if (block.startsWith(': heartbeat')) this.heartbeats += 1;
      const id = /^id: (\d+)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (id !== undefined && data !== undefined)
        this.messages.push({ id: Number(id), data: JSON.parse(data) as LiveMessage['data'] });
    }
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

describe('GET /v1/live', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ LIVE_CLIENTS: '2', LIVE_HEARTBEAT_SECONDS: '1' });
    await closedComplaint(server, 'company/Acme');
    // Both events must be in the scores, or the second is one of the changes that a client is told later.
    await request(server.http).get('/v1/boards/complaint-outcomes?period=2024&atLeast=2').expect(200);
  });
  afterAll(() => server.close());

  test('the whole board first, then the rows that change; Last-Event-ID brings what was missed', async () => {
    const client = await LiveClient.connect(server);
    expect(client.response.headers['content-type']).toMatch(/^text\/event-stream/);
    const first = await client.until(({ data }) => data.whole);
    await closedComplaint(server, 'company/Bolt');
    const moved = await client.until(
      ({ data }) => !data.whole && data.rows.some(({ unit }) => unit === 'company/Bolt'),
    );
    expect(moved.id).toBe(moved.data.position);
    expect(moved.id).toBeGreaterThan(first.id);
    expect(moved.data.rows.map(({ unit }) => unit)).not.toContain('company/Acme');
    client.response.destroy();

    await closedComplaint(server, 'company/Cove');
    const back = await LiveClient.connect(server, { 'last-event-id': String(moved.id) });
    const missed = await back.until(({ data }) => data.rows.some(({ unit }) => unit === 'company/Cove'));
    expect(missed.data.whole).toBe(false);
    expect(missed.data.rows.map(({ unit }) => unit)).toEqual(['company/Cove']);
    back.response.destroy();
  });

  test('a quiet stream beats its heart, and one client too many is turned away', async () => {
    const clients = [await LiveClient.connect(server), await LiveClient.connect(server)];
    const third = await LiveClient.connect(server);
    expect(third.response.statusCode).toBe(503);
    expect(third.response.headers['content-type']).toMatch(/problem\+json/);
    while (clients[0]!.heartbeats === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const { response } of clients) response.destroy();
  });

  test('a question that cannot be answered is a problem, not a stream', async () => {
    const client = await LiveClient.connect(server, {}, 'scheme=none&period=2024');
    expect(client.response.statusCode).toBe(404);
  });
});

describe('operations', () => {
  test('health, metrics and OpenAPI pages', async () => {
    const server = await startTestServer();
    try {
      await closedComplaint(server, 'company/Acme');
      await request(server.http).get('/v1/boards/complaint-outcomes?period=2024&atLeast=2').expect(200);
      await request(server.http).get('/health/live').expect(200, { status: 'ok' });
      const ready = await request(server.http).get('/health/ready').expect(200);
      expect(ready.body.details.processors).toMatchObject({
        status: 'up',
        state: 'live',
        position: 2,
        holes: 0,
        parked: 0,
      });

      const { text } = await request(server.http).get('/metrics').expect(200);
      expect(text).toMatch(/^assay_records_total\{status="accepted"\} 2$/m);
      expect(text).toMatch(/^assay_log_position 2$/m);
      expect(text).toMatch(/^assay_processor_position\{processor="scores"\} 2$/m);
      expect(text).toMatch(/^assay_processor_holes\{processor="scores"\} 0$/m);
      expect(text).toMatch(/^assay_parked_companies\{processor="scores"\} 0$/m);

      await request(server.http).get('/docs').expect(200).expect('content-type', /html/);
      const { body } = await request(server.http).get('/docs/json').expect(200);
      expect(Object.keys(body.paths as object)).toEqual(
        expect.arrayContaining(['/v1/events', '/v1/boards/{scheme}', '/v1/live']),
      );
      expect(body.components.schemas['complaint.resolved.v1'].properties).toHaveProperty('findings');
    } finally {
      await server.close();
    }
  });

  test('a limit of requests is kept, told as a problem, and never applies to health', async () => {
    const server = await startTestServer({ RATE_LIMIT_PER_MINUTE: '3' });
    try {
      for (let n = 0; n < 3; n++) await request(server.http).get('/v1/schemes').expect(200);
      const refused = await request(server.http).get('/v1/schemes').expect(429);
      expect(refused.body).toMatchObject({ type: 'urn:assay:problem:too-many-requests', status: 429 });
      expect(refused.headers).toHaveProperty('retry-after');
      await request(server.http).get('/health/live').expect(200);
    } finally {
      await server.close();
    }
  });

  test('stopping loses nothing: what was acknowledged is there, scored, when the server comes back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-restart-'));
    try {
      const before = await startTestServer({}, folder);
      const live = await LiveClient.connect(before);
      const sent = Array.from({ length: 200 }, () => complaintFiled());
      const answers = await Promise.all(sent.map((event) => post(before, event)));
      await Promise.all([before.close(), live.ended()]);

      const after = await startTestServer({}, folder);
      const { body } = await request(after.http)
        .get('/v1/events?limit=1000&type=complaint.filed&atLeast=200')
        .expect(200);
      expect(new Set(body.events.map(({ event }: { event: { id: string } }) => event.id))).toEqual(
        new Set(sent.map(({ id }) => id)),
      );
      expect(Math.max(...answers.map(({ body }) => body.position as number))).toBe(200);
      await after.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a second server on the same folder is refused with a sentence', async () => {
    const server = await startTestServer();
    try {
      await expect(startTestServer({}, server.folder)).rejects.toThrow(/Another process is writing to the ledger/);
    } finally {
      await server.close();
    }
  });
});

describe('a server whose scores are kept by another process', () => {
  test('records at once, says that there are no scores yet, and answers when there are', async () => {
    const server = await startTestServer({ PROCESSORS: 'off' });
    const board = '/v1/boards/complaint-outcomes?period=2024';
    try {
      await closedComplaint(server, 'company/Acme');
      const without = await request(server.http).get(board).expect(503);
      expect(without.body).toMatchObject({ type: 'urn:assay:problem:no-scores', status: 503 });
      expect(without.body.detail).toMatch(/no scores yet.*Start the server or the worker/);

      const log = await SqliteEventLog.openReader(server.folder);
      const worker = await InlineProcessors.start({ log, folder: server.folder, library: await SchemeLibrary.load() });
      const { body } = await request(server.http).get(`${board}&atLeast=2`).expect(200);
      expect(body.rows).toHaveLength(1);
      await worker.stop();
      await log.close();
    } finally {
      await server.close();
    }
  });
});
