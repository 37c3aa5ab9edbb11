import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemeLibrary } from '#assay/scoring';
import { checkWebhook, targetFault, type WebhookRules } from './check-webhook.js';
import { DeliveryStore } from './delivery-store.js';
import { watchedPeriods } from './watched-periods.js';
import { readWebhooksFile, takeOver } from './webhooks-file.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const GOOD = { url: 'https://kpi.example/assay', schemes: ['complaint-outcomes'], period: '2024' };

describe('a webhook that somebody asks for', () => {
  let rules: WebhookRules;
  beforeAll(async () => {
    rules = { library: await SchemeLibrary.load(), allowPrivateTargets: false, now: () => Date.UTC(2024, 6, 1) };
  });

  test('has defaults, a name and a secret of its own', () => {
    const { webhook, secret } = checkWebhook(GOOD, rules);
    expect(webhook).toEqual({
      ...GOOD,
      id: expect.stringMatching(/^webhook-[0-9a-f]{10}$/),
      unitLevel: 'company',
      changes: ['grade', 'score', 'rank', 'state'],
      maxAttempts: 12,
      timeoutMs: 10_000,
    });
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(checkWebhook({ ...GOOD, secret: SECRET }, rules).secret).toBe(SECRET);
    expect(checkWebhook({ ...GOOD, secretFrom: 'env:KPI' }, rules).secret).toBe('env:KPI');
  });

  test.each([
    [{ url: 'ftp://kpi.example' }, 'url is "ftp://kpi.example": write an address'],
    [{ url: 'https://me:word@kpi.example' }, 'url holds a name or password'],
    [{ url: 'http://kpi.example' }, 'url begins with http:'],
    [{ url: 'https://127.0.0.1/' }, 'a private address'],
    [{ url: 'https://[::ffff:10.0.0.1]/' }, 'a private address'],
    [{ schemes: [] }, 'schemes: '],
    [{ schemes: ['none'] }, 'There is no scheme "none"'],
    [{ period: 'fortnight' }, '"fortnight" is no period'],
    [{ period: '..2024-06' }, 'name both ends'],
    [{ unitLevel: 'galaxy' }, 'unitLevel: '],
    [{ unit: 'GEICO' }, 'is not a unit path'],
    [{ changes: [] }, 'changes: '],
    [{ changes: ['weather'] }, 'changes.0: '],
    [{ maxAttempts: 0 }, 'maxAttempts: '],
    [{ timeoutMs: 1 }, 'timeoutMs: '],
    [{ secret: 'hunter2' }, 'write whsec_ and 24 to 64 bytes'],
    [{ secret: 'whsec_c2hvcnQ=' }, 'write whsec_ and 24 to 64 bytes'],
    [{ secret: SECRET, secretFrom: 'env:X' }, 'secret or secretFrom, not both'],
    [{ secretFrom: 'file:/etc/shadow' }, 'write env: and the name'],
    [{ id: 'KPI system' }, 'write lower-case letters'],
    [{ adress: 'x' }, 'adress'],
  ])('%j is refused with a sentence', (over, sentence) => {
    expect(() => checkWebhook({ ...GOOD, ...over }, rules)).toThrow(sentence);
  });

  test('anywhere is fine where the operator says so', () => {
    expect(targetFault('http://127.0.0.1:9/hook', true)).toBeUndefined();
    expect(targetFault('https://8.8.8.8/', false)).toBeUndefined();
    expect(targetFault('https://[2606:4700::1111]/', false)).toBeUndefined();
  });

  test.each([
    ['month', ['2024-02', '2024-03']],
    ['quarter', ['2023-Q4', '2024-Q1']],
    ['year', ['2023', '2024']],
    ['day', ['2024-02-29', '2024-03-01']],
    ['2024-Q3', ['2024-Q3']],
  ])('watching %s is watching %j', (period, expected) => {
    // Still February in Greenwich.
    expect(watchedPeriods(period, { utcOffset: '+08:00' }, Date.parse('2024-02-29T20:00:00Z'))).toEqual(expected);
  });

  describe('in a file', () => {
    let folder: string;
    let file: string;
    let store: DeliveryStore;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'assay-webhooks-'));
      file = join(folder, 'webhooks.yaml');
      store = DeliveryStore.open(folder);
    });
    afterEach(async () => {
      store.close();
      await rm(folder, { recursive: true, force: true });
    });
    const list = (...webhooks: object[]) => writeFile(file, JSON.stringify({ webhooks }));
    const kpi = { ...GOOD, id: 'kpi', secret: SECRET };

    test('is taken over, changed and taken away with it, and keeps what it was told', async () => {
      await list(kpi, { ...kpi, id: 'hr' });
      takeOver(store, await readWebhooksFile(file, rules));
      expect(store.webhooks().map(({ id, origin }) => [id, origin])).toEqual([
        ['hr', 'file'],
        ['kpi', 'file'],
      ]);
      const board = { webhook: 'kpi', scheme: 'complaint-outcomes', period: '2024' };
      store.watch(board, 'hash');
      await list({ ...kpi, maxAttempts: 5 });
      takeOver(store, await readWebhooksFile(file, rules));
      expect(store.webhooks()).toMatchObject([{ id: 'kpi', maxAttempts: 5 }]);
      expect(store.watched('kpi')).toHaveLength(1);
      // What watches something else begins anew.
      await list({ ...kpi, period: '2025' });
      takeOver(store, await readWebhooksFile(file, rules));
      expect(store.watched('kpi')).toEqual([]);
    });

    test.each([
      [[{ ...GOOD, secret: SECRET }], 'webhook 1 has no id'],
      [[kpi, kpi], 'webhook 2: "kpi" stands there twice'],
      [[{ ...GOOD, id: 'kpi' }], '"kpi") has no secret'],
      [[{ ...kpi, period: 'soon' }], 'webhook 1 ("kpi"): "soon" is no period'],
    ])('%j is refused with its place', async (webhooks, sentence) => {
      await list(...webhooks);
      await expect(readWebhooksFile(file, rules)).rejects.toThrow(sentence);
    });

    test('what is no list, or not there, is refused', async () => {
      await writeFile(file, 'webhook: {}');
      await expect(readWebhooksFile(file, rules)).rejects.toThrow('must hold "webhooks:" and a list');
      await expect(readWebhooksFile(join(folder, 'none'), rules)).rejects.toThrow('which cannot be read');
    });

    test('does not take over one that was added by command', async () => {
      const { webhook, secret } = checkWebhook(kpi, rules);
      store.add(webhook, secret, 'command');
      await list(kpi);
      const listed = await readWebhooksFile(file, rules);
      expect(() => takeOver(store, listed)).toThrow('lists "kpi", which was added by command');
    });
  });
});
