/**
 * The process that is killed: records streams as fast as it can and prints what was acknowledged.
 *
 *     node test/durability/writer.js FOLDER SEED [ATTACHMENT.js …]
 *
 * Each line it prints is one acknowledged event: `{"position", "stream", "body"}`. An attachment is a module whose `attach(log,
 * folder)` starts something beside the writer, a processor for example, that dies with it.
 */
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { SqliteEventLog } from '../../dist/libs/event-log/src/index.js';

const [folder, seed, ...attachments] = process.argv.slice(2);
const log = await SqliteEventLog.open(folder);
for (const path of attachments) await (await import(pathToFileURL(path).href)).attach(log, folder);

/** Canonical already: members in order, no spaces. */
const newEvent = (id) => ({
  id,
  type: 'complaint.filed.v1',
  body: `{"data":{"note":"${'x'.repeat(200)}"},"id":"${id}","source":"urn:test","specversion":"1.0"}`,
});

/** Records one case after the other: one to three events to begin with, then some more in one or two appends. */
async function recordCases(caller) {
  for (let n = 0; ; n++) {
    const stream = `complaint/${seed}-${caller}-${n}`;
    let revision = -1;
    for (let append = 0; append <= n % 3; append++) {
      const events = Array.from({ length: 1 + ((n + append) % 3) }, (_, index) => newEvent(`${append}.${index}`));
      const [outcome] = await log.append([{ stream, expectedRevision: revision < 0 ? 'no-stream' : revision, events }]);
      if (!outcome.ok) throw outcome.error;
      revision = outcome.receipt.revision;
      // One write per append, at once: a line that is printed whole was acknowledged before the kill.
      const lines = events.map(({ body }, index) =>
        JSON.stringify({ position: outcome.receipt.positions[index], stream, body }),
      );
      writeSync(1, `${lines.join('\n')}\n`);
    }
  }
}

await Promise.all(Array.from({ length: 8 }, (_, caller) => recordCases(caller)));
