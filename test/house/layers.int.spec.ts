import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

interface Cruise {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly module: string; readonly resolved: string }[];
  }[];
}

/** A rule about layers is worth nothing when the imports that cross them are not seen. */
test('the layer rule sees what a library imports by another one’s name, as the file that is written', async () => {
  const { stdout } = await promisify(execFile)(
    join(ROOT, 'node_modules/.bin/depcruise'),
    [
      '--config',
      '.dependency-cruiser.js',
      '--output-type',
      'json',
      'libs/scoring/src/fill-in.ts',
      'libs/scoring/src/read-scheme.ts',
    ],
    { cwd: ROOT, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const { modules } = JSON.parse(stdout) as Cruise;
  const seen = modules.flatMap(({ dependencies }) =>
    dependencies.map(({ module, resolved }) => `${module} ${resolved}`),
  );
  expect(seen).toContain('#assay/event-log libs/event-log/src/index.ts');
  expect(seen).toContain('#assay/methodology libs/methodology/src/index.ts');
  expect(seen).toContain('#assay/methodology/language libs/methodology/src/language.ts');
}, 60_000);
