import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RebuildStatus } from '#assay/scoring';
import { assay } from './testing/run-command.js';
import { writeSmallRegister } from './testing/small-register.js';

describe('assay rebuild, where nothing else runs', () => {
  let folder: string;
  let data: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-rebuild-'));
    data = join(folder, 'data');
    const { csv: register, mapping } = await writeSmallRegister(folder);
    const { code, stderr } = await assay(['import', register, '--mapping', mapping, '--data', data]);
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const rebuild = async (...args: string[]): Promise<RebuildStatus> => {
    const { code, stdout, stderr } = await assay(['rebuild', ...args, '--data', data, '--format', 'json']);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as RebuildStatus;
  };
  const builds = ({ live, candidate, previous }: RebuildStatus) => [live?.build, candidate?.build, previous?.build];

  test('does the work itself, and the board is the same', async () => {
    const board = () => assay(['board', '--scheme', 'complaint-outcomes', '--period', '2024', '--data', data]);
    const before = await board();
    const { code, stdout, stderr } = await assay(['rebuild', '--data', data]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/Build 2 has begun\.\n.*Build 2 of the scores is live/s)]);
    expect(stdout).toMatch(/2 +live +10 /);
    expect(stdout).toMatch(/1 +kept, to roll back to +10 /);
    expect(stdout).toMatch(/Build 2 was compared with the live one at position 10: equal \(\d+ totals, \d+ movements/);
    expect(await board()).toEqual(before);
  });

  test.each([
    ['zh-Hans', '在用', /构建 2 与在用构建在位置 10 比对：一致（\d+ 项合计/],
    ['zh-Hant', '在用', /構建 2 與在用構建在位置 10 比對：一致（\d+ 項合計/],
  ])('is told in %s, too', async (language, live, compared) => {
    const { stdout } = await assay(['rebuild', 'status', '--lang', language, '--data', data]);
    expect(stdout).toContain(live);
    expect(stdout.replaceAll(/\n/g, '')).toMatch(compared);
    const parked = await assay(['parked', '--lang', language, '--data', data]);
    expect(parked.stdout).toMatch(/^[没沒]有被/);
  });

  test('holds a build until it is told to go live, rolls back, and aborts', async () => {
    expect(builds(await rebuild('--hold'))).toEqual([2, 3, 1]);
    expect(builds(await rebuild('status'))).toEqual([2, 3, 1]);
    expect(builds(await rebuild('go-live'))).toEqual([3, undefined, 2]);
    expect(builds(await rebuild('roll-back'))).toEqual([2, undefined, 3]);
    await rebuild('--hold');
    expect(builds(await rebuild('abort'))).toEqual([2, undefined, 3]);
    const { code, stderr } = await assay(['rebuild', 'abort', '--data', data]);
    expect([code, stderr]).toEqual([2, 'assay: No build is under way: there is nothing to abort.\n']);
  });
});
