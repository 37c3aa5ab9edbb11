import { SqliteEventLog } from '#assay/event-log';
import { canonicalise } from '#assay/transparency';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { assay } from '../../apps/cli/src/testing/run-command.js';
import { complaintFiled, complaintResolved, SINGLE, startTestServer, type TestServer } from './running-server.js';

const BOARD = '/v1/boards/complaint-outcomes?period=2024';

let folder: string;
let server: TestServer;
let poison: ReturnType<typeof complaintResolved>;

/** As a fault in another version of the door would leave it: an amount that cannot be reckoned with exactly. */
async function writePastTheDoor(): Promise<void> {
  const filed = complaintFiled({ data: { unit: 'company/Acme' } });
  poison = complaintResolved(filed.subject, { outcome: 'against', recovered: '0.123456789' });
  const log = await SqliteEventLog.open(folder);
  const events = [filed, poison].map((event) => {
    const time = event.time.replace('Z', '.000Z');
    return { id: event.id, type: event.type, body: canonicalise({ ...event, time }) };
  });
  const [outcome] = await log.append([{ stream: filed.subject, expectedRevision: 'no-stream', events }]);
  if (!outcome?.ok) throw new Error('The log did not take it.');
  await log.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-parked-'));
  await writePastTheDoor();
  server = await startTestServer({}, folder);
  await request(server.http).get(`${BOARD}&atLeast=2`).expect(200);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly info: { readonly processors: object };
  readonly parked: readonly object[];
  readonly rows: readonly object[];
}

const ask = async (path: string): Promise<Answer> => (await request(server.http).get(path).expect(200)).body as Answer;

test('a company that an event has parked is listed, with position and reason, on board, health, metrics and screen', async () => {
  const parked = { unit: 'company/Acme', name: 'Acme', since: 2, reason: expect.stringContaining('0.123456789') };
  expect(await ask('/v1/parked')).toEqual({ knownAt: expect.objectContaining({ position: 2 }), companies: [parked] });
  expect(await ask(BOARD)).toMatchObject({ parked: [parked] });
  expect((await ask('/health/ready')).info.processors).toMatchObject({ parked: 1, companies: [parked] });
  const { text } = await request(server.http).get('/metrics').expect(200);
  expect(text).toMatch(/^assay_parked_since_position\{company="company\/Acme",reason=".*0\.123456789.*"\} 2$/m);
  const { code, stdout } = await assay(['parked', '--data', folder]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/company\/Acme +Acme +2 +.*0\.123456789/)]);
});

test('it stays parked while nothing is mended, and comes back by one command after a correction', async () => {
  const still = await assay(['rebuild', '--parked', '--data', folder]);
  expect([still.code, still.stdout]).toEqual([
    1,
    expect.stringMatching(/company\/Acme +parked since 2 +.*0\.123456789/),
  ]);

  const correction = {
    ...complaintFiled({ type: 'record.corrected.v1', subject: poison.subject }),
    data: { event: poison.id, changes: { recovered: '0.12' }, reason: 'mistyped' },
  };
  await request(server.http)
    .post('/v1/events')
    .set('content-type', SINGLE)
    .send(JSON.stringify(correction))
    .expect(201);
  const back = await assay(['rebuild', '--company', 'company/Acme', '--server', server.url, '--format', 'json']);
  expect([back.code, back.stderr]).toEqual([0, '']);
  expect(JSON.parse(back.stdout)).toEqual({ companies: [{ unit: 'company/Acme', parkedSince: null, reason: null }] });
  const board = await ask(`${BOARD}&atLeast=3`);
  expect(board.parked).toEqual([]);
  expect(board.rows[0]).toMatchObject({ unit: 'company/Acme', measures: { recovered: { numerator: '0.12' } } });
  const none = await assay(['parked', '--server', server.url]);
  expect(none.stdout).toBe('No company is parked: all scores are complete.\n');
});
