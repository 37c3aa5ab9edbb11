/**
 * The process that is killed: the whole ledger, built. It records facts as fast as it can, one by one from several callers,
 * scores them in the processors' thread, and prints what was acknowledged.
 *
 *     node test/durability/writer.js FOLDER SEED
 *
 * Each line it prints is one acknowledged event: `{"position", "stream", "body"}`.
 */
import 'reflect-metadata';
import { writeSync } from 'node:fs';
import { EventRecorder } from '../../dist/libs/intake/src/index.js';
import { openLedger, readConfiguration } from '../../dist/libs/ledger/src/index.js';
import { canonicalise } from '../../dist/libs/transparency/src/index.js';

const [folder, seed] = process.argv.slice(2);
const ledger = await openLedger(readConfiguration({ ASSAY_DATA: folder }), 'write', (notice) =>
  process.stderr.write(`${notice}\n`),
);
const recorder = new EventRecorder(ledger.log);

const factOf = (subject, type, day, data) => ({
  specversion: '1.0',
  id: `${type}/${day}`,
  source: 'urn:test:durability',
  type: `complaint.${type}.v1`,
  subject,
  time: `2024-0${1 + (day % 6)}-10T00:00:00.000Z`,
  data,
});

/** A complaint's whole life, or the beginning of one. */
function* caseFacts(caller, number) {
  const subject = `complaint/${seed}-${caller}-${number}`;
  yield factOf(subject, 'filed', 0, { unit: `company/C${number % 7}/province/P${caller}` });
  yield factOf(subject, 'acknowledged', 1, {});
  if (number % 3 === 0) return;
  yield factOf(subject, 'resolved', 2, { outcome: number % 2 ? 'against' : 'for', recovered: `${number % 900}.25` });
  if (number % 5 === 0) yield factOf(subject, 'reopened', 3, {});
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Written before anything else happens: a line that is printed whole was acknowledged before the kill. */
function print(line) {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      // The pipe is full: its reader is slower than the ledger.
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

async function recordCases(caller) {
  for (let number = 0; ; number++) {
    for (const fact of caseFacts(caller, number)) {
      const [result] = await recorder.record([fact]);
      if (result.status !== 'accepted') throw new Error(JSON.stringify(result));
      print(`${JSON.stringify({ position: result.position, stream: result.case, body: canonicalise(fact) })}\n`);
    }
  }
}

await Promise.all(Array.from({ length: 8 }, (_, caller) => recordCases(caller)));
