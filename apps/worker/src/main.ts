#!/usr/bin/env node
/**
 * The processors alone, for a ledger whose server runs with `ASSAY_PROCESSORS=off`: follows the log of `ASSAY_DATA` and
 * keeps its scores. Says how it stands on stderr, one JSON line when its state changes; ends cleanly on SIGTERM and SIGINT.
 */
import { ConfigurationError, readConfiguration } from '#assay/ledger';
import { SqliteEventLog } from '#assay/event-log';
import { GrowingProcessors, type Processors, ProcessorsThread, SchemeLibrary } from '#assay/scoring';

import { keepScores } from './keep-scores.js';

const say = (line: object): void => void process.stderr.write(`${JSON.stringify({ time: new Date(), ...line })}\n`);

const onNotice = (notice: string): void => say({ notice });

async function startThread(folder: string, onRulebook: () => void): Promise<Processors> {
  const log = await SqliteEventLog.openReader(folder);
  const library = await SchemeLibrary.of(log, { onNotice }).finally(() => log.close());
  return ProcessorsThread.start({ folder, library, onRulebook, onNotice });
}

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

try {
  const { data: folder } = readConfiguration(process.env);
  const processors = await GrowingProcessors.start((onRulebook) => startThread(folder, onRulebook), {
    onGrown: () => Promise.resolve(),
    onFailure: (error) => say({ error: String(error) }),
  });
  process.exitCode = await keepScores(processors, stopping.signal, say);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = error instanceof ConfigurationError ? 2 : 1;
}
