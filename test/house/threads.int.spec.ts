import { once } from 'node:events';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';

const DIST = join(import.meta.dirname, '../../dist');

/** Starts a file of a thread with nothing to do, and tells what it loads before it finds that out. */
const LOADER = `
  const { registerHooks } = require('node:module');
  const { file, told } = require('node:worker_threads').workerData;
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  import(file).catch(() => undefined).finally(() => told.postMessage(loaded));
`;

async function loadedBy(file: string): Promise<string[]> {
  const { port1: heard, port2: told } = new MessageChannel();
  const workerData = { file: pathToFileURL(file).href, told };
  const worker = new Worker(LOADER, { eval: true, workerData, transferList: [told] });
  const [loaded] = (await once(heard, 'message')) as [string[]];
  await worker.terminate();
  return loaded;
}

/** How soon another thread helps decides how fast a replay or a fill of a middling ledger is. */
test.each(globSync('libs/scoring/src/**/*-thread.js', { cwd: DIST }).filter((file) => !/processors|other/.test(file)))(
  '%s starts without what only reads rulebooks, judges records or serves',
  async (file) => {
    const loaded = await loadedBy(join(DIST, file));
    expect(loaded.some((url) => url.includes('/libs/methodology/src/compile.js'))).toBe(true);
    expect(
      loaded.filter((url) => /node_modules\/(zod|yaml|class-validator|class-transformer|@nestjs|rxjs)\//.test(url)),
    ).toEqual([]);
  },
);
