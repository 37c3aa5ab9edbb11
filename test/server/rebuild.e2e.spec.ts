import type { RebuildStatus } from '#assay/scoring';
import request from 'supertest';
import { assay } from '../../apps/cli/src/testing/run-command.js';
import { BATCH, complaintFiled, complaintResolved, startTestServer, type TestServer } from './running-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function closedComplaints(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => {
    const filed = complaintFiled();
    return [filed, complaintResolved(filed.subject)];
  }).flat();
  await request(server.http).post('/v1/events').set('content-type', BATCH).send(JSON.stringify(events)).expect(200);
}

test('a server rebuilds its scores while events come in and boards are read, without an error in flight', async () => {
  await closedComplaints(20);
  const board = '/v1/boards/complaint-outcomes?period=2024';
  const positions: number[] = [];
  const over = new AbortController();
  const reading = (async () => {
    while (!over.signal.aborted) {
      const { body } = await request(server.http).get(board).expect(200);
      positions.push(body.knownAt.position as number);
    }
  })();
  const recording = (async () => {
    while (!over.signal.aborted) await closedComplaints(2);
  })();
  const { body: begun } = await request(server.http).post('/v1/rebuild').send({}).expect(202);
  expect(begun).toEqual({ ok: true, build: 2, sentence: 'Build 2 has begun.' });
  for (const deadline = Date.now() + 20_000; ;) {
    const { body } = await request(server.http).get('/v1/rebuild').expect(200);
    if ((body as RebuildStatus).live?.build === 2) break;
    if (Date.now() > deadline) throw new Error(JSON.stringify(body));
  }
  over.abort();
  await Promise.all([reading, recording]);
  // No reader saw a step back.
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  const { body: ready } = await request(server.http).get('/health/ready').expect(200);
  expect(ready.info.processors).toMatchObject({ build: 2, isLive: true, candidate: null });
  const { text } = await request(server.http).get('/metrics').expect(200);
  expect(text).toMatch(/^assay_scores_build 2$/m);
  expect(text).toMatch(/^assay_scores_readable 1$/m);
});

test('the command asks the server that keeps the scores: beside it in the folder, or over HTTP', async () => {
  const beside = await assay(['rebuild', '--hold', '--data', server.folder]);
  expect([beside.code, beside.stdout]).toEqual([
    0,
    expect.stringContaining('ready; held until "assay rebuild go-live"'),
  ]);
  const { text } = await request(server.http).get('/metrics').expect(200);
  expect(text).toMatch(/^assay_rebuild_lag_events 0$/m);
  const over = await assay(['rebuild', 'go-live', '--server', server.url, '--format', 'json']);
  expect([over.code, over.stderr]).toEqual([0, 'Build 3 goes live as soon as it is ready.\n']);
  expect(JSON.parse(over.stdout)).toMatchObject({ live: { build: 3 }, candidate: null, previous: { build: 2 } });
  const { body } = await request(server.http).post('/v1/rebuild/abort').expect(409);
  expect(body.detail).toBe('No build is under way: there is nothing to abort.');
  const refused = await assay(['rebuild', 'abort', '--server', server.url]);
  expect([refused.code, refused.stderr]).toEqual([2, 'assay: No build is under way: there is nothing to abort.\n']);
});
