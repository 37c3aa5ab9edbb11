import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeSmallRegister } from '../../apps/cli/src/testing/small-register.js';
import { assay, BIN, CommandProcess } from './command-process.js';

/** Says, at the end of the last line of stderr, what was loaded. */
const TELLING = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on('exit', () => process.stderr.write('loaded: ' + JSON.stringify(loaded)));
`)}`;

/** What takes longer to load than a question takes to answer: Nest, the door, spreadsheets, and what reads rulebooks. */
const HEAVY =
  /node_modules\/(@nestjs|rxjs|class-validator|class-transformer|hucre|csv-parse|yaml)\/|methodology\/src\/language\.js|libs\/intake\/src\/index\.js/;

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-starting-'));
  data = join(folder, 'ledger');
  const { csv, mapping } = await writeSmallRegister(folder);
  await assay(['import', csv, '--mapping', mapping, '--data', data]);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const OUTCOMES = ['--scheme', 'complaint-outcomes', '--period', '2024'];

test.each([
  ['board', ...OUTCOMES],
  ['board', ...OUTCOMES, '--format', 'csv'],
  ['explain', ...OUTCOMES, '--unit', 'company/Alpha Insurance', '--measure', 'against-share'],
  ['history', ...OUTCOMES, '--unit', 'company/Alpha Insurance'],
  ['case', 'complaint/small/1'],
  ['events'],
  ['parked'],
])(
  '%s loads only what a question needs',
  async (...question) => {
    // An earlier command kept the rulebooks as they were read.
    const { code, stderr } = await CommandProcess.start([...question, '--data', data], {}, ['--import', TELLING]).end();
    const [words = '', list = ''] = stderr.split('loaded: ');
    expect([code, words]).toEqual([0, expect.not.stringContaining('assay:')]);
    const loaded = JSON.parse(list) as string[];
    expect(loaded.some((url) => url.endsWith('/libs/scoring/src/reading/boards.js'))).toBe(true);
    expect(loaded.filter((url) => HEAVY.test(url))).toEqual([]);
  },
  30_000,
);

describe('what was compiled', () => {
  /** Says on stderr which compiled modules were found, and which were used. */
  const SAYING = { NODE_DEBUG_NATIVE: 'COMPILE_CACHE', NODE_V8_COVERAGE: '' };
  const inherited = process.env['NODE_COMPILE_CACHE'];
  beforeAll(() => delete process.env['NODE_COMPILE_CACHE']);
  afterAll(() => {
    if (inherited !== undefined) process.env['NODE_COMPILE_CACHE'] = inherited;
  });

  test('is used by the next question, and not held in memory by what runs long', async () => {
    await assay(['board', '--help'], SAYING);
    const question = await assay(['board', '--help'], SAYING);
    expect(question.stdout + question.stderr).toMatch(/program\.js was accepted/);
    const lasting = await assay(['import', '--help'], SAYING);
    expect(lasting.stdout + lasting.stderr).not.toContain('compile cache');
  });

  test('lies where the environment says, when it says so', async () => {
    const place = join(folder, 'compiled');
    expect(await assay(['board', '--help'], { NODE_COMPILE_CACHE: place })).toMatchObject({ code: 0, stderr: '' });
    expect(await readdir(place)).toHaveLength(1);
  });

  test('is not kept where the product cannot be written, which keeps nobody from asking', async () => {
    const product = join(folder, 'product');
    const root = join(BIN, '../../../..');
    await cp(BIN, join(product, 'apps/cli/bin/assay.js'));
    await cp(join(root, 'package.json'), join(product, 'package.json'));
    await symlink(join(root, 'dist'), join(product, 'dist'));
    await writeFile(join(product, 'node_modules'), 'in the way');
    const question = [join(product, 'apps/cli/bin/assay.js'), 'board', ...OUTCOMES, '--data', data];
    const { stdout } = await promisify(execFile)(process.execPath, question);
    expect(stdout).toContain('Alpha Insurance');
  });
});
