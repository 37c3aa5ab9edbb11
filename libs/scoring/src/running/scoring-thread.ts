/** The inside of the processors' thread: `ProcessorsThread` starts this file. */
import { parentPort, workerData } from 'node:worker_threads';

import { SqliteEventLog } from '#assay/event-log';
import { compileScheme } from '#assay/methodology';

import { SchemeLibrary } from '../scheme-library.js';
import { InlineProcessors } from './inline-processors.js';
import type { FromThread, ThreadData, ToThread } from './thread-messages.js';

/** While pages fly by, a status at most this often; the last one always. */
const TELL_EVERY_MS = 10;
/** Also when nothing happens, so that the head and the lag stay fresh. */
const PULSE_MS = 1_000;

const say = (message: FromThread): void => parentPort?.postMessage(message);

async function run({ folder, schemes }: ThreadData): Promise<void> {
  const log = await SqliteEventLog.openReader(folder);
  const library = new SchemeLibrary(schemes.map(({ document, hash }) => compileScheme(document, hash)));
  let pending: NodeJS.Timeout | null = null;
  const tell = (): void => {
    pending = null;
    say({ kind: 'status', status: processors.status() });
  };
  const processors = await InlineProcessors.start({
    log,
    folder,
    library,
    scorekeeper: { threads: { folder } },
    onNotice: (sentence) => say({ kind: 'notice', sentence }),
    onRulebook: () => say({ kind: 'rulebook' }),
    onStatus: () => (pending ??= setTimeout(tell, TELL_EVERY_MS)),
  });
  say({ kind: 'ready', status: processors.status() });
  const pulse = setInterval(tell, PULSE_MS);
  // 'stop' is all that is ever said to it.
  parentPort?.once('message', (_stop: ToThread) => void stop());

  async function stop(): Promise<void> {
    clearInterval(pulse);
    await processors.stop();
    if (pending) clearTimeout(pending);
    tell();
    await log.close();
    parentPort?.close();
  }
}

run(workerData as ThreadData).catch((error: unknown) => {
  say({ kind: 'failed', sentence: error instanceof Error ? error.message : String(error) });
  parentPort?.close();
});
