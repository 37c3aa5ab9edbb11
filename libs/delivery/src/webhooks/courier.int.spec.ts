import { mkdtemp, rm, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receiver, SECRET } from '../testing/receiver.js';
import { Courier, type CourierOptions } from './courier.js';
import { DeliveryStore } from './delivery-store.js';
import type { MessageBody } from './message.js';
import { Post } from './post.js';
import { CHANGES, type Webhook } from './webhook.js';

describe('the way of a message', () => {
  let folder: string;
  let store: DeliveryStore;
  let receiver: Receiver;
  let post: Post;
  let courier: Courier;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-courier-'));
    store = DeliveryStore.open(folder);
    receiver = await Receiver.open();
    post = new Post(true);
    courier = newCourier();
  });
  afterEach(async () => {
    await courier.stop();
    post.close();
    store.close();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const newCourier = (over: CourierOptions = {}): Courier =>
    new Courier(store, post, { everyMs: 10, backOff: { firstMs: 20, maxMs: 40 }, ...over });
  const add = (over: Partial<Webhook> = {}, secret = SECRET): void => {
    const webhook: Webhook = {
      id: 'kpi',
      url: receiver.url,
      schemes: ['s'],
      period: '2024',
      unitLevel: 'company',
      changes: [...CHANGES],
      maxAttempts: 3,
      timeoutMs: 500,
      ...over,
    };
    store.add(webhook, secret, 'command');
  };
  const enqueue = (unit: string, webhook = 'kpi'): void => {
    const body = JSON.stringify({ type: 'rank.changed', timestamp: null, data: { unit, from: null, to: null } });
    store.enqueue({ webhook, scheme: 's', period: '2024' }, { id: `msg_${unit}`, unit, position: 1, body }, Date.now());
  };
  const units = (): unknown[] => receiver.received.map(({ body }) => body.data.unit);
  const view = (id = 'kpi') => store.views().find((each) => each.id === id)!;
  const settled = async (check: () => boolean): Promise<void> => {
    const deadline = Date.now() + 10_000;
    while (!check()) {
      if (Date.now() > deadline) throw new Error('It did not come to that.');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  test('messages come signed and in order, and are then off the list', async () => {
    add();
    for (const unit of ['a', 'b', 'c']) enqueue(unit);
    courier.start();
    await receiver.until(3);
    await settled(() => view().delivered === 3);
    expect(units()).toEqual(['a', 'b', 'c']);
    expect(receiver.received[0]!.id).toBe('msg_a');
    expect(view()).toMatchObject({ waiting: 0, waitingSince: null, failedAttempts: 0, lastError: null });
  });

  test('one that fails is tried again with the same id, and holds up those after it', async () => {
    add();
    for (const unit of ['a', 'b']) enqueue(unit);
    let failures = 2;
    receiver.answer = (response) => void response.writeHead(failures-- > 0 ? 500 : 200).end('sorry');
    courier.start();
    await settled(() => view().delivered === 2);
    expect(receiver.received.map(({ id }) => id)).toEqual(['msg_a', 'msg_a', 'msg_a', 'msg_b']);
    expect(view()).toMatchObject({ failedAttempts: 2, lastError: 'It answered 500: sorry', dead: 0 });
  });

  test('after so many tries it is set aside, those after it go on, and it can be sent again', async () => {
    const notices: string[] = [];
    courier = newCourier({ onNotice: (sentence) => notices.push(sentence) });
    add();
    for (const unit of ['a', 'b']) enqueue(unit);
    receiver.answer = (response, { id }) => void response.writeHead(id === 'msg_a' ? 503 : 200).end();
    courier.start();
    await settled(() => view().delivered === 1);
    expect(units()).toEqual(['a', 'a', 'a', 'b']);
    expect(store.deadLetters('kpi')).toMatchObject([
      { id: 'msg_a', unit: 'a', attempts: 3, lastError: 'It answered 503', body: { data: { unit: 'a' } } },
    ]);
    expect(notices).toEqual([expect.stringContaining('msg_a was set aside after 3 tries. It answered 503')]);
    receiver.answer = (response) => void response.writeHead(200).end();
    expect(store.resend('kpi', Date.now())).toBe(1);
    courier.hurry();
    await settled(() => view().delivered === 2);
    expect(receiver.received.at(-1)!.id).toBe('msg_a');
    expect(view().dead).toBe(0);
  });

  test('one receiver that does not answer holds up no other', async () => {
    const other = await Receiver.open();
    receiver.answer = () => undefined;
    add({ id: 'mute', timeoutMs: 5_000 });
    add({ id: 'kpi', url: other.url });
    enqueue('a', 'mute');
    enqueue('b');
    courier.start();
    await other.until(1);
    await settled(() => view().delivered === 1);
    expect(view('mute')).toMatchObject({ waiting: 1, delivered: 0 });
    await other.close();
  });

  test.each([
    ['does not answer', () => undefined, 'No answer within 150 ms.'],
    [
      'sends us elsewhere',
      (response: ServerResponse) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'It answered 302, a redirect, and none is followed',
    ],
    [
      'answers without end',
      (response: ServerResponse) => {
        response.writeHead(400);
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(10_000), more);
        };
        more();
      },
      /^It answered 400: x{200}…$/,
    ],
    ['hangs up', (response: ServerResponse) => void response.destroy(), 'It could not be reached: socket hang up'],
  ])('a receiver that %s is told of in a sentence', async (_what, answer, sentence) => {
    add({ maxAttempts: 1, timeoutMs: 150 });
    enqueue('a');
    receiver.answer = answer;
    courier.start();
    await settled(() => view().dead === 1);
    expect(view().lastError).toMatch(sentence);
  });

  test('a secret that the receiver does not share is refused by it', async () => {
    add({ maxAttempts: 1 }, `whsec_${Buffer.from('another secret of twenty-four bytes').toString('base64')}`);
    enqueue('a');
    courier.start();
    await settled(() => view().dead === 1);
    expect(view().lastError).toContain('It answered 401');
    expect(receiver.received).toEqual([]);
  });

  test('while a secret is changed both are good, and then only the later one', async () => {
    add({ maxAttempts: 1 });
    const later = `whsec_${Buffer.from('the secret that comes after the first').toString('base64')}`;
    store.changeSecret('kpi', later, Date.now() + 60_000);
    enqueue('a');
    courier.start();
    await settled(() => view().delivered === 1);
    expect(store.secrets('kpi', Date.now() + 60_001)).toEqual([later]);
    store.changeSecret('kpi', later, Date.now() - 1);
    enqueue('b');
    await settled(() => view().dead === 1);
    expect(view().lastError).toContain('It answered 401');
  });

  test('a secret may be kept in the environment', async () => {
    add({ maxAttempts: 1 }, 'env:KPI_SECRET');
    enqueue('a');
    enqueue('b');
    const env: Record<string, string> = {};
    courier = newCourier({ env });
    courier.start();
    await settled(() => view().dead >= 1);
    expect(view().lastError).toContain('KPI_SECRET, which the environment does not have');
    env['KPI_SECRET'] = SECRET;
    store.resend('kpi', Date.now());
    await settled(() => view().delivered >= 1);
  });

  test('a receiver that wants no more is left alone until somebody resumes it', async () => {
    add({ maxAttempts: 1 });
    for (const unit of ['a', 'b']) enqueue(unit);
    receiver.answer = (response) => void response.writeHead(410).end();
    courier.start();
    await settled(() => view().state === 'gone');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(units()).toEqual(['a']);
    expect(view()).toMatchObject({ waiting: 2, dead: 0 });
    receiver.answer = (response) => void response.writeHead(200).end();
    store.setState('kpi', 'active');
    store.hurry('kpi', Date.now());
    await settled(() => view().delivered === 2);
  });

  test('a receiver that asks us to wait is waited for', async () => {
    add();
    enqueue('a');
    let isFirst = true;
    receiver.answer = (response) => {
      response.writeHead(isFirst ? 429 : 200, { 'retry-after': '1' }).end();
      isFirst = false;
    };
    courier.start();
    await settled(() => view().delivered === 1);
    expect(receiver.received[1]!.at - receiver.received[0]!.at).toBeGreaterThanOrEqual(950);
  });

  test('a sender killed in the middle of a try has written it down: it is made again, later, with the same id', async () => {
    add();
    enqueue('a');
    receiver.answer = () => undefined;
    courier.start();
    await receiver.until(1);
    // As another process finds it after kill -9: nothing was said of how the try ended.
    const after = DeliveryStore.open(folder);
    const message = after.next('kpi')!;
    expect(message).toMatchObject({ id: 'msg_a', attempts: 1 });
    expect(message.nextAttemptAt).toBeGreaterThan(Date.now() - 1_000);
    expect(after.untried({ webhook: 'kpi', scheme: 's', period: '2024' }, 'a')).toBeUndefined();
    after.close();
  });

  test('private addresses and plain http are refused unless they are allowed, whatever a name resolves to', async () => {
    const strict = new Post(false);
    const to = async (url: string) =>
      strict.send({ url, secrets: [SECRET], id: 'msg_x', body: '{}', timeoutMs: 2_000 }, new AbortController().signal);
    expect(await to(receiver.url)).toMatchObject({ ok: false, error: expect.stringContaining('begins with http:') });
    for (const host of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '[::1]', '[fd00::1]', 'localhost', '192.168.0.1'])
      expect(await to(`https://${host}/`)).toMatchObject({ ok: false, error: expect.stringContaining('private') });
    strict.close();
    // The agent looks at what a name resolves to, too: here the name of this machine.
    const { RequestFilteringHttpAgent } = await import('request-filtering-agent');
    const { request } = await import('node:http');
    const refused = new Promise<string>((resolve) => {
      const agent = new RequestFilteringHttpAgent();
      request(receiver.url.replace('127.0.0.1', 'localhost'), { agent })
        .once('error', (error) => resolve(error.message))
        .once('response', () => resolve('answered'))
        .end();
    });
    expect(await refused).toContain('private IP address');
    expect(receiver.received).toEqual([]);
  });

  test('nobody but its owner may read the file with the secrets', async () => {
    add();
    for (const name of ['delivery.db', 'delivery.db-wal'])
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  test('bodies go out letter for letter as they were stored', async () => {
    add();
    const body = '{"type":"rank.changed","timestamp":null,"data":{"unit":"公司 \\u0000 é"}}';
    store.enqueue({ webhook: 'kpi', scheme: 's', period: '2024' }, { id: 'msg_1', unit: 'u', position: 1, body }, 0);
    courier.start();
    const [received] = await receiver.until(1);
    expect(received!.body).toEqual(JSON.parse(body) as MessageBody);
  });
});
