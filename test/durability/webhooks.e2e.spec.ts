/**
 * At least once, whatever happens to the sender: a server is killed with SIGKILL again and again while it tells a receiver
 * of changes; when it is at rest, the receiver knows the board as it is, and no message came under two ids.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Receiver, SECRET } from '../../libs/delivery/src/testing/receiver.js';
import { CommandProcess } from '../cli/command-process.js';

const KILLS = 3;
const COMPANIES = ['Acme', 'Bolt', 'Crux', 'Dune'];
const ENVIRONMENT = { ASSAY_LOG_LEVEL: 'warn', ASSAY_WEBHOOK_TARGETS: 'any' };

describe('a receiver of a server that is killed', () => {
  let folder: string;
  let receiver: Receiver;
  let server: CommandProcess | undefined;
  let url: string;
  let serial = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-webhook-kill-'));
    receiver = await Receiver.open();
  });
  afterAll(async () => {
    await server?.stop('SIGKILL');
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<void> => {
    server = CommandProcess.start(['serve', '--data', folder, '--port', '0'], ENVIRONMENT);
    [, url = ''] = await server.says(/at (http:\/\/\S+) \(pages/);
  };

  /** Thirty complaints decided against or for a company. */
  const record = async (company: string, outcome: 'against' | 'for'): Promise<void> => {
    const events = Array.from({ length: 30 }, () => {
      const id = `k${++serial}`;
      const event = { specversion: '1.0', source: 'urn:test', subject: `complaint/${id}` };
      return [
        { ...event, id: `${id}/f`, type: 'complaint.filed.v1', time: '2024-03-01T00:00:00Z', data: { unit: company } },
        { ...event, id: `${id}/r`, type: 'complaint.resolved.v1', time: '2024-03-09T00:00:00Z', data: { outcome } },
      ];
    }).flat();
    const body = events.map((each) => `${JSON.stringify(each)}\n`).join('');
    const headers = { 'content-type': 'application/x-ndjson' };
    const response = await fetch(`${url}/v1/events?receipts=refused`, { method: 'POST', headers, body });
    expect(await response.text()).toContain('"refused":0');
  };

  const get = async <T>(path: string): Promise<T> => (await (await fetch(url + path)).json()) as T;

  test('knows in the end what the board says', async () => {
    await start();
    for (const company of COMPANIES) await record(`company/${company}`, 'for');
    const { knownAt } = await get<{ knownAt: { position: number } }>(
      '/v1/boards/complaint-outcomes?period=2024&atLeast=240',
    );
    expect(knownAt.position).toBe(240);
    await fetch(`${url}/v1/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: 'kpi',
        url: receiver.url,
        schemes: ['complaint-outcomes'],
        period: '2024',
        secret: SECRET,
        maxAttempts: 1_000,
      }),
    });
    // One in three messages is lost on the way, one in three taken so slowly that the sender dies meanwhile.
    receiver.answer = (response) => {
      const turn = receiver.received.length % 3;
      if (turn === 0) response.destroy();
      else setTimeout(() => void response.writeHead(204).end(), turn === 1 ? 400 : 0);
    };
    for (let kill = 0; kill < KILLS; kill++) {
      await record(`company/${COMPANIES[kill % COMPANIES.length]!}`, kill % 2 === 0 ? 'against' : 'for');
      await sleep(400 + 500 * kill);
      await server!.stop('SIGKILL');
      await start();
    }
    receiver.answer = (response) => void response.writeHead(204).end();
    await record('company/Dune', 'against');
    const board = await get<{ rows: { unit: string; rank: number }[] }>(
      `/v1/boards/complaint-outcomes?period=2024&atLeast=${2 * serial}`,
    );
    const isKnown = (): boolean =>
      board.rows.every(({ unit, rank }) => {
        const told = receiver.received.filter(({ body }) => body.data.unit === unit);
        const latest = told.toSorted((a, b) => b.body.data.knownAt.position - a.body.data.knownAt.position)[0];
        // Told of no unit that ends where it began: nothing changed for it.
        return latest === undefined || latest.body.data.to?.rank === rank;
      });
    const idle = async (): Promise<boolean> => {
      await fetch(`${url}/v1/webhooks/kpi/resume`, { method: 'POST' });
      const { waiting } = await get<{ waiting: number }>('/v1/webhooks/kpi');
      const { info } = await get<{ info: { webhooks: { position: number } } }>('/health/ready');
      return waiting === 0 && info.webhooks.position >= 2 * serial;
    };
    const deadline = Date.now() + 30_000;
    while (!((await idle()) && isKnown())) {
      if (Date.now() > deadline) throw new Error('The receiver does not know the board.');
      await sleep(200);
    }
    expect(new Set(receiver.received.map(({ body }) => body.data.unit)).size).toBeGreaterThan(1);
    // One change has one id, and one id one content.
    const contents = new Map<string, string>();
    for (const { id, body } of receiver.received) {
      const text = JSON.stringify(body);
      expect(contents.get(id) ?? text).toBe(text);
      contents.set(id, text);
    }
    expect(new Set(contents.values()).size).toBe(contents.size);
  }, 120_000);
});
