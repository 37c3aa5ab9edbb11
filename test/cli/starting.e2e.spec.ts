import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSmallRegister } from '../../apps/cli/src/testing/small-register.js';
import { assay, CommandProcess } from './command-process.js';

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
