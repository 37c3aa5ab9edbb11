import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assay } from '../../apps/cli/src/testing/run-command.js';
import { writeSmallRegister } from '../../apps/cli/src/testing/small-register.js';
import { startTestServer, type TestServer } from '../server/running-server.js';

describe('results of a running server', () => {
  let folder: string;
  let data: string;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-results-'));
    data = join(folder, 'ledger');
    const { csv, mapping } = await writeSmallRegister(folder);
    await assay(['import', csv, '--mapping', mapping, '--data', data]);
    server = await startTestServer({}, data);
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(['board', 'measures', 'cases', 'events'])('the %s asked of it are those in its folder', async (what) => {
    const query = ['export', '--scheme', 'complaint-outcomes', '--period', '2024', '--what', what];
    const there = await assay([...query, '--server', server.url]);
    expect(there).toMatchObject({ code: 0, stderr: '' });
    expect(there.stdout).toBe((await assay([...query, '--data', data])).stdout);
    expect(there.stdout.split('\r\n').length).toBeGreaterThan(3);
  });

  test('a workbook comes whole', async () => {
    const [here, there] = [join(folder, 'here.xlsx'), join(folder, 'there.xlsx')];
    const query = ['export', '--scheme', 'complaint-outcomes', '--period', '2024', '--format', 'xlsx'];
    await assay([...query, '--data', data, '-o', here]);
    await assay([...query, '--server', server.url, '-o', there]);
    expect((await readFile(there)).equals(await readFile(here))).toBe(true);
  });

  test('a circular asked of it is that in its folder', async () => {
    const query = ['circular', '--period', '2024', '--utc-offset', '+08:00', '--language', 'zh-Hans'];
    const there = await assay([...query, '--server', server.url]);
    expect(there).toMatchObject({ code: 0, stderr: '' });
    expect(there.stdout).toContain('本期间没有单位接受检查');
    expect(there.stdout).toBe((await assay([...query, '--data', data])).stdout);
  });

  test('what it refuses is told in its words', async () => {
    const { code, stderr } = await assay([
      ...['export', '--scheme', 'none', '--period', '2024', '--server', server.url, '-o', join(folder, 'none.csv')],
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no scheme "none"')]);
  });
});
