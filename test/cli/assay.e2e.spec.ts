import { jest } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSmallRegister } from '../../apps/cli/src/testing/small-register.js';
import { engineFlags } from '../../apps/cli/src/engine-flags.js';
import { assay, BIN, CommandProcess } from './command-process.js';

jest.setTimeout(120_000);

const BOARD = ['board', '--scheme', 'complaint-outcomes', '--period', '2024', '--format', 'json'];

let folder: string;
let data: string;
const running: CommandProcess[] = [];

const start = (...how: Parameters<typeof CommandProcess.start>): CommandProcess => {
  const process = CommandProcess.start(...how);
  running.push(process);
  return process;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-e2e-'));
  data = join(folder, 'ledger');
  const { csv, mapping } = await writeSmallRegister(folder);
  const imported = await assay(['import', csv, '--mapping', mapping, '--data', data, '--format', 'json']);
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('"events":10') });
});
afterAll(async () => {
  for (const process of running) process.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describe('a server and the command beside it', () => {
  // Only Linux tells, under /proc, what a process was started with: elsewhere it is skipped by name.
  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux(
    'the first line is for what ends soon: a server runs with flags of its own, as the same process',
    async () => {
      const [firstLine = ''] = (await readFile(BIN, 'utf8')).split('\n');
      const flags = firstLine.split(' ').filter((word) => word.startsWith('--'));
      const server = start(
        ['serve', '--data', join(folder, 'empty'), '--port', '0'],
        { ASSAY_LOG_LEVEL: 'warn' },
        flags,
      );
      await server.says(/at http:\S+ \(pages/);
      const [, ...words] = (await readFile(`/proc/${server.child.pid}/cmdline`, 'utf8')).split('\0');
      const expected = [...engineFlags('serve'), BIN, 'serve'];
      expect(words.slice(0, expected.length)).toEqual(expected);
      expect(await server.stop('SIGTERM')).toMatchObject({ code: 0 });
    },
  );

  test('both answer with the same documents; the folder has one writer; a signal ends it in order', async () => {
    const server = start(['serve', '--data', data, '--port', '0'], { ASSAY_LOG_LEVEL: 'warn' });
    const [, url = ''] = await server.says(/at (http:\/\/\S+) \(pages/);

    const explain = [
      'explain',
      '--scheme',
      'complaint-outcomes',
      '--period',
      '2024',
      '--unit',
      'company/Alpha Insurance',
    ];
    const questions = [
      BOARD,
      [...explain, '--measure', 'cases', '--format', 'json'],
      [...BOARD, '--without-case', 'complaint/small/1'],
      // Another thread of the server counts all cases again; the command does so itself.
      [...BOARD, '--set', '/measures/0/numerator/on=filedAt', '--without-event', '3'],
      ['case', 'complaint/small/1', '--format', 'json'],
      ['events', '--type', 'complaint.resolved', '--newest-first', '--format', 'ndjson'],
    ];
    for (const question of questions) {
      const [remote, local] = await Promise.all([
        assay([...question, '--server', url]),
        assay([...question, '--data', data]),
      ]);
      expect(remote).toEqual(local);
      expect([remote.code, remote.stderr]).toEqual([0, '']);
      expect(remote.stdout.length).toBeGreaterThan(100);
    }
    const schemes = await assay(['scheme', 'list', '--server', url, '--format', 'json']);
    expect(schemes.stdout).toBe((await assay(['scheme', 'list', '--format', 'json'])).stdout);
    const unknown = await assay(['board', '--scheme', 'nope', '--period', '2024', '--server', url]);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no scheme "nope"') });

    const second = await assay(['simulate', '--cases', '10', '--data', data]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringMatching(/^assay: Another process is writing/) });

    const { stderr } = await server.stop('SIGTERM');
    expect(stderr).toContain('Stopping: finishing what is under way.');
    const after = await assay([...BOARD, '--data', data]);
    expect(after.code).toBe(0);
  });
});

test('the demo records a market once, shows it, lets it move, and goes on another time', async () => {
  const args = ['demo', '--companies', '6', '--cases', '400', '--port', '0', '--data', join(folder, 'demo')];
  const first = start(args);
  const [, url = ''] = await first.says(/(http:\/\/\S+)\/docs/);
  expect(first.stdout).toContain('[SIMULATED DATA]');
  await first.says(/position [\d,]+ {2}\S/);
  const metrics = await (await fetch(`${url}/health/ready`)).text();
  expect(metrics).toContain('"status":"ok"');
  expect((await first.stop()).code).toBe(0);

  const again = start(args);
  await again.says(/Events go on arriving/);
  expect(again.stdout).not.toContain('events recorded');
  await again.stop();

  const other = await assay([...args, '--seed', '9']);
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('holds a market of 6 companies') });
  const mixed = await assay(['demo', '--port', '0', '--data', data]);
  expect(mixed).toMatchObject({ code: 2, stderr: expect.stringContaining('holds a ledger that no demo made') });
});

test('a reader that has enough ends the command quietly', async () => {
  const market = join(folder, 'market');
  expect((await assay(['simulate', '--cases', '3000', '--companies', '8', '--data', market])).code).toBe(0);
  const events = start(['events', '--format', 'ndjson', '--data', market]);
  await events.says(/"position":1[,}]/);
  events.child.stdout?.destroy();
  expect(await events.end()).toMatchObject({ code: 141, stderr: '' });
});

test('Ctrl-C in a live simulation ends it well, with everything recorded', async () => {
  const market = join(folder, 'live');
  const args = ['simulate', '--cases', '50', '--companies', '4', '--live', '100', '--data', market, '--format', 'json'];
  const live = start(args);
  await live.says(/Going on live/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { code, stdout } = await live.stop();
  expect(code).toBe(0);
  const { accepted, head } = JSON.parse(stdout) as { accepted: number; head: { position: number } };
  expect(head.position).toBe(accepted);
  const replayed = async (workers: string): Promise<object> => {
    const args = ['replay', '--workers', workers, '--samples', '3', '--data', market, '--format', 'json'];
    const { code, stdout: report } = await assay(args);
    expect(code).toBe(0);
    const { seconds: _, ...found } = JSON.parse(report) as { isEqual: boolean; seconds: number };
    return found;
  };
  const alone = await replayed('1');
  expect(alone).toMatchObject({ isEqual: true, events: accepted });
  expect(await replayed('3')).toEqual(alone);
});
