import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receiver, SECRET } from '../../libs/delivery/src/testing/receiver.js';
import { startTestServer, type TestServer } from '../server/running-server.js';
import { assay } from '../../apps/cli/src/testing/run-command.js';
import { writeSmallRegister } from '../../apps/cli/src/testing/small-register.js';

describe('assay webhook', () => {
  let folder: string;
  let data: string;
  let receiver: Receiver;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-webhook-'));
    data = join(folder, 'ledger');
    receiver = await Receiver.open();
    const { csv, mapping } = await writeSmallRegister(folder);
    await assay(['import', csv, '--mapping', mapping, '--data', data]);
  });
  afterAll(async () => {
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const env = { ASSAY_WEBHOOK_TARGETS: 'any' };
  const webhook = (...args: string[]) => assay(['webhook', ...args, '--data', data], { env });
  const ADD = ['add', '--scheme', 'complaint-outcomes', '--period', '2024'];

  test('nobody is told of anything to begin with', async () => {
    expect(await webhook('list')).toMatchObject({ code: 0, stdout: 'Nobody is told of changes.\n' });
  });

  test('one is added, tested, listed and removed', async () => {
    const added = await webhook(...ADD, '--url', receiver.url, '--id', 'kpi');
    expect(added).toMatchObject({ code: 0, stderr: expect.stringContaining('shown this once') });
    expect(added.stdout).toMatch(
      /^The webhook kpi tells http:\S+ of what changes from now on.\nIts secret: whsec_\S+\n$/,
    );
    // The receiver knows another secret than the one that was made.
    expect(await webhook('test', 'kpi')).toMatchObject({ code: 1, stdout: expect.stringContaining('It answered 401') });
    expect((await webhook('list')).stdout).toMatch(/kpi\s+http:\S+\s+complaint-outcomes\s+2024\s+active\s+0\s+0\s+0/);
    const { stdout } = await webhook('list', '--format', 'json');
    expect(stdout).not.toContain('whsec_');
    expect(JSON.parse(stdout)).toMatchObject([{ id: 'kpi', origin: 'command', waiting: 0 }]);
    const rotated = await webhook('rotate', 'kpi');
    expect(rotated.stdout).toMatch(/\nIts secret: whsec_\S+\n$/);
    expect(rotated.stdout).not.toBe(added.stdout);
    expect(await webhook('remove', 'kpi')).toMatchObject({ code: 0 });
    expect((await webhook('list')).stdout).toBe('Nobody is told of changes.\n');
  });

  test('a secret may stay in the environment', async () => {
    process.env['KPI_SECRET'] = SECRET;
    const added = await webhook(...ADD, '--url', receiver.url, '--id', 'hr', '--secret-from', 'env:KPI_SECRET');
    expect(added.stdout).not.toContain('secret');
    expect((await webhook('rotate', 'hr')).stderr).toContain('is kept in the environment: change it there');
    expect(await webhook('test', 'hr')).toMatchObject({ code: 0, stdout: 'The receiver took it and answered 204.\n' });
    expect(await webhook('dead', 'hr')).toMatchObject({ code: 0, stdout: 'No message was set aside.\n' });
    expect(await webhook('resend', 'hr')).toMatchObject({ code: 0, stderr: '0 messages are on their way again.\n' });
    await webhook('remove', 'hr');
  });

  test.each([
    [['add', '--scheme', 'none', '--period', '2024', '--url', 'https://kpi.example'], 'There is no scheme "none"'],
    [[...ADD, '--url', 'kpi.example'], 'url is "kpi.example": write an address'],
    [['test', 'nobody'], 'There is no webhook "nobody"'],
    [['remove', 'nobody'], 'There is no webhook "nobody"'],
    [['resume', 'nobody'], 'There is no webhook "nobody"'],
  ])('%j fails with a sentence', async (args, sentence) => {
    expect(await webhook(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });

  test('asks a running server, or changes what it does from beside it', async () => {
    const server: TestServer = await startTestServer({ WEBHOOK_TARGETS: 'any' }, data);
    const remote = (...args: string[]) => assay(['webhook', ...args, '--server', server.url], { env });
    try {
      const added = await remote(...ADD, '--url', receiver.url, '--id', 'far');
      expect(added.stdout).toContain('The webhook far tells');
      expect(await remote('test', 'far')).toMatchObject({ code: 1 });
      expect((await webhook('list')).stdout).toContain('far');
      expect(await webhook('remove', 'far')).toMatchObject({ code: 0 });
      expect((await remote('list')).stdout).toBe('Nobody is told of changes.\n');
      expect(await remote('remove', 'far')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('There is no webhook "far"'),
      });
    } finally {
      await server.close();
    }
  });
});
