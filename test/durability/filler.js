/**
 * The process that adds a scheme and is killed meanwhile, built: it fills in what the scores in a folder do not know yet, with
 * three threads, and prints `begun` and then `filled` or why it could not, and how many events the first thread read.
 *
 *     node test/durability/filler.js SCORES LEDGER LEDGER-OF-THREADS SCHEME…
 */
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteEventLog } from '../../dist/libs/event-log/src/index.js';
import { fillIn } from '../../dist/libs/scoring/src/fill-in.js';
import { SchemeLibrary, SqliteScoreStore } from '../../dist/libs/scoring/src/index.js';

const [scores, ledger, threadsOf, ...ids] = process.argv.slice(2);
const shipped = (await SchemeLibrary.load()).schemes;
const library = new SchemeLibrary(ids.map((id) => shipped.find((scheme) => scheme.id === id)));
const log = await SqliteEventLog.openReader(ledger);
const store = SqliteScoreStore.open(scores, { source: library.source(log.ledgerId) });

let read = 0;
/** Slow, so that the other threads, which open the ledger themselves, take part before all is read. */
const slowLog = {
  async *readStreams(options) {
    await sleep(100);
    for await (const events of log.readStreams(options)) {
      read += events.length;
      yield events;
    }
  },
};

process.stdout.write('begun\n');
try {
  await fillIn(slowLog, store, library.schemes, { threads: { folder: threadsOf, workers: 3 } });
  process.stdout.write('filled\n');
} catch (error) {
  process.stdout.write(`${error.message}\n`);
}
process.stdout.write(`${read}\n`);
await store.close();
await log.close();
